"""What reports are made of, read for many people at once: sums for tables, rows for raw data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.speech.values import Part
from app.storage.access import Access
from app.storage.worker import StorageThread

ATTEMPT_COLUMNS = (
    "no", "id", "profile_id", "created", "lesson_id", "prompt_id", "text", "status", "total", "duration",
    "model", "scorer", "strictness", "articulation_rate", "syllable_count", "miscue_count",
)  # fmt: skip
SYLLABLE_COLUMNS = (
    "attempt_no", "position", "hanzi", "initial", "final", "tone", "spoken_tone", "omitted",
    "initial_verdict", "final_verdict", "tone_verdict", "initial_heard", "final_heard", "tone_heard",
)  # fmt: skip
REVIEW_COLUMNS = ("attempt_no", "state", "reviewed", "by_id", "seconds")
CHANGE_COLUMNS = ("attempt_no", "position", "part", "machine", "trainer", "by_id", "changed")
COMMENT_COLUMNS = ("attempt_no", "at", "text", "voice_seconds", "by_id", "created")
OUTCOME_COLUMNS = (
    "no", "profile_id", "lesson_id", "step_id", "done", "right_count", "asked_count", "seconds", "answers"
)  # fmt: skip

Values = tuple[Any, ...]


@dataclass(frozen=True)
class Scope:
    """About whom: one person, a class, or (both None) everyone the viewer may see."""

    cohort_id: str | None = None
    profile_id: str | None = None


EVERYONE = Scope()
"""All whom the viewer may see."""


@dataclass(frozen=True)
class DayCount:
    """What somebody said on one day of the wall clock; `points` is the sum of her scores."""

    profile_id: str
    day: date
    attempts: int
    scored: int
    points: float
    seconds: float


@dataclass(frozen=True)
class SoundShare:
    """How many of the judged times somebody got a sound right."""

    profile_id: str
    part: Part
    sound: str
    good: int
    judged: int


class ReportTables:
    """Reads for reports. As in the store, any thread may call; all calls block. Nothing is changed."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    def days(self, scope: Scope = EVERYONE) -> list[DayCount]:
        """Who practised how much on which day, the oldest first."""
        who, values = self._who(scope)
        found = self._rows(
            f"""
            SELECT profile_id, date(hour || ':00:00', 'localtime') AS day, sum(attempts), sum(scored),
                   sum(points) / 100.0, sum(milliseconds) / 1000.0
            FROM practice_hours WHERE {who} GROUP BY profile_id, day ORDER BY day, profile_id
            """,
            values,
        )
        return [DayCount(row[0], date.fromisoformat(row[1]), *row[2:]) for row in found]

    def sounds(self, scope: Scope = EVERYONE, since: date | None = None) -> list[SoundShare]:
        """How each initial, final and spoken tone went, from the week of `since` on."""
        who, values = self._who(scope)
        first = "1970-01-05" if since is None else since.isoformat()
        shares = []
        for part in Part:
            name = part.value
            found = self._rows(
                f"""
                SELECT profile_id, {name}, sum({name}_good), sum({name}_judged) AS judged
                FROM syllable_weeks
                WHERE {who} AND week >= date(?, 'weekday 0', '-6 days') AND {name} <> ''
                GROUP BY profile_id, {name} HAVING judged > 0
                """,
                [*values, first],
            )
            shares += [SoundShare(row[0], part, str(row[1]), row[2], row[3]) for row in found]
        return shares

    def rehearsals(self, scope: Scope = EVERYONE) -> dict[str, int]:
        """How many rehearsals in the live room each has kept."""
        who, values = self._who(scope)
        sql = f"SELECT profile_id, count(*) FROM rehearsals WHERE {who} GROUP BY profile_id"
        return {row[0]: row[1] for row in self._rows(sql, values)}

    # -- raw data, page by page

    def count(self, scope: Scope = EVERYONE) -> int:
        """How many attempts there are."""
        who, values = self._who(scope)
        return int(self._rows(f"SELECT count(*) FROM attempts WHERE {who}", values)[0][0])

    def attempts(self, scope: Scope, after: int, limit: int) -> list[Values]:
        """The next attempts after number `after`, as ATTEMPT_COLUMNS."""
        who, values = self._who(scope)
        return self._rows(
            f"SELECT {', '.join(ATTEMPT_COLUMNS)} FROM attempts WHERE no > ? AND {who} ORDER BY no LIMIT ?",
            [after, *values, limit],
        )

    def syllables(self, scope: Scope, first: int, last: int) -> list[Values]:
        """The syllables of the attempts numbered `first` to `last`, as SYLLABLE_COLUMNS."""
        return self._of_attempts("syllables", SYLLABLE_COLUMNS, scope, first, last)

    def reviews(self, scope: Scope, first: int, last: int) -> list[Values]:
        """What trainers finished of those attempts, as REVIEW_COLUMNS."""
        return self._of_attempts("reviews", REVIEW_COLUMNS, scope, first, last, "reviewed IS NOT NULL")

    def changes(self, scope: Scope, first: int, last: int) -> list[Values]:
        """The verdicts that trainers changed, as CHANGE_COLUMNS."""
        return self._of_attempts("verdict_changes", CHANGE_COLUMNS, scope, first, last)

    def comments(self, scope: Scope, first: int, last: int) -> list[Values]:
        """What trainers said, as COMMENT_COLUMNS."""
        return self._of_attempts("review_comments", COMMENT_COLUMNS, scope, first, last)

    def outcomes(self, scope: Scope, after: int, limit: int) -> list[Values]:
        """The next outcomes of activities after number `after`, as OUTCOME_COLUMNS."""
        who, values = self._who(scope)
        return self._rows(
            f"SELECT {', '.join(OUTCOME_COLUMNS)} FROM outcomes WHERE no > ? AND {who} ORDER BY no LIMIT ?",
            [after, *values, limit],
        )

    # -- inside

    def _of_attempts(
        self, table: str, columns: Sequence[str], scope: Scope, first: int, last: int, also: str = "1"
    ) -> list[Values]:
        who, values = self._who(scope, "attempts.profile_id")
        names = ", ".join(f"{table}.{name}" for name in columns)
        return self._rows(
            f"SELECT {names} FROM attempts CROSS JOIN {table} ON {table}.attempt_no = attempts.no "
            f"WHERE attempts.no BETWEEN ? AND ? AND {who} AND {also} ORDER BY {table}.attempt_no",
            [first, last, *values],
        )

    def _who(self, scope: Scope, column: str = "profile_id") -> tuple[str, list[Any]]:
        """The condition that holds for those in the scope. Raises NotAllowedError."""
        if scope.profile_id is not None:
            self._access.check_read(scope.profile_id)
            return f"{column} = ?", [scope.profile_id]
        if scope.cohort_id is not None:
            self._access.check_leads(scope.cohort_id)
            return f"{column} IN (SELECT id FROM profiles WHERE cohort_id = ?)", [scope.cohort_id]
        return self._access.readable(column)

    def _rows(self, sql: str, values: Sequence[Any]) -> list[Values]:
        return self._thread.call(lambda db: db.execute(sql, values).fetchall())
