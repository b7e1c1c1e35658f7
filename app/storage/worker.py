"""The storage thread: it alone touches the connection, everyone else hands it work and waits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from app.i18n import msg
from app.storage.connection import connect
from app.storage.errors import DamagedError, ReadOnlyError, StorageError, StoreClosedError, expected_errors
from app.storage.shared_folder import SharedFolder

log = logging.getLogger(__name__)

T = TypeVar("T")


class StorageThread:
    """One thread, one connection, one queue. A call that fails leaves the next one unharmed.

    `on_damage` is called, on the caller's thread, when a call met damage. In a `shared` folder each call
    looks whether it is still this station's, and one that met a share gone is followed by a new connection.
    """

    def __init__(
        self, database: Path, on_damage: Callable[[], None], shared: SharedFolder | None = None
    ) -> None:
        self._database = database
        self._on_damage = on_damage
        self._shared = shared
        self._broken = False
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")
        self._lock = threading.Lock()
        self._closed = False
        try:
            with expected_errors():
                self._db = self._executor.submit(connect, database).result()
        except BaseException:
            self._executor.shutdown()
            raise

    def call(self, work: Callable[[Database], T]) -> T:
        """Run `work` on the storage thread and give back what it returns or raises.

        Raises:
            StorageError: for what happens in ordinary use (disk full, locked, …).
            StoreClosedError: after `close()`.
        """
        if self._shared is not None:
            self._shared.check()
        with self._lock:
            if self._closed:
                raise StoreClosedError(msg("练习数据已经关闭，这次操作没有执行。请重新启动开播。"))
            future = self._executor.submit(self._run, work)
        try:
            with expected_errors():
                return future.result()
        except DamagedError:
            self._on_damage()
            raise
        except StorageError as error:
            if self._shared is not None and type(error) in (StorageError, ReadOnlyError):
                self._broken = True
                self._shared.look()  # raises what says more: the share is gone, or somebody else's
            raise

    def close(self) -> None:
        """Finish what is queued, close the connection, end the thread. A second call does nothing."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._executor.submit(self._db.close)
        self._executor.shutdown()

    def _run(self, work: Callable[[Database], T]) -> T:
        if self._broken:
            self._db.close()
            self._db = connect(self._database)
            self._broken = False
        try:
            return work(self._db)
        finally:
            if self._db.conn.in_transaction:
                log.error("%r left a transaction open; rolled back", work)
                self._db.rollback()
