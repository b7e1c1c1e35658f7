"""Putting lessons into a pack."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from nacl.signing import SigningKey

from app.curriculum.packs.contents import FORMAT, MANIFEST, SIGNATURE, is_allowed, prefix_of
from app.curriculum.packs.signing import public_key, sign
from app.curriculum.packs.values import PackError
from app.curriculum.source import LESSON_NAMES
from app.curriculum.values import Lesson, Listen, Prompt, ToneTracing
from app.i18n import msg

_TIME = (1980, 1, 1, 0, 0, 0)  # the same lessons give the same file
_STORED = frozenset({".flac", ".ogg", ".opus", ".mp3"})  # compressed already


def write_pack(
    lessons: Sequence[Lesson], title: str, author: str, key: SigningKey, created: datetime, target: Path
) -> Path:
    """Write a pack of `lessons` to `target`: their texts, recordings and origin notes.

    The pack says the day of `created` as the clock on the wall counts it. Raises PackError when there is
    nothing to pack, a lesson's file is gone or the pack cannot be written; a file of that name stays as it
    was then.
    """
    if not lessons:
        raise PackError(msg("没有选课，课包没有写。"))
    content: dict[str, bytes] = {}
    for lesson in lessons:
        content.update(_files_of(lesson))
    manifest = json.dumps(
        {
            "format": FORMAT,
            "title": _one_line(title) or _one_line(lessons[0].title),
            "author": _one_line(author),
            "key": public_key(key),
            "created": created.astimezone().date().isoformat(),
            "lessons": [{"id": lesson.id, "title": _one_line(lesson.title)} for lesson in lessons],
            "files": [
                {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
                for name, data in sorted(content.items())
            ],
        },
        ensure_ascii=False,
        indent=1,
    ).encode()
    everything = {MANIFEST: manifest, SIGNATURE: sign(key, manifest), **dict(sorted(content.items()))}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".pack-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w") as archive:
                for name, data in everything.items():
                    entry = zipfile.ZipInfo(name, _TIME)
                    stored = Path(name).suffix in _STORED
                    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                    entry.external_attr = 0o100644 << 16
                    archive.writestr(entry, data)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise PackError(
            msg("课包写不到 {path}。请检查磁盘空间、权限，U 盘有没有拔掉。", path=target), str(error)
        ) from error
    return target


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _files_of(lesson: Lesson) -> dict[str, bytes]:
    folder = lesson.folder
    if folder is None:
        raise PackError(msg("《{title}》还没有保存成文件，不能放进课包。", title=lesson.title))
    try:
        text = next(
            path
            for path in sorted(folder.iterdir())
            if path.is_file() and path.name.casefold() in LESSON_NAMES
        )
        found = {f"{prefix_of(lesson.id)}lesson.md": text.read_bytes()}
        recordings = {
            step.reference
            for step in lesson.steps
            if isinstance(step, Prompt | Listen | ToneTracing) and step.reference is not None
        }
        for path in sorted(recordings):
            found[f"{prefix_of(lesson.id)}{path.relative_to(folder).as_posix()}"] = path.read_bytes()
        origin = folder / "ORIGIN.md"
        if origin.is_file():
            found[f"{prefix_of(lesson.id)}ORIGIN.md"] = origin.read_bytes()
    except (OSError, StopIteration, ValueError) as error:
        raise PackError(
            msg("《{title}》的文件读不出来，课包没有写。", title=lesson.title), repr(error)
        ) from error
    for name in found:
        if not is_allowed(name):
            raise PackError(
                msg("《{title}》里的文件名“{name}”不能放进课包。请改名。", title=lesson.title, name=name)
            )
    return found
