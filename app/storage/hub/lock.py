"""One exchange with the hub at a time for each data folder, across windows and commands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.i18n import msg
from app.storage.errors import BusyError, expected_errors
from app.storage.hub.errors import HubBusyError


@contextmanager
def one_at_a_time(user_dir: Path) -> Iterator[None]:
    """Be the only one who exchanges. Raises HubBusyError at once when somebody else does.

    The lock is SQLite's, on a file of its own, and falls away by itself when a process dies.
    """
    try:
        with expected_errors():
            connection = sqlite3.connect(user_dir / "hub.lock", timeout=0, isolation_level=None)
    except BusyError as error:
        raise _somebody_else(error.detail) from error
    with closing(connection):
        try:
            with expected_errors():
                connection.execute("PRAGMA journal_mode = MEMORY")
                connection.execute("BEGIN EXCLUSIVE")
        except BusyError as error:
            raise _somebody_else(error.detail) from error
        yield


def _somebody_else(detail: str) -> HubBusyError:
    return HubBusyError(msg("另一个开播窗口或命令正在同步，等它做完就好。"), detail)
