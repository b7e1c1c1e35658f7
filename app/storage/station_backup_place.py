"""The place of a station's backups: files by the hash of their content, and one manifest a backup.

Below the folder that the centre named lies a folder for each station, so that many may share one place:

    NAME/objects/ab/abcdef…      a file's bytes under their SHA-256; written once, shared by all backups
    NAME/station-DATE-KIND.json  a manifest: which file lay where; written last, so that a backup is whole
    NAME/station-DATE-KIND.db    the database as it was then

A manifest carries the checksum of its own content.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.i18n import msg
from app.storage.backup import BackupStopped, superseded
from app.storage.errors import BackupError, StorageError, expected_errors
from app.storage.values import BackupKind

log = logging.getLogger(__name__)

FORMAT = 1
KEPT_DAYS = 7
_CHUNK = 1 << 20
_NAME = re.compile(r"station-(\d{8}-\d{6})-(automatic|manual)(?:-\d+)?\.json")

Stop = Callable[[], bool]


@dataclass(frozen=True)
class KeptFile:
    """A file of a backup. `modified` (ns) tells whether it has to be read again for the next one."""

    sha256: str
    size: int
    modified: int = 0


@dataclass(frozen=True)
class StationBackup:
    """A whole station as it was at one moment. `files` are by their place in the user's folder.

    `recordings` is False when recordings and films were left out.
    """

    path: Path  # of the manifest
    created: datetime  # aware, UTC
    kind: BackupKind
    station: str
    version: str
    attempts: int
    recordings: bool
    database: KeptFile
    files: Mapping[str, KeptFile] = field(default_factory=dict, repr=False)

    @property
    def database_path(self) -> Path:
        """Where its copy of the database lies."""
        return self.path.with_suffix(".db")

    @property
    def size(self) -> int:
        """Bytes that restoring it writes."""
        return self.database.size + sum(each.size for each in self.files.values())


class BackupPlace:
    """The folder of one station below the folder that the centre named. Everything raises StorageError."""

    def __init__(self, folder: Path, station: str) -> None:
        self.folder = folder / _as_name(station)

    def reach(self) -> None:
        """Make sure that the place is there and can be written.

        The centre's folder itself is not made: where a share is not mounted there is an empty folder, or
        none, and a backup on this disk would be no backup.
        """
        if not self.folder.parent.is_dir():
            raise _unreachable(self.folder.parent, "no such folder")
        try:
            (self.folder / "objects").mkdir(parents=True, exist_ok=True)
            probe = self.folder / f".{uuid.uuid4().hex}.part"
            probe.write_bytes(b"kaibo")
            probe.unlink()
        except OSError as error:
            raise _unreachable(self.folder.parent, repr(error)) from error

    def backups(self) -> list[StationBackup]:
        """The backups here, the newest first; a manifest that cannot be read is passed over and logged."""
        found = []
        for path in self._manifests():
            try:
                found.append(read_manifest(path))
            except StorageError as error:
                log.warning("%s is passed over: %s (%s)", path, error, error.detail)
        return sorted(found, key=lambda each: (each.created, each.path.name), reverse=True)

    def object_path(self, sha256: str) -> Path:
        """Where the bytes of this hash lie."""
        return self.folder / "objects" / sha256[:2] / sha256

    def holds(self, file: KeptFile) -> bool:
        """Whether the bytes are here, by name and size."""
        try:
            return self.object_path(file.sha256).stat().st_size == file.size
        except FileNotFoundError:
            return False

    def put(self, source: Path, stop: Stop | None = None, copied: Callable[[int], None] | None = None) -> str:
        """Copy a file's bytes here unless they are; their hash. What was written is read again.

        Raises BackupStopped, StorageError, and FileNotFoundError when the file has gone.
        """
        part = self.folder / "objects" / f".{uuid.uuid4().hex}.part"
        try:
            with source.open("rb") as file, expected_errors(), part.open("wb") as target:
                sha256 = _copy(file.read, target.write, stop, copied)
                target.flush()
                os.fsync(target.fileno())
            with expected_errors():
                place = self.object_path(sha256)
                if place.exists() and place.stat().st_size == part.stat().st_size:
                    return sha256
                if hash_of(part) != sha256:
                    raise StorageError(
                        msg("写到备份里的文件读回来不一样，备份的磁盘可能坏了。这次没有做成备份。"),
                        str(place),
                    )
                place.parent.mkdir(exist_ok=True)
                part.replace(place)
            return sha256
        finally:
            part.unlink(missing_ok=True)

    def write(self, backup: StationBackup) -> None:
        """Write the manifest, in one step. It may replace an older one of the same backup."""
        with expected_errors():
            part = backup.path.with_name(backup.path.name + ".part")
            with part.open("w", encoding="utf-8") as file:
                json.dump(_sealed(_content(backup)), file, ensure_ascii=False, indent=1)
                file.flush()
                os.fsync(file.fileno())
            part.replace(backup.path)

    def free_path(self, created: datetime, kind: BackupKind) -> Path:
        """A manifest's name that is not taken."""
        stem = f"station-{created:%Y%m%d-%H%M%S}-{kind.value}"
        names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
        return next(p for each in names if not (p := self.folder / f"{each}.json").exists())

    def thin_out(self, days: int = KEPT_DAYS) -> list[StationBackup]:
        """Delete automatic backups that are no longer needed, and bytes that no backup refers to; which.

        Kept are the last of each of the newest `days` days that have one, and beyond these the last of each
        of the newest 4 weeks; those made by hand all.
        """
        automatic = [each for each in self.backups() if each.kind is BackupKind.AUTOMATIC]
        old = superseded(automatic, days)
        for each in old:
            self.delete(each)
        self.sweep()
        return old

    def delete(self, backup: StationBackup) -> None:
        """Delete one backup; its bytes go with the next `sweep` if no other needs them."""
        with expected_errors():
            backup.path.unlink(missing_ok=True)
            backup.database_path.unlink(missing_ok=True)

    def sweep(self) -> int:
        """Delete bytes that no manifest refers to, and what killed processes left; how many files.

        While a manifest cannot be read nothing is deleted: what it refers to may be needed.
        """
        needed: set[str] = set()
        for path in self._manifests():
            try:
                needed |= {each.sha256 for each in read_manifest(path).files.values()}
            except StorageError as error:
                log.warning("nothing is swept while %s cannot be read: %s", path, error.detail)
                return 0
        swept = 0
        with expected_errors():
            for path in sorted((self.folder / "objects").glob("??/*")):
                if path.name not in needed:
                    path.unlink()
                    swept += 1
            known = {path.with_suffix(".db").name for path in self._manifests()}
            leftovers = [p for p in self.folder.glob("station-*.db") if p.name not in known]
            leftovers += [*self.folder.rglob("*.part"), *self.folder.glob("kaibo-*")]
            for path in leftovers:
                if path.stat().st_mtime < time.time() - 86_400:
                    path.unlink()
                    swept += 1
        return swept

    def _manifests(self) -> Iterator[Path]:
        with expected_errors():
            yield from sorted(p for p in self.folder.glob("station-*.json") if _NAME.fullmatch(p.name))


def read_manifest(path: Path) -> StationBackup:
    """A backup by its manifest. Raises BackupError when that is damaged or a newer Kaibo's; StorageError."""
    try:
        with expected_errors():
            data = json.loads(path.read_text("utf-8"))
        if data.get("format", 0) > FORMAT:
            raise BackupError(
                msg(
                    "这个备份由更新版本的开播（{newer}）做成，这台电脑上的是 {version}，不能恢复。"
                    "请先安装开播 {newer} 或更新的版本。当前数据没有改动。",
                    newer=str(data.get("version", "?")),
                    version=__version__,
                )
            )
        if _sealed(data)["checksum"] != data["checksum"]:
            raise ValueError("the manifest was changed")
        return StationBackup(
            path=path,
            created=datetime.fromisoformat(data["created"]).astimezone(UTC),
            kind=BackupKind(data["kind"]),
            station=data["station"],
            version=data["version"],
            attempts=data["attempts"],
            recordings=data["recordings"],
            database=KeptFile(**data["database"]),
            files={_inside(name): KeptFile(**each) for name, each in data["files"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(
            msg("备份 {name} 的清单损坏了，不能用。当前数据没有改动。请另选一个备份。", name=path.name),
            repr(error),
        ) from error


def hash_of(path: Path, stop: Stop | None = None) -> str:
    """SHA-256 of a file. Raises OSError and BackupStopped."""
    with path.open("rb") as file:
        return _copy(file.read, lambda _: None, stop, None)


def copy_verified(source: Path, target: Path, stop: Stop | None = None) -> str:
    """Copy a file through to the disk; the hash of what was copied. Raises OSError and BackupStopped."""
    part = target.with_name(target.name + ".part")
    try:
        with source.open("rb") as file, part.open("wb") as copy:
            sha256 = _copy(file.read, copy.write, stop, None)
            copy.flush()
            os.fsync(copy.fileno())
        part.replace(target)
        return sha256
    finally:
        part.unlink(missing_ok=True)


def without(backup: StationBackup, names: set[str], database: KeptFile, attempts: int) -> StationBackup:
    """The backup with fewer files, and another copy of the database."""
    left = {name: each for name, each in backup.files.items() if name not in names}
    return replace(backup, files=left, database=database, attempts=attempts)


def _copy(
    read: Callable[[int], bytes],
    write: Callable[[bytes], object],
    stop: Stop | None,
    copied: Callable[[int], None] | None,
) -> str:
    digest = hashlib.sha256()
    while chunk := read(_CHUNK):
        if stop is not None and stop():
            raise BackupStopped
        digest.update(chunk)
        write(chunk)
        if copied is not None:
            copied(len(chunk))
    return digest.hexdigest()


def _content(backup: StationBackup) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": backup.version,
        "station": backup.station,
        "created": backup.created.isoformat(),
        "kind": backup.kind.value,
        "attempts": backup.attempts,
        "recordings": backup.recordings,
        "database": asdict(backup.database),
        "files": {name: asdict(each) for name, each in sorted(backup.files.items())},
    }


def _sealed(data: Mapping[str, object]) -> dict[str, object]:
    content = {name: value for name, value in data.items() if name != "checksum"}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**content, "checksum": hashlib.sha256(text.encode()).hexdigest()}


def _inside(name: str) -> str:
    """A path that stays below the folder it is put into; a manifest could come from anywhere."""
    parts = name.split("/")
    if name.startswith("/") or "\\" in name or ":" in name or any(each in ("", ".", "..") for each in parts):
        raise ValueError(f"a path that leads elsewhere: {name!r}")
    return name


def _as_name(station: str) -> str:
    """A station's name as that of a folder, on every system."""
    return re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", station).strip(". ") or "kaibo"


def _unreachable(folder: Path, detail: str) -> BackupError:
    return BackupError(
        msg(
            "备份的地方 {folder} 现在够不着或写不进去，没有做成备份；练习不受影响。请检查网络或文件夹权限。",
            folder=folder,
        ),
        detail,
    )
