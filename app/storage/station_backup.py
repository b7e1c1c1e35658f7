"""A whole station backed up: database, recordings, films, comments, pictures, own lessons, settings.

Bytes that are at the place already are not copied again, so that a day's backup costs a day's recordings. A
backup that is cut off leaves no manifest and costs nothing the next time: what was copied is there.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.i18n import msg
from app.storage.backup import BackupStopped, backups_dir, make_backup
from app.storage.errors import BackupError, expected_errors
from app.storage.station_backup_place import BackupPlace, KeptFile, StationBackup, Stop
from app.storage.values import BackupKind

log = logging.getLogger(__name__)

HEAVY = ("recordings", "comments", "videos")
"""What is left out when only the data is wanted."""

FOLDERS = (*HEAVY, "pictures", "lessons", "broadcasts", "live_room", "compliance", "voices")
PACK_NOTES = ("packs/installed.json", "keys/signers.json")
FILES = ("settings.json", "erased.json", "window.ini", "prompter.ini", *PACK_NOTES)
"""All that is a station's own. Models come with the program or are downloaded again; a secret key
(`*.key`) never leaves for a place that many can read."""

Progress = Callable[[int, int], None]
"""Gets bytes done and bytes in all."""


@dataclass(frozen=True)
class Made:
    """A backup that was made: how many bytes had to be copied, and files that changed or went meanwhile."""

    backup: StationBackup
    copied: int = 0
    left_out: tuple[str, ...] = field(default=())


def make_station_backup(
    user_dir: Path,
    place: BackupPlace,
    station: str,
    *,
    kind: BackupKind = BackupKind.MANUAL,
    recordings: bool = True,
    now: datetime | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Made:
    """Back the station up while it stays in use.

    The database is copied last, of one moment: every recording that it refers to was there by then, but
    those of the last minutes may be left out; the next backup has them.

    Raises:
        BackupError: the place cannot be reached, or another backup of this station is just being made.
        BackupStopped: `stop` said yes; what was copied helps the next one.
        StorageError: disk full, …
    """
    created = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    place.reach()
    with _alone(user_dir):
        known = next((each.files for each in place.backups() if each.recordings or not recordings), {})
        found = [
            (each, stat) for each in station_files(user_dir, recordings) if (stat := _stat(user_dir / each))
        ]
        whole = sum(stat.st_size for _, stat in found) or 1
        done = copied = 0
        files: dict[str, KeptFile] = {}
        left_out: list[str] = []

        def note(count: int) -> None:
            nonlocal done
            done += count
            if progress is not None:
                progress(min(done, whole), whole)

        for name, stat in found:
            if stop is not None and stop():
                raise BackupStopped
            before = known.get(name)
            if before is not None and _unchanged(before, stat) and place.holds(before):
                files[name] = before
                note(before.size)
                continue
            try:
                sha256 = place.put(user_dir / name, stop, note)
            except OSError as error:
                log.warning("left out of the backup: %r", error)
                left_out.append(name)
                continue
            files[name] = KeptFile(sha256, stat.st_size, stat.st_mtime_ns)
            copied += stat.st_size
            if not place.holds(files[name]):  # it grew or shrank while it was read
                del files[name]
                left_out.append(name)
        backup = _with_database(user_dir, place, created, kind, station, recordings, files, stop)
        place.write(backup)
    log.info("station backup %s: %d files, %d bytes copied", backup.path.name, len(files), copied)
    return Made(backup, copied, tuple(left_out))


def station_files(user_dir: Path, recordings: bool = True) -> Iterator[str]:
    """All files of a station but its database, as paths below the user's folder with forward slashes."""
    for folder in FOLDERS:
        if recordings or folder not in HEAVY:
            for path in sorted((user_dir / folder).rglob("*")):
                if path.is_file() and not path.is_symlink() and not _passed_over(path):
                    yield path.relative_to(user_dir).as_posix()
    yield from (name for name in FILES if (user_dir / name).is_file())


def backup_due(place: BackupPlace, now: datetime | None = None) -> bool:
    """Whether there is no automatic one from today, today being what the clock on the wall says."""
    today = (now or datetime.now(UTC)).astimezone().date()
    return all(
        each.created.astimezone().date() != today
        for each in place.backups()
        if each.kind is BackupKind.AUTOMATIC
    )


def _passed_over(path: Path) -> bool:
    return path.suffix in (".part", ".key") or ".part." in path.name


def _stat(path: Path) -> os.stat_result | None:
    """None for a file that went since it was listed."""
    try:
        return path.stat()
    except OSError:
        return None


def _unchanged(file: KeptFile, stat: os.stat_result) -> bool:
    return (file.size, file.modified) == (stat.st_size, stat.st_mtime_ns)


def _with_database(
    user_dir: Path,
    place: BackupPlace,
    created: datetime,
    kind: BackupKind,
    station: str,
    recordings: bool,
    files: dict[str, KeptFile],
    stop: Stop | None,
) -> StationBackup:
    """Copy the database to the place, verified there, and say what the whole backup is."""
    path = place.free_path(created, kind)
    made = make_backup(user_dir, kind=kind, folder=place.folder, now=created, stop=stop)
    with expected_errors():
        made.path.with_suffix(".json").unlink(missing_ok=True)  # the manifest says what its note says
        made.path.replace(path.with_suffix(".db"))
        size = path.with_suffix(".db").stat().st_size
    return StationBackup(
        path=path,
        created=created,
        kind=kind,
        station=station,
        version=__version__,
        attempts=made.attempts or 0,
        recordings=recordings,
        database=KeptFile(made.sha256, size),
        files=files,
    )


@contextmanager
def _alone(user_dir: Path) -> Iterator[None]:
    """One backup of a station at a time, across processes; the lock falls away when a process dies."""
    with expected_errors():
        backups_dir(user_dir).mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(backups_dir(user_dir) / "station.lock", timeout=0.2, isolation_level=None)
    with closing(lock):
        try:
            lock.execute("PRAGMA journal_mode = MEMORY")
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BackupError(
                msg("另一个窗口正在备份这台电脑，这次没有再做一份。请等它做完。"), repr(error)
            ) from error
        yield
