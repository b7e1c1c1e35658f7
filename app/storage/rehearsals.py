"""The table of rehearsals in the live room."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from app.live_room.session_json import session_from_text, session_to_text
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.rehearsal_values import KeptRehearsal
from app.storage.rows import Row, moment_to_text
from app.storage.worker import StorageThread


class RehearsalTable:
    """What the store keeps of rehearsals. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    def add(self, rehearsal: KeptRehearsal) -> None:
        """Keep a rehearsal of her own."""
        self._access.check_own(rehearsal.profile_id)
        row = {
            "id": rehearsal.id,
            "profile_id": rehearsal.profile_id,
            "created": moment_to_text(rehearsal.created),
            "product_lesson": rehearsal.product_lesson,
            "prompt_id": rehearsal.prompt_id,
            "session": session_to_text(rehearsal.session),
        }

        def work(db: Database) -> None:
            with writing(db):
                db.table("rehearsals").insert(row)

        self._thread.call(work)

    def delete(self, rehearsal_id: str) -> None:
        """Forget a rehearsal of her own; its recording is an attempt of its own and is left alone."""
        owner = self._access.owner_of("rehearsals", rehearsal_id)
        if owner:
            self._access.check_own(owner)

        def work(db: Database) -> None:
            with writing(db):
                db.execute("DELETE FROM rehearsals WHERE id = ?", [rehearsal_id])

        self._thread.call(work)

    def rehearsals(self, profile_id: str, limit: int | None = 50) -> list[KeptRehearsal]:
        """Somebody's rehearsals, the newest first; all of them when `limit` is None."""
        self._access.check_read(profile_id)

        def work(db: Database) -> list[Row]:
            return list(
                db.query(
                    "SELECT * FROM rehearsals WHERE profile_id = ? ORDER BY created DESC, id LIMIT ?",
                    [profile_id, -1 if limit is None else limit],
                )
            )

        return [_from(row) for row in self._thread.call(work)]


def _from(row: Row) -> KeptRehearsal:
    return KeptRehearsal(
        row["id"],
        row["profile_id"],
        datetime.fromisoformat(row["created"]),
        row["product_lesson"],
        row["prompt_id"],
        session_from_text(row["session"]),
    )
