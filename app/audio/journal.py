"""The journal: a take on disk while it is being spoken, so that no crash can take it away.

A take is two files in the takes folder: `ID.json`, a small header written and synced before the first
sample, and `ID.pcm`, 16-bit little-endian samples, 16 kHz mono, appended as they are heard. The header
only adds to the samples: a take whose header is damaged is still a take. The `.pcm` file is locked as
long as its process lives and works on it, which tells a take in progress from one that was left behind.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from app.audio.file_lock import FileLock, is_locked
from app.audio.values import SAMPLE_RATE
from app.errors import ExpectedError
from app.i18n import Message, msg

log = logging.getLogger(__name__)

FloatArray = npt.NDArray[np.float32]
Int16Array = npt.NDArray[np.int16]

_BYTES_A_SECOND = 2 * SAMPLE_RATE
SHORTEST_TAKE = 0.2
"""Seconds; a take cut off sooner holds nothing that was said."""


@dataclass(frozen=True)
class JournaledTake:
    """A take in the journal: its samples, and what was known when it began.

    While a take that `Recorder.stop` returned is referred to, it counts as worked on and is not offered as
    rescued, to this process or another one.
    """

    take_id: str
    meta: Mapping[str, str]
    created: datetime  # aware, UTC
    duration: float  # seconds
    path: Path  # the .pcm file
    interrupted: bool  # the microphone went away, the disk was full, or the process died
    device: str = ""
    lock: FileLock | None = field(default=None, repr=False, compare=False)

    def samples(self) -> FloatArray:
        """The whole take, 16 kHz mono, −1…1. Raises ExpectedError when it cannot be read."""
        try:
            raw = self.path.read_bytes()
        except OSError as error:
            raise ExpectedError(
                msg("读不出这次录音的暂存文件。请检查磁盘，然后重新打开开播再试。"), detail=repr(error)
            ) from error
        return from_int16(np.frombuffer(raw[: len(raw) // 2 * 2], dtype="<i2"))


def from_int16(samples: Int16Array) -> FloatArray:
    """16-bit samples as float32, −1…1."""
    return (samples.astype(np.float32) / np.float32(32768.0)).astype(np.float32, copy=False)


def to_int16(samples: FloatArray) -> Int16Array:
    """Float samples as 16-bit ones, what lies beyond full scale clipped; undoes `from_int16` exactly."""
    return np.clip(np.rint(samples * 32768.0), -32768, 32767).astype(np.int16)


class TakeCutShort(ExpectedError):  # noqa: N818 - not a failure of the take: `take` is kept
    """The disk refused a take part of the way through; `take` is what was written until then."""

    def __init__(self, message: Message, take: JournaledTake, detail: str = "") -> None:
        super().__init__(message, detail)
        self.take = take


class JournalWriter:
    """Appends a take to the journal. Every method raises OSError when the disk refuses."""

    def __init__(self, takes_dir: Path, take_id: str, meta: Mapping[str, str], device: str) -> None:
        if not take_id or Path(take_id).name != take_id or take_id.startswith("."):
            raise ValueError(f"a take id is the name of a file, not {take_id!r}")
        takes_dir.mkdir(parents=True, exist_ok=True)
        self.take_id = take_id
        self._meta = dict(meta)
        self._device = device
        self._created = datetime.now(UTC)
        self._path = takes_dir / f"{take_id}.pcm"
        self._lock: FileLock = FileLock.on_new_file(self._path)
        self._bytes = 0
        try:
            self._write_header(ended="")
        except OSError:
            self._lock.release()
            _remove(self._path)
            raise

    @property
    def seconds(self) -> float:
        """How much is on disk."""
        return self._bytes / _BYTES_A_SECOND

    def append(self, samples: Int16Array) -> None:
        """Write samples through to the operating system, from where only a power cut can take them.

        When the disk is full, as much as fits is kept.
        """
        data = memoryview(samples.astype("<i2", copy=False).tobytes())
        while data:
            written = os.write(self._lock.descriptor, data)
            self._bytes += written
            data = data[written:]

    def sync(self) -> None:
        """Push what was written to the disk itself, for the power cut."""
        os.fsync(self._lock.descriptor)

    def finish(self, *, interrupted: bool) -> JournaledTake:
        """End the take. The header's last word is a courtesy: that the disk refuses it is only logged."""
        try:
            self.sync()
            self._write_header(ended="interrupted" if interrupted else "stopped")
        except OSError as error:
            log.warning("the end of take %s could not be noted: %s", self.take_id, error)
        return JournaledTake(
            take_id=self.take_id,
            meta=MappingProxyType(self._meta),
            created=self._created,
            duration=self._bytes // 2 / SAMPLE_RATE,
            path=self._path,
            interrupted=interrupted,
            device=self._device,
            lock=self._lock,
        )

    def _write_header(self, ended: str) -> None:
        header = {
            "take_id": self.take_id,
            "created": self._created.isoformat(),
            "rate": SAMPLE_RATE,
            "device": self._device,
            "meta": self._meta,
            "ended": ended,
        }
        path = self._path.with_suffix(".json")
        part = path.with_suffix(".json.part")
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump(header, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError:
            _remove(part)
            raise


def rescued_takes(takes_dir: Path) -> list[JournaledTake]:
    """The takes that dead processes left behind, oldest first.

    A take in progress, here or in another window, is not among them, nor one cut off before anything was
    said. A header that is missing or damaged costs the take its meta, not its sound.
    """
    takes = []
    for path in takes_dir.glob("*.pcm"):
        try:
            if is_locked(path):
                continue
            take = _left_behind(path)
        except OSError as error:
            log.warning("take %s cannot be looked at: %s", path, error)
            continue
        if take.duration >= SHORTEST_TAKE:
            takes.append(take)
        else:
            discard(take)
    return sorted(takes, key=lambda take: take.created)


def discard(take: JournaledTake) -> None:
    """Delete a take from the journal, once it is kept elsewhere or not wanted. Never raises.

    What cannot be deleted now is offered again at the next start, which is better than an error about a
    file nobody wants.
    """
    if take.lock is not None:
        take.lock.release()
    _remove(take.path)
    _remove(take.path.with_suffix(".json"))


def _left_behind(path: Path) -> JournaledTake:
    status = path.stat()
    header = _read_header(path.with_suffix(".json"))
    meta = header.get("meta")
    try:
        created = datetime.fromisoformat(str(header.get("created"))).astimezone(UTC)
    except (ValueError, OverflowError):
        created = datetime.fromtimestamp(status.st_mtime, UTC)
    return JournaledTake(
        take_id=path.stem,
        meta=MappingProxyType(
            {str(key): str(value) for key, value in meta.items()} if isinstance(meta, dict) else {}
        ),
        created=created,
        duration=status.st_size // 2 / SAMPLE_RATE,
        path=path,
        interrupted=header.get("ended") != "stopped",
        device=str(header.get("device", "")),
    )


def _read_header(path: Path) -> dict[str, Any]:
    try:
        header = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        log.warning("the header of take %s is not readable: %s", path.stem, error)
        return {}
    return header if isinstance(header, dict) else {}


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be deleted: %s", path, error)
