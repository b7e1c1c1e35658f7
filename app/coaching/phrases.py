"""The phrases of the live room: `assets/coaching/live_room.txt` by section."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from app.paths import assets_dir


@lru_cache(maxsize=1)
def live_room() -> Mapping[str, tuple[str, ...]]:
    """The bundled phrases by section, in the order of the file."""
    return read_phrases(assets_dir() / "coaching" / "live_room.txt")


def read_phrases(path: Path) -> Mapping[str, tuple[str, ...]]:
    """Sections `[name]` of one phrase a line; `#` begins a comment. Raises ValueError outside a section."""
    sections: dict[str, dict[str, None]] = {}
    current: dict[str, None] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        if text.startswith("[") and text.endswith("]"):
            current = sections.setdefault(text[1:-1], {})
        elif current is None:
            raise ValueError(f"{path.name}:{number}: a phrase before the first section")
        else:
            current[text] = None
    return MappingProxyType({name: tuple(phrases) for name, phrases in sections.items()})


@lru_cache(maxsize=1)
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Words that may be said for a word."""
    found = {}
    for line in live_room()["synonyms"]:
        word, _, others = line.partition("=")
        found[word.strip()] = tuple(others.split())
    return MappingProxyType(found)
