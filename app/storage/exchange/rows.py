"""Records that are rows of a table: read, written and deleted as their `RowKind` says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from app.storage.exchange.checks import check_body
from app.storage.exchange.faults import ErasedError, LacksError, Partly, SenselessError
from app.storage.exchange.kinds import Part, Reference, RowKind, key_of

Body = dict[str, Any]

CHUNK = 200
"""Records that are read by one query; SQLite limits how long a query may be."""

_DAYS = {("plans_given", "start"), ("orders", "due"), ("broadcasts", "day")}
_MOMENTS = {
    "created",
    "counts_from",
    "applied",
    "done",
    "first_seen",
    "last_seen",
    "started",
    "ended",
    "begun",
    "finished",
    "consented",
    "issued",
    "erased",
    "published",
    "replaced",
    "reviewed",
    "asked",
    "asked_after",
    "changed",
    "marked",
}


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in pieces of `CHUNK`."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def read_rows(db: Database, kind: RowKind, ids: Sequence[str]) -> dict[str, Body]:
    """The bodies of those of these records that are here."""
    found: dict[str, Body] = {}
    for some in chunks(ids):
        keys = {key_of(kind, each): each for each in some}
        columns = ", ".join(f"{kind.read.get(name, name)} AS {name}" for name in (*kind.key, *kind.columns))
        for row in _matching(db, kind.table, columns, kind.key, keys):
            record_id = keys[tuple(row[name] for name in kind.key)]
            found[record_id] = {name: row[name] for name in kind.body_columns}
        if kind.part is not None:
            _read_part(db, kind.part, {key: each for key, each in keys.items() if each in found}, found)
    return found


def write_row(db: Database, kind: RowKind, record_id: str, body: Body) -> Partly | None:
    """Put the record into its table; what of it could not be written, if anything.

    Raises:
        LacksError: something that it needs is not here.
        ErasedError: it needs somebody who was erased.
        SenselessError: the body is not what the kind says.
    """
    key = _key(kind, record_id)
    wanted = (*kind.body_columns, *((kind.part.name,) if kind.part else ()))
    missing = [name for name in wanted if name not in body]
    if missing:
        raise SenselessError(f"no {missing[0]}")
    values = {name: body[name] for name in wanted}
    if len(kind.key) > 1 and tuple(values[name] for name in kind.key) != key:
        raise SenselessError("the body is of another record")
    check_types(db, kind.table, {name: values[name] for name in kind.columns if name not in kind.write})
    check_body(kind.kind, values)
    partly = None
    for reference in kind.references:
        partly = _resolve(db, kind, reference, values, record_id) or partly
    row = dict(zip(kind.key, key, strict=True)) | {name: values[name] for name in kind.columns}
    _upsert(db, kind, row)
    if kind.part is not None:
        _write_part(db, kind.part, key, values[kind.part.name])
    return partly or unknown(body, wanted)


def delete_row(db: Database, kind: RowKind, record_id: str) -> None:
    """Take the record's row out of its table, if it is there."""
    if kind.joined or kind.kind == "profile":
        raise SenselessError("people are erased, not deleted")
    db.execute(f"DELETE FROM {kind.table} WHERE {_equal(kind.key)}", _key(kind, record_id))


def check_types(db: Database, table: str, values: Body) -> None:
    """SQLite takes anything anywhere; whoever reads the row later does not. Raises SenselessError."""
    declared = {row[1]: (row[2], row[3]) for row in db.execute(f"PRAGMA table_info({table})").fetchall()}
    for name, value in values.items():
        kind, needed = declared[name]
        if value is None:
            if needed:
                raise SenselessError(f"{name} is null")
            continue
        fits = {"TEXT": (str,), "INTEGER": (int,), "REAL": (int, float)}[kind]
        if not isinstance(value, fits) or isinstance(value, bool):
            raise SenselessError(f"{name} is {value!r:.40}")
        if isinstance(value, int) and abs(value) >= 2**63:
            raise SenselessError(f"{name} is too large")
        try:
            if name in _MOMENTS and datetime.fromisoformat(str(value)).tzinfo is None:
                raise SenselessError(f"{name} is without a time zone")
            if (table, name) in _DAYS:
                date.fromisoformat(str(value))
        except ValueError as error:
            raise SenselessError(f"{name} is {value!r:.40}") from error


def unknown(body: Body, known: Iterable[str]) -> Partly | None:
    """What a newer Kaibo says and this one has no place for."""
    more = sorted(body.keys() - set(known))
    return Partly(f"newer: {more[0]}") if more else None


def is_here(db: Database, reference: Reference, value: Any) -> bool:
    """Whether what is referred to is in its table."""
    sql = f"SELECT 1 FROM {reference.table} WHERE {reference.key} = ?"
    return db.execute(sql, [value]).fetchone() is not None


def is_erased(db: Database, profile_id: Any) -> bool:
    """Whether this person was erased."""
    sql = "SELECT 1 FROM erasures WHERE profile_id = ?"
    return db.execute(sql, [profile_id]).fetchone() is not None


def is_deleted(db: Database, kind: str, record_id: Any) -> bool:
    """Whether a record is known to be deleted."""
    sql = "SELECT deleted FROM exchange_records WHERE kind = ? AND id = ?"
    found = db.execute(sql, [kind, record_id]).fetchone()
    return found is not None and bool(found[0])


# -- inside


def _key(kind: RowKind, record_id: str) -> tuple[str | int, ...]:
    try:
        return key_of(kind, record_id)
    except ValueError as error:
        raise SenselessError("no such id") from error


def _equal(columns: Iterable[str]) -> str:
    return " AND ".join(f"{name} = ?" for name in columns)


def _matching(
    db: Database, table: str, columns: str, key: Sequence[str], keys: Iterable[tuple[Any, ...]]
) -> Iterator[dict[str, Any]]:
    wanted = list(keys)
    if len(key) == 1:
        where = f"{key[0]} IN ({', '.join('?' * len(wanted))})"
    else:
        where = " OR ".join(f"({_equal(key)})" for _ in wanted)
    if wanted:
        yield from db.query(
            f"SELECT {columns} FROM {table} WHERE {where}", [value for each in wanted for value in each]
        )


def _read_part(db: Database, part: Part, keys: dict[tuple[Any, ...], str], bodies: dict[str, Body]) -> None:
    lists: dict[str, list[Body]] = {record_id: [] for record_id in keys.values()}
    columns = ", ".join((*part.link, *(name for name in part.columns if name not in part.link)))
    for row in _matching(db, part.table, columns, part.link, keys):
        lists[keys[tuple(row[name] for name in part.link)]].append({name: row[name] for name in part.columns})
    for record_id, rows in lists.items():
        rows.sort(key=lambda row: row[part.columns[0]])
        single = len(part.columns) == 1
        bodies[record_id][part.name] = [row[part.columns[0]] for row in rows] if single else rows


def _write_part(db: Database, part: Part, key: tuple[Any, ...], values: Any) -> None:
    rows = values if len(part.columns) > 1 else [{part.columns[0]: each} for each in values]
    db.execute(f"DELETE FROM {part.table} WHERE {_equal(part.link)}", key)
    for row in rows:
        if not isinstance(row, dict) or set(row) != set(part.columns):
            raise SenselessError(f"{part.name} is not whole")
        check_types(db, part.table, row)
        columns = (*part.link, *part.columns)
        db.execute(
            f"INSERT INTO {part.table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
            [*key, *(row[name] for name in part.columns)],
        )


def _resolve(
    db: Database, kind: RowKind, reference: Reference, values: Body, record_id: str
) -> Partly | None:
    """See that what is referred to is here; what may be missing is taken out of `values`."""
    column = reference.column
    if kind.part is not None and column == kind.part.name:
        values[column] = [each for each in values[column] if not is_erased(db, each)]
        for each in values[column]:
            if not is_here(db, reference, each):
                raise LacksError(reference.kind, str(each))
        return None
    value = record_id if kind.key == (column,) else values[column]
    if value is None or is_here(db, reference, value):
        return None
    if reference.kind == "profile" and is_erased(db, value):
        if reference.needed:
            raise ErasedError
        values[column] = None
        return None
    if not reference.needed and is_deleted(db, reference.kind, value):
        values[column] = None
        return Partly(f"without {column}", reference.kind, str(value))
    raise LacksError(reference.kind, str(value))


def _upsert(db: Database, kind: RowKind, row: Body) -> None:
    changed = [name for name in row if name not in kind.key]
    marks = {name: kind.write.get(name, "?") for name in row}
    key = [row[name] for name in kind.key]
    updated = db.execute(
        f"UPDATE {kind.table} SET {', '.join(f'{name} = {marks[name]}' for name in changed)} "
        f"WHERE {_equal(kind.key)}",
        [*(row[name] for name in changed), *key],
    ).rowcount
    if updated:
        return
    if kind.joined:
        raise LacksError("profile", str(key[0]))
    row = {**row, **kind.fixed}
    db.execute(
        f"INSERT INTO {kind.table} ({', '.join(row)}) "
        f"VALUES ({', '.join(marks.get(name, '?') for name in row)})",
        list(row.values()),
    )
