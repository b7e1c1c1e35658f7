"""Copies of the database: made, verified, listed, thinned out and put back.

A backup holds every profile, attempt and score. Recordings are referred to, not copied: they are written once
and never changed, so nothing that happens to the database harms them.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

from app.i18n import msg
from app.storage.connection import DATABASE_NAME, connect, connect_read_only
from app.storage.damage import Depth, find_damage, mark_suspect, set_aside
from app.storage.errors import BackupError, DamagedError, StorageError, expected_errors, is_damage
from app.storage.locks import nobody_else, opening
from app.storage.values import Backup, BackupKind

log = logging.getLogger(__name__)

KEPT_DAYS = 7
KEPT_WEEKS = 4
KEPT_MIGRATIONS = 3
FORGOTTEN_REVISIONS = 1_000
"""More often than this no record is changed between a backup and the day it is put back."""

_NAME = re.compile(r"kaibo-(\d{8}-\d{6})-([a-z]+)(?:-\d+)?\.db")
_PAGES_A_STEP = 4096  # 16 MiB: often enough to be stopped, seldom enough to cost nothing


class BackupStopped(Exception):  # noqa: N818 - not a failure: somebody asked for it
    """The backup was asked to stop and left nothing behind."""


def backups_dir(user_dir: Path) -> Path:
    """The folder of backups."""
    return user_dir / "backups"


def make_backup(
    user_dir: Path,
    *,
    kind: BackupKind = BackupKind.MANUAL,
    folder: Path | None = None,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Backup:
    """Copy the database as it is at this moment, while it stays in use, and verify the copy.

    `folder` is another place than the user's own (a USB stick). `progress` gets pages done and pages in all.
    `stop` is asked now and then; once it says yes, `BackupStopped` is raised.

    Raises:
        BackupError: there is nothing to back up.
        DamagedError: the database is damaged, so no copy was made; older ones are kept.
        StorageError: disk full, not writable, …
    """
    created = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    database = user_dir / DATABASE_NAME
    if not database.exists():
        raise BackupError(msg("还没有可以备份的练习数据。"))
    folder = folder or backups_dir(user_dir)
    try:
        with expected_errors():
            folder.mkdir(parents=True, exist_ok=True)
            path = _free_path(folder, created, kind)
            part = path.with_name(path.name + ".part")
            try:
                attempts = _copy(database, part, progress, stop)
                _check_copy(part)
                backup = Backup(path, created, kind, attempts, _sha256(part))
                _to_disk(part)
                _write_note(backup)
                part.replace(path)
            finally:
                part.unlink(missing_ok=True)
    except DamagedError:
        mark_suspect(user_dir)
        raise
    log.info("backup %s: %d attempts", path.name, attempts)
    return backup


def list_backups(user_dir: Path) -> list[Backup]:
    """All backups in the user's folder, the newest first. Quick: none is opened, none is verified."""
    found = (_backup_at(path) for path in backups_dir(user_dir).glob("kaibo-*.db"))
    return sorted((b for b in found if b is not None), key=lambda b: (b.created, b.path.name), reverse=True)


def is_good(backup: Backup) -> bool:
    """Whether the backup is whole, is what was written, and can be read by this Kaibo. Reads all of it."""
    try:
        if backup.sha256 and _sha256(backup.path) != backup.sha256:
            log.warning("backup %s is not what was written", backup.path)
            return False
        problem = find_damage(backup.path, Depth.INDEXES, unchanging=True)
    except (OSError, StorageError) as error:
        log.warning("backup %s cannot be used: %r", backup.path, error)
        return False
    if problem is not None:
        log.warning("backup %s is damaged: %s", backup.path, problem)
    return problem is None


def newest_good_backup(user_dir: Path) -> Backup | None:
    """The newest backup that is good and holds attempts; None if there is none."""
    for backup in list_backups(user_dir):
        if backup.attempts != 0 and is_good(backup):
            return backup
    return None


def restore_backup(user_dir: Path, backup: Backup) -> Path | None:
    """Put `backup` in the place of the database, which is set aside first; where that lies now.

    The store must be closed before and opened again after. A crash at any moment leaves the old database, the
    new one, or (for an instant) none: then the next start offers the backup again.

    Raises:
        BusyError: a store is still open, here or in another window; nothing was changed.
        BackupError: the backup is not good; nothing was changed.
        StorageError: disk full, not writable, …; nothing was changed.
    """
    database = user_dir / DATABASE_NAME
    part = user_dir / "kaibo.db.restoring"
    with opening(user_dir), nobody_else(user_dir), expected_errors():
        try:
            if not backup.path.exists():
                raise BackupError(msg("这个备份已经不在了，当前数据没有改动。请另选一个备份。"))
            shutil.copyfile(backup.path, part)
            copy = Backup(part, backup.created, backup.kind, backup.attempts, backup.sha256)
            if not is_good(copy):
                raise BackupError(msg("这个备份已损坏，不能用来恢复，当前数据没有改动。请另选一个备份。"))
            go_on_from_backup(part)
            _to_disk(part)
            merge_wal(database)
            replaced = set_aside(database, "replaced")
            part.replace(database)
            _to_disk(user_dir)
        finally:
            part.unlink(missing_ok=True)
    log.info("restored %s", backup.path)
    return replaced


def rewritten(backup: Backup, part: Path) -> Backup:
    """Put `part`, the same backup with less in it, in its place. Raises OSError; then the old one is whole.

    A crash in between leaves the new copy with the old note: it then does not count as good.
    """
    with closing(connect_read_only(part, unchanging=True)) as db:
        attempts = int(db.execute("SELECT count(*) FROM attempts").fetchone()[0])
    smaller = Backup(backup.path, backup.created, backup.kind, attempts, _sha256(part))
    _to_disk(part)
    part.replace(backup.path)
    _write_note(smaller)
    return smaller


def go_on_from_backup(database: Path) -> None:
    """Have what is changed from now on count for newer than what was told to others since the backup.

    Others may know revisions that this database has forgotten. A database from before there was an exchange
    has none.
    """
    with closing(sqlite3.connect(database)) as db, db:
        columns = {row[1] for row in db.execute("PRAGMA table_info(exchange_station)")}
        if "step" in columns:
            db.execute("UPDATE exchange_station SET step = step + ?", [FORGOTTEN_REVISIONS])


def automatic_backup_due(user_dir: Path, now: datetime | None = None) -> bool:
    """Whether there is none from today, today being what the clock on the wall says."""
    today = (now or datetime.now(UTC)).astimezone().date()
    return all(
        backup.created.astimezone().date() != today
        for backup in list_backups(user_dir)
        if backup.kind is BackupKind.AUTOMATIC
    )


def thin_out(user_dir: Path) -> list[Path]:
    """Delete automatic backups that are no longer needed; which ones.

    Kept are the last of each of the newest 7 days that have one, and beyond these the last of each of the
    newest 4 weeks; of those made before migrations the newest 3; those made by hand all. What a killed
    process left half-made goes after a day.
    """
    backups = list_backups(user_dir)
    automatic = [b for b in backups if b.kind is BackupKind.AUTOMATIC]
    before_migrations = [b for b in backups if b.kind is BackupKind.MIGRATION]
    old = [*superseded(automatic), *before_migrations[KEPT_MIGRATIONS:]]
    for backup in old:
        with expected_errors():
            backup.path.unlink(missing_ok=True)
            _note_path(backup.path).unlink(missing_ok=True)
    for leftover in backups_dir(user_dir).glob("kaibo-*.part*"):
        with expected_errors():
            if leftover.stat().st_mtime < time.time() - 86_400:
                leftover.unlink()
    return [backup.path for backup in old]


class _Dated(Protocol):
    @property
    def created(self) -> datetime: ...


DatedBackup = TypeVar("DatedBackup", bound=_Dated)


def superseded(newest_first: Sequence[DatedBackup], kept_days: int = KEPT_DAYS) -> list[DatedBackup]:
    """Those that are neither the last of one of the newest days, nor of one of the newest weeks before."""
    days: set[object] = set()
    weeks: set[object] = set()
    found = []
    for backup in newest_first:
        day = backup.created.astimezone().date()
        week = day.isocalendar()[:2]
        if day in days:
            found.append(backup)
        elif len(days) < kept_days:
            days.add(day)
        elif week not in weeks and len(weeks) < KEPT_WEEKS:
            weeks.add(week)
        else:
            found.append(backup)
    return found


def _copy(
    database: Path,
    part: Path,
    progress: Callable[[int, int], None] | None,
    stop: Callable[[], bool] | None,
) -> int:
    """SQLite's online backup: a consistent copy of one moment, though others go on writing."""

    def after_step(_status: int, remaining: int, total: int) -> None:
        if remaining and stop is not None and stop():
            raise BackupStopped
        if progress is not None:
            progress(total - remaining, total)

    part.unlink(missing_ok=True)
    with closing(connect_read_only(database)) as source, closing(sqlite3.connect(part)) as target:
        source.execute("BEGIN")  # and the first read below: one snapshot for the whole copy
        attempts = int(source.execute("SELECT count(*) FROM attempts").fetchone()[0])
        source.conn.backup(target, pages=_PAGES_A_STEP, progress=after_step)
        target.execute("PRAGMA journal_mode = DELETE")  # one file that needs none beside it
    return attempts


def _check_copy(part: Path) -> None:
    problem = find_damage(part, Depth.INDEXES, unchanging=True)
    if problem is not None:  # pages are copied as they are, so the database itself is damaged
        raise DamagedError(
            msg("练习数据库有损坏，没有做成备份；以前的备份和录音都在。请重新启动开播，届时可以用备份恢复。"),
            problem,
        )


def merge_wal(database: Path) -> None:
    """Bring what lies in the -wal into the database, so that one file holds all; if that is possible."""
    if not database.exists():
        return
    try:
        with closing(connect(database)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        log.warning("the database to be replaced is damaged; its -wal is set aside with it: %s", error)


def _free_path(folder: Path, created: datetime, kind: BackupKind) -> Path:
    stem = f"kaibo-{created:%Y%m%d-%H%M%S}-{kind.value}"
    path = folder / f"{stem}.db"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.db"
        number += 1
    return path


def _backup_at(path: Path) -> Backup | None:
    match = _NAME.fullmatch(path.name)
    if match is None:
        return None
    try:
        created = datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
        kind = BackupKind(match[2])
    except ValueError:
        return None
    attempts, sha256 = _read_note(path)
    return Backup(path, created, kind, attempts, sha256)


def _note_path(backup: Path) -> Path:
    return backup.with_suffix(".json")


def _write_note(backup: Backup) -> None:
    note = {"attempts": backup.attempts, "sha256": backup.sha256}
    _note_path(backup.path).write_text(json.dumps(note), encoding="utf-8")


def _read_note(backup: Path) -> tuple[int | None, str]:
    try:
        note = json.loads(_note_path(backup).read_text(encoding="utf-8"))
        return int(note["attempts"]), str(note["sha256"])
    except (OSError, ValueError, TypeError, KeyError):
        return None, ""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    """Wait until a file (or, where the system can, a folder's entries) has reached the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no such thing for folders
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
