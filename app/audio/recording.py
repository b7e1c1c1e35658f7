"""Recordings for good: FLAC files with the hash of their bytes, whole or not there at all."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from app.audio.journal import from_int16, to_int16
from app.audio.values import SAMPLE_RATE, Recording
from app.errors import ExpectedError
from app.i18n import Message, msg

log = logging.getLogger(__name__)

FloatArray = npt.NDArray[np.float32]

REMOVED = ".removed"
"""Ends the name of the empty file that lies where a recording was until the centre's rule deleted it."""


def save_recording(
    samples: FloatArray, path: Path, *, created: datetime, device: str = "", interrupted: bool = False
) -> Recording:
    """Write samples (n,), 16 kHz mono, −1…1, to `path` as 16-bit FLAC and describe the file.

    The file is written beside its place, read back and compared, synced, and renamed. Raises
    ExpectedError when the disk refuses or there are no samples; then `path` is as it was.
    """
    if path.suffix != ".flac":
        raise ValueError(f"a recording is a .flac file, not {path.name!r}")
    if not len(samples):
        raise ExpectedError(msg("这一遍什么都没有录到。请检查麦克风，再录一遍。"))
    whole = to_int16(samples)
    part = path.with_name(f".{path.stem}.part.flac")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb+") as file:
            soundfile.write(file, whole, SAMPLE_RATE, format="FLAC", subtype="PCM_16")
            file.flush()
            os.fsync(file.fileno())
        content = part.read_bytes()
        written, _ = soundfile.read(part, dtype="int16")
        if not np.array_equal(written, whole):
            raise OSError("the file does not hold what was written to it")
        part.replace(path)
        _sync_folder(path.parent)
    except (OSError, soundfile.LibsndfileError) as error:
        with contextlib.suppress(OSError):  # the folder itself may be gone, as a network share can be
            part.unlink(missing_ok=True)
        raise ExpectedError(
            msg(
                "录音存不进 {folder}：磁盘可能满了，或者文件夹现在用不了。请检查以后再试。",
                folder=str(path.parent),
            ),
            detail=repr(error),
        ) from error
    return Recording(
        path=path,
        duration=len(whole) / SAMPLE_RATE,
        created=created,
        sha256=hashlib.sha256(content).hexdigest(),
        device=device,
        interrupted=interrupted,
    )


def load_samples(path: Path, sha256: str = "") -> FloatArray:
    """The samples (n,) of a recording, 16 kHz mono, −1…1.

    With the hash that `Recording.sha256` keeps, any change to the file is found; without it, only what
    makes it unreadable or shorter than it says. Raises ExpectedError when the file is not there, is cut
    off or was changed.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        if path.with_suffix(REMOVED).exists():
            raise ExpectedError(
                msg("录音已按中心规定删除。成绩还在，只是不能再听。"), detail=str(path)
            ) from error
        raise ExpectedError(
            msg("找不到录音文件 {name}，它可能被移走或删掉了。成绩还在，只是不能再听。", name=path.name),
            detail=str(path),
        ) from error
    except OSError as error:
        raise ExpectedError(
            msg("读不出录音文件 {name}。请检查磁盘，然后再试。", name=path.name), detail=repr(error)
        ) from error
    return decode_recording(content, path.name, sha256)


def load_recording(recording: Recording) -> FloatArray:
    """The samples of a recording, as `load_samples` gives them.

    Raises ExpectedError as it does, and where the file lies at another station and was not fetched yet.
    """
    if recording.away and not recording.path.exists():
        raise ExpectedError(_elsewhere(recording.away), detail=str(recording.path))
    return load_samples(recording.path, recording.sha256)


def _elsewhere(station: str) -> Message:
    if station == "?":
        return msg("这段录音还在另一台机器上，没有传到这里。成绩都在；等录音传过来以后就能听。")
    return msg(
        "这段录音还在“{station}”那台机器上，没有传到这里。成绩都在；等录音传过来以后就能听。", station=station
    )


def decode_recording(content: bytes, name: str, sha256: str = "") -> FloatArray:
    """The samples (n,) that a recording's file holds; `name` is what its user knows the file by.

    Hash and errors as in `load_samples`.
    """
    if sha256 and hashlib.sha256(content).hexdigest() != sha256:
        raise ExpectedError(
            msg(
                "录音文件 {name} 损坏了，或者被改动过，不能再用。成绩还在；可以从备份里找回录音。",
                name=name,
            ),
            detail=f"sha256 is not {sha256}: {name}",
        )
    damaged = msg("录音文件 {name} 损坏了，读不出来。成绩还在；可以从备份里找回录音。", name=name)
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            if (file.samplerate, file.channels) != (SAMPLE_RATE, 1):
                raise ExpectedError(damaged, detail=f"{file.samplerate} Hz, {file.channels} channels: {name}")
            samples = file.read(dtype="int16")
            promised = file.frames
    except (OSError, soundfile.SoundFileError) as error:
        raise ExpectedError(damaged, detail=repr(error)) from error
    if len(samples) != promised:
        raise ExpectedError(damaged, detail=f"{len(samples)} of {promised} samples: {name}")
    return from_int16(samples)


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut; Windows has no such call and does it by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
