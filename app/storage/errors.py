"""What can go wrong with the data in ordinary use, each as one sentence, and how SQLite's codes map to it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import ExpectedError
from app.i18n import msg


class StorageError(ExpectedError):
    """The data could not be read or written."""


class DiskFullError(StorageError):
    """No room left where the data lies."""


class ReadOnlyError(StorageError):
    """The data may not be written."""


class BusyError(StorageError):
    """Another program holds the data."""


class DamagedError(StorageError):
    """The database turned out to be damaged while it was in use."""


class NewerDatabaseError(StorageError):
    """The database was written by a newer Kaibo."""


class StoreClosedError(StorageError):
    """The store was closed before the call."""


class AttemptMissingError(StorageError):
    """There is no attempt of this id (any more)."""


class ScoreUnreadableError(StorageError):
    """The attempt is there, its score cannot be read."""


class BackupError(StorageError):
    """A backup could not be made, or is not good."""


class ExportError(StorageError):
    """The attempts could not be exported there."""


class ExportCancelledError(StorageError):
    """The user stopped the export."""


def disk_full(detail: str = "") -> DiskFullError:
    """The error of a full disk."""
    return DiskFullError(
        msg("磁盘空间不足，刚才的更改没有保存；以前的数据和已经录好的录音都在。请清理磁盘后再试。"), detail
    )


def read_only(detail: str = "") -> ReadOnlyError:
    """The error of a folder or file that may not be written."""
    return ReadOnlyError(
        msg("数据文件夹不允许写入，刚才的更改没有保存。请检查文件夹权限，或换一个有权限的账户。"), detail
    )


def busy(detail: str = "") -> BusyError:
    """The error of data held by another program."""
    return BusyError(
        msg("练习数据正被另一个程序占用，刚才的更改没有保存。请关闭其他开播窗口后再试。"), detail
    )


def damaged(detail: str = "") -> DamagedError:
    """The error of damage met in the middle of work."""
    return DamagedError(
        msg("练习数据库已损坏，刚才的更改没有保存；录音文件不受影响。请重新启动开播，届时可以用备份恢复。"),
        detail,
    )


def disk_trouble(detail: str = "") -> StorageError:
    """The error of a disk that fails for a reason unknown."""
    return StorageError(
        msg("读写磁盘时出错，刚才的更改没有保存。请检查磁盘是否还在、是否正常，然后再试。"), detail
    )


_BY_CODE = {
    sqlite3.SQLITE_FULL: disk_full,
    sqlite3.SQLITE_READONLY: read_only,
    sqlite3.SQLITE_PERM: read_only,
    sqlite3.SQLITE_CANTOPEN: read_only,
    sqlite3.SQLITE_BUSY: busy,
    sqlite3.SQLITE_LOCKED: busy,
    sqlite3.SQLITE_PROTOCOL: busy,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_NOTADB: damaged,
    sqlite3.SQLITE_IOERR: disk_trouble,
}

_BY_ERRNO = {
    errno.ENOSPC: disk_full,
    errno.EDQUOT: disk_full,
    errno.EFBIG: disk_full,
    errno.EROFS: read_only,
    errno.EACCES: read_only,
    errno.EPERM: read_only,
}


def sqlite_code(error: sqlite3.Error) -> int | None:
    """SQLite's primary result code of `error`, None when the error did not come from SQLite itself."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def is_damage(error: sqlite3.Error) -> bool:
    """Whether `error` says that the file is not, or no longer, a whole database."""
    return sqlite_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@contextmanager
def expected_errors() -> Iterator[None]:
    """Turn the failures that happen in ordinary use into `StorageError`s; bugs pass through unchanged."""
    try:
        yield
    except sqlite3.Error as error:
        make = _BY_CODE.get(sqlite_code(error) or 0)
        if make is None:
            raise
        name = getattr(error, "sqlite_errorname", "")
        raise make(f"{name}: {error}") from error
    except OSError as error:
        raise _BY_ERRNO.get(error.errno or 0, disk_trouble)(repr(error)) from error
