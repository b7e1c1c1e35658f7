"""What a trainer's desk asks at a glance: who of hers practised lately, and whether any take was heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from app.people.values import TRAINEE
from app.storage.access import Access
from app.storage.rows import Row, moment_to_text
from app.storage.worker import StorageThread

_HOUR = len("2026-03-02T04")


@dataclass(frozen=True)
class Lately:
    """How much a trainee practised since some moment, and when she did at all."""

    profile_id: str
    name: str
    picture: str
    cohort_id: str
    takes: int
    seconds: float
    last: date | None  # of the wall clock; None when she never recorded anything


class DeskTables:
    """Questions only. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    def lately(self, since: datetime, cohort_id: str = "") -> list[Lately]:
        """The trainees whom the viewer teaches, of one class if asked, in the order in which they came.

        What they did is counted from the hour of `since` on.
        """
        if cohort_id:
            self._access.check_leads(cohort_id)
            who, values = "profiles.cohort_id = ?", [cohort_id]
        else:
            self._access.check_trainer()
            who, values = self._access.readable("profiles.id")
        found = self._query(
            f"""
            SELECT profiles.id, name, picture, coalesce(cohort_id, '') AS cohort_id,
                   (SELECT max(hour) FROM practice_hours WHERE profile_id = profiles.id) AS last,
                   coalesce(sum(attempts), 0) AS takes, coalesce(sum(milliseconds), 0) AS milliseconds
            FROM profiles LEFT JOIN practice_hours ON profile_id = profiles.id AND hour >= ?
            WHERE role = ? AND NOT profiles.archived AND {who}
            GROUP BY profiles.id ORDER BY profiles.created, profiles.id
            """,
            [moment_to_text(since)[:_HOUR], TRAINEE, *values],
        )
        return [_lately(row) for row in found]

    def any_heard(self) -> bool:
        """Whether any take of those whom the viewer teaches was heard by a trainer."""
        self._access.check_trainer()
        who, values = self._access.readable("profile_id")
        sql = f"SELECT 1 FROM reviews WHERE reviewed IS NOT NULL AND {who} LIMIT 1"
        return bool(self._query(sql, values))

    def _query(self, sql: str, values: list[Any]) -> list[Row]:
        def work(db: Database) -> list[Row]:
            return list(db.query(sql, values))

        return self._thread.call(work)


def _lately(row: Row) -> Lately:
    hour = row["last"]
    last = datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC).astimezone().date() if hour else None
    return Lately(
        row["id"],
        row["name"],
        row["picture"] or "",
        row["cohort_id"],
        row["takes"],
        row["milliseconds"] / 1000,
        last,
    )
