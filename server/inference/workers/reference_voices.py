"""Voices cloned from reference recordings, prepared once and kept in memory."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

from api_error import ApiError, is_out_of_memory
from spoken_text import size
from structured_log import log, where
from temporary_folder import temporary_folder

#: 12 s of float32 at 24 kHz are 1.2 MB.
MAX_VOICES = 32
#: A recording that is shorter than this without its silence has no usable speech.
MIN_REFERENCE_S = 1.0
#: Bytes of transcript for a second of speech. People speak at some 10 to 25, in Chinese and in English; what is far
#: from that are not the words of the recording, and F5-TTS takes the pace of its speech from the two.
TRANSCRIPT_BYTES_PER_S = (2.0, 40.0)
#: F5-TTS raises quieter recordings to this root mean square for the model, and lowers its speech again after.
TARGET_RMS = 0.1


@dataclass(frozen=True)
class Voice:
    """`audio` is a float32 tensor [channels, samples] on the CPU; `text` is what is said in it, never empty."""

    audio: Any
    sample_rate_hz: int
    text: str

    @property
    def duration_s(self) -> float:
        return float(self.audio.shape[-1]) / self.sample_rate_hz

    @property
    def bytes_per_second(self) -> float:
        """The pace at which F5-TTS speaks in this voice."""
        return size(self.text) / self.duration_s


class ReferenceVoices:
    """
    The voices used last. A recording that changed is prepared again, one that was deleted is forgotten. The model's
    thread uses them; any thread may have them forgotten.
    """

    def __init__(self, prepare: Callable[[str, str], Voice]) -> None:
        self._prepare = prepare
        self._lock = threading.Lock()
        self._voices: OrderedDict[tuple[str, str], tuple[tuple[int, int], Voice]] = OrderedDict()

    def get(self, path: str, text: str) -> Voice:
        """Raises ApiError 400 when the recording is not there or nothing can be heard in it."""
        with self._lock:
            for key in [key for key in self._voices if not os.path.exists(key[0])]:
                del self._voices[key]
            kept = self._voices.pop((path, text), None)
        version = _version(path)
        if version is None:
            raise ApiError(400, "ref_audio_not_found", "The reference recording is not there.")
        voice = kept[1] if kept and kept[0] == version else self._prepare(path, text)
        with self._lock:
            # It may have been deleted, and forgotten, while it was prepared.
            if _version(path) == version:
                self._voices[path, text] = (version, voice)
            if len(self._voices) > MAX_VOICES:
                self._voices.popitem(last=False)
        return voice

    def forget(self, path: Optional[str] = None) -> int:
        """Drops what is kept of a recording, or of all; answers of how many voices."""
        with self._lock:
            keys = [key for key in self._voices if path is None or key[0] == path]
            for key in keys:
                del self._voices[key]
        return len(keys)


def _version(path: str) -> Optional[tuple[int, int]]:
    """None when there is no such file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def allowed_reference(path: str, profiles_dir: Optional[str]) -> str:
    """The real path of a recording inside the folder of profiles; relative ones start there. Raises ApiError 400."""
    real = path_in_profiles(path, profiles_dir)
    if not real.is_file():
        raise ApiError(400, "ref_audio_not_found", "The reference recording is not there.")
    return str(real)


def path_in_profiles(path: str, profiles_dir: Optional[str]) -> Path:
    """The same of a recording that may be gone."""
    if profiles_dir is None:
        raise ApiError(400, "cloning_off", "The worker was started without --profiles-dir.")
    folder = Path(profiles_dir).resolve()
    try:
        real = (folder / path).resolve()
        real.is_file()
    except (OSError, ValueError, RuntimeError):
        raise ApiError(400, "ref_audio_not_found", "The reference recording is not there.") from None
    if not real.is_relative_to(folder):
        raise ApiError(400, "ref_audio_not_allowed", "The reference recording is outside the folder of profiles.")
    return real


def prepare_reference(path: str, text: str) -> Voice:
    """
    F5-TTS's own preparation: silence is trimmed, and what is longer than 12 s is cut. Its temporary files hold a voice:
    they are deleted here. Quiet recordings are raised, so that their speech is as loud as others'. Raises ApiError 400
    for a recording without speech, one that can't be read, and a transcript that can't be of it.
    """
    import torch

    if not text.strip():
        # F5-TTS would load a Whisper of its own onto the GPU and keep it.
        raise ApiError(400, "ref_text_missing", "A reference recording needs its transcript.")
    samples, rate_hz, ref_text = _trimmed(path, text)
    duration_s = len(samples) / rate_hz
    if duration_s < MIN_REFERENCE_S:
        raise ApiError(400, "ref_audio_silent", "Nothing can be heard in the reference recording.")
    slowest, fastest = TRANSCRIPT_BYTES_PER_S
    if not slowest <= size(text.strip()) / duration_s <= fastest:
        message = (
            f"The transcript has {size(text.strip())} bytes for {duration_s:.1f} s of speech: it must be what is said "
            "in the recording, of which at most 12 s are used."
        )
        raise ApiError(400, "ref_text_mismatch", message)
    return Voice(torch.from_numpy(_raised(samples).reshape(1, -1)), rate_hz, ref_text)


def _trimmed(path: str, text: str) -> tuple[Any, int, str]:
    """Mono float32 samples of the part that is used, their rate in Hz, and the transcript with its closing mark."""
    import soundfile
    from f5_tts.infer import utils_infer

    try:
        with temporary_folder():
            wav_path, ref_text = utils_infer.preprocess_ref_audio_text(path, text, show_info=_ignore)
            samples, rate_hz = soundfile.read(wav_path, dtype="float32", always_2d=True)
    except Exception as error:
        is_disk_full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        if is_out_of_memory(error) or is_disk_full:
            raise
        # The decoder's own message names the file.
        log("ref_audio_unreadable", "warn", error=type(error).__name__, where=where(error))
        raise ApiError(400, "ref_audio_unreadable", _unreadable()) from None
    finally:
        # F5-TTS's cache names the deleted file, by the recording's hash.
        utils_infer._ref_audio_cache.clear()
    return samples.mean(axis=1), rate_hz, ref_text


def _unreadable() -> str:
    message = "The reference recording can't be decoded."
    missing = [program for program in ("ffmpeg", "ffprobe") if shutil.which(program) is None]
    if missing:
        message += f" Anything but WAV files of 16-bit PCM needs {' and '.join(missing)}, missing on this machine."
    return message


def _raised(samples: Any) -> Any:
    rms = float((samples * samples).mean()) ** 0.5
    return samples * (TARGET_RMS / rms) if 0 < rms < TARGET_RMS else samples


def _ignore(_: object) -> None:
    """Ignores F5-TTS's progress messages."""
