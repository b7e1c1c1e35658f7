"""Counts of practice and of sounds, read for pages about a person, a class and the centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from app.speech.values import Part, Verdict
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.progress_counts import COUNTS, differences, rebuild
from app.storage.progress_values import (
    ConfusionCount,
    HourUse,
    Outcome,
    PersonChange,
    PersonDay,
    PromptChange,
    SoundExample,
    SyllableCount,
)
from app.storage.rows import Row
from app.storage.worker import StorageThread

APART = 14
"""Days that must lie between the first and the last score of a prompt before they are compared."""

_LOCAL = "datetime(hour || ':00:00', 'localtime')"
_MEMBERS = "profile_id IN (SELECT id FROM profiles WHERE cohort_id = ? AND NOT archived)"
_FIRST_AND_LAST = """
    WITH firsts AS (
        SELECT profile_id, prompt_id, min(created) AS began, total AS first
        FROM attempts INDEXED BY attempts_by_prompt
        WHERE {who} AND total IS NOT NULL AND prompt_id <> '' GROUP BY profile_id, prompt_id
    ), lasts AS (
        SELECT profile_id, prompt_id, max(created) AS ended, total AS last
        FROM attempts INDEXED BY attempts_by_prompt
        WHERE {who} AND total IS NOT NULL AND prompt_id <> '' GROUP BY profile_id, prompt_id
    )
    SELECT profile_id, prompt_id, first, last FROM firsts JOIN lasts USING (profile_id, prompt_id)
    WHERE julianday(ended) - julianday(began) >= ?
"""  # SQLite takes `total` from the row that has the minimum or maximum


class ProgressTables:
    """What is counted, for those who may see it. As in the store, any thread may call; all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    # -- one person

    def days(self, profile_id: str, since: date | None = None) -> list[PersonDay]:
        """The days on which she practised, the oldest first."""
        self._access.check_read(profile_id)
        return self._days("profile_id = ?", [profile_id], since)

    def syllables(self, profile_id: str, since: date | None = None) -> list[SyllableCount]:
        """What she said week by week, the oldest first; from the week of `since` on."""
        self._access.check_read(profile_id)
        found = self._query(
            "SELECT * FROM syllable_weeks WHERE profile_id = ? AND week >= date(?, 'weekday 0', '-6 days') "
            "ORDER BY week, initial, final, tone",
            [profile_id, _since(since)],
        )
        return [_syllable(row) for row in found]

    def confusions(self, profile_id: str, since: date | None = None) -> list[ConfusionCount]:
        """What her wrong sounds were heard as, the most frequent first."""
        self._access.check_read(profile_id)
        return self._confusions("profile_id = ?", [profile_id], since)

    def changes(self, profile_id: str) -> list[PromptChange]:
        """The prompts that she said again after two weeks or more: first score and last."""
        self._access.check_read(profile_id)
        found = self._query(_FIRST_AND_LAST.format(who="profile_id = ?"), [profile_id, profile_id, APART])
        return [PromptChange(**row) for row in found]

    def examples(
        self,
        profile_id: str,
        initial: str | None,
        finals: Sequence[str] = (),
        tone: int | None = None,
        limit: int = 12,
    ) -> list[SoundExample]:
        """Her newest syllables with this initial, one of the finals and this spoken tone.

        None, and no finals, stand for any.
        """
        self._access.check_read(profile_id)
        conditions = ["profile_id = ?", "NOT omitted"]
        values: list[Any] = [profile_id]
        if initial is not None:
            conditions.append("initial = ?")
            values.append(initial)
        if finals:
            conditions.append(f"final IN ({', '.join('?' * len(finals))})")
            values += finals
        if tone is not None:
            conditions.append("spoken_tone = ?")
            values.append(tone)
        found = self._query(
            f"""
            SELECT attempts.id AS attempt_id, created, text, position, hanzi, initial, final,
                   spoken_tone AS tone, initial_verdict, final_verdict, tone_verdict
            FROM attempts INDEXED BY attempts_by_time CROSS JOIN syllables ON attempt_no = attempts.no
            WHERE {" AND ".join(conditions)} ORDER BY created DESC, position LIMIT ?
            """,
            [*values, limit],
        )
        return [_example(row) for row in found]

    # -- a class

    def class_days(self, cohort_id: str, since: date | None = None) -> list[PersonDay]:
        """The days on which each of a class practised, the oldest first."""
        self._access.check_leads(cohort_id)
        return self._days(_MEMBERS, [cohort_id], since)

    def class_syllables(self, cohort_id: str, since: date | None = None) -> list[SyllableCount]:
        """What a class said, all of it together, week by week."""
        self._access.check_leads(cohort_id)
        sums = ", ".join(f"sum({name}) AS {name}" for name in COUNTS)
        found = self._query(
            f"SELECT week, initial, final, tone, {sums} FROM syllable_weeks WHERE {_MEMBERS} "
            "AND week >= date(?, 'weekday 0', '-6 days') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
            [cohort_id, _since(since)],
        )
        return [_syllable(row) for row in found]

    def class_confusions(self, cohort_id: str, since: date | None = None) -> list[ConfusionCount]:
        """What a class's wrong sounds were heard as, the most frequent first."""
        self._access.check_leads(cohort_id)
        return self._confusions(_MEMBERS, [cohort_id], since)

    def class_changes(self, cohort_id: str) -> list[PersonChange]:
        """Each one's mean first and last score over the prompts she said again after two weeks or more."""
        self._access.check_leads(cohort_id)
        found = self._query(
            "SELECT profile_id, count(*) AS prompts, avg(first) AS first, avg(last) AS last "
            f"FROM ({_FIRST_AND_LAST.format(who=_MEMBERS)}) GROUP BY profile_id ORDER BY profile_id",
            [cohort_id, cohort_id, APART],
        )
        return [PersonChange(**row) for row in found]

    # -- the centre: for trainers, of those whom they may see

    def hours(self, since: date | None = None) -> list[HourUse]:
        """Each hour in which somebody recorded, the oldest first."""
        self._access.check_trainer()
        condition, values = self._access.readable("profile_id")
        found = self._query(
            f"""
            SELECT {_LOCAL} AS local, count(DISTINCT profile_id) AS people, sum(milliseconds) AS milliseconds
            FROM practice_hours WHERE {condition} AND {_LOCAL} >= ? GROUP BY local ORDER BY local
            """,
            [*values, _since(since)],
        )
        uses = []
        for row in found:
            local = datetime.fromisoformat(row["local"])
            uses.append(
                HourUse(local.date(), local.weekday(), local.hour, row["people"], row["milliseconds"] / 1000)
            )
        return uses

    def outcomes(self, since: date | None = None) -> list[Outcome]:
        """Broadcasts and practice of each who has broadcasts with length and turnover."""
        self._access.check_trainer()
        condition, values = self._access.readable("profile_id")
        first = _since(since)
        found = self._query(
            f"""
            SELECT profile_id, coalesce(cohort_id, '') AS cohort_id, count(*) AS broadcasts,
                   sum(minutes) AS minutes, sum(turnover) AS turnover,
                   coalesce((SELECT sum(milliseconds) FROM practice_hours
                             WHERE practice_hours.profile_id = broadcasts.profile_id
                                   AND {_LOCAL} >= ?), 0) / 1000.0 AS trained
            FROM broadcasts JOIN profiles ON profiles.id = profile_id
            WHERE {condition} AND day >= ? AND minutes > 0 AND turnover IS NOT NULL
            GROUP BY profile_id ORDER BY profile_id
            """,
            [first, *values, first],
        )
        return [Outcome(**row) for row in found]

    # -- the counts themselves

    def wrong_counts(self) -> list[str]:
        """The tables whose counts differ from counting anew: none, unless something went wrong. Slow."""
        self._access.check_runs_machine()
        return self._thread.call(differences)

    def rebuild(self) -> None:
        """Count everything anew, as after attempts came in by another way than the store."""
        self._access.check_runs_machine()

        def work(db: Database) -> None:
            with writing(db):
                rebuild(db)

        self._thread.call(work)

    # -- inside

    def _days(self, who: str, values: list[Any], since: date | None) -> list[PersonDay]:
        found = self._query(
            f"""
            SELECT profile_id, date({_LOCAL}) AS day, sum(attempts) AS attempts, sum(scored) AS scored,
                   sum(milliseconds) AS milliseconds
            FROM practice_hours WHERE {who} AND hour >= date(?, '-1 day') AND {_LOCAL} >= ?
            GROUP BY profile_id, day ORDER BY day, profile_id
            """,
            [*values, _since(since), _since(since)],
        )
        return [
            PersonDay(
                row["profile_id"],
                date.fromisoformat(row["day"]),
                row["attempts"],
                row["scored"],
                row["milliseconds"] / 1000,
            )
            for row in found
        ]

    def _confusions(self, who: str, values: list[Any], since: date | None) -> list[ConfusionCount]:
        found = self._query(
            f"""
            SELECT part, sound, heard, sum(times) AS times, count(DISTINCT profile_id) AS people
            FROM confusion_weeks WHERE {who} AND week >= date(?, 'weekday 0', '-6 days')
            GROUP BY part, sound, heard ORDER BY times DESC, part, sound, heard
            """,
            [*values, _since(since)],
        )
        return [
            ConfusionCount(Part(row["part"]), row["sound"], row["heard"], row["times"], row["people"])
            for row in found
        ]

    def _query(self, sql: str, values: Sequence[Any]) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))


def _since(since: date | None) -> str:
    return "1970-01-05" if since is None else since.isoformat()


def _syllable(row: Row) -> SyllableCount:
    return SyllableCount(
        week=date.fromisoformat(row["week"]),
        initial=row["initial"],
        final=row["final"],
        tone=row["tone"],
        **{name: row[name] for name in COUNTS},
    )


def _example(row: Row) -> SoundExample:
    return SoundExample(
        attempt_id=row["attempt_id"],
        created=datetime.fromisoformat(row["created"]),
        text=row["text"],
        position=row["position"],
        hanzi=row["hanzi"],
        initial=row["initial"],
        final=row["final"],
        tone=row["tone"],
        initial_verdict=Verdict(row["initial_verdict"]),
        final_verdict=Verdict(row["final_verdict"]),
        tone_verdict=Verdict(row["tone_verdict"]),
    )
