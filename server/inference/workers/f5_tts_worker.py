"""
Speech synthesis over HTTP: F5-TTS behind OpenAI's `POST /v1/audio/speech`, with cloned voices.

    python3 f5_tts_worker.py --port 8003 --model-dir /models/f5-tts --profiles-dir audio/profiles

Answers int16 little-endian mono PCM at 24 kHz, streamed chunk by chunk of the text.
docs/model-workers.md says how to install and call it. The published weights are CC-BY-NC.
"""

from __future__ import annotations

import argparse
import os
from typing import Iterator, Optional

from f5_model import Synthesizer, load_f5, release_f5
from http_messages import Client, Request, Response, Route, Routes, json_response
from model_host import ModelHost
from reference_voices import ReferenceVoices, Voice, prepare_reference
from speech_pcm import SAMPLE_RATE_HZ, CrossFade
from speech_request import Speech, parse_forget, parse_speech
from worker_main import common_arguments, common_routes, run_worker


def stream_speech(host: ModelHost[Synthesizer], speech: Speech, client: Client) -> Iterator[bytes]:
    """
    PCM, chunk by chunk. The request has the model only while a chunk is synthesised, not while a slow client reads it.
    When the client leaves, the work ends after the current chunk.
    """
    voice, chunks = _prepare(host, speech, client)
    fade = CrossFade()
    for chunk in chunks:
        yield fade.push(_speak(host, speech, client, voice, chunk))
    yield fade.flush()


def _prepare(host: ModelHost[Synthesizer], speech: Speech, client: Client) -> tuple[Voice, list[str]]:
    def work(synthesizer: Synthesizer) -> tuple[Voice, list[str]]:
        voice = synthesizer.voice(speech.reference)
        return voice, synthesizer.chunks(speech.text, voice, speech.speed)

    return host.run(work, client.is_gone)


def _speak(host: ModelHost[Synthesizer], speech: Speech, client: Client, voice: Voice, chunk: str) -> bytes:
    def work(synthesizer: Synthesizer) -> bytes:
        return synthesizer.speak(chunk, voice, speech.steps, speech.speed, speech.seed)

    return host.run(work, client.is_gone)


def create_f5_app(args: argparse.Namespace) -> tuple[ModelHost[Synthesizer], Routes]:
    voices = ReferenceVoices(prepare_reference)

    def release() -> None:
        voices.forget()
        release_f5()

    host = ModelHost[Synthesizer](lambda report: load_f5(args, voices, report), release)

    def speech(request: Request) -> Response:
        wanted = parse_speech(request, args)
        return Response(
            stream_speech(host, wanted, request.client),
            content_type="audio/pcm",
            headers={"X-Sample-Rate": str(SAMPLE_RATE_HZ)},
        )

    def forget(request: Request) -> Response:
        return json_response({"forgotten": voices.forget(parse_forget(request, args))})

    routes = common_routes(host, args.served_model_name, args.license)
    routes["POST", "/v1/audio/speech"] = Route(speech)
    # Waits for nobody: a voice that is revoked is gone at once, but for a chunk that is being spoken.
    routes["POST", "/voices/forget"] = Route(forget)
    return host, routes


def parse_arguments(argv: Optional[list[str]] = None) -> argparse.Namespace:
    parser = common_arguments("Speech synthesis with F5-TTS and cloned voices.", "f5-tts")
    parser.add_argument("--model-dir", required=True, help="folder with the checkpoint, vocab.txt and Vocos")
    parser.add_argument("--vocoder-dir", help="folder with Vocos, when it is another one")
    parser.add_argument("--device", help="cuda, cuda:1, cpu …; default: a GPU where there is one")
    parser.add_argument("--profiles-dir", help="ref_audio may name files in here; without it no voice can be cloned")
    parser.add_argument("--default-ref-audio", help="recording of the voice for requests without ref_audio")
    parser.add_argument("--default-ref-text", help="what is said in it")
    parser.add_argument("--license", default="CC-BY-NC-4.0", help="of the weights; the default is the published ones'")
    parser.add_argument("--low-vram", action="store_true", help="short chunks, and memory given back after each")
    args = parser.parse_args(argv)
    if bool(args.default_ref_audio) != bool((args.default_ref_text or "").strip()):
        parser.error("--default-ref-audio and --default-ref-text go together")
    return args


def main() -> None:
    args = parse_arguments()
    # Set before the libraries are imported: no access to the network, less memory lost to fragmentation, and none of
    # the warnings that PyTorch's native part writes as plain text.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
    os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")
    os.environ.setdefault("PYTORCH_CUDA_ALLOC_CONF", "expandable_segments:True")
    host, routes = create_f5_app(args)
    run_worker(args, host, routes)


if __name__ == "__main__":
    main()
