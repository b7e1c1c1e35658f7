"""The ring buffer between PortAudio's callback and the writer thread."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Int16Array = npt.NDArray[np.int16]


class RingBuffer:
    """Frames of 16-bit samples, allocated once; one thread writes, one other thread reads.

    No lock: each side changes only its own counter, and a counter is changed after the samples are
    copied. When the reader falls a whole buffer behind, new frames are dropped and counted in `dropped`,
    never written over what the reader may be copying.
    """

    def __init__(self, capacity: int, channels: int) -> None:
        self._data = np.zeros((capacity, channels), dtype=np.int16)
        self._capacity = capacity
        self._written = 0
        self._read = 0
        self.dropped = 0

    @property
    def written(self) -> int:
        """Frames written since the beginning; stands still when the device does."""
        return self._written

    def write(self, frames: Int16Array) -> None:
        """Copy `frames` (n × channels) in. Called by the audio callback: two slice copies at most."""
        count = len(frames)
        free = self._capacity - (self._written - self._read)
        if count > free:
            self.dropped += count - free
            count = free
        start = self._written % self._capacity
        first = min(count, self._capacity - start)
        self._data[start : start + first] = frames[:first]
        if count > first:
            self._data[: count - first] = frames[first:count]
        self._written += count

    def read(self) -> Int16Array:
        """Everything that has arrived since the last call, as a new array (n × channels)."""
        count = self._written - self._read
        start = self._read % self._capacity
        first = min(count, self._capacity - start)
        frames = np.empty((count, self._data.shape[1]), dtype=np.int16)
        frames[:first] = self._data[start : start + first]
        frames[first:] = self._data[: count - first]
        self._read += count
        return frames
