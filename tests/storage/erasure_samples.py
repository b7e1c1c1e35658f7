"""A row of hers in every table there is, made from the tables themselves, and files in every folder."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

HER_ID = "5e7a91c04d2b4f6f8a3c9b1e0d7f2a44"
HER_NAME = "茹仙古丽·麦麦提"
HER_NUMBER = "QX-20260417"
HER_WORDS = (HER_ID, HER_NAME, HER_NUMBER)

NOBODYS = {"cohorts", "centre", "thresholds", "erasures", "published_packs", "station_weeks"}
"""Tables without rows of people; who applied a threshold is a reference that is emptied."""

_FIRST = ("cohorts", "attempts", "exams", "memory_cards", "plans", "reviews", "mark_takes", "orders")
"""What others refer to; the rest is filled as it comes."""


def fill_every_table(database: Path) -> None:
    """Give her (and, beside her, somebody else) a row in each table, with her name wherever text fits."""
    with closing(sqlite3.connect(database)) as connection:
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA foreign_keys = OFF")
        tables = [name for name in db.table_names() if not name.startswith(("sqlite_", "_", "exchange_"))]
        for person, name, number in (("somebody", "别人", "1"), (HER_ID, HER_NAME, HER_NUMBER)):
            db.execute(
                "INSERT INTO profiles (id, name, first_language, created, register, number, cohort_id) "
                "VALUES (?, ?, 'ug', '2026-03-02T04:00:00+00:00', '{}', ?, NULL)",
                [person, name, number],
            )
            for table in (*_FIRST, *(each for each in tables if each not in _FIRST)):
                if table != "profiles" and (table not in NOBODYS or table in ("cohorts", "thresholds")):
                    _fill(db, table, person, name)
        db.execute(
            "UPDATE certificates SET issued = '2026-03-02', "
            "facts = json_object('name', ?, 'number', ?, 'trainer', '李') "
            "WHERE profile_id = ?",
            [HER_NAME, HER_NUMBER, HER_ID],
        )
        db.execute(
            "UPDATE exam_parts SET given = json_object('pronunciation', 1, 'words', 1, 'fluency', 1, 'by', ?)"
            " WHERE exam_id NOT LIKE ?",
            [HER_NAME, f"%{HER_ID[:6]}"],
        )
        broken = list(db.query("PRAGMA foreign_key_check"))
        assert not broken, broken
        connection.commit()


def _fill(db: Database, table: str, person: str, name: str) -> None:
    references = {key[3]: (key[2], key[4]) for key in db.execute(f"PRAGMA foreign_key_list([{table}])")}
    short = person[:6]
    row: dict[str, object] = {}
    for _, column, kind, _, _, in_key in db.execute(f"PRAGMA table_info([{table}])"):
        to = references.get(column)
        if to is not None and to[0] == "profiles":
            row[column] = person
        elif column == "attempt_no":
            row[column] = db.execute("SELECT no FROM attempts WHERE profile_id = ?", [person]).fetchone()[0]
        elif to is not None and to[0] == "cohorts":
            row[column] = None if table in ("profiles", "plans_given") else f"cohorts-{short}"
        elif to is not None and column == "put_back":
            row[column] = None
        elif to is not None and to[1] in ("no", "attempt_no"):
            row[column] = db.execute(f"SELECT max(no) FROM {to[0]}").fetchone()[0]
        elif to is not None:
            row[column] = f"{to[0]}-{short}" if column != "by_id" else person
        elif column == "no":
            continue
        elif column in ("id", "uid"):
            row[column] = f"{table}-{short}"
        elif column == "attempt_id":
            row[column] = f"attempts-{short}" if table != "marks" else f"mark_takes-{short}"
        elif kind == "TEXT" and in_key:
            row[column] = f"{column}-{short}"
        elif kind == "TEXT":
            row[column] = json.dumps(name, ensure_ascii=False) if _is_hers(table) else "…"
        elif kind == "BLOB":
            row[column] = name.encode()
        else:
            row[column] = 0
    if table == "mark_takes":
        row["attempt_id"] = f"mark_takes-{short}"
    if table == "recordings":
        row["path"] = f"recordings/2026-03/20260302-040000-{short}.flac"
    if table == "review_comments":
        row["voice"] = f"comments/{short}.flac"
    db.table(table).insert(row)


def _is_hers(table: str) -> bool:
    """Whether all text of the row goes with her; what others wrote is seeded without her name."""
    return table not in {"cohorts", "plans", "plan_items", "orders", "thresholds", "plans_given"}


def write_her_files(home: Path) -> list[Path]:
    """Files of hers wherever files lie; also a log, the settings and a rescued take."""
    short = HER_ID[:6]
    files = {
        f"recordings/2026-03/20260302-040000-{short}.flac": b"fLaC",
        f"recordings/2026-03/20260302-040000-{short}.m1.pitch.json": HER_NAME.encode(),
        f"videos/attempts-{short}.mkv": b"film",
        f"comments/{short}.flac": b"fLaC",
        f"pictures/{HER_ID}-abc.png": b"PNG",
        f"trash/gone-{short}/attempt.json": json.dumps(
            {"id": f"gone-{short}", "profile_id": HER_ID, "text": HER_NAME}, ensure_ascii=False
        ).encode(),
        f"trash/gone-{short}/take.flac": b"fLaC",
        "takes/rescued.json": json.dumps({"meta": {"profile_id": HER_ID}}).encode(),
        "takes/rescued.pcm": b"\0\0",
    }
    others = {
        "log/kaibo.log": f"INFO somebody signed in {HER_ID} {HER_NAME}\nWARNING attempts-{short}\n".encode(),
        "xapi/abc.jsonl": json.dumps({"about": f"attempts-{short}/{HER_ID}", "id": "x"}).encode(),
        "kaibo.db.rehearsal": HER_NAME.encode(),
        "restoring/files/pictures/x.png": HER_ID.encode(),
        "settings.json": json.dumps({"profile_id": HER_ID, "theme": "dark"}).encode(),
        "recordings/2026-03/20260302-040000-someth.flac": b"fLaC somebody",
        "recordings/2026-03/20260302-040000-somebo.flac": b"fLaC somebody",
        "comments/somebo.flac": b"fLaC somebody",
        "videos/attempts-somebo.mkv": b"film somebody",
        "pictures/somebody-abc.png": b"PNG somebody",
        "trash/theirs/attempt.json": json.dumps(
            {
                "id": "theirs",
                "profile_id": "somebody",
                "review": {
                    "by_id": HER_ID,
                    "comments": [{"id": "c", "by_id": HER_ID, "voice": "comments/said.flac", "text": "好"}],
                },
            }
        ).encode(),
        "trash/theirs/said.flac": b"fLaC her voice",
        "trash/theirs/take.flac": b"fLaC somebody",
    }
    for name, data in (files | others).items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return [home / name for name in (*files, "trash/theirs/said.flac")]


def take_the_record_out(database: Path) -> None:
    """Her id alone stays, and where: in the record that tells other stations to erase her."""
    with closing(sqlite3.connect(database)) as db:
        stays = [
            (table, count)
            for table, sql in (
                ("erasures", "SELECT count(*) FROM erasures WHERE profile_id = ?"),
                ("exchange_records", "SELECT count(*) FROM exchange_records WHERE id = ?"),
            )
            if (count := db.execute(sql, [HER_ID]).fetchone()[0])
        ]
        assert stays in ([], [("erasures", 1), ("exchange_records", 1)])
        db.execute("PRAGMA secure_delete = ON")
        db.execute("DELETE FROM erasures")
        db.execute("DELETE FROM exchange_records WHERE kind = 'erasure'")
        db.commit()
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def found_in(folder: Path, words: tuple[str, ...] = HER_WORDS) -> list[str]:
    """Which files below a folder hold one of the words, as bytes in whatever way text is written."""
    needles = {
        each
        for word in words
        for each in (word.encode(), json.dumps(word)[1:-1].encode(), word.encode("utf-16-le"))
    }
    found = []
    for path in sorted(folder.rglob("*")):
        if any(needle in path.name.encode() for needle in needles):
            found.append(f"{path.relative_to(folder)} (its name)")
        if path.is_file():
            content = path.read_bytes()
            found += [f"{path.relative_to(folder)}: {each!r}" for each in needles if each in content]
    return found
