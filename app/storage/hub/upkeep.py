"""A whole hub written into one file, and a hub made of such a file again.

The file is a zip: for each table its rows as JSON lines (each value as PostgreSQL writes it as text), and
`hub.json` with the columns, how many rows there are and the SHA-256 of each part. It is read in one snapshot
while stations go on exchanging.

Passwords are the server's and not in it: logins that the server does not know have to be added again. A hub
that was put back is another one to the stations (`epoch`): they read it from the start and bring everything
again that they have, so that what came after the backup is not lost.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from app import __version__
from app.i18n import msg
from app.storage.errors import BackupError, expected_errors
from app.storage.hub.connection import Connection, check_shape, connect
from app.storage.hub.errors import HubRefusedError, HubShapeError, as_hub_error, not_set_up
from app.storage.hub.init import new_epoch
from app.storage.hub.shape import SHAPE, TABLES
from app.storage.hub.values import HubAddress

FORMAT = 1

_CONTENTS = "hub.json"
_BATCH = 500
_OPTIONS = "-c lock_timeout=30s -c timezone=UTC -c row_security=off -c search_path="
"""Without row_security a login that is held by policies would get an error and not a part of the rows."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


class HubBackupStopped(Exception):  # noqa: N818 - not a failure: somebody asked for it
    """It was asked to stop; nothing was written, or nothing changed."""


@dataclass(frozen=True)
class TablePart:
    """A table in the file."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class HubBackup:
    """What a file holds. `centres` are names."""

    path: Path
    created: datetime  # aware, UTC, by the hub's clock
    version: str
    shape: int
    centres: tuple[str, ...]
    parts: dict[str, TablePart] = field(default_factory=dict, repr=False)

    @property
    def records(self) -> int:
        """How many revisions of records."""
        return self.parts["revisions"].rows


@dataclass(frozen=True)
class HubRestored:
    """A hub that was put back. `logins` have to be added again: the server does not know them."""

    records: int
    centres: tuple[str, ...]
    logins: tuple[str, ...]


def back_up_hub(
    where: HubAddress, path: Path, progress: Progress | None = None, stop: Stop | None = None
) -> HubBackup:
    """Write the whole hub into `path`, of one moment, while it stays in use.

    `where` gets in as whoever runs the database: a superuser, or a role with BYPASSRLS. `progress` gets rows
    done and rows in all.

    Raises:
        HubError: not reachable, not allowed to read everything, of another age.
        BackupError: a file of this name is there already.
        HubBackupStopped, StorageError: no file was left behind.
    """
    if path.exists():
        raise BackupError(msg("已经有文件 {path} 了，没有写备份。请换一个文件名。", path=path))
    part = path.with_name(path.name + ".part")
    with _connected(where) as connection, expected_errors():
        try:
            handle = os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "w+b") as file:
                _write(connection, file, progress, stop)
                file.flush()
                os.fsync(file.fileno())
            written = _looked_through(part)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    return HubBackup(path, written.created, written.version, written.shape, written.centres, written.parts)


def read_hub_backup(path: Path) -> HubBackup:
    """What a file holds, after all of it was read and compared with its checksums.

    Raises BackupError when it is damaged or a newer Kaibo's, StorageError.
    """
    with expected_errors():
        if not path.is_file():
            raise BackupError(msg("找不到备份 {path}。没有改动任何内容。", path=path))
        return _looked_through(path)


def restore_hub(
    where: HubAddress, path: Path, progress: Progress | None = None, stop: Stop | None = None
) -> HubRestored:
    """Put a backup into a hub that was set up and is empty, all of it or nothing.

    Raises:
        BackupError: the file is not whole; nothing was changed.
        HubRefusedError: there is something in the hub already, or the login may not do that.
        HubShapeError: the hub was set up by an older or a newer Kaibo.
        HubBackupStopped, HubError: nothing was changed.
    """
    backup = read_hub_backup(path)
    whole = sum(each.rows for each in backup.parts.values())
    done = 0
    with _connected(where) as connection, connection.transaction(), zipfile.ZipFile(path) as file:
        _check_empty(connection)
        for table, part in backup.parts.items():
            with file.open(f"{table}.jsonl") as lines:
                done = _read_in(
                    connection, table, part, lines, lambda n: _tell(progress, stop, n, whole), done
                )
        for (centre,) in connection.execute("SELECT centre FROM kaibo.centres").fetchall():
            connection.execute("UPDATE kaibo.centres SET epoch = %s WHERE centre = %s", [new_epoch(), centre])
        gone = connection.execute(
            "DELETE FROM kaibo.logins l WHERE NOT EXISTS "
            "(SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = l.login) RETURNING login"
        ).fetchall()
    return HubRestored(backup.records, backup.centres, tuple(sorted({str(each) for (each,) in gone})))


# -- writing


def _write(connection: Connection, file: IO[bytes], progress: Progress | None, stop: Stop | None) -> None:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    with connection.transaction(), zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        tables = {table: _columns(connection, table) for table in TABLES}
        counts = {table: _count(connection, table) for table in tables}
        whole, done = sum(counts.values()), 0
        parts = {}
        for table, columns in tables.items():
            digest, rows = hashlib.sha256(), 0
            with target.open(f"{table}.jsonl", "w", force_zip64=True) as lines:
                for row in _rows(connection, table, columns):
                    line = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
                    digest.update(line)
                    lines.write(line)
                    rows += 1
                    if rows % _BATCH == 0:
                        _tell(progress, stop, done + rows, whole)
            parts[table] = {"columns": columns, "rows": rows, "sha256": digest.hexdigest()}
            done += rows
            _tell(progress, stop, done, whole)
        target.writestr(_CONTENTS, json.dumps(_contents(connection, parts), ensure_ascii=False, indent=1))


def _contents(connection: Connection, parts: dict[str, Any]) -> dict[str, Any]:
    now = connection.execute("SELECT now()").fetchone()
    assert now is not None
    centres = connection.execute("SELECT name FROM kaibo.centres ORDER BY name").fetchall()
    return {
        "format": FORMAT,
        "version": __version__,
        "shape": SHAPE,
        "created": now[0].astimezone(UTC).isoformat(),
        "centres": [name for (name,) in centres],
        "parts": parts,
    }


def _columns(connection: Connection, table: str) -> list[str]:
    found = connection.execute(
        "SELECT attname FROM pg_catalog.pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [f"kaibo.{table}"],
    )
    return [str(name) for (name,) in found]


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(
        sql.SQL("SELECT count(*) FROM kaibo.{}").format(sql.Identifier(table))
    ).fetchone()
    return int(row[0]) if row else 0


def _rows(connection: Connection, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """All rows, in batches from the server: a province's do not fit into memory."""
    wanted = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(each)) for each in columns)
    with connection.cursor(name="kaibo_backup") as cursor:
        cursor.itersize = _BATCH
        yield from cursor.execute(sql.SQL("SELECT {} FROM kaibo.{}").format(wanted, sql.Identifier(table)))


# -- reading


def _looked_through(path: Path) -> HubBackup:
    try:
        with zipfile.ZipFile(path) as file:
            data = json.loads(file.read(_CONTENTS))
            _check_age(data)
            parts = {
                str(table): TablePart(tuple(each["columns"]), int(each["rows"]), str(each["sha256"]))
                for table, each in data["parts"].items()
            }
            for table, part in parts.items():
                digest = hashlib.sha256()
                with file.open(f"{table}.jsonl") as lines:
                    while chunk := lines.read(1 << 20):
                        digest.update(chunk)
                if digest.hexdigest() != part.sha256:
                    raise ValueError(f"{table} is not what was written")
            return HubBackup(
                path,
                datetime.fromisoformat(data["created"]),
                str(data["version"]),
                int(data["shape"]),
                tuple(data["centres"]),
                parts,
            )
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, zlib.error) as error:
        raise BackupError(
            msg("中心数据库的备份 {name} 损坏了，不能用。没有改动任何内容。", name=path.name), repr(error)
        ) from error


def _check_age(data: dict[str, Any]) -> None:
    if data["format"] > FORMAT or data["shape"] > SHAPE:
        raise BackupError(
            msg(
                "这个备份由更新版本的开播（{newer}）做成，这台电脑上的是 {version}，不能恢复。"
                "请用开播 {newer} 或更新的版本。没有改动任何内容。",
                newer=str(data["version"]),
                version=__version__,
            )
        )


def _read_in(
    connection: Connection,
    table: str,
    part: TablePart,
    lines: IO[bytes],
    tell: Callable[[int], None],
    done: int,
) -> int:
    known = _columns(connection, table)
    missing = set(part.columns) - set(known)
    if missing:
        raise HubShapeError(
            msg("这个备份和这个数据库的表不一样，没有恢复。请先用这一版运行 kaibo hub init。"),
            f"{table}: {sorted(missing)}",
        )
    columns = sql.SQL(", ").join(map(sql.Identifier, part.columns))
    command = sql.SQL("COPY kaibo.{} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(command) as copy:
        for line in lines:
            copy.write_row(json.loads(line))
            done += 1
            if done % _BATCH == 0:
                tell(done)
    tell(done)
    return done


def _check_empty(connection: Connection) -> None:
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM kaibo.revisions) OR EXISTS (SELECT FROM kaibo.centres)"
    ).fetchone()
    if row is not None and row[0]:
        raise HubRefusedError(
            msg(
                "这个数据库里已经有中心的数据，没有恢复，什么也没有改变。请另建一个空的数据库，"
                "运行 kaibo hub init（不写 --centre），再恢复到那里。"
            )
        )


# -- both


@contextmanager
def _connected(where: HubAddress) -> Iterator[Connection]:
    """A connection of whoever runs the database, who may read and write every row. Raises HubError."""
    connection = connect(where, options=_OPTIONS)
    try:
        found = connection.execute(
            "SELECT to_regprocedure('kaibo.shape()') IS NOT NULL, rolsuper OR rolbypassrls "
            "FROM pg_catalog.pg_roles WHERE rolname = current_user"
        ).fetchone()
        if found is None or not found[0]:
            raise not_set_up()
        if not found[1]:
            raise HubRefusedError(
                msg(
                    "备份和恢复要读写中心数据库的每一行，这个登录名不行。"
                    "请用数据库的管理员（例如 postgres，或者有 BYPASSRLS 的登录名）。什么也没有改变。"
                )
            )
        shape = connection.execute("SELECT kaibo.shape(), kaibo.oldest_shape()").fetchone()
        if shape is not None:
            check_shape(*shape)
        yield connection
    except psycopg.Error as error:
        raise as_hub_error(error) from error
    finally:
        connection.close()


def _tell(progress: Progress | None, stop: Stop | None, done: int, whole: int) -> None:
    if progress is not None:
        progress(done, max(whole, 1))
    if stop is not None and stop():
        raise HubBackupStopped
