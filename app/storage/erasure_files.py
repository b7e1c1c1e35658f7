"""Which files are somebody's: told by their place in the user's folder, on the disk and in backups alike."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.storage.trash import trash_dir

log = logging.getLogger(__name__)

FOLDERS = ("recordings", "comments", "videos", "pictures", "trash", "takes")
"""Where files of people lie. Whatever else is in the user's folder is nobody's."""


@dataclass(frozen=True)
class HerFiles:
    """By what her files are known. `recordings` and `voices` are paths as the database has them."""

    profile_id: str
    attempts: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()

    def among(self, paths: Iterator[str]) -> Iterator[str]:
        """Which of these paths, relative to the user's folder and with forward slashes, are hers."""
        recorded = {_stem(each) for each in self.recordings}
        attempts, voices = set(self.attempts), set(self.voices)
        for path in paths:
            parts = PurePosixPath(path).parts
            if (
                _stem(path) in recorded
                or path in voices
                or (parts[0] in ("videos", "trash") and parts[1:] and parts[1].split(".")[0] in attempts)
                or (parts[0] == "pictures" and parts[-1].lstrip(".").startswith(f"{self.profile_id}-"))
            ):
                yield path


def files_below(user_dir: Path) -> Iterator[str]:
    """All files of people, relative to the user's folder."""
    for folder in FOLDERS:
        for path in sorted((user_dir / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(user_dir).as_posix()


def trashed(user_dir: Path, profile_id: str) -> tuple[list[str], list[str]]:
    """Her attempts in the trash, and spoken comments by her that went there with somebody else's attempt."""
    attempts: list[str] = []
    voices: list[str] = []
    for note in sorted(trash_dir(user_dir).glob("*/attempt.json")):
        data = read_note(note)
        if data.get("profile_id") == profile_id:
            attempts.append(note.parent.name)
            continue
        for each in _comments(data):
            if each.get("by_id") == profile_id and each.get("voice"):
                voices.append(f"trash/{note.parent.name}/{PurePosixPath(each['voice']).name}")
    return attempts, voices


def unnamed_notes(user_dir: Path, profile_id: str) -> Iterator[tuple[Path, dict[str, object]]]:
    """Notes in the trash about others' attempts on which she has a word, and what they say without her."""
    for note in sorted(trash_dir(user_dir).glob("*/attempt.json")):
        data = read_note(note)
        text = json.dumps(data, ensure_ascii=False)
        if data.get("profile_id") != profile_id and json.dumps(profile_id) in text:
            without = json.loads(text.replace(json.dumps(profile_id), "null"))
            for each in _comments(data):
                if each.get("by_id") == profile_id and each.get("voice"):
                    said = next(e for e in without["review"]["comments"] if e["id"] == each["id"])
                    said.update(voice=None, voice_sha256="", voice_seconds=0.0)
            yield note, without


def takes_of(user_dir: Path, profile_id: str) -> Iterator[Path]:
    """What a crash left of her takes and spoken comments: samples and header."""
    for header in sorted((user_dir / "takes").glob("*.json")):
        meta = read_note(header).get("meta")
        if isinstance(meta, dict) and meta.get("profile_id") == profile_id:
            yield header.with_suffix(".pcm")
            yield header


def read_note(path: Path) -> dict[str, object]:
    """A small JSON file; {} when it cannot be read."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read: %r", path, error)
        return {}
    return data if isinstance(data, dict) else {}


def _comments(note: dict[str, object]) -> list[dict[str, str]]:
    review = note.get("review")
    comments = review.get("comments", []) if isinstance(review, dict) else []
    return [each for each in comments if isinstance(each, dict)]


def _stem(path: str) -> str:
    """`recordings/2026/abc` of a recording and of all that was made of it and lies beside it."""
    place = PurePosixPath(path)
    return (place.parent / place.name.lstrip(".").split(".")[0]).as_posix()
