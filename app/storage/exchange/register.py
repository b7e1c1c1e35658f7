"""The register of revisions, what waits, and any record as it is now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from app import __version__
from app.storage.exchange.faults import LacksError
from app.storage.exchange.kinds import DEPENDENTS, ROW_KINDS, key_of
from app.storage.exchange.rows import Body, chunks, read_rows
from app.storage.exchange.takes_reading import read_takes
from app.storage.exchange.values import KINDS, Record, canonical

Row = dict[str, Any]


@contextmanager
def silent(db: Database) -> Iterator[None]:
    """Within the block, inside a transaction, changes of the tables are no news of this station's."""
    db.execute("UPDATE exchange_station SET silent = 1")
    yield
    db.execute("UPDATE exchange_station SET silent = 0")


def current(db: Database, entries: Sequence[Row]) -> list[Record]:
    """The records of these rows of the register, in their order: a few queries a kind."""
    bodies: dict[tuple[str, str], Body] = {}
    abouts: dict[tuple[str, str], str] = {}
    by_kind: dict[str, list[str]] = {}
    for entry in entries:
        if not entry["deleted"]:
            by_kind.setdefault(entry["kind"], []).append(entry["id"])
    for kind, ids in by_kind.items():
        bodies |= {(kind, each): body for each, body in _bodies(db, kind, ids).items()}
        for some in chunks(ids):
            for row in db.query(
                "SELECT id, body, about_station FROM exchange_waiting "
                f"WHERE kind = ? AND id IN ({', '.join('?' * len(some))})",
                [kind, *some],
            ):
                bodies[kind, row["id"]] = json.loads(row["body"])
                abouts[kind, row["id"]] = row["about_station"]
    return [_record(entry, bodies, abouts) for entry in entries]


def entry_of(db: Database, kind: str, record_id: str) -> Row | None:
    """A row of the register."""
    found = db.query("SELECT * FROM exchange_records WHERE kind = ? AND id = ?", [kind, record_id])
    return next(iter(found), None)


def enter(db: Database, record: Record, *, pass_on: bool) -> None:
    """Write down that this revision is the one that counts here. What waited of an older one is dropped."""
    origin = record.about_station
    if record.kind == "attempt" and not record.deleted:
        origin = str(record.body.get("station") or record.station)
    values = {
        "kind": record.kind,
        "id": record.id,
        "owner_id": record.owner_id,
        "revision": record.revision,
        "station": record.station,
        "origin": origin,
        "hash": record.hash,
        "deleted": int(record.deleted),
        "pass_on": int(pass_on),
    }
    db.execute(
        """
        INSERT INTO exchange_records (kind, id, owner_id, revision, station, origin, hash, deleted, dirty)
        SELECT :kind, :id, :owner_id, :revision, :station, :origin, :hash, :deleted, CASE WHEN :pass_on
            THEN (SELECT coalesce(max(dirty), 0) + 1 FROM exchange_records WHERE dirty > 0) ELSE 0 END
        WHERE true
        ON CONFLICT (kind, id) DO UPDATE SET
            owner_id = excluded.owner_id, revision = excluded.revision, station = excluded.station,
            origin = CASE WHEN excluded.origin <> '' THEN excluded.origin ELSE origin END,
            hash = excluded.hash, deleted = excluded.deleted,
            dirty = CASE WHEN NOT :pass_on THEN 0 WHEN dirty > 0 THEN dirty ELSE excluded.dirty END
        """,
        values,
    )
    db.execute("DELETE FROM exchange_waiting WHERE kind = ? AND id = ?", [record.kind, record.id])


def hash_of(db: Database, entry: Row) -> str:
    """The hash of what the register's row is about; found anew where it has not been needed."""
    return str(entry["hash"]) or current(db, [entry])[0].hash


# -- what waits


def put_by(
    db: Database,
    record: Record,
    *,
    kind: str = "",
    record_id: str = "",
    reason: str,
    partly: bool = False,
    tried_by: str = __version__,
) -> None:
    """Keep a record whole until what it lacks (a kind and an id, if that is it) is here."""
    db.execute(
        "INSERT OR REPLACE INTO exchange_waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            record.kind,
            record.id,
            record.owner_id,
            canonical(dict(record.body)),
            record.about_station,
            kind,
            record_id,
            reason,
            tried_by,
            int(partly),
        ],
    )


def put_by_said_of(db: Database, attempt_id: str) -> int:
    """Keep what was said of an attempt that is about to be deleted, for the case that it comes back."""
    after = f"{attempt_id}0"  # "0" follows "/"
    entries = list(
        db.query(
            """
            SELECT * FROM exchange_records WHERE kind IN ('question', 'review') AND id = :id
            UNION ALL
            SELECT * FROM exchange_records WHERE kind = 'verdict_change' AND id > :id || '/' AND id < :after
            UNION ALL
            SELECT * FROM exchange_records WHERE kind = 'comment' AND id IN (
                SELECT review_comments.id FROM review_comments JOIN attempts ON attempt_no = no
                WHERE attempts.id = :id
            )
            """,
            {"id": attempt_id, "after": after},
        )
    )
    _put_by_all(db, entries, "attempt", attempt_id)
    return len(entries)


def put_by_dependents(db: Database, kind: str, record_id: str) -> None:
    """The same for rows that a row takes along when it is deleted, or that will stand without it."""
    for other, table, column in DEPENDENTS.get(kind, ()):
        key = ROW_KINDS[other].key
        columns = " || '/' || ".join(key)
        entries = list(
            db.query(
                f"""
                SELECT * FROM exchange_records WHERE kind = ? AND id IN (
                    SELECT {columns} FROM {table} WHERE {column} = ?
                )
                """,
                [other, record_id],
            )
        )
        needed = all(each.needed for each in ROW_KINDS[other].references if each.column == column)
        _put_by_all(db, entries, kind, record_id, partly=not needed)


def freed(db: Database) -> list[Row]:
    """What waits and may be tried: what it lacks is here, or this Kaibo has never tried it."""
    return list(
        db.query(
            """
            SELECT waits.kind, waits.id FROM exchange_waiting AS waits
            JOIN exchange_records ON exchange_records.kind = lacks_kind AND exchange_records.id = lacks_id
            WHERE NOT deleted AND NOT EXISTS (
                SELECT 1 FROM exchange_waiting AS other
                WHERE other.kind = lacks_kind AND other.id = lacks_id AND NOT other.partly
            )
            UNION ALL
            SELECT kind, id FROM exchange_waiting WHERE lacks_kind = '' AND tried_by <> ?
            """,
            [__version__],
        )
    )


def free(db: Database, kind: str, record_id: str) -> None:
    """Have everything tried again that waits for this: it will never come."""
    db.execute(
        "UPDATE exchange_waiting SET lacks_kind = '', lacks_id = '', tried_by = '' "
        "WHERE lacks_kind = ? AND lacks_id = ?",
        [kind, record_id],
    )


# -- inside


def _bodies(db: Database, kind: str, ids: Sequence[str]) -> dict[str, Body]:
    if kind in ROW_KINDS:
        good = [each for each in ids if _has_key(kind, each)]
        return read_rows(db, ROW_KINDS[kind], good)
    return read_takes(db, kind, ids) if kind in KINDS else {}


def _has_key(kind: str, record_id: str) -> bool:
    try:
        key_of(ROW_KINDS[kind], record_id)
    except ValueError:
        return False  # it waits for being understood
    return True


def _record(entry: Row, bodies: dict[tuple[str, str], Body], abouts: dict[tuple[str, str], str]) -> Record:
    """What has gone together with something else (who was erased) has been deleted as well."""
    key = entry["kind"], entry["id"]
    body = bodies.get(key)
    return Record(
        entry["kind"],
        entry["id"],
        entry["owner_id"],
        entry["revision"],
        entry["station"],
        deleted=body is None,
        body=body or {},
        about_station=abouts.get(key) or ("" if entry["kind"] == "attempt" else entry["origin"]),
    )


def _put_by_all(
    db: Database, entries: Sequence[Row], kind: str, record_id: str, *, partly: bool = False
) -> None:
    for record in current(db, entries):
        if not record.deleted:
            reason = LacksError(kind, record_id).reason
            put_by(db, record, kind=kind, record_id=record_id, reason=reason, partly=partly)
