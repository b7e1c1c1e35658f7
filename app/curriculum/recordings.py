"""A recording that a lesson names: inside the lesson's folder, there, and audio by its first bytes."""

from __future__ import annotations

from pathlib import Path, PureWindowsPath

from app.curriculum.blocks import Field
from app.curriculum.report import Report
from app.i18n import msg

MAX_BYTES = 20_000_000


def find_recording(field: Field, folder: Path, report: Report) -> Path | None:
    """The file that a recording field names; None, with the reason reported, when it cannot be used.

    A name that leads out of the lesson's folder is an error. A file that is missing or is no audio is a
    remark: the prompt can be practised without it.
    """
    # Windows rules for names are the stricter ones: drive letters and both slashes.
    name = PureWindowsPath(field.value)
    outside = msg("录音“{name}”必须放在这一课的文件夹里，只写文件名。", name=field.value)
    if name.is_absolute() or name.drive or name.root or ".." in name.parts or "\x00" in field.value:
        report.error(field.line, outside)
        return None
    path = folder.joinpath(*name.parts)
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            report.error(field.line, outside)
            return None
        if not path.is_file():
            report.remark(field.line, msg("找不到录音“{name}”。请把它放进这一课的文件夹。", name=field.value))
            return None
        if path.stat().st_size > MAX_BYTES:
            report.remark(field.line, msg("录音“{name}”太大，不应超过 20 MB。", name=field.value))
            return None
        with path.open("rb") as file:
            start = file.read(12)
    except (OSError, ValueError, RuntimeError):  # RuntimeError: a loop of links
        report.remark(field.line, msg("录音“{name}”打不开。", name=field.value))
        return None
    if not is_audio(start):
        report.remark(
            field.line, msg("“{name}”不是录音。可以用 WAV、FLAC、OGG、OPUS 或 MP3。", name=field.value)
        )
        return None
    return path


def is_audio(start: bytes) -> bool:
    """Whether a file that begins with these bytes is WAV, FLAC, Ogg or MP3."""
    if start.startswith((b"fLaC", b"OggS", b"ID3")):
        return True
    if start.startswith(b"RIFF") and start[8:12] == b"WAVE":
        return True
    # MPEG audio frame: 11 sync bits; layer bits 00 are reserved.
    return len(start) > 1 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0 and start[1] & 0x06 != 0
