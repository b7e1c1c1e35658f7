"""Which steps of which lessons somebody has seen: known by their ids, and by where they stood then."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from app.storage.access import Access
from app.storage.connection import writing
from app.storage.rows import moment_to_text
from app.storage.values import StepSeen
from app.storage.worker import StorageThread


class StepsSeen:
    """The table of steps seen. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    def see(self, profile_id: str, lesson_id: str, step_id: str, step_index: int, when: datetime) -> None:
        """Note that she has seen this step of this lesson, which stands at `step_index` now."""
        self._access.check_own(profile_id)
        moment = moment_to_text(when)
        # what was noted before steps were known by their ids becomes this step's
        same = "profile_id = ? AND lesson_id = ? AND step_id IN (?, '') AND (step_id <> '' OR step_index = ?)"
        which = [profile_id, lesson_id, step_id, step_index]

        def work(db: Database) -> None:
            with writing(db):
                first, last = db.execute(
                    f"SELECT min(first_seen), max(last_seen) FROM steps_seen WHERE {same}", which
                ).fetchone()
                db.execute(f"DELETE FROM steps_seen WHERE {same}", which)
                db.table("steps_seen").insert(
                    {
                        "profile_id": profile_id,
                        "lesson_id": lesson_id,
                        "step_id": step_id,
                        "step_index": step_index,
                        "first_seen": min(first or moment, moment),
                        "last_seen": max(last or moment, moment),
                    }
                )

        self._thread.call(work)

    def of(self, profile_id: str) -> list[StepSeen]:
        """Every step that she has seen, the one seen last at the end."""
        self._access.check_read(profile_id)
        found = self._thread.call(
            lambda db: list(
                db.query(
                    "SELECT * FROM steps_seen WHERE profile_id = ? ORDER BY last_seen, step_index",
                    [profile_id],
                )
            )
        )
        return [
            StepSeen(
                row["lesson_id"],
                row["step_id"],
                row["step_index"],
                datetime.fromisoformat(row["first_seen"]),
                datetime.fromisoformat(row["last_seen"]),
            )
            for row in found
        ]
