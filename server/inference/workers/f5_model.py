"""F5-TTS: loading it, its voices, and one chunk of speech."""

from __future__ import annotations

import argparse
import gc
import os
from contextlib import contextmanager
from typing import Any, Iterator, Optional

from api_error import ApiError
from f5_files import find_model_files
from model_alphabet import to_model_alphabet
from model_host import ReportProgress
from reference_voices import ReferenceVoices, Voice
from speech_pcm import to_pcm16
from speech_request import STEPS
from spoken_text import MIN_BYTES, chunk_for_speech, size
from temporary_folder import temporary_folder

MODEL_NAME = "F5TTS_v1_Base"
#: F5-TTS's own limit of reference and speech together, seconds; it was trained on up to 30.
MAX_TOTAL_S = 22.0
#: A chunk is synthesised whole before its first sample can be played.
MAX_CHUNK_BYTES = 200
#: With --low-vram: what a chunk needs grows with its length.
LOW_VRAM_CHUNK_BYTES = 80


class Synthesizer:
    """The loaded model and its voices. Used by one thread at a time."""

    def __init__(
        self, f5: Any, voices: ReferenceVoices, default_reference: Optional[tuple[str, str]], low_vram: bool
    ) -> None:
        self._f5 = f5
        self._voices = voices
        self._default_reference = default_reference
        self._low_vram = low_vram

    def voice(self, reference: Optional[tuple[str, str]]) -> Voice:
        wanted = reference or self._default_reference
        if wanted is None:
            raise ApiError(400, "voice_missing", "There is no default voice: send ref_audio and ref_text.")
        path, text = wanted
        return self._voices.get(path, to_model_alphabet(text))

    def chunks(self, text: str, voice: Voice, speed: float) -> list[str]:
        """The text in the model's alphabet, in parts for `speak`."""
        room_bytes = int(voice.bytes_per_second * speed * _room_s(voice))
        most = LOW_VRAM_CHUNK_BYTES if self._low_vram else MAX_CHUNK_BYTES
        return chunk_for_speech(to_model_alphabet(text), max(min(most, room_bytes), 2 * MIN_BYTES))

    def speak(self, text: str, voice: Voice, steps: int, speed: float, seed: Optional[int]) -> bytes:
        """PCM16 of one chunk. The model can't be stopped within it."""
        with _seeded(seed):
            try:
                pcm = self._infer(text, voice, steps, speed)
            finally:
                # F5-TTS does so only after a success. What stays of a failed request would be spoken in the next one.
                self._f5.ema_model.transformer.clear_cache()
        if self._low_vram:
            release_f5()
        return pcm

    def _infer(self, text: str, voice: Voice, steps: int, speed: float) -> bytes:
        from f5_tts.infer.utils_infer import infer_batch_process

        pieces = infer_batch_process(
            (voice.audio, voice.sample_rate_hz),
            voice.text,
            [text],
            self._f5.ema_model,
            self._f5.vocoder,
            mel_spec_type=self._f5.mel_spec_type,
            progress=None,
            nfe_step=steps,
            speed=speed,
            fix_duration=_fix_duration(text, voice, speed),
            device=self._f5.device,
            # Otherwise it runs chunks in parallel threads, and the memory it takes jumps.
            streaming=True,
            chunk_size=2048,
        )
        return b"".join(to_pcm16(samples) for samples, _ in pieces)


def _room_s(voice: Voice) -> float:
    """Seconds of speech that a chunk may have."""
    return max(MAX_TOTAL_S - voice.duration_s, 1.0)


def _fix_duration(text: str, voice: Voice, speed: float) -> Optional[float]:
    """Seconds of reference and speech together; None where F5-TTS's own estimate is right."""
    # A text that stays short takes as long as MIN_BYTES would, at the wanted speed: without a fixed duration F5-TTS
    # forces speed 0.3 on it. A slow voice at a low speed would need more seconds than the model can speak in one go.
    speech_s = max(size(text), MIN_BYTES) / voice.bytes_per_second / speed
    room_s = _room_s(voice)
    return voice.duration_s + min(speech_s, room_s) if size(text) < MIN_BYTES or speech_s > room_s else None


@contextmanager
def _seeded(seed: Optional[int]) -> Iterator[None]:
    """With a seed, the noise that the speech begins from is always the same; later speech is as random as before."""
    import torch

    with torch.random.fork_rng(enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(seed)
        yield


def load_f5(args: argparse.Namespace, voices: ReferenceVoices, report: ReportProgress) -> Synthesizer:
    """Loads from the disk only. The steps of the progress are steps of the work, not of time."""
    # Its training libraries make folders when they are imported, and never delete them.
    with temporary_folder():
        return _load(args, voices, report)


def _load(args: argparse.Namespace, voices: ReferenceVoices, report: ReportProgress) -> Synthesizer:
    files = find_model_files(args.model_dir, args.vocoder_dir)
    # Reads the tables of characters, and fails before the long import when they are missing.
    first_sentence = to_model_alphabet("你好，很高興認識你。")
    from f5_tts.api import F5TTS

    report(0.4)
    f5 = F5TTS(
        model=MODEL_NAME,
        ckpt_file=files.checkpoint,
        vocab_file=files.vocabulary,
        vocoder_local_path=files.vocoder_dir,
        device=args.device,
    )
    report(0.8)
    default = (os.path.realpath(args.default_ref_audio), args.default_ref_text) if args.default_ref_audio else None
    synthesizer = Synthesizer(f5, voices, default, args.low_vram)
    if default:
        # The first sentence allocates memory, so that no listener waits for it.
        synthesizer.speak(first_sentence, synthesizer.voice(None), STEPS[0], 1.0, None)
    return synthesizer


def release_f5() -> None:
    """Gives unused memory back to the card. The CUDA context stays until the process ends."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
