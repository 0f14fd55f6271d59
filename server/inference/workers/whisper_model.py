"""faster-whisper: loading it, and what AVATAR asks of it."""

from __future__ import annotations

import argparse
import gc
import io
from typing import Callable, Iterable, Optional, Protocol

from api_error import ClientGone
from model_host import ReportProgress
from transcription_request import Transcription
from wav_file import silent_wav

#: Whisper's own rule for silence: probably no speech, and unsure of what it wrote.
NO_SPEECH_PROB = 0.6
LOW_AVG_LOGPROB = -1.0


class Segment(Protocol):
    """What the worker reads of faster-whisper's segments."""

    start: float
    end: float
    text: str
    avg_logprob: float
    compression_ratio: float
    no_speech_prob: float


class WhisperModel(Protocol):
    """What the worker uses of `faster_whisper.WhisperModel`."""

    @property
    def supported_languages(self) -> list[str]:
        ...

    def transcribe(
        self,
        audio: io.BytesIO,
        *,
        language: str,
        initial_prompt: Optional[str],
        beam_size: int,
        temperature: float,
        without_timestamps: bool,
        condition_on_previous_text: bool,
        vad_filter: bool,
        no_speech_threshold: Optional[float],
    ) -> tuple[Iterable[Segment], object]:
        ...


def load_whisper(args: argparse.Namespace, report: ReportProgress) -> WhisperModel:
    """Loads from the disk only. The steps of the progress are steps of the work, not of time."""
    from faster_whisper import WhisperModel as FasterWhisper

    report(0.3)
    model: WhisperModel = FasterWhisper(
        args.model, device="cpu", compute_type="int8", cpu_threads=args.cpu_threads, local_files_only=True
    )
    report(0.8)
    # The first pass allocates what all others use.
    transcribe(model, Transcription(silent_wav(1), 1, model.supported_languages[0], None, "json"), lambda: False)
    # Its decoder runs the garbage collector at every call: this excludes the loaded model from each run.
    gc.freeze()
    return model


def release_whisper() -> None:
    gc.unfreeze()
    gc.collect()


def transcribe(model: WhisperModel, request: Transcription, is_gone: Callable[[], bool]) -> list[Segment]:
    """The segments with speech in them. Raises ClientGone between two of them when the client has left."""
    if request.duration_s == 0:
        return []
    segments, _ = model.transcribe(
        io.BytesIO(request.wav),
        language=request.language,
        initial_prompt=request.prompt,
        beam_size=1,
        temperature=0.0,
        without_timestamps=True,
        condition_on_previous_text=False,
        vad_filter=False,
        # It would drop silent windows itself; `is_speech` decides, so that there is one rule.
        no_speech_threshold=None,
    )
    heard = []
    # The generator is lazy: each step runs the model on one window of 30 s.
    for segment in segments:
        if is_gone():
            raise ClientGone
        if is_speech(segment):
            heard.append(segment)
    return heard


def is_speech(segment: Segment) -> bool:
    return not (segment.no_speech_prob > NO_SPEECH_PROB and segment.avg_logprob < LOW_AVG_LOGPROB)
