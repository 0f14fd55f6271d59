"""
Speech recognition over HTTP: faster-whisper on the CPU, int8, behind OpenAI's `POST /v1/audio/transcriptions`.

    python3 whisper_worker.py --port 8002 --model /models/faster-whisper-small

Greedy, temperature 0, the language always given: the fastest way, and the same answer each time.
docs/model-workers.md says how to install and call it.
"""

from __future__ import annotations

import argparse
import os
from typing import Optional

from api_error import ApiError
from http_messages import Request, Response, Route, Routes, json_response
from model_host import ModelHost
from transcription_request import Transcription, parse_transcription
from whisper_model import Segment, WhisperModel, load_whisper, release_whisper, transcribe
from worker_main import common_arguments, common_routes, run_worker

#: OpenAI's limit for an upload.
MAX_UPLOAD_BYTES = 25_000_000


def answer(request: Transcription, segments: list[Segment]) -> Response:
    text = "".join(segment.text for segment in segments).strip()
    if request.response_format == "text":
        return Response(text.encode(), content_type="text/plain; charset=utf-8")
    if request.response_format == "json":
        return json_response({"text": text})
    detail = [
        {
            "id": index,
            "start": segment.start,
            "end": segment.end,
            "text": segment.text,
            "temperature": 0.0,
            "avg_logprob": segment.avg_logprob,
            "compression_ratio": segment.compression_ratio,
            "no_speech_prob": segment.no_speech_prob,
        }
        for index, segment in enumerate(segments)
    ]
    return json_response(
        {
            "task": "transcribe",
            "language": request.language,
            "duration": request.duration_s,
            "text": text,
            "segments": detail,
        }
    )


def create_whisper_app(args: argparse.Namespace) -> tuple[ModelHost[WhisperModel], Routes]:
    host = ModelHost[WhisperModel](lambda report: load_whisper(args, report), release_whisper)

    def transcriptions(request: Request) -> Response:
        wanted = parse_transcription(request, args.served_model_name)

        def work(model: WhisperModel) -> list[Segment]:
            if wanted.language not in model.supported_languages:
                raise ApiError(400, "language_unsupported", f"The model does not know '{wanted.language}'.")
            return transcribe(model, wanted, request.client.is_gone)

        return answer(wanted, host.run(work, request.client.is_gone))

    routes = common_routes(host, args.served_model_name, "MIT")
    routes["POST", "/v1/audio/transcriptions"] = Route(transcriptions, MAX_UPLOAD_BYTES)
    return host, routes


def parse_arguments(argv: Optional[list[str]] = None) -> argparse.Namespace:
    parser = common_arguments("Speech recognition with faster-whisper on the CPU.", "whisper")
    parser.add_argument("--model", required=True, help="folder of a CTranslate2 model, or its name in the local cache")
    cores = min(8, len(os.sched_getaffinity(0)))
    parser.add_argument("--cpu-threads", type=int, default=cores, help="default: all cores, 8 at most")
    return parser.parse_args(argv)


def main() -> None:
    args = parse_arguments()
    # Set before the libraries are imported: no access to the network, and as many threads in NumPy as in the model.
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1", OMP_NUM_THREADS=str(args.cpu_threads))
    host, routes = create_whisper_app(args)
    run_worker(args, host, routes)


if __name__ == "__main__":
    main()
