"""Which sound files are here, which have been sent, and where those that come belong."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.storage.exchange.faults import SenselessError
from app.storage.exchange.rows import chunks
from app.storage.exchange.takes_reading import COMMENTS, RECORDINGS
from app.storage.exchange.values import RecordingFile

# kind, table, its key, its columns of path and hash, how it finds its attempt
_PLACES = (
    ("attempt", "recordings", "attempt_no", "path", "sha256", RECORDINGS),
    ("comment", "review_comments", "id", "voice", "voice_sha256", COMMENTS),
)


def to_send(db: Database, user_dir: Path, limit: int, again: bool = False) -> list[RecordingFile]:
    """Files that are here and have not been sent, or all. One that has gone from the disk is passed over."""
    condition = "NOT {table}.away" if again else "NOT {table}.sent AND NOT {table}.away"
    found = _find(db, user_dir, condition, "")
    return list(islice((each for each in found if each.path.is_file()), limit))


def missing(db: Database, user_dir: Path, limit: int) -> list[RecordingFile]:
    """Files that lie elsewhere, the newest takes first."""
    return list(islice(_find(db, user_dir, "{table}.away", "DESC"), limit))


def mark_sent(db: Database, sha256s: Collection[str]) -> None:
    """Note that these have arrived; inside a transaction."""
    for _kind, table, _key, path, sha256, _folder in _PLACES:
        for some in chunks(list(sha256s)):
            db.execute(
                f"UPDATE {table} SET sent = 1 WHERE NOT sent AND NOT away AND {path} IS NOT NULL "
                f"AND {sha256} IN ({', '.join('?' * len(some))})",
                some,
            )


def check(sha256: str, data: bytes) -> None:
    """Raises ExpectedError when the bytes are not those of the hash."""
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ExpectedError(
            msg("收到的录音和登记的不一样，可能传坏了，没有收下。下次会再取一次。"),
            f"sha256 is {found}, not {sha256}",
        )


def lies_here(db: Database, user_dir: Path, path: str, sha256: str, record_id: str) -> bool:
    """Whether a sound file that a record names is here already.

    Raises SenselessError when it is another record's: nobody's take may lay hands on somebody else's sound.
    """
    if not (user_dir / path).is_file():
        return False
    taken = db.execute(
        """
        SELECT 1 FROM recordings JOIN attempts ON no = attempt_no WHERE path = :path AND attempts.id <> :id
        UNION ALL SELECT 1 FROM review_comments WHERE voice = :path AND id <> :id
        """,
        {"path": path, "id": record_id},
    )
    if taken.fetchone() is not None:
        raise SenselessError("the sound file is another's")
    return not sha256 or not _is_another(user_dir / path, sha256)


def keep(db: Database, user_dir: Path, sha256: str, data: bytes, *, pass_on: bool) -> int:
    """Write a file where those who miss it will look for it; inside a transaction."""
    kept = 0
    for _kind, table, key, path, column, folder in _PLACES:
        rows = list(
            db.query(
                f"SELECT {key} AS key, {path} AS path FROM {table} WHERE away AND {column} = ?", [sha256]
            )
        )
        for row in rows:
            place = str(row["path"])
            if _is_another(user_dir / place, sha256):
                place = f"{folder}/{sha256}.flac"
            _write_atomically(user_dir / place, data)
            db.execute(
                f"UPDATE {table} SET away = 0, sent = ?, {path} = ? WHERE {key} = ?",
                [int(not pass_on), place, row["key"]],
            )
        kept += len(rows)
    return kept


# -- inside


def _find(db: Database, user_dir: Path, condition: str, order: str) -> Iterator[RecordingFile]:
    for kind, table, key, path, sha256, _folder in _PLACES:
        row_id = "attempts.id" if kind == "attempt" else f"{table}.id"
        for row in db.query(
            f"""
            SELECT {row_id} AS id, attempts.profile_id, {table}.{path} AS path,
                   {table}.{sha256} AS sha256, coalesce(origin, '') AS origin
            FROM {table} JOIN attempts ON attempts.no = {table}.attempt_no
            LEFT JOIN exchange_records
                ON exchange_records.kind = 'attempt' AND exchange_records.id = attempts.id
            WHERE {condition.format(table=table)} AND {table}.{path} IS NOT NULL
            ORDER BY {table}.{key} {order}
            """
        ):
            yield RecordingFile(
                kind, row["id"], row["profile_id"], row["sha256"], user_dir / row["path"], row["origin"]
            )


def _is_another(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != sha256


def _write_atomically(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
