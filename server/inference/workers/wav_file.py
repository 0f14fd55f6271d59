"""What may be sent as speech: WAV files of 16-bit PCM."""

from __future__ import annotations

import io
import wave

from api_error import ApiError

_BYTES_PER_SAMPLE = 2


def wav_duration_s(data: bytes) -> float:
    """Seconds of audio in a PCM16 WAV file of any rate and channel count. Raises ApiError 415 for anything else."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            rate_hz, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
            # A streamed file's header may claim 4 GB: what is there counts.
            frames: int = min(file.getnframes(), len(data) // (width * channels))
    except (wave.Error, EOFError, ZeroDivisionError, RuntimeError):  # The last one: a chunk longer than its file.
        raise ApiError(415, "unsupported_audio", "The file is not a WAV file of 16-bit PCM.") from None
    if width != _BYTES_PER_SAMPLE or rate_hz <= 0:
        raise ApiError(415, "unsupported_audio", "The file is not a WAV file of 16-bit PCM.")
    return frames / float(rate_hz)


def silent_wav(duration_s: float, rate_hz: int = 16_000) -> bytes:
    """Silence as a mono PCM16 WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(_BYTES_PER_SAMPLE)
        file.setframerate(rate_hz)
        file.writeframes(bytes(round(duration_s * rate_hz) * _BYTES_PER_SAMPLE))
    return buffer.getvalue()
