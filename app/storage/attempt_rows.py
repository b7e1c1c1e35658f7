"""Attempts as rows: put in and taken out, with all that is counted and noted of them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.i18n import msg
from app.speech.values import PronunciationScore
from app.storage import rows
from app.storage.earlier import earlier_from, earlier_to_data, insert_earlier
from app.storage.errors import AttemptMissingError, ScoreUnreadableError
from app.storage.progress_counts import count_in, count_out
from app.storage.reviews_need import note_need
from app.storage.reviews_rows import review_to_data
from app.storage.score_json import FORMAT, pack_score, score_to_data, unpack_score
from app.storage.values import Attempt

log = logging.getLogger(__name__)

WHOLE = """
    SELECT attempts.*, scores.format AS score_format, scores.data AS score_data,
           recordings.path AS recording_path, recordings.sha256 AS recording_sha256,
           recordings.duration AS recording_duration, recordings.created AS recording_created,
           recordings.device AS recording_device, recordings.interrupted AS recording_interrupted,
           CASE WHEN recordings.away THEN coalesce((
               SELECT name FROM exchange_records JOIN station_weeks ON station_weeks.station = origin
               WHERE kind = 'attempt' AND exchange_records.id = attempts.id ORDER BY week DESC LIMIT 1
           ), '?') ELSE '' END AS recording_away
    FROM attempts
    JOIN recordings ON recordings.attempt_no = attempts.no
    LEFT JOIN scores ON scores.attempt_no = attempts.no
"""
"""The query of an attempt with its recording and its score, for `rows.attempt_from`."""


def insert_attempt(db: Database, attempt: Attempt, user_dir: Path) -> int:
    """Put in an attempt, whole; its number."""
    no = insert_row(
        db, "attempts", rows.attempt_row(attempt) | rows.score_columns(attempt.score, free=attempt.free)
    )
    insert_row(db, "recordings", rows.recording_row(no, attempt.recording, user_dir))
    if attempt.score is not None:
        insert_score(db, no, attempt.score)
    if attempt.earlier:
        insert_earlier(db, no, attempt.earlier)
    count_in(db, no)
    note_need(db, no, attempt.score)
    return no


def insert_row(db: Database, table: str, row: rows.Row) -> int:
    """Put in a row; its number."""
    no = db.table(table).insert(row).last_rowid
    assert no is not None
    return no


def insert_score(db: Database, no: int, score: PronunciationScore) -> None:
    """Put in the score of an attempt, with its syllables."""
    insert_row(db, "scores", {"attempt_no": no, "format": FORMAT, "data": pack_score(score)})
    insert_syllables(db, no, score)


def insert_syllables(db: Database, no: int, score: PronunciationScore) -> None:
    """Put in what questions about sounds are answered from."""
    syllables = rows.syllable_rows(no, score)
    if syllables:
        db.table("syllables").insert_all(syllables)


def remove_attempt(db: Database, no: int) -> None:
    """Take out an attempt with all that belongs to it, inside a transaction.

    What was said of it must have been put by before (`exchange.register.put_by_said_of`).
    """
    count_out(db, no)
    db.execute("DELETE FROM attempts WHERE no = ?", [no])
    # SQLite gives the highest number again, and the next take must count as a new one
    db.execute(
        "UPDATE learned_until SET attempt_no = min(attempt_no, (SELECT coalesce(max(no), 0) FROM attempts))"
    )


def note_for_trash(db: Database, row: rows.Row) -> dict[str, Any]:
    """What is written beside a recording in the trash, from a row of `WHOLE`: all that can be read of it."""
    leave_out = ("no", "score_data", "recording_away")
    note: dict[str, Any] = {k: v for k, v in row.items() if k not in leave_out}
    if row["score_data"] is not None:
        try:
            note["score"] = score_to_data(unpack_score(row["score_data"], row["score_format"]))
        except ScoreUnreadableError:
            log.warning("attempt %s goes to the trash without its unreadable score", row["id"])
    earlier = db.query("SELECT * FROM earlier_scores WHERE attempt_no = ? ORDER BY no", [row["no"]])
    note["earlier_scores"] = earlier_to_data(earlier_from(list(earlier)))
    note["review"] = review_to_data(db, row["no"])
    return note


def number_of(db: Database, attempt_id: str) -> int:
    """The number of an attempt. Raises AttemptMissingError."""
    found = db.execute("SELECT no FROM attempts WHERE id = ?", [attempt_id]).fetchone()
    if found is None:
        raise missing(attempt_id)
    return int(found[0])


def missing(attempt_id: str) -> AttemptMissingError:
    """The error of an attempt that is not there."""
    return AttemptMissingError(
        msg("找不到这次练习，可能已在另一个窗口中删除。请返回并刷新列表。"), attempt_id
    )
