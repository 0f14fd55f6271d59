"""Recordings for tests."""

from __future__ import annotations

import io
import random
import wave
from array import array


def tone_wav(duration_s: float, rate_hz: int = 2_000, level: float = 0.1) -> bytes:
    """A square wave of 100 Hz as a mono PCM16 WAV file; its root mean square is `level`."""
    half = rate_hz // 200
    value = round(level * 32767)
    period = array("h", [value] * half + [-value] * half)
    samples = (period * (round(duration_s * rate_hz) // len(period) + 1))[: round(duration_s * rate_hz)]
    return _wav(samples, rate_hz, 1)


def babble_wav(duration_s: float, rate_hz: int = 24_000, level: float = 0.1, channels: int = 1) -> bytes:
    """
    Noise in syllables, as a PCM16 WAV file: four a second, with gaps of silence between, so that it passes for speech.
    Each time the same.
    """
    noise = random.Random(1)
    syllable = rate_hz // 4
    spoken = syllable * 7 // 10
    peak = level * 32767 * (3 * syllable / spoken) ** 0.5
    samples = array("h")
    for at in range(round(duration_s * rate_hz)):
        value = round(noise.uniform(-1, 1) * peak) if at % syllable < spoken else 0
        samples.extend([max(-32768, min(32767, value))] * channels)
    return _wav(samples, rate_hz, channels)


def _wav(samples: array[int], rate_hz: int, channels: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()
