"""A lock on an open file that the operating system lets go when the process dies, however it dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    # Windows locks are mandatory for the bytes locked, so the byte is one that no recording reaches.
    _LOCKED_BYTE = 0x7FFF_FFF0

    def _try_lock(descriptor: int) -> bool:
        here = os.lseek(descriptor, 0, os.SEEK_CUR)
        try:
            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, here, os.SEEK_SET)
        return True
else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


class FileLock:
    """Keeps a file open and locked until `release`, or until nothing refers to the lock any more."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._open = True

    @classmethod
    def on_new_file(cls, path: Path) -> FileLock:
        """Create `path` for appending and lock it. Raises OSError, FileExistsError if it is there."""
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND | getattr(os, "O_BINARY", 0)
        lock = cls(os.open(path, flags, 0o600))
        _try_lock(lock.descriptor)
        return lock

    def release(self) -> None:
        """Unlock and close the file; a second call does nothing."""
        if self._open:
            self._open = False
            os.close(self.descriptor)

    def __del__(self) -> None:
        self.release()


def is_locked(path: Path) -> bool:
    """Whether a living process, this one included, holds the lock on `path`. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        return not _try_lock(descriptor)
    finally:
        os.close(descriptor)
