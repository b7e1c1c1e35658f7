"""What may be in a pack, by name and by size."""

from __future__ import annotations

import re
import unicodedata

from app.curriculum.steps.step_type import ID_PATTERN

FORMAT = 1
MANIFEST = "pack.json"
SIGNATURE = "pack.sig"

MAX_FILES = 2_000
MAX_BYTES = 300_000_000
MAX_MANIFEST = 2_000_000
MAX_RATIO = 200
"""Unpacked to packed, of one file: beyond that it is a bomb and no lesson."""

SOUND_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".opus", ".mp3"})

# Windows reserves these names whatever comes after a dot.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"\\|?*]')


def prefix_of(lesson_id: str) -> str:
    """Where a lesson's files stand in the archive."""
    return f"lessons/{lesson_id}/"


def lesson_of(name: str) -> str | None:
    """The id of the lesson that a file of this name belongs to; None when the name is not one of a pack's."""
    parts = name.split("/")
    if len(parts) < 3 or parts[0] != "lessons" or not ID_PATTERN.fullmatch(parts[1]):
        return None
    for part in parts[1:]:
        if (
            part in ("", ".", "..")
            or part.startswith(".")
            or part.endswith((" ", "."))
            or _FORBIDDEN.search(part)
            or _RESERVED.fullmatch(part)
        ):
            return None
    return parts[1]


def is_allowed(name: str) -> bool:
    """Whether a pack may hold a file of this name: a lesson's text, its origin note, or a recording."""
    if lesson_of(name) is None or len(name) > 200:
        return False
    inside = name.split("/", 2)[2]
    return inside in ("lesson.md", "ORIGIN.md") or inside[inside.rfind(".") :].casefold() in SOUND_SUFFIXES


def folded(name: str) -> str:
    """The name as a file system that ignores case and Unicode form sees it."""
    return unicodedata.normalize("NFC", name).casefold()
