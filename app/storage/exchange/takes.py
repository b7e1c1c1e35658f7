"""Attempts and what is said of them, put into their tables from records.

An attempt travels whole, with its score as the bytes that are stored. What follows from it (counts,
syllables, why it should be heard) is worked out where it arrives. A review's state is not told either: it
follows from when the take was heard, whether she has asked again since, and whether a verdict is a trainer's.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.speech.values import Part, PronunciationScore, Verdict
from app.storage import rows as stored
from app.storage.attempt_rows import insert_row, insert_syllables
from app.storage.errors import ScoreUnreadableError
from app.storage.exchange.faults import ErasedError, LacksError, NewerError, Partly, SenselessError
from app.storage.exchange.recordings import lies_here
from app.storage.exchange.rows import Body, check_types, is_erased, unknown
from app.storage.exchange.takes_reading import ATTEMPT, COMMENT, COMMENTS, FILE, RECORDING, RECORDINGS
from app.storage.progress_counts import count_in, count_out, recounted
from app.storage.reviews_need import note_need
from app.storage.reviews_rows import count_parts, keep_changes, set_counted, settle_state
from app.storage.reviews_values import Need
from app.storage.score_json import FORMAT, unpack_score

_ID = re.compile(r"[0-9A-Za-z-]{1,80}")  # it names folders and files, and is never a way out of them
_SHA = re.compile(r"[0-9a-f]{64}")


def put_take(db: Database, kind: str, record_id: str, body: Body, user_dir: Path) -> Partly | None:
    """Put a record of one of these kinds into its tables; errors as in `rows.write_row`, and NewerError."""
    return _PUTTERS[kind](db, record_id, body, user_dir)


def drop_take(db: Database, kind: str, record_id: str) -> None:
    """Take back what a deleted record said of a take; nothing when it is not here."""
    if kind == "comment":
        found = db.execute("SELECT attempt_no FROM review_comments WHERE id = ?", [record_id]).fetchone()
        db.execute("DELETE FROM review_comments WHERE id = ?", [record_id])
        if found is not None:
            settle_state(db, found[0])
    elif kind == "verdict_change":
        _drop_change(db, record_id)
    else:  # they live and die with their attempt
        raise SenselessError(f"a {kind} cannot be deleted")


def _put_attempt(db: Database, record_id: str, body: Body, user_dir: Path) -> Partly | None:
    if not _ID.fullmatch(record_id):
        raise SenselessError("no such id")
    values = {name: body[name] for name in ATTEMPT}
    check_types(db, "attempts", values)
    owner = values["profile_id"]
    if is_erased(db, owner):
        raise ErasedError
    if db.execute("SELECT 1 FROM profiles WHERE id = ?", [owner]).fetchone() is None:
        raise LacksError("profile", owner)
    score, packed = _score_from(body["score"])
    recording = body["recording"]
    check_types(db, "recordings", {name: recording[name] for name in RECORDING})
    if not _SHA.fullmatch(recording["sha256"]):
        raise SenselessError("recording.sha256")
    earlier = [(each["replaced"], each["format"], _bytes(each["data"])) for each in body["earlier"]]
    for each in body["earlier"]:
        check_types(db, "earlier_scores", {name: each[name] for name in ("replaced", "format")})
    counts = {name: value for name, value in stored.score_columns(score).items() if name not in ATTEMPT}
    row = values | counts
    found = db.execute("SELECT no FROM attempts WHERE id = ?", [record_id]).fetchone()
    if found is None:
        no = insert_row(db, "attempts", {"id": record_id, **row})
    else:
        no = int(found[0])
        count_out(db, no)
        db.table("attempts").update(no, row)
        for table in ("scores", "syllables", "earlier_scores"):
            db.execute(f"DELETE FROM {table} WHERE attempt_no = ?", [no])
    _put_recording(db, no, record_id, recording, user_dir)
    if packed is not None:
        insert_row(db, "scores", {"attempt_no": no, "format": body["score"]["format"], "data": packed})
    if score is not None:
        insert_syllables(db, no, score)
    db.conn.executemany(
        "INSERT INTO earlier_scores (attempt_no, replaced, format, data) VALUES (?, ?, ?, ?)",
        [(no, *each) for each in earlier],
    )
    if found is not None:
        keep_changes(db, no)
    count_in(db, no)
    note_need(db, no, score)
    return unknown(body, (*ATTEMPT, "station", "recording", "score", "earlier"))


def _put_recording(db: Database, no: int, record_id: str, recording: Body, user_dir: Path) -> None:
    values = {name: recording[name] for name in RECORDING}
    found = db.execute("SELECT path, sha256 FROM recordings WHERE attempt_no = ?", [no]).fetchone()
    if found is not None and found[1] == values["sha256"]:
        db.table("recordings").update(no, values)
        return
    name = recording.get("file", "")
    if not isinstance(name, str) or not FILE.fullmatch(name):
        name = f"{recording['created'][:7]}/{record_id}.flac"
    path = f"{RECORDINGS}/{name}"
    here = lies_here(db, user_dir, path, values["sha256"], record_id)
    away = {"path": path, "away": int(not here), "sent": 0}
    db.table("recordings").insert({"attempt_no": no, **values, **away}, replace=True)


def _put_question(db: Database, record_id: str, body: Body, user_dir: Path) -> Partly | None:
    no = _attempt(db, record_id)
    values = {name: body[name] for name in ("asked", "question", "asked_after")}
    check_types(db, "reviews", values)
    need = int(Need.ASKED) if values["asked"] else int(Need.NEWEST)
    db.table("reviews").update(no, values | {"need": need})
    note_need(db, no)
    settle_state(db, no)
    return unknown(body, values)


def _put_review(db: Database, record_id: str, body: Body, user_dir: Path) -> Partly | None:
    no = _attempt(db, record_id)
    values = {name: body[name] for name in ("by_id", "reviewed", "seconds")}
    check_types(db, "reviews", values)
    _name(db, values)
    news = "reviewed IS NOT :reviewed OR by_id IS NOT :by_id"
    db.execute(
        f"UPDATE reviews SET seen = CASE WHEN {news} THEN NULL ELSE seen END, "
        "by_id = :by_id, reviewed = :reviewed, seconds = :seconds WHERE attempt_no = :no",
        values | {"no": no},
    )
    settle_state(db, no)
    return unknown(body, values)


def _put_change(db: Database, record_id: str, body: Body, user_dir: Path) -> Partly | None:
    attempt_id, position, part = _change_key(record_id)
    no = _attempt(db, attempt_id)
    values = {name: body[name] for name in ("trainer", "by_id", "changed")}
    check_types(db, "verdict_changes", values)
    Verdict(values["trainer"])
    _name(db, values)
    key = [no, position, part.value]
    where = "attempt_no = ? AND position = ? AND part = ?"
    said = db.execute(
        f"SELECT {part.value}_verdict FROM syllables WHERE attempt_no = ? AND position = ?", key[:2]
    ).fetchone()
    before = db.execute(f"SELECT machine FROM verdict_changes WHERE {where}", key).fetchone()
    machine = before or said or (Verdict.NOT_ASSESSABLE.value,)
    db.execute(f"DELETE FROM verdict_changes WHERE {where}", key)
    db.execute(
        "INSERT INTO verdict_changes VALUES (?, ?, ?, ?, ?, ?, ?)",
        [*key, machine[0], values["trainer"], values["by_id"], values["changed"]],
    )
    with recounted(db, no):
        set_counted(db, no, position, part, values["trainer"])
        count_parts(db, no)
    _say(db, no)
    return unknown(body, values)


def _drop_change(db: Database, record_id: str) -> None:
    attempt_id, position, part = _change_key(record_id)
    found = db.execute(
        "SELECT no, machine FROM attempts JOIN verdict_changes ON attempt_no = no "
        "WHERE id = ? AND position = ? AND part = ?",
        [attempt_id, position, part.value],
    ).fetchone()
    if found is None:
        return
    no, machine = found
    db.execute(
        "DELETE FROM verdict_changes WHERE attempt_no = ? AND position = ? AND part = ?",
        [no, position, part.value],
    )
    with recounted(db, no):
        set_counted(db, no, position, part, machine)
        count_parts(db, no)
    settle_state(db, no)


def _put_comment(db: Database, record_id: str, body: Body, user_dir: Path) -> Partly | None:
    no = _attempt(db, body["attempt"])
    values = {name: body[name] for name in COMMENT}
    check_types(db, "review_comments", values)
    if values["by_id"] is not None and is_erased(db, values["by_id"]):  # her voice is hers, whatever she said
        if values["voice"] is not None and not values["text"]:
            drop_take(db, "comment", record_id)
            return None
        values |= {"by_id": None, "voice": None, "voice_sha256": "", "voice_seconds": 0.0}
    _name(db, values)
    values["away"] = values["sent"] = 0
    if values["voice"] is not None:
        name = values["voice"]
        if not FILE.fullmatch(name):
            name = f"{values['created'][:7]}/{record_id}.flac"
        if not FILE.fullmatch(name) or not _SHA.fullmatch(values["voice_sha256"] or "0" * 64):
            raise SenselessError("voice")
        values["voice"] = f"{COMMENTS}/{name}"
        values["away"] = int(not lies_here(db, user_dir, values["voice"], values["voice_sha256"], record_id))
    there = db.execute("SELECT voice, sent FROM review_comments WHERE id = ?", [record_id]).fetchone()
    if there is not None:
        values["sent"] = there[1]
    row = {"id": record_id, "attempt_no": no, **values}
    db.table("review_comments").upsert(row, pk="id")
    _say(db, no)
    return unknown(body, (*COMMENT, "attempt"))


_PUTTERS = {
    "attempt": _put_attempt,
    "question": _put_question,
    "review": _put_review,
    "verdict_change": _put_change,
    "comment": _put_comment,
}


# -- inside


def _attempt(db: Database, attempt_id: Any) -> int:
    found = db.execute(
        "SELECT no, reviews.attempt_no FROM attempts LEFT JOIN reviews ON attempt_no = no WHERE id = ?",
        [attempt_id],
    ).fetchone()
    if found is None:
        raise LacksError("attempt", str(attempt_id))
    if found[1] is None:  # it was written past the store
        note_need(db, found[0])
    return int(found[0])


def _name(db: Database, values: Body) -> None:
    """Who said it must be known here; who was erased has no name any more."""
    by_id = values["by_id"]
    if by_id is None:
        return
    if is_erased(db, by_id):
        values["by_id"] = None
    elif db.execute("SELECT 1 FROM profiles WHERE id = ?", [by_id]).fetchone() is None:
        raise LacksError("profile", by_id)


def _say(db: Database, no: int) -> None:
    """Something new was said: the trainee hears of it."""
    db.execute("UPDATE reviews SET seen = NULL WHERE attempt_no = ?", [no])
    settle_state(db, no)


def _change_key(record_id: str) -> tuple[str, int, Part]:
    attempt_id, position, part = record_id.rsplit("/", 2)
    return attempt_id, int(position), Part(part)


def _score_from(data: Body | None) -> tuple[PronunciationScore | None, bytes | None]:
    """The score and its bytes; no score where the bytes are damaged, as they then were where it was made."""
    if data is None:
        return None, None
    packed = _bytes(data["data"])
    if not isinstance(data["format"], int) or data["format"] < 1:
        raise SenselessError("score.format")
    if data["format"] > FORMAT:
        raise NewerError(f"newer: score format {data['format']}")
    try:
        return unpack_score(packed, data["format"]), packed
    except ScoreUnreadableError:
        return None, packed


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.encode("ascii"), validate=True)
