"""How text sounds, without tones and with the pairs of sounds run together that recognisers confuse most."""

from __future__ import annotations

import re
from functools import lru_cache

from app.hanzi import character_readings, read_hanzi

_HANZI = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff]+")


@lru_cache(maxsize=4096)
def readings_of(character: str) -> tuple[str, ...]:
    """All toneless readings of a character, the usual one first; empty for anything but hanzi."""
    found = (reading.rstrip("012345") for reading in character_readings(character))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=2048)
def blurred(syllable: str) -> str:
    """A toneless syllable with zh/z, ch/c, sh/s, ing/in and eng/en run together."""
    syllable = re.sub(r"^([zcs])h", r"\1", syllable)
    return re.sub(r"(?<=[ie])ng$", "n", syllable)


def sounds_of(text: str) -> list[str]:
    """The blurred syllable of every character of `text` as read in its phrase; all but hanzi stays."""
    sounds = list(text)
    for run in _HANZI.finditer(text):
        read = read_hanzi(run.group())
        if len(read) != len(run.group()):
            read = [(readings_of(character) or (character,))[0] for character in run.group()]
        sounds[run.start() : run.end()] = [blurred(reading.rstrip("012345")) for reading in read]
    return sounds
