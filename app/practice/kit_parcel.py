"""A parcel: records and the sound files that belong to them in one zip, sealed for whom it is meant.

Records come first and sound files after them, so that a sound file finds what it belongs to; the list of
contents comes last, since only then all sizes and checksums are known. Whoever opens a parcel checks every
file against it before anything is taken in.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from nacl.public import PrivateKey

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.kit_sealed import DamagedResultsError, SealedWriter, read_head, unseal
from app.practice.kit_stick import CHUNK, stop_if, whole_file
from app.practice.kit_values import Cancelled, never, number_of, text_of
from app.storage.exchange.lines import from_line, to_line
from app.storage.exchange.values import Record, RecordingFile, Station

LARGEST = 1 << 30
"""Bytes of sound in one parcel; what is more goes into the next. Far below what FAT32 can hold."""

_FORMAT = 1
_LIST = "parcel.json"
_RECORDS = "records.jsonl"
_LARGEST_RECORDS = 4 << 30
_LARGEST_SOUND = 500_000_000
_LARGEST_LIST = 256 << 20
_LONGEST_LINE = 64 << 20
"""Bytes of one record. Without an end a few megabytes of zeros, packed, would fill the desk's memory."""


@dataclass(frozen=True)
class ParcelContents:
    """What a parcel says of itself. `key` is the sender's public key (hex), "" for none."""

    station: Station
    key: str
    made: str
    records: int
    sounds: tuple[str, ...]  # SHA-256 of each


@dataclass(frozen=True)
class Packed:
    """What went into a parcel; `missing` counts sound files that are gone or are not what they were."""

    records: int
    sounds: int
    missing: int


def write_parcel(
    path: Path,
    sender: ParcelContents,
    records: Iterable[Record],
    sounds: Iterable[RecordingFile],
    seal_to: str,
    step: Callable[[int], None] = lambda _: None,
    cancelled: Cancelled = never,
) -> Packed:
    """Write a parcel; `seal_to` is the public key (hex) of whom it is for, "" to leave it open.

    Of `sender` only the station, its key and the day are used. Raises OSError of the target, and
    KitCancelledError; nothing is left under the name then.
    """
    head = {"format": _FORMAT, "station": vars(sender.station), "made": sender.made}
    with whole_file(path) as file:
        sealed = SealedWriter(file, head, seal_to) if seal_to else None
        with zipfile.ZipFile(cast(IO[bytes], sealed or file), "w") as archive:
            listed = [_add_records(archive, records, cancelled)]
            count, missing = int(listed[0].pop("count")), 0
            for each in sounds:
                data = _sound(each)
                if data is None:
                    missing += 1
                    continue
                stop_if(cancelled)
                archive.writestr(zipfile.ZipInfo(f"sounds/{each.sha256}"), data)
                listed.append({"name": f"sounds/{each.sha256}", "size": len(data), "sha256": each.sha256})
                step(len(data))
            whole = {**head, "key": sender.key, "records": count, "files": listed}
            archive.writestr(zipfile.ZipInfo(_LIST), json.dumps(whole, ensure_ascii=False))
        if sealed is not None:
            sealed.close()
    return Packed(count, len(listed) - 1, missing)


def _add_records(archive: zipfile.ZipFile, records: Iterable[Record], cancelled: Cancelled) -> dict[str, Any]:
    entry = zipfile.ZipInfo(_RECORDS)
    entry.compress_type = zipfile.ZIP_DEFLATED
    digest, size, count = hashlib.sha256(), 0, 0
    with archive.open(entry, "w", force_zip64=True) as file:
        for each in records:
            stop_if(cancelled)
            line = (to_line(each) + "\n").encode()
            file.write(line)
            digest.update(line)
            size += len(line)
            count += 1
    return {"name": _RECORDS, "size": size, "sha256": digest.hexdigest(), "count": count}


def _sound(file: RecordingFile) -> bytes | None:
    """The bytes of a sound file, None when it is gone, cannot be read or is another by now."""
    try:
        data = file.path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == file.sha256 else None


class Parcel:
    """An opened parcel, every file of it checked."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path
        try:
            if archive.getinfo(_LIST).file_size > _LARGEST_LIST:
                raise ValueError("the list is too long")
            data = json.loads(archive.read(_LIST))
            if data["format"] != _FORMAT:
                raise ValueError(f"format {data['format']}")
            station = Station(text_of(data["station"], "id"), text_of(data["station"], "name"))
            self._files = {
                text_of(each, "name"): (number_of(each, "size"), text_of(each, "sha256"))
                for each in data["files"]
            }
            self.contents = ParcelContents(
                station=station,
                key=text_of(data, "key"),
                made=text_of(data, "made"),
                records=number_of(data, "records"),
                sounds=tuple(sha for name, (_, sha) in self._files.items() if name != _RECORDS),
            )
            if len(bytes.fromhex(self.contents.key)) not in (0, 32):
                raise ValueError("key")
        except (KeyError, ValueError, TypeError, RecursionError, zlib.error, zipfile.BadZipFile) as error:
            raise self._damaged(error) from error

    def check(self, cancelled: Cancelled = never) -> None:
        """Read everything once. Raises DamagedResultsError when anything is not as listed."""
        try:
            if {*self._archive.namelist()} != {*self._files, _LIST} or _RECORDS not in self._files:
                raise ValueError("the list and the archive differ")
            for name, (size, sha256) in self._files.items():
                if size > (_LARGEST_RECORDS if name == _RECORDS else _LARGEST_SOUND):
                    raise ValueError(f"{name} has {size} bytes")
                digest, seen = hashlib.sha256(), 0
                with self._archive.open(name) as file:
                    while piece := file.read(CHUNK):
                        stop_if(cancelled)
                        seen += len(piece)
                        if seen > size:
                            raise ValueError(f"{name} is longer than listed")
                        digest.update(piece)
                if (seen, digest.hexdigest()) != (size, sha256):
                    raise ValueError(f"{name} is not as listed")
            for _ in self.records():
                pass
        except (ValueError, EOFError, NotImplementedError, zlib.error, zipfile.BadZipFile) as error:
            raise self._damaged(error) from error
        except ExpectedError as error:
            if isinstance(error, DamagedResultsError):
                raise
            if error.__class__ is ExpectedError:  # a line that cannot be read
                raise self._damaged(error) from error
            raise

    def records(self) -> Iterator[Record]:
        """The records, as they were written."""
        with self._archive.open(_RECORDS) as file:
            while line := file.readline(_LONGEST_LINE + 1):
                if len(line) > _LONGEST_LINE:
                    raise self._damaged(ValueError("a line is too long"))
                yield from_line(line.decode("utf-8"))

    def sound(self, sha256: str) -> bytes:
        """The bytes of one of its sound files."""
        return self._archive.read(f"sounds/{sha256}")

    def _damaged(self, error: Exception) -> DamagedResultsError:
        return DamagedResultsError(
            msg(
                "“{name}”坏了或没有拷贝完整，跳过了它；其他文件照常合并。请到那台电脑上再取一次。",
                name=self._path.name,
            ),
            getattr(error, "detail", "") or repr(error),
        )


@contextmanager
def open_parcel(
    path: Path, opening: PrivateKey | None, scratch: Path, cancelled: Cancelled = never
) -> Iterator[Parcel]:
    """Open and check a parcel; what was sealed is unsealed into a nameless file in the folder `scratch`.

    Raises DamagedResultsError when it cannot be opened, OSError when it cannot be read.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(prefix=".parcel-", dir=scratch) as plain:
        if read_head(path) is None:
            source: BinaryIO | Path = path
        elif opening is None:
            raise DamagedResultsError(
                msg("“{name}”是加密的，这台电脑上没有中心的密钥，打不开。", name=path.name)
            )
        else:
            unseal(path, opening, cast(BinaryIO, plain), cancelled)
            plain.seek(0)
            source = cast(BinaryIO, plain)
        try:
            archive = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
            raise DamagedResultsError(
                msg(
                    "“{name}”坏了或没有拷贝完整，跳过了它；其他文件照常合并。请到那台电脑上再取一次。",
                    name=path.name,
                ),
                repr(error),
            ) from error
        with archive:
            parcel = Parcel(archive, path)
            parcel.check(cancelled)
            yield parcel
