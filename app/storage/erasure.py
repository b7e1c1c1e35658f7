"""Erasing one person: every row that is hers goes, and what she did for others stays without her name.

Which rows those are is read from the database itself (what refers to `profiles`, and how), so that a table
that is added later is erased as well, and a backup of an older shape too. The order of things makes a crash
harmless: what is about to go is noted on the disk first (`erasure_notes.py`), then the rows go in one
transaction, then the files; a start that finds a note goes on where the last one ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.storage.connection import writing
from app.storage.erasure_files import HerFiles, trashed
from app.storage.erasure_notes import Pending, note_erasure

ERASURE = "erasure"
"""The kind of the record that says that somebody was erased; alone of all it keeps her id, and no name."""

_OWNER_COLUMNS = ("profile_id", "owner_id")
_PATH_COLUMNS = ("id", "source")
_GONE = "—"
_FREE_TEXT = (
    ("review_comments", "text"),
    ("plans", "title"),
    ("orders", "note"),
    ("broadcasts", "note"),
    ("cohorts", "name"),
)


@dataclass(frozen=True)
class Erasure:
    """What would go: rows by table, attempts by id; and what stays though it names her.

    `mentions` counts the texts of others, by table, that hold her name: they are others' words.
    """

    rows: dict[str, int]
    attempts: tuple[str, ...]
    mentions: dict[str, int]


@dataclass(frozen=True)
class _Reference:
    table: str
    column: str
    on_delete: str  # as SQLite says it


def erase_person(db: Database, user_dir: Path, profile_id: str, *, when: datetime | None = None) -> bool:
    """Erase somebody from the database, inside the caller's transaction; whether she was in it.

    That she was erased is remembered either way, so that no backup brings her back. After the commit the
    caller calls `erasure_finish.finish_erasures`, outside of a transaction; if it cannot, the next start
    does.

    Raises OSError when the disk refuses the note; then nothing was changed.
    """
    note_erasure(user_dir, pending_of(db, user_dir, profile_id), (when or datetime.now(UTC)).astimezone(UTC))
    return erase_rows(db, profile_id)


def pending_of(db: Database, user_dir: Path, profile_id: str) -> Pending:
    """All that has to be known of her to find her files once her rows are gone."""
    files = her_files(db, profile_id)
    attempts, voices = trashed(user_dir, profile_id)
    return Pending(
        str(_profile(db, profile_id).get("name") or ""),
        HerFiles(
            profile_id,
            tuple(sorted({*files.attempts, *attempts})),
            files.recordings,
            tuple(sorted({*files.voices, *voices})),
        ),
    )


def her_files(db: Database, profile_id: str) -> HerFiles:
    """What the database knows of files that are hers: takes, and spoken comments on them and by her."""
    attempts = _ids(db, "SELECT id FROM attempts WHERE profile_id = ?", profile_id)
    recordings = _ids(
        db,
        "SELECT path FROM recordings WHERE attempt_no IN (SELECT no FROM attempts WHERE profile_id = :her) "
        "AND path NOT IN (SELECT path FROM recordings WHERE attempt_no IN "
        "(SELECT no FROM attempts WHERE profile_id <> :her))",  # which a forged record of hers may name
        {"her": profile_id},
    )
    voices: tuple[str, ...] = ()
    if "review_comments" in db.table_names():
        voices = _ids(
            db,
            "SELECT voice FROM review_comments WHERE voice IS NOT NULL AND (by_id = :her "
            "OR attempt_no IN (SELECT no FROM attempts WHERE profile_id = :her))",
            {"her": profile_id},
        )
    return HerFiles(profile_id, attempts, recordings, voices)


def would_go(db: Database, profile_id: str) -> Erasure:
    """What erasing her takes away, found by doing it in a transaction that is then rolled back."""
    attempts = her_files(db, profile_id).attempts
    name = str(_profile(db, profile_id).get("name") or "")
    before = _row_counts(db)
    found = Erasure({}, attempts, {})
    try:
        with writing(db):
            erase_rows(db, profile_id)
            after = _row_counts(db)
            gone = {table: before[table] - after[table] for table in before if before[table] > after[table]}
            found = Erasure(gone, attempts, _mentions(db, name))
            raise _RolledBack
    except _RolledBack:
        return found


def erase_rows(db: Database, profile_id: str) -> bool:
    """Every row of hers, in any shape that the database ever had; whether she was in it.

    Inside the caller's transaction, with foreign keys on. What refers to her and may stand without her (a
    review by her, a plan of hers) stays without; what may not goes.
    """
    db.execute("PRAGMA secure_delete = ON")
    name = str(_profile(db, profile_id).get("name") or "")
    tables = db.table_names()
    if "certificates" in tables:
        _empty_certificates(db, profile_id)
    if "review_comments" in tables:  # her voice is hers, whatever she said; what she wrote stays
        db.execute(
            "DELETE FROM review_comments WHERE by_id = ? AND voice IS NOT NULL AND text = ''", [profile_id]
        )
        db.execute(
            "UPDATE review_comments SET voice = NULL, voice_sha256 = '', voice_seconds = 0 "
            "WHERE by_id = ? AND voice IS NOT NULL",
            [profile_id],
        )
    if "exam_parts" in tables and name:
        _take_name_from_given(db, name)
    for reference in _references(db):
        where = f"WHERE {reference.column} = ?"
        if reference.on_delete == "SET NULL":
            db.execute(f"UPDATE {reference.table} SET {reference.column} = NULL {where}", [profile_id])
        else:
            db.execute(f"DELETE FROM {reference.table} {where}", [profile_id])
    gone = db.execute("DELETE FROM profiles WHERE id = ?", [profile_id]).rowcount > 0
    if "learned_until" in tables:  # SQLite gives the highest number again; the next take must count as new
        db.execute(
            "UPDATE learned_until SET "
            "attempt_no = min(attempt_no, (SELECT coalesce(max(no), 0) FROM attempts))"
        )
    _erase_records(db, profile_id)  # last: the triggers have noted everything above
    return gone


# -- inside


class _RolledBack(Exception):  # noqa: N818 - not a failure: what was asked for was only a question
    pass


def _references(db: Database) -> list[_Reference]:
    """All that refers to `profiles`, but certificates, of which the serial stays."""
    found = []
    for table in db.table_names():
        if table == "certificates":
            continue
        for key in db.execute(f"PRAGMA foreign_key_list([{table}])").fetchall():
            if key[2] == "profiles":
                found.append(_Reference(table, key[3], key[6]))
    return found


def _empty_certificates(db: Database, profile_id: str) -> None:
    """The register keeps that a serial was given out and when; who it was for, and what it said, goes."""
    db.execute(
        "UPDATE certificates SET profile_id = NULL, facts = ? WHERE profile_id = ?",
        [
            json.dumps(
                {
                    "name": "",
                    "number": "",
                    "centre": "",
                    "plan": "",
                    "lessons_done": 0,
                    "lessons": 0,
                    "minutes": 0,
                    "takes": 0,
                    "first": None,
                    "last": None,
                    "trainer": "",
                }
            ),
            profile_id,
        ],
    )
    db.execute(
        "UPDATE certificates SET issued_by = NULL, facts = json_set(facts, '$.trainer', ?) "
        "WHERE issued_by = ?",
        [_GONE, profile_id],
    )


def _take_name_from_given(db: Database, name: str) -> None:
    """Points for a talk bear the name of who gave them, not her id. "" would say that she judged herself."""
    db.execute(
        "UPDATE exam_parts SET given = json_set(given, '$.by', ?) "
        "WHERE given IS NOT NULL AND json_extract(given, '$.by') = ?",
        [_GONE, name],
    )


def _erase_records(db: Database, profile_id: str) -> None:
    """What the exchange knows of her: records of hers and those named after her, but that of her erasure."""
    for table in db.table_names():
        if not table.startswith("exchange_"):
            continue
        columns = _text_columns(db, table)
        stays = f"kind IS NOT '{ERASURE}'" if "kind" in columns else "1"
        for column in columns:
            if column in _OWNER_COLUMNS:
                db.execute(f"DELETE FROM [{table}] WHERE {stays} AND [{column}] = ?", [profile_id])
            elif column in _PATH_COLUMNS:  # whole steps only: "li" is not in "ali/lesson"
                db.execute(
                    f"DELETE FROM [{table}] WHERE {stays} "
                    f"AND instr('/' || [{column}] || '/', '/' || ? || '/') > 0",
                    [profile_id],
                )
        for column in set(columns) - {"kind", *_PATH_COLUMNS, *_OWNER_COLUMNS}:
            db.execute(
                f"UPDATE [{table}] SET [{column}] = replace([{column}], ?, 'null') "
                f"WHERE {stays} AND instr([{column}], ?) > 0",
                [json.dumps(profile_id), json.dumps(profile_id)],
            )


def _mentions(db: Database, name: str) -> dict[str, int]:
    found = {}
    for table, column in _FREE_TEXT:
        if len(name) >= 2 and table in db.table_names():
            sql = f"SELECT count(*) FROM {table} WHERE instr({column}, ?) > 0"
            found[table] = int(db.execute(sql, [name]).fetchone()[0])
    return {table: count for table, count in found.items() if count}


def _row_counts(db: Database) -> dict[str, int]:
    return {
        table: int(db.execute(f"SELECT count(*) FROM [{table}]").fetchone()[0])
        for table in db.table_names()
        if not table.startswith(("sqlite_", "_"))
    }


def _text_columns(db: Database, table: str) -> list[str]:
    return [row[1] for row in db.execute(f"PRAGMA table_info([{table}])").fetchall() if row[2] == "TEXT"]


def _profile(db: Database, profile_id: str) -> dict[str, Any]:
    found: Iterator[dict[str, Any]] = db.query("SELECT * FROM profiles WHERE id = ?", [profile_id])
    return next(iter(found), {})


def _ids(db: Database, sql: str, values: str | dict[str, str]) -> tuple[str, ...]:
    rows = db.execute(sql, values if isinstance(values, dict) else [values]).fetchall()
    return tuple(str(row[0]) for row in rows)
