"""Whether something was said: by its characters, or by how it sounds when the recogniser wrote other ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from app.speech.sound_distance import Sound, sounds_of

_HANZI = re.compile(r"[^\u4e00-\u9fff]+")
_SAME = {"zh": "z", "ch": "c", "sh": "s"}  # what learners and recognisers take for each other
_ENDS = {"ing": "in", "eng": "en", "ang": "an", "iang": "ian", "uang": "uan"}
_DENIALS = ("不", "没", "别", "无", "非", "禁止")
_DENIED_WITHIN = 5  # characters before a phrase

NUMBER = "一二两三四五六七八九十百千万零半"
PRICE = re.compile(rf"[{NUMBER}]+(?:块|元|毛|角)")
"""A price as it is said and recognised."""


def only_hanzi(text: str) -> str:
    """The Chinese characters of `text`."""
    return _HANZI.sub("", text)


@lru_cache(maxsize=4096)
def _sounds(text: str) -> tuple[Sound, ...]:
    return tuple((_SAME.get(initial, initial), _ENDS.get(final, final)) for initial, final in sounds_of(text))


def places(phrase: str, text: str) -> tuple[int, ...]:
    """Where `phrase` begins in `text` (Chinese characters only).

    Phrases of two characters and more are also found by their toneless syllables, with initials and finals
    that are often confused taken as the same. A single character is found as it is written only.
    """
    wanted = only_hanzi(phrase)
    if not wanted or not text:
        return ()
    written = [at.start() for at in re.finditer(re.escape(wanted), text)]
    if len(wanted) > 1 and len(sounds_of(wanted)) == len(wanted):
        heard, sought = _sounds(text), _sounds(wanted)
        if len(heard) == len(text):
            size = len(sought)
            written += [at for at in range(len(heard) - size + 1) if heard[at : at + size] == sought]
    return tuple(sorted(set(written)))


def said(phrase: str, text: str) -> bool:
    """Whether `phrase` occurs in `text`."""
    return bool(places(phrase, text))


def said_any(phrases: Iterable[str], text: str) -> str:
    """The first of `phrases` that occurs, "" when none does."""
    return next((each for each in phrases if said(each, text)), "")


def affirmed(phrases: Iterable[str], text: str) -> str:
    """The first of `phrases` that is written in `text` without a denial before it, "" for none.

    Compared by characters alone: nobody is told that she promised something because it sounded alike.
    """
    for phrase in phrases:
        wanted = only_hanzi(phrase)
        for found in re.finditer(re.escape(wanted), text) if wanted else ():
            before = text[max(0, found.start() - _DENIED_WITHIN) : found.start()]
            if not any(each in before for each in _DENIALS):
                return phrase
    return ""
