"""Erasing people, as the store offers it: asked for by who may, carried out on the storage thread."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.people.rights import only_own
from app.people.values import ADMINISTRATOR
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.erasure import Erasure, erase_person, would_go
from app.storage.erasure_finish import finish_erasures, returned
from app.storage.errors import BusyError, expected_errors
from app.storage.worker import StorageThread

log = logging.getLogger(__name__)


class ErasureTables:
    """An administrator erases anybody; on a machine that is a home's, a person erases herself.

    As in the store, any thread may call, and all calls block.
    """

    def __init__(self, thread: StorageThread, access: Access, user_dir: Path) -> None:
        self._thread = thread
        self._access = access
        self._user_dir = user_dir
        self.local: Path | None = None
        """This machine's own folder, when the user's is on a network share."""
        self.through_exchange: Callable[[str, datetime], None] | None = None
        """Erases in one transaction with the record that tells every other station to; set by the store."""

    def check(self, profile_id: str) -> None:
        """The viewer may erase her. Raises NotAllowedError."""
        if self._access.has_administrator():
            self._access.check_administrator()
        elif not self._access.is_own(profile_id):
            raise only_own()

    def preview(self, profile_id: str) -> Erasure:
        """What would go, for the question that is asked first; nothing is changed."""
        self.check(profile_id)
        return self._thread.call(lambda db: would_go(db, profile_id))

    def erase(self, profile_id: str, now: datetime | None = None) -> None:
        """Erase her from the database and destroy her files; whoever she was, she is not signed in any more.

        Raises ExpectedError when she is the only administrator, and StorageError; then nothing was changed.
        """
        self.check(profile_id)
        self._thread.call(lambda db: _check_an_administrator_stays(db, profile_id))
        self._erase(profile_id, (now or datetime.now(UTC)).astimezone(UTC))
        viewer = self._access.viewer
        if viewer is not None and viewer.id == profile_id:
            self._access.viewer = None
        self.finish()

    def finish(self) -> bool:
        """Make an end of erasures that a crash cut off or a backup undid; whether nothing is left to do.

        The machine's own doing, whoever is signed in. Never raises: what cannot be done now (a window holds
        a file, the disk is full) is done by the next start.
        """
        try:
            for profile_id in self._thread.call(lambda db: returned(db, self._user_dir)):
                log.warning("somebody who was erased is back, and is erased again")
                self._erase(profile_id, datetime.now(UTC))
            return self._thread.call(lambda db: finish_erasures(db, self._user_dir, self.local))
        except (ExpectedError, OSError, sqlite3.Error) as error:
            level = logging.INFO if isinstance(error, BusyError) else logging.ERROR
            log.log(level, "an erasure is not finished: %r", error)
            return False

    def _erase(self, profile_id: str, when: datetime) -> None:
        def work(db: Database) -> None:
            with writing(db), expected_errors():
                erase_person(db, self._user_dir, profile_id, when=when)

        if self.through_exchange is not None:
            self.through_exchange(profile_id, when)
        else:
            self._thread.call(work)


def _check_an_administrator_stays(db: Database, profile_id: str) -> None:
    others = db.execute(
        "SELECT count(*) FROM profiles WHERE role = ? AND NOT archived AND id <> ?",
        [ADMINISTRATOR, profile_id],
    ).fetchone()[0]
    role = db.execute("SELECT role FROM profiles WHERE id = ?", [profile_id]).fetchone()
    if role is not None and role[0] == ADMINISTRATOR and not others:
        raise ExpectedError(
            msg("她是中心唯一的管理员，不能删除。请先把别人设为管理员，再删除。没有改动任何内容。")
        )
