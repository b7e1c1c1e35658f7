"""Whoever was erased is taken out of a station's backups as well, bytes and all."""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.storage.backup import BackupStopped
from app.storage.connection import connect_read_only
from app.storage.damage import Depth, find_damage
from app.storage.erasure_finish import erase_from_copy
from app.storage.erasure_notes import erased_among
from app.storage.errors import StorageError, expected_errors
from app.storage.station_backup_place import BackupPlace, KeptFile, StationBackup, Stop, hash_of, without

log = logging.getLogger(__name__)

_SETTINGS = "settings.json"


def erase_from_place(
    user_dir: Path,
    place: BackupPlace,
    progress: Callable[[int, int], None] | None = None,
    stop: Stop | None = None,
) -> tuple[int, tuple[Path, ...]]:
    """Rewrite every backup without those who were erased here: how many, and which could not be opened.

    Raises BackupStopped, and StorageError when the place cannot be reached; what was done stays done.
    """
    place.reach()
    backups, done, unreadable = place.backups(), 0, []
    for number, backup in enumerate(backups):
        if progress is not None:
            progress(number, len(backups))
        if stop is not None and stop():
            raise BackupStopped
        try:
            done += _rewrite(user_dir, place, backup)
        except (StorageError, sqlite3.Error) as error:
            log.warning("%s cannot be cleaned: %r", backup.path, error)
            unreadable.append(backup.path)
    if done:
        place.sweep()
    if progress is not None:
        progress(len(backups), len(backups))
    return done, tuple(unreadable)


def _rewrite(user_dir: Path, place: BackupPlace, backup: StationBackup) -> bool:
    """Whether anybody had to be taken out.

    A crash between manifest and database leaves a manifest that does not fit, and her in the database: the
    next call finds her there and does both again.
    """
    part = backup.database_path.with_name(backup.database_path.name + ".erasing.part")
    with expected_errors():
        try:
            shutil.copyfile(backup.database_path, part)
            find_damage(part, Depth.SURFACE, unchanging=True)
            gone = erase_from_copy(user_dir, part)
            hers = {name for each in gone for name in each.files.among(iter(backup.files))}
            hers |= _settings_of_erased(user_dir, place, backup)
            if not hers and not gone:
                return False
            problem = find_damage(part, Depth.INDEXES, unchanging=True)
            if problem is not None:
                raise sqlite3.DatabaseError(problem)
            with closing(connect_read_only(part, unchanging=True)) as db:
                attempts = int(db.execute("SELECT count(*) FROM attempts").fetchone()[0])
            kept = KeptFile(hash_of(part), part.stat().st_size)
            place.write(without(backup, hers, kept, attempts))
            part.replace(backup.database_path)
            return True
        finally:
            for leftover in part.parent.glob(f"{part.name}*"):
                leftover.unlink(missing_ok=True)


def _settings_of_erased(user_dir: Path, place: BackupPlace, backup: StationBackup) -> set[str]:
    """The settings know who practised last."""
    file = backup.files.get(_SETTINGS)
    if file is None:
        return set()
    try:
        last = json.loads(place.object_path(file.sha256).read_text("utf-8")).get("profile_id", "")
    except (OSError, ValueError, AttributeError):
        return set()
    return {_SETTINGS} if erased_among(user_dir, [last]) else set()
