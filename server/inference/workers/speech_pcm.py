"""Samples of a model as 16-bit PCM, and the joints between chunks of speech."""

from __future__ import annotations

import math
from array import array
from typing import Protocol

from api_error import ApiError

SAMPLE_RATE_HZ = 24_000
#: 20 ms: hides the step between two chunks, too short to hear.
FADE_SAMPLES = SAMPLE_RATE_HZ // 50


class Samples(Protocol):
    """The methods that are used of a NumPy array of float32 in ±1."""

    def __abs__(self) -> Samples:
        ...

    def max(self) -> float:
        """Not a number when one of them is none."""

    def clip(self, low: float, high: float) -> Samples:
        ...

    def __mul__(self, factor: float) -> Samples:
        ...

    def astype(self, kind: str) -> Samples:
        ...

    def tobytes(self) -> bytes:
        ...


def to_pcm16(samples: Samples) -> bytes:
    """Float ±1 → int16 little-endian; what is louder is clipped. Raises ApiError 500 when the model overflowed."""
    if not math.isfinite(float(abs(samples).max())):
        raise ApiError(500, "no_audio", "The model computed no numbers, but infinities: half precision may be too small.")
    return (samples.clip(-1.0, 1.0) * 32767.0).astype("<i2").tobytes()


class CrossFade:
    """Joins chunks of PCM: the end of each is held back and mixed with the beginning of the next."""

    def __init__(self) -> None:
        self._held = array("h")

    def push(self, chunk: bytes) -> bytes:
        """What can be played now. Raises ApiError 500 when the model made no sound."""
        samples = array("h", chunk)
        if not samples:
            raise ApiError(500, "no_audio", "The model made no sound.")
        overlap = min(len(self._held), len(samples))
        for index in range(overlap):
            weight = (index + 1) / (overlap + 1)
            samples[index] = round(self._held[index] * (1 - weight) + samples[index] * weight)
        # A chunk shorter than the fade: the rest of the held samples is played unmixed.
        samples.extend(self._held[overlap:])
        held_back = min(FADE_SAMPLES, len(samples))
        self._held = samples[len(samples) - held_back :]
        return samples[: len(samples) - held_back].tobytes()

    def flush(self) -> bytes:
        """The rest, after the last chunk."""
        return self._held.tobytes()
