"""Voices cloned from reference recordings, prepared once and kept in memory."""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

from api_error import ApiError

#: 12 s of float32 at 24 kHz are 1.2 MB.
MAX_VOICES = 32
#: A recording that is shorter than this without its silence has no usable speech.
MIN_REFERENCE_S = 1.0


@dataclass(frozen=True)
class Voice:
    """`audio` is a float32 tensor [channels, samples] on the CPU; `text` is what is said in it, never empty."""

    audio: Any
    sample_rate_hz: int
    text: str

    @property
    def duration_s(self) -> float:
        return float(self.audio.shape[-1]) / self.sample_rate_hz


class ReferenceVoices:
    """The voices used last. A recording that changed is prepared again, one that was deleted is forgotten."""

    def __init__(self, prepare: Callable[[str, str], Voice]) -> None:
        self._prepare = prepare
        self._voices: OrderedDict[tuple[str, str], tuple[tuple[int, int], Voice]] = OrderedDict()

    def get(self, path: str, text: str) -> Voice:
        """Raises ApiError 400 when the recording is not there or nothing can be heard in it."""
        for key in [key for key in self._voices if not os.path.exists(key[0])]:
            del self._voices[key]
        try:
            status = os.stat(path)
        except OSError:
            raise ApiError(400, "ref_audio_not_found", "The reference recording is not there.") from None
        version = (status.st_mtime_ns, status.st_size)
        kept = self._voices.pop((path, text), None)
        voice = kept[1] if kept and kept[0] == version else self._prepare(path, text)
        self._voices[path, text] = (version, voice)
        if len(self._voices) > MAX_VOICES:
            self._voices.popitem(last=False)
        return voice


def allowed_reference(path: str, profiles_dir: Optional[str]) -> str:
    """The real path of a recording inside the folder of profiles; relative ones start there. Raises ApiError 400."""
    if profiles_dir is None:
        raise ApiError(400, "cloning_off", "The worker was started without --profiles-dir.")
    folder = Path(profiles_dir).resolve()
    try:
        real = (folder / path).resolve()
        is_file = real.is_file()
    except (OSError, ValueError, RuntimeError):
        raise ApiError(400, "ref_audio_not_found", "The reference recording is not there.") from None
    if not real.is_relative_to(folder):
        raise ApiError(400, "ref_audio_not_allowed", "The reference recording is outside the folder of profiles.")
    if not is_file:
        raise ApiError(400, "ref_audio_not_found", "The reference recording is not there.")
    return str(real)


def prepare_reference(path: str, text: str) -> Voice:
    """
    F5-TTS's own preparation: silence is trimmed, and what is longer than 12 s is cut. Its temporary files hold a voice:
    they are deleted here.
    """
    import soundfile
    import torch
    from f5_tts.infer import utils_infer

    if not text.strip():
        # F5-TTS would load a Whisper of its own onto the GPU and keep it.
        raise ApiError(400, "ref_text_missing", "A reference recording needs its transcript.")
    with _temporary_folder():
        wav_path, ref_text = utils_infer.preprocess_ref_audio_text(path, text, show_info=_ignore)
        samples, rate_hz = soundfile.read(wav_path, dtype="float32", always_2d=True)
    # F5-TTS's cache still names the deleted file, by the recording's hash.
    utils_infer._ref_audio_cache.clear()
    voice = Voice(torch.from_numpy(samples.T), rate_hz, ref_text)
    if voice.duration_s < MIN_REFERENCE_S:
        raise ApiError(400, "ref_audio_silent", "Nothing can be heard in the reference recording.")
    return voice


@contextmanager
def _temporary_folder() -> Iterator[None]:
    """Everything that is made with `tempfile` inside is deleted at the end. One thread at a time."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="avatar-voice-") as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before


def _ignore(_: object) -> None:
    """Ignores F5-TTS's progress messages."""
