"""Where recordings of deleted attempts wait before they are gone for good."""

from __future__ import annotations

import glob
import json
import logging
import shutil
import time
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

KEEP_DAYS = 30

_NOTE = "attempt.json"


def trash_dir(user_dir: Path) -> Path:
    """The folder of deleted recordings."""
    return user_dir / "trash"


def move_to_trash(recording: Path, attempt_id: str, note: dict[str, Any], user_dir: Path) -> Path | None:
    """Move a recording and a note of the attempt it belonged to; None when there is no such file.

    What was made of the recording and lies beside it (pitch reports) goes with it. A recording outside the
    user's folder is not Kaibo's to move and stays where it is. Raises `OSError`.
    """
    if not recording.is_file() or not recording.resolve().is_relative_to(user_dir.resolve()):
        return None
    folder = trash_dir(user_dir) / attempt_id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _NOTE).write_text(json.dumps(note, ensure_ascii=False, indent=1), encoding="utf-8")
    _move_what_was_made(recording, recording.parent, folder)
    moved = folder / recording.name
    recording.replace(moved)
    return moved


def read_note(attempt_id: str, user_dir: Path) -> dict[str, Any] | None:
    """What was noted of a deleted attempt; None when it is not in the trash (any more)."""
    try:
        note = json.loads((trash_dir(user_dir) / attempt_id / _NOTE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def move_back(recording: Path, attempt_id: str, user_dir: Path) -> None:
    """Move a recording from the trash back to where it was; `FileNotFoundError` if it is not there."""
    folder = trash_dir(user_dir) / attempt_id
    recording.parent.mkdir(parents=True, exist_ok=True)
    (folder / recording.name).replace(recording)
    _move_what_was_made(recording, folder, recording.parent)
    shutil.rmtree(folder, ignore_errors=True)


def empty_trash(user_dir: Path, older_than_days: float = KEEP_DAYS) -> int:
    """Destroy what has lain in the trash for longer; how many attempts that were."""
    limit = time.time() - older_than_days * 86_400
    emptied = 0
    for folder in trash_dir(user_dir).glob("*"):
        note = folder / _NOTE
        try:
            if not folder.is_dir() or note.stat().st_mtime > limit:
                continue
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()
            emptied += 1
        except OSError as error:
            log.warning("%s stays in the trash: %s", folder, error)
    return emptied


def _move_what_was_made(recording: Path, source: Path, target: Path) -> None:
    """Move the files that bear the recording's name and endings of their own; they can be made again."""
    for made in source.glob(f"{glob.escape(recording.stem)}.*"):
        if made.name != recording.name:
            try:
                made.replace(target / made.name)
            except OSError as error:
                log.warning("%s stays: %s", made, error)
