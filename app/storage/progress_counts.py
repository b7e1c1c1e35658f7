"""Keeps the counts of practice and of sounds in step with the attempts, within the same transactions.

Whoever changes an attempt, its score or what a trainer said of it does so within `recounted`; what is added
is counted by `count_in`. All of it runs on the storage thread. Verdicts are read from `syllables`, where a
trainer's stands in the machine's place (see `reviews_rows.count_trainers_verdicts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database

COUNTS = (
    "said",
    "initial_good",
    "initial_judged",
    "final_good",
    "final_judged",
    "tone_good",
    "tone_judged",
    "good",
    "judged",
)
"""What is counted of an initial with a final and a tone. `good` and `judged` are of initial and final."""

_WEEK = "date(attempts.created, 'weekday 0', '-6 days')"  # its Monday

_HOURS = """
    SELECT profile_id, substr(created, 1, 13) AS hour, count(*) AS attempts, count(total) AS scored,
           coalesce(sum(CAST(round(total * 100) AS INTEGER)), 0) AS points,
           sum(CAST(round(duration * 1000) AS INTEGER)) AS milliseconds
    FROM attempts WHERE {which} GROUP BY profile_id, substr(created, 1, 13)
"""

_JUDGED = """
    SELECT attempts.profile_id AS profile_id, {week} AS week, initial, final, spoken_tone AS tone,
           initial_verdict, final_verdict, tone_verdict, initial_heard, final_heard, tone_heard
    FROM attempts JOIN syllables ON syllables.attempt_no = attempts.no
    WHERE {which} AND NOT omitted AND final <> ''
"""

_SYLLABLES = """
    SELECT profile_id, week, initial, final, tone, count(*) AS said,
           sum(initial <> '' AND initial_verdict = 'good') AS initial_good,
           sum(initial <> '' AND initial_verdict <> 'not_assessable') AS initial_judged,
           sum(final_verdict = 'good') AS final_good,
           sum(final_verdict <> 'not_assessable') AS final_judged,
           sum(tone_verdict = 'good') AS tone_good,
           sum(tone_verdict <> 'not_assessable') AS tone_judged,
           sum(final_verdict = 'good' AND (initial = '' OR initial_verdict = 'good')) AS good,
           sum(final_verdict <> 'not_assessable' AND (initial = '' OR initial_verdict <> 'not_assessable'))
               AS judged
    FROM ({judged}) WHERE 1 GROUP BY profile_id, week, initial, final, tone
"""

_CONFUSIONS = """
    SELECT profile_id, week, part, sound, heard, count(*) AS times FROM (
        SELECT profile_id, week, 'initial' AS part, initial AS sound, initial_heard AS heard
        FROM ({judged}) WHERE initial_verdict = 'wrong'
        UNION ALL
        SELECT profile_id, week, 'final', final, final_heard FROM ({judged}) WHERE final_verdict = 'wrong'
        UNION ALL
        SELECT profile_id, week, 'tone', CAST(tone AS TEXT), tone_heard
        FROM ({judged}) WHERE tone_verdict = 'wrong'
    ) WHERE sound <> '' AND heard <> '' AND heard <> sound GROUP BY profile_id, week, part, sound, heard
"""

_KEYS = {
    "practice_hours": ("profile_id", "hour"),
    "syllable_weeks": ("profile_id", "week", "initial", "final", "tone"),
    "confusion_weeks": ("profile_id", "week", "part", "sound", "heard"),
}
_VALUES = {
    "practice_hours": ("attempts", "scored", "points", "milliseconds"),
    "syllable_weeks": COUNTS,
    "confusion_weeks": ("times",),
}


def count_in(db: Database, attempt_no: int) -> None:
    """Count an attempt that was not counted until now."""
    _count(db, attempt_no, 1)


def count_out(db: Database, attempt_no: int) -> None:
    """Take an attempt out of the counts, as it is now."""
    _count(db, attempt_no, -1)
    for table, values in _VALUES.items():
        owner = "(SELECT profile_id FROM attempts WHERE no = ?)"
        db.execute(f"DELETE FROM {table} WHERE profile_id = {owner} AND {values[0]} = 0", [attempt_no])


@contextmanager
def recounted(db: Database, attempt_no: int) -> Iterator[None]:
    """Within the block the attempt, its score or a trainer's verdicts on it change; the counts follow.

    To be used inside a transaction, on the storage thread.
    """
    count_out(db, attempt_no)
    yield
    count_in(db, attempt_no)


def rebuild(db: Database) -> None:
    """Count everything anew. Inside a transaction; takes about a minute for a million attempts."""
    for table in _KEYS:
        db.execute(f"DELETE FROM {table}")
        columns = ", ".join(_KEYS[table] + _VALUES[table])
        db.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM ({_counts(table, '1')})")


def differences(db: Database) -> list[str]:
    """The tables whose counts are not what counting anew gives. Changes nothing, and takes long."""
    wrong = []
    for table in _KEYS:
        columns = ", ".join(_KEYS[table] + _VALUES[table])
        kept, anew = f"SELECT {columns} FROM {table}", f"SELECT {columns} FROM ({_counts(table, '1')})"
        if any(
            db.execute(f"SELECT EXISTS ({one} EXCEPT {other})").fetchone()[0]
            for one, other in ((kept, anew), (anew, kept))
        ):
            wrong.append(table)
    return wrong


def _count(db: Database, attempt_no: int, sign: int) -> None:
    for table, values in _VALUES.items():
        keys = ", ".join(_KEYS[table])
        signed = ", ".join(f"{sign} * {value}" for value in values)
        added = ", ".join(f"{value} = {value} + excluded.{value}" for value in values)
        db.execute(
            f"INSERT INTO {table} ({keys}, {', '.join(values)}) "
            f"SELECT {keys}, {signed} FROM ({_counts(table, 'attempts.no = :no')}) WHERE 1 "
            f"ON CONFLICT ({keys}) DO UPDATE SET {added}",
            {"no": attempt_no},
        )


def _counts(table: str, which: str) -> str:
    """The query that counts what `table` keeps, over the attempts for which the condition holds."""
    if table == "practice_hours":
        return _HOURS.format(which=which)
    judged = _JUDGED.format(week=_WEEK, which=which)
    return (_SYLLABLES if table == "syllable_weeks" else _CONFUSIONS).format(judged=judged)
