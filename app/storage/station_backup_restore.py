"""A station put back from a backup: everything beside its place and verified first, then into it.

Until all of it lies in `restoring/` and was compared with the manifest, nothing that is there is touched.
Then a note is written, and from it on the restore is carried through: by this process, or by the next start.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from app.i18n import msg
from app.storage.backup import BackupStopped, go_on_from_backup, merge_wal
from app.storage.connection import DATABASE_NAME
from app.storage.damage import Depth, find_damage, set_aside
from app.storage.erasure_notes import LIST_NAME, erased_hashes, remember_erased
from app.storage.errors import BackupError, StorageError, expected_errors
from app.storage.locks import nobody_else, opening
from app.storage.station_backup import FILES
from app.storage.station_backup_place import (
    KeptFile,
    StationBackup,
    Stop,
    copy_verified,
    hash_of,
    read_manifest,
)

log = logging.getLogger(__name__)

ROOM_LEFT = 64 * 2**20

_FOLDER = "restoring"
_NOTE = "carry_through"

Progress = Callable[[int, int], None]


def find_backup(path: Path) -> StationBackup:
    """The backup that a manifest, or the newest that a folder of a station, holds. Raises BackupError."""
    if path.is_dir():
        manifests = sorted(path.glob("station-*.json")) or sorted(path.glob("*/station-*.json"))
        folders = {each.parent for each in manifests}
        if len(folders) > 1:
            names = "、".join(sorted(each.name for each in folders))
            raise BackupError(
                msg("这里有好几台电脑的备份：{names}。请写明是哪一个文件夹。没有改动任何内容。", names=names)
            )
        if not manifests:
            raise BackupError(msg("{folder} 里没有整机备份。没有改动任何内容。", folder=path))
        return max((read_manifest(each) for each in manifests), key=lambda each: each.created)
    if not path.is_file():
        raise BackupError(msg("找不到备份 {path}。没有改动任何内容。", path=path))
    return read_manifest(path.with_suffix(".json"))


def restore_station(
    user_dir: Path, backup: StationBackup, progress: Progress | None = None, stop: Stop | None = None
) -> None:
    """Put a whole station back. What is there is replaced where the backup has it, and stays where not.

    The database that was there is set aside. A restore that was cut off goes on where it ended when it is
    asked for again. No store may be open.

    Raises:
        BackupError: the backup is not whole; what is missing is in the detail. Nothing was changed.
        NewerDatabaseError: a newer Kaibo made it. Nothing was changed.
        BackupStopped, BusyError, StorageError: nothing was changed.
    """
    folder = user_dir / _FOLDER
    with expected_errors():
        user_dir.mkdir(parents=True, exist_ok=True)
    with opening(user_dir), nobody_else(user_dir):
        _check_room(user_dir, folder, backup)
        _gather(folder, user_dir, backup, progress, stop)
        with expected_errors():
            _write_note(folder, backup)
        _carry_through(user_dir)
    log.info("restored the station from %s", backup.path)


def finish_restore(user_dir: Path) -> bool:
    """Carry through a restore that was cut off in its last part; whether there was one. Within `opening`."""
    if not (user_dir / _FOLDER / _NOTE).exists():
        return False
    with nobody_else(user_dir):
        _carry_through(user_dir)
    return True


def verify(backup: StationBackup, progress: Progress | None = None, stop: Stop | None = None) -> list[str]:
    """Read all of a backup; the names of what is missing or not what was written."""
    bad, done = [], 0
    if not _is_whole(backup.database_path, backup.database):
        bad.append(DATABASE_NAME)
    for name, file in backup.files.items():
        if stop is not None and stop():
            raise BackupStopped
        if not _is_whole(_object(backup, file), file):
            bad.append(name)
        done += file.size
        if progress is not None:
            progress(done, max(backup.size, 1))
    return bad


# -- inside


def _gather(
    folder: Path, user_dir: Path, backup: StationBackup, progress: Progress | None, stop: Stop | None
) -> None:
    """Bring everything that is not in its place already into `folder`, each file compared with its hash."""
    whole, done = max(backup.size, 1), 0
    sources = {DATABASE_NAME: (backup.database_path, backup.database)}
    sources |= {f"files/{name}": (_object(backup, file), file) for name, file in backup.files.items()}
    missing = []
    for name, (source, file) in sources.items():
        if stop is not None and stop():
            raise BackupStopped
        target = folder / name
        in_place = user_dir / name.removeprefix("files/") if name != DATABASE_NAME else target
        with expected_errors():
            if not _is_whole(in_place, file) and not _is_whole(target, file):
                target.parent.mkdir(parents=True, exist_ok=True)
                try:
                    if copy_verified(source, target, stop) != file.sha256:
                        missing.append(name)
                except FileNotFoundError:
                    missing.append(name)
        done += file.size
        if progress is not None:
            progress(done, whole)
    if missing:
        raise BackupError(
            msg(
                "备份里有 {count} 个文件不在了或损坏了，没有恢复，当前数据没有改动。请另选一个备份。",
                count=len(missing),
            ),
            ", ".join(missing[:20]),
        )
    problem = find_damage(folder / DATABASE_NAME, Depth.INDEXES, unchanging=True)
    if problem is not None:
        raise BackupError(
            msg("这个备份里的数据库已损坏，不能用来恢复，当前数据没有改动。请另选一个备份。"), problem
        )


def _carry_through(user_dir: Path) -> None:
    """Move everything into its place; may be done again at any point."""
    folder = user_dir / _FOLDER
    database, copy = user_dir / DATABASE_NAME, folder / DATABASE_NAME
    with expected_errors():
        for path in sorted((folder / "files").rglob("*")):
            if not path.is_file():
                continue
            name = path.relative_to(folder / "files").as_posix()
            target = user_dir / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name == LIST_NAME:  # who was erased since must not come back
                remember_erased(user_dir, erased_hashes(folder / "files"))
                path.unlink()
                continue
            if target.exists() and name not in FILES:  # another lesson of the same name, say
                aside = user_dir / "set_aside" / (folder / _NOTE).read_text("utf-8").strip() / name
                aside.parent.mkdir(parents=True, exist_ok=True)
                target.replace(aside)
            path.replace(target)
        if copy.exists():
            go_on_from_backup(copy)
            merge_wal(database)
            set_aside(database, "replaced")
            copy.replace(database)
        (folder / _NOTE).unlink()
        shutil.rmtree(folder)


def _write_note(folder: Path, backup: StationBackup) -> None:
    with (folder / _NOTE).open("w", encoding="utf-8") as file:
        file.write(f"replaced-by-{backup.path.stem}")
        file.flush()
        os.fsync(file.fileno())


def _check_room(user_dir: Path, folder: Path, backup: StationBackup) -> None:
    with expected_errors():
        there = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        there += sum(
            file.size
            for name, file in backup.files.items()
            if (user_dir / name).is_file() and (user_dir / name).stat().st_size == file.size
        )
        free = shutil.disk_usage(user_dir).free
    needed = backup.size - there + ROOM_LEFT
    if free < needed:
        raise StorageError(
            msg(
                "恢复这个备份要用 {needed} MB 空间，磁盘只剩 {free} MB。当前数据没有改动。请清理磁盘后再试。",
                needed=needed >> 20,
                free=free >> 20,
            )
        )


def _object(backup: StationBackup, file: KeptFile) -> Path:
    return backup.path.parent / "objects" / file.sha256[:2] / file.sha256


def _is_whole(path: Path, file: KeptFile) -> bool:
    try:
        return path.stat().st_size == file.size and hash_of(path) == file.sha256
    except OSError:
        return False
