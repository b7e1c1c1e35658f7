"""How characters and phrases are read, looked up in `assets/pinyin.txt` without loading it.

The file comes from pypinyin's dictionaries (`packaging/scorer/pinyin_list.py`) and is sorted: a look-up is a
binary search. Phrases are found
as pypinyin finds them, the longest that begins at a place, left to right.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.paths import assets_dir
from app.sorted_file import SortedFile

_RUNS = re.compile(
    r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\ue815-\ue864\uf900-\ufaff\U00020000-\U0002ebd9\U0002f80a-\U0002fa1f"
    r"\U00030000-\U00032389]+"
)


@lru_cache(maxsize=4096)
def character_readings(character: str) -> tuple[str, ...]:
    """All readings of one character as `zao3` (5 is neutral), the usual one first; empty if it has none."""
    return tuple(_file().value(character).split())


def read_hanzi(text: str) -> list[str]:
    """The usual reading of every character of `text` in its phrase, as `zao3`; all but hanzi is left out.

    A character that the dictionary lacks is left out as well.
    """
    found: list[str] = []
    for run in _RUNS.findall(text):
        at = 0
        while at < len(run):
            phrase = _longest_phrase(run, at)
            if phrase:
                found += _file().value(phrase).split()
                at += len(phrase)
                continue
            # where the rest is but the beginning of some phrase, it is read character by character
            alone = len(run) - at if _begins_phrase(run[at:]) else 1
            for character in run[at : at + alone]:
                found += character_readings(character)[:1]
            at += alone
    return found


def _longest_phrase(run: str, at: int) -> str:
    longest = ""
    for end in range(at + 2, len(run) + 1):
        text = run[at:end]
        line = _file().from_key(text)
        if not line.startswith(text):
            break
        if line.startswith(text + " "):
            longest = text
    return longest


def _begins_phrase(text: str) -> bool:
    return len(text) > 1 and _file().from_key(text).startswith(text)


@lru_cache(maxsize=1)
def _file() -> SortedFile:
    return SortedFile(assets_dir() / "pinyin.txt")
