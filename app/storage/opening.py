"""Opening the store at start: damage found and set aside, a backup offered, the daily backup begun."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.storage.backup import (
    BackupStopped,
    automatic_backup_due,
    backups_dir,
    make_backup,
    newest_good_backup,
    thin_out,
)
from app.storage.connection import DATABASE_NAME, connect, connect_read_only
from app.storage.damage import clear_suspicion, companions, depth_at_start, find_damage, roll_back, set_aside
from app.storage.errors import StorageError, expected_errors
from app.storage.locks import nobody_else, opening
from app.storage.migrations import migrate
from app.storage.rehearsed_migration import Progress, upgrade
from app.storage.shared_folder import SharedFolder
from app.storage.station_backup_restore import finish_restore
from app.storage.store import Store
from app.storage.trash import empty_trash
from app.storage.values import Backup, BackupKind
from app.storage.written_by import note_version

log = logging.getLogger(__name__)

ROOM_LEFT = 512 * 2**20
"""Bytes that an automatic backup leaves free: recordings need them more."""


@dataclass(frozen=True)
class Share:
    """What a folder on a network share needs besides: a folder of this machine's own, and its name."""

    local: Path
    station: str


@dataclass(frozen=True)
class OpenedStore:
    """An open store and what happened on the way.

    `damaged` is where a damaged database was set aside. `offered_backup` is the newest good backup, offered
    when the store is empty: after damage, a lost file, or a restore that was cut off. To take it: close the
    store, `restore_backup`, open again.
    """

    store: Store
    damaged: Path | None
    offered_backup: Backup | None
    shared: Share | None = None


def open_store(
    user_dir: Path,
    *,
    automatic_backup: bool = True,
    progress: Progress | None = None,
    shared: Share | None = None,
) -> OpenedStore:
    """Open the database in `user_dir`; a missing one is made, a damaged one set aside and made anew.

    Once a day a backup is made in the background, and ended by `store.close()`. `progress` hears how far a
    database of an older Kaibo is brought to this one's shape. `shared` says that the folder lies on a network
    share.

    Raises:
        NewerDatabaseError: it was written by a newer Kaibo; it is untouched.
        MigrationFailedError: it could not be brought to this Kaibo's shape; it is untouched.
        BusyError: another process is in the way, or another station in a shared folder.
        StorageError: disk full, not writable, …
    """
    held = None if shared is None else SharedFolder(user_dir, shared.local, shared.station)
    try:
        with expected_errors():
            user_dir.mkdir(parents=True, exist_ok=True)
        database = user_dir / DATABASE_NAME
        with opening(user_dir):
            finish_restore(user_dir)
            roll_back(database)
            damaged = _put_damage_aside(user_dir, database)
            if database.exists():
                upgrade(user_dir, progress)
            else:
                _create(database)
            store = Store(user_dir, held)
    except BaseException:
        if held is not None:
            held.release()
        raise
    try:
        store.erasures.local = shared.local if shared else None
        store.erasures.finish()
        offered = None if store.holds_attempts() else newest_good_backup(user_dir)
        if automatic_backup:
            store.in_background(lambda closing: _daily_work(user_dir, closing))
    except BaseException:
        store.close()
        raise
    return OpenedStore(store, damaged, offered, shared)


def _put_damage_aside(user_dir: Path, database: Path) -> Path | None:
    if database.exists():
        problem = find_damage(database, depth_at_start(database))
        if problem is None:
            clear_suspicion(user_dir)
            return None
        log.error("%s is damaged: %s", database, problem)
        why = "damaged"
    elif any(path.exists() for path in companions(database)):
        # A -wal without its database would be taken for the next one's and spoil it.
        why = "leftover"
    else:
        return None
    with nobody_else(user_dir):
        aside = set_aside(database, why)
        clear_suspicion(user_dir)
    return aside if why == "damaged" else None


def _create(database: Path) -> None:
    """Make an empty database under another name first: what bears the real name is always whole."""
    fresh = database.with_name(database.name + ".new")
    with expected_errors():
        for leftover in (fresh, *companions(fresh)):
            leftover.unlink(missing_ok=True)
        with closing(connect(fresh)) as db:
            migrate(db)
            note_version(db)
        fresh.replace(database)


def _daily_work(user_dir: Path, closing: threading.Event) -> None:
    """The day's backup if it is still due, then throw away what is old. Failures are for the log only."""
    try:
        if automatic_backup_due(user_dir) and _worth_backing_up(user_dir) and _has_room(user_dir):
            make_backup(user_dir, kind=BackupKind.AUTOMATIC, stop=closing.is_set)
            thin_out(user_dir)
        empty_trash(user_dir)
    except BackupStopped:
        log.info("the automatic backup was stopped; the next start makes it")
    except (StorageError, OSError, sqlite3.Error):
        log.exception("the automatic backup failed")


def _worth_backing_up(user_dir: Path) -> bool:
    with expected_errors(), closing(connect_read_only(user_dir / DATABASE_NAME)) as db:
        return db.execute("SELECT count(*) FROM profiles").fetchone()[0] > 0


def _has_room(user_dir: Path) -> bool:
    with expected_errors():
        backups_dir(user_dir).mkdir(exist_ok=True)
        needed = (user_dir / DATABASE_NAME).stat().st_size + ROOM_LEFT
        free = shutil.disk_usage(backups_dir(user_dir)).free
    if free < needed:
        log.warning("no automatic backup: %d MiB free, %d needed", free >> 20, needed >> 20)
    return free >= needed
