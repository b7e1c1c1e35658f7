"""Bringing a database to this Kaibo's shape: first on a copy that is then looked through, only then really.

When the rehearsal fails, the database is what it was, and the program does not open it. Only one process does
this at a time: the caller holds `locks.opening`.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from app import __version__
from app.i18n import msg
from app.storage import migrations as shapes
from app.storage.backup import make_backup, thin_out
from app.storage.connection import DATABASE_NAME, connect, connect_read_only
from app.storage.damage import COMPANIONS, Depth, companions, find_damage, roll_back
from app.storage.errors import StorageError, expected_errors
from app.storage.locks import opening
from app.storage.values import BackupKind
from app.storage.written_by import note_version, written_by

log = logging.getLogger(__name__)

LARGE = 20 * 2**20
"""Bytes from which on an upgrade takes long enough to be watched."""

_ROOM_LEFT = 64 * 2**20
_MOVED = {"lessons_seen": "steps_seen", "assignments": "plans"}
"""Tables that a step puts away, and where their rows go."""

Progress = Callable[[int, int], None]
"""Gets steps done and steps in all; the steps take about equally long."""


class MigrationFailedError(StorageError):
    """The database could not be brought to this Kaibo's shape; it is untouched."""


def upgrade_pending(user_dir: Path) -> int:
    """How many bytes wait to be brought to this Kaibo's shape; 0 when the database is as it should be."""
    database = user_dir / DATABASE_NAME
    roll_back(database)
    if not database.exists() or find_damage(database, Depth.SURFACE) is not None:
        return 0
    with expected_errors(), closing(connect_read_only(database)) as db:
        return database.stat().st_size if shapes.migrations.pending(db) else 0


def upgrade_alone(user_dir: Path, progress: Progress | None = None) -> bool:
    """As `upgrade`, for who opens the store only afterwards."""
    with opening(user_dir):
        return upgrade(user_dir, progress)


def upgrade(user_dir: Path, progress: Progress | None = None) -> bool:
    """Bring the database to this Kaibo's shape if it is of an older one; whether it was.

    A backup is made first, and the steps are rehearsed on a copy of it.

    Raises:
        MigrationFailedError: a step failed or lost something; the database is what it was.
        StorageError: disk full, held by another program, …; the database is what it was.
    """
    database = user_dir / DATABASE_NAME
    with expected_errors(), closing(connect_read_only(database)) as db:
        if not shapes.migrations.pending(db):
            return False
        before = written_by(db) or "?"
    told = progress or (lambda done, steps: None)
    _check_room(user_dir, database)
    told(0, 4)
    backup = make_backup(user_dir, kind=BackupKind.MIGRATION)
    told(1, 4)
    try:
        _rehearse(user_dir, backup.path, lambda: told(2, 4))
        told(3, 4)
        with expected_errors(), closing(connect(database)) as db:
            shapes.migrate(db)
            note_version(db)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except StorageError:
        thin_out(user_dir)  # each try makes a backup
        raise
    except Exception as error:  # a step is code, and any bug in it ends here: before the real data or undone
        thin_out(user_dir)
        log.exception("the database stays what it was, of Kaibo %s", before)
        raise _failed(repr(error)) from error
    told(4, 4)
    log.info("the database of Kaibo %s has the shape of %s", before, __version__)
    return True


def _rehearse(user_dir: Path, backup: Path, halfway: Callable[[], None]) -> None:
    copy = user_dir / "kaibo.db.rehearsal"
    try:
        with expected_errors():
            _remove(copy)
            shutil.copyfile(backup, copy)
            with closing(connect(copy)) as db:
                before = _rows(db)
                shapes.migrate(db)
                halfway()
                after = _rows(db)
        lost = [
            f"{table}: {count} -> {after.get(_MOVED.get(table, table), 0)}"
            for table, count in before.items()
            if after.get(table if table in after else _MOVED.get(table, table), 0) < count
        ]
        if lost:
            raise _failed(f"rows are lost: {lost}")
        problem = find_damage(copy, Depth.INDEXES)
        if problem is not None:
            raise _failed(problem)
    finally:
        _remove(copy)


def _rows(db: Database) -> dict[str, int]:
    names = [each for each in db.table_names() if not each.startswith(("sqlite_", "_"))]
    return {name: int(db.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0]) for name in names}


def _remove(copy: Path) -> None:
    for each in (copy, *companions(copy)):
        each.unlink(missing_ok=True)


def _check_room(user_dir: Path, database: Path) -> None:
    """A backup, the copy, and what the change itself writes."""
    with expected_errors():
        size = sum(
            each.stat().st_size
            for each in (database, database.with_name(database.name + COMPANIONS[0]))
            if each.exists()
        )
        free = shutil.disk_usage(user_dir).free
    needed = 4 * size + _ROOM_LEFT
    if free < needed:
        raise StorageError(
            msg(
                "开播升级后要改练习数据的格式，要用 {needed} MB 空间，磁盘只剩 {free} MB。"
                "数据没有任何改动。请清理磁盘，再打开开播。",
                needed=needed >> 20,
                free=free >> 20,
            )
        )


def _failed(detail: str) -> MigrationFailedError:
    return MigrationFailedError(
        msg(
            "开播 {version} 要改练习数据的格式，先在副本上试了一遍，没有成功，所以没有打开。"
            "原来的数据没有任何改动。请装回原来的版本继续用，并把 log/kaibo.log 交给管理电脑的人。",
            version=__version__,
        ),
        detail,
    )
