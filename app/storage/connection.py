"""How the database is opened and how a change to it is made whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

DATABASE_NAME = "kaibo.db"

BUSY_SECONDS = 5.0
"""How long a statement waits for another process before it gives up."""

APPLICATION_ID = 0x4B616962
"""In the file's header: this SQLite file is Kaibo's ("Kaib")."""


def connect(path: Path) -> Database:
    """Open for reading and writing, made if missing. The connection belongs to the calling thread.

    WAL lets readers and one writer work side by side; `synchronous=FULL` makes a commit survive the loss of
    power, and attempts are few enough that its price is not felt.
    """
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        db = Database(connection, execute_plugins=False)
        db.enable_wal()
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return db


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
