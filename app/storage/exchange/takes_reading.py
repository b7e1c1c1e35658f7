"""Attempts and what is said of them, read from their tables as the bodies of records."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from sqlite_utils import Database

from app.storage.exchange.rows import Body, chunks

ATTEMPT = (
    "profile_id",
    "lesson_id",
    "prompt_id",
    "text",
    "pinyin",
    "created",
    "duration",
    "status",
    "total",
    "model",
    "scorer",
    "articulation_rate",
    "syllable_count",
    "miscue_count",
    "strictness",
)
RECORDING = ("sha256", "duration", "created", "device", "interrupted")
COMMENT = ("at", "text", "voice", "voice_sha256", "voice_seconds", "by_id", "created")
RECORDINGS, COMMENTS = "recordings", "comments"

FILE = re.compile(r"(?:[0-9]{4}-[0-9]{2}/)?[0-9A-Za-z_-][0-9A-Za-z._-]{0,120}\.flac")


def read_takes(db: Database, kind: str, ids: Sequence[str]) -> dict[str, Body]:
    """The bodies of those of these records that are here."""
    found: dict[str, Body] = {}
    for some in chunks(ids):
        found |= _READERS[kind](db, some)
    return found


def _read_attempts(db: Database, ids: Sequence[str]) -> dict[str, Body]:
    marks = ", ".join("?" * len(ids))
    found: dict[str, Body] = {}
    numbers: dict[int, Body] = {}
    columns = ", ".join(f"attempts.{name}" for name in ATTEMPT)
    for row in db.query(
        f"""
        SELECT attempts.id, no, {columns}, format, data, origin,
               {", ".join(f"recordings.{name} AS recording_{name}" for name in RECORDING)}, path
        FROM attempts LEFT JOIN recordings ON recordings.attempt_no = no
        LEFT JOIN scores ON scores.attempt_no = no
        LEFT JOIN exchange_records ON exchange_records.kind = 'attempt' AND exchange_records.id = attempts.id
        WHERE attempts.id IN ({marks})
        """,
        ids,
    ):
        body: Body = {name: row[name] for name in ATTEMPT}
        body["station"] = row["origin"] or ""
        body["recording"] = None
        if row["path"] is not None:
            body["recording"] = {name: row[f"recording_{name}"] for name in RECORDING}
            body["recording"]["file"] = file_name(row["path"], RECORDINGS)
        body["score"] = None if row["data"] is None else _score_data(row)
        body["earlier"] = []
        found[row["id"]] = numbers[row["no"]] = body
    numbers_here = ", ".join(map(str, numbers))
    for row in db.query(f"SELECT * FROM earlier_scores WHERE attempt_no IN ({numbers_here}) ORDER BY no"):
        numbers[row["attempt_no"]]["earlier"].append({"replaced": row["replaced"], **_score_data(row)})
    return found


def _read_questions(db: Database, ids: Sequence[str]) -> dict[str, Body]:
    return _of_reviews(db, ids, ("asked", "question", "asked_after"))


def _read_reviews(db: Database, ids: Sequence[str]) -> dict[str, Body]:
    return _of_reviews(db, ids, ("by_id", "reviewed", "seconds"))


def _read_changes(db: Database, ids: Sequence[str]) -> dict[str, Body]:
    attempts = sorted({each.rsplit("/", 2)[0] for each in ids})
    wanted = set(ids)
    found = {}
    for row in db.query(
        "SELECT id, position, part, trainer, by_id, changed FROM attempts "
        f"JOIN verdict_changes ON attempt_no = no WHERE id IN ({', '.join('?' * len(attempts))})",
        attempts,
    ):
        record_id = f"{row.pop('id')}/{row.pop('position')}/{row.pop('part')}"
        if record_id in wanted:
            found[record_id] = row
    return found


def _read_comments(db: Database, ids: Sequence[str]) -> dict[str, Body]:
    found = {}
    columns = ", ".join(f"review_comments.{name}" for name in COMMENT)
    for row in db.query(
        f"SELECT review_comments.id, attempts.id AS attempt, {columns} FROM review_comments "
        f"JOIN attempts ON attempt_no = no WHERE review_comments.id IN ({', '.join('?' * len(ids))})",
        ids,
    ):
        if row["voice"] is not None:
            row["voice"] = file_name(row["voice"], COMMENTS)
        found[row.pop("id")] = row
    return found


_READERS = {
    "attempt": _read_attempts,
    "question": _read_questions,
    "review": _read_reviews,
    "verdict_change": _read_changes,
    "comment": _read_comments,
}


def file_name(path: str, folder: str) -> str:
    """The name of a kept file below its folder, as others may use it; "" for one that lies elsewhere."""
    name = path.removeprefix(f"{folder}/")
    return name if name != path and FILE.fullmatch(name) else ""


# -- inside


def _of_reviews(db: Database, ids: Sequence[str], columns: Sequence[str]) -> dict[str, Body]:
    found = db.query(
        f"SELECT id, {', '.join(f'reviews.{name}' for name in columns)} FROM attempts "
        f"JOIN reviews ON attempt_no = no WHERE id IN ({', '.join('?' * len(ids))})",
        ids,
    )
    return {row.pop("id"): row for row in found}


def _score_data(row: Body) -> Body:
    return {"format": row["format"], "data": base64.b64encode(row["data"]).decode("ascii")}
