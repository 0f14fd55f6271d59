"""F5-TTS: loading it, its voices, and one chunk of speech."""

from __future__ import annotations

import argparse
import gc
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from api_error import ApiError
from model_host import ReportProgress
from reference_voices import ReferenceVoices, Voice, prepare_reference
from speech_pcm import to_pcm16
from speech_request import STEPS
from spoken_text import MIN_BYTES, chunk_for_speech, size

MODEL_NAME = "F5TTS_v1_Base"
#: F5-TTS's own limit of reference and speech together, seconds; it was trained on up to 30.
MAX_TOTAL_S = 22.0
#: A chunk is synthesised whole before its first sample can be played.
MAX_CHUNK_BYTES = 200
#: With --low-vram: what a chunk needs grows with its length.
LOW_VRAM_CHUNK_BYTES = 80


class Synthesizer:
    """The loaded model and its voices. Used by one thread at a time."""

    def __init__(self, f5: Any, default_reference: Optional[tuple[str, str]], low_vram: bool) -> None:
        self._f5 = f5
        self._voices = ReferenceVoices(prepare_reference)
        self._default_reference = default_reference
        self._low_vram = low_vram

    def voice(self, reference: Optional[tuple[str, str]]) -> Voice:
        wanted = reference or self._default_reference
        if wanted is None:
            raise ApiError(400, "voice_missing", "There is no default voice: send ref_audio and ref_text.")
        return self._voices.get(*wanted)

    def chunks(self, text: str, voice: Voice, speed: float) -> list[str]:
        bytes_per_second = size(voice.text) / voice.duration_s * speed
        room_s = max(MAX_TOTAL_S - voice.duration_s, 1.0)
        most = LOW_VRAM_CHUNK_BYTES if self._low_vram else MAX_CHUNK_BYTES
        return chunk_for_speech(text, max(min(most, int(bytes_per_second * room_s)), 2 * MIN_BYTES))

    def speak(self, text: str, voice: Voice, steps: int, speed: float) -> bytes:
        """PCM16 of one chunk. The model can't be stopped within it."""
        from f5_tts.infer.utils_infer import infer_batch_process

        # A text that stays short takes as long as MIN_BYTES would, at the wanted speed: without a fixed duration F5-TTS
        # forces speed 0.3 on it.
        short_s = voice.duration_s * MIN_BYTES / size(voice.text) / speed
        fix_duration = voice.duration_s + short_s if size(text) < MIN_BYTES else None
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
            fix_duration=fix_duration,
            device=self._f5.device,
            # Otherwise it runs chunks in parallel threads, and the memory it takes jumps.
            streaming=True,
            chunk_size=2048,
        )
        pcm = b"".join(to_pcm16(samples) for samples, _ in pieces)
        if self._low_vram:
            release_f5()
        return pcm


def load_f5(args: argparse.Namespace, report: ReportProgress) -> Synthesizer:
    """Loads from the disk only. The steps of the progress are steps of the work, not of time."""
    files = find_model_files(args.model_dir, args.vocoder_dir)
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
    synthesizer = Synthesizer(f5, default, args.low_vram)
    if default:
        # The first sentence allocates memory and reads the Chinese dictionaries, so that no listener waits for it.
        synthesizer.speak("你好，很高興認識你。", synthesizer.voice(None), STEPS[0], 1.0)
    return synthesizer


def release_f5() -> None:
    """Gives unused memory back to the card. The CUDA context stays until the process ends."""
    import torch

    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@dataclass(frozen=True)
class ModelFiles:
    checkpoint: str
    vocabulary: str
    vocoder_dir: str


def find_model_files(model_dir: str, vocoder_dir: Optional[str]) -> ModelFiles:
    """The files that F5-TTS would otherwise download. Raises FileNotFoundError that names the missing one."""
    checkpoint = _find(model_dir, "*.safetensors", "the checkpoint")
    vocabulary = _find(model_dir, "vocab.txt", "the vocabulary")
    vocoder = _find(vocoder_dir or model_dir, "pytorch_model.bin", "the Vocos vocoder")
    if not (vocoder.parent / "config.yaml").is_file():
        raise FileNotFoundError(f"config.yaml, of the Vocos vocoder, is not in {vocoder.parent}")
    return ModelFiles(str(checkpoint), str(vocabulary), str(vocoder.parent))


def _find(folder: str, pattern: str, what: str) -> Path:
    found = sorted(Path(folder).rglob(pattern))
    if not found:
        raise FileNotFoundError(f"{pattern}, {what}, is not in {folder}")
    return found[-1]
