"""The part of NumPy's float32 arrays that the workers use, without NumPy."""

import math
from array import array


class Samples(list):
    """One channel; `shape` is what it was last given."""

    shape = None

    def __abs__(self):
        return Samples(map(abs, self))

    def max(self):
        return math.nan if any(map(math.isnan, self)) else max(self, default=-math.inf)

    def mean(self):
        return sum(self) / len(self) if self else math.nan

    def clip(self, low, high):
        return Samples(min(max(value, low), high) for value in self)

    def __mul__(self, factor):
        if isinstance(factor, list):
            return Samples(map(float.__mul__, self, factor))
        return Samples(value * factor for value in self)

    def astype(self, kind):
        assert kind == "<i2"
        return Samples(map(_whole, self))

    def tobytes(self):
        return array("h", self).tobytes()

    def reshape(self, rows, columns):
        assert (rows, columns) == (1, -1)
        self.shape = (1, len(self))
        return self


def _whole(value):
    """NumPy makes zero of what is not a number."""
    return 0 if math.isnan(value) else int(value)


class Level:
    """The same for samples that are all equal, without a list of them."""

    def __init__(self, value, count):
        self._value, self._count = value, count

    def __abs__(self):
        return Level(abs(self._value), self._count)

    def max(self):
        return self._value

    def clip(self, low, high):
        return Level(min(max(self._value, low), high), self._count)

    def __mul__(self, factor):
        return Level(self._value * factor, self._count)

    def astype(self, kind):
        assert kind == "<i2"
        return Level(_whole(self._value), self._count)

    def tobytes(self):
        return array("h", [self._value]).tobytes() * self._count


class Frames:
    """What soundfile reads: rows of samples, one for each channel."""

    def __init__(self, interleaved, channels):
        self._interleaved, self._channels = interleaved, channels

    def mean(self, axis):
        assert axis == 1
        rows = zip(*(self._interleaved[channel :: self._channels] for channel in range(self._channels)))
        return Samples(sum(row) / self._channels for row in rows)
