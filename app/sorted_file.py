"""A text file whose lines are sorted by their bytes, searched where it lies: nothing is parsed or held."""

from __future__ import annotations

import mmap
from pathlib import Path


class SortedFile:
    """Look-ups in a sorted file of lines `key value…`. Safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        """Map the file. Raises OSError when it cannot be read."""
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def from_key(self, key: str) -> str:
        """The first line that does not sort before `key`, "" when all do."""
        low, high, wanted = 0, len(self._bytes), key.encode()
        while low < high:
            middle = (low + high) // 2
            start = self._bytes.rfind(b"\n", low, middle) + 1 or low
            if self._bytes[start : start + len(wanted)] < wanted:
                low = self._bytes.find(b"\n", middle) + 1
            else:
                high = start
        return self._bytes[low : self._bytes.find(b"\n", low)].decode() if low < len(self._bytes) else ""

    def value(self, key: str) -> str:
        """What stands behind `key` on its line, "" when there is none."""
        found, _, value = self.from_key(key).partition(" ")
        return value if found == key else ""
