"""How the database is opened and how a change to it is made whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

LOCK_NAME = "station.lock"
"""Lies in a data folder on a network share; see `shared_folder`."""

DATABASE_NAME = "kaibo.db"

BUSY_SECONDS = 5.0
"""How long a statement waits for another process before it gives up."""

SHARED_BUSY_SECONDS = 60.0
"""The same on a network share, where a backup keeps writers waiting while it copies."""

APPLICATION_ID = 0x4B616962
"""In the file's header: this SQLite file is Kaibo's ("Kaib")."""


def connect(path: Path) -> Database:
    """Open for reading and writing, made if missing. The connection belongs to the calling thread.

    WAL lets readers and one writer work side by side; `synchronous=FULL` makes a commit survive the loss of
    power, and attempts are few enough that its price is not felt. On a network share, where WAL does not
    work, there is a rollback journal instead.
    """
    shared = (path.parent / LOCK_NAME).exists()
    connection = sqlite3.connect(path, timeout=SHARED_BUSY_SECONDS if shared else BUSY_SECONDS)
    try:
        db = Database(connection, execute_plugins=False)
        if shared:
            _leave_wal(db, path)
        else:
            db.enable_wal()
        db.execute(f"PRAGMA synchronous = {'EXTRA' if shared else 'FULL'}")
        db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return db


def _leave_wal(db: Database, path: Path) -> None:
    """A rollback journal, also for a database that was moved to the share with its WAL.

    In exclusive locking mode SQLite reads a WAL without shared memory (sqlite.org/wal.html, "Use of WAL
    Without Shared-Memory").
    """
    with path.open("rb") as file:
        in_wal = file.read(20)[18:20] == b"\x02\x02"  # the file format's read and write version
    if in_wal:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = DELETE").fetchone()
    if in_wal:
        db.execute("PRAGMA locking_mode = NORMAL")
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()  # lets the exclusive lock go
        path.with_name(path.name + "-shm").unlink(
            missing_ok=True
        )  # nobody's any more, and no longer looked at


def connect_read_only(path: Path, *, unchanging: bool = False) -> Database:
    """Open an existing file without changing a byte of it.

    `unchanging` promises that nobody else writes meanwhile (a backup): then no -wal or -shm appears either.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro" + ("&immutable=1" if unchanging else "")
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)
    try:
        return Database(connection, execute_plugins=False)
    except BaseException:
        connection.close()
        raise


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """One transaction: all that happens inside is kept, or none of it.

    The write lock is taken at once. A transaction that reads first and asks for it later can fail in the
    middle because another process wrote in between.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.commit()
    except BaseException:
        db.rollback()
        raise
