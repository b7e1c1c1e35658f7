"""Scores that an attempt had before it was scored again: kept as they were, never overwritten."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from app.storage.errors import ScoreUnreadableError
from app.storage.rows import Row, moment_to_text
from app.storage.score_json import FORMAT, pack_score, score_from_data, score_to_data, unpack_score
from app.storage.values import EarlierScore

log = logging.getLogger(__name__)


def set_score_aside(db: Database, attempt_no: int) -> None:
    """Move the score that an attempt has now among its earlier ones, byte by byte; none is no error."""
    moment = moment_to_text(datetime.now(UTC))
    db.execute(
        "INSERT INTO earlier_scores (attempt_no, replaced, format, data) "
        "SELECT attempt_no, ?, format, data FROM scores WHERE attempt_no = ?",
        [moment, attempt_no],
    )


def insert_earlier(db: Database, attempt_no: int, earlier: tuple[EarlierScore, ...]) -> None:
    """Keep the earlier scores of an attempt that comes with them."""
    db.table("earlier_scores").insert_all(
        {
            "attempt_no": attempt_no,
            "replaced": moment_to_text(each.replaced),
            "format": FORMAT,
            "data": pack_score(each.score),
        }
        for each in earlier
    )


def earlier_from(rows: list[Row]) -> tuple[EarlierScore, ...]:
    """Earlier scores from their rows, the oldest first; those that cannot be read are left out."""
    found = []
    for row in rows:
        try:
            score = unpack_score(row["data"], row["format"])
        except ScoreUnreadableError as error:
            log.warning("an earlier score of attempt %s is not readable: %s", row["attempt_no"], error)
            continue
        found.append(EarlierScore(score, datetime.fromisoformat(row["replaced"])))
    return tuple(found)


def earlier_to_data(earlier: tuple[EarlierScore, ...]) -> list[dict[str, Any]]:
    """Earlier scores as JSON data, for the trash and for exports."""
    return [
        {"replaced": moment_to_text(each.replaced), "score": score_to_data(each.score)} for each in earlier
    ]


def earlier_from_data(data: list[dict[str, Any]]) -> tuple[EarlierScore, ...]:
    """Earlier scores back from JSON data; `ValueError` when it does not hold any."""
    return tuple(
        EarlierScore(score_from_data(each["score"]), datetime.fromisoformat(each["replaced"]))
        for each in data
    )
