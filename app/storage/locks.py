"""Who may do what at the same time, across processes.

Two small files beside the database carry the locks. SQLite's own file locks are used: they work on every
platform and fall away by themselves when a process dies.

- `opening.lock` is held alone while a database is checked, migrated or replaced.
- `in_use.lock` is shared by every open store; only who holds it alone may move the database away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.storage.errors import expected_errors

WAIT_SECONDS = 10.0
"""How long to wait for another process before saying that it is in the way."""


class InUse:
    """A share of `in_use.lock`, held until `release()` or the end of the process."""

    def __init__(self, user_dir: Path) -> None:
        with expected_errors():
            self._connection = sqlite3.connect(
                user_dir / "in_use.lock", timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._connection.execute("BEGIN")
                self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            except sqlite3.Error:
                self._connection.close()
                raise

    def release(self) -> None:
        """Give the share back."""
        self._connection.close()


@contextmanager
def opening(user_dir: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Be the only one who opens or replaces the database; `BusyError` after `wait` seconds."""
    with _alone(user_dir / "opening.lock", wait):
        yield


@contextmanager
def nobody_else(user_dir: Path, wait: float = 1.0) -> Iterator[None]:
    """Be sure that no store is open, in this process or another; `BusyError` if one is."""
    with _alone(user_dir / "in_use.lock", wait):
        yield


@contextmanager
def _alone(path: Path, wait: float) -> Iterator[None]:
    with expected_errors():
        connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    with closing(connection):
        with expected_errors():
            connection.execute("PRAGMA journal_mode = MEMORY")  # nothing is written, even on a full disk
            connection.execute("BEGIN EXCLUSIVE")
        yield
