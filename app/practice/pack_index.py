"""Finding words and syllables in a voice pack by what is said, not only by how it is written."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from app.audio.voice_pack import PackEntry, VoicePack
from app.curriculum.syllables import split_syllables
from app.errors import ExpectedError
from app.speech.text import spoken_from_pinyin, to_spoken
from app.speech.values import SpokenText, Syllable

_HANZI = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

Sound = tuple[str, str, int, bool]
"""Initial, final, tone, erhua."""


@dataclass(frozen=True)
class PackIndex:
    """A pack with its recordings by characters, and its single syllables by sound."""

    pack: VoicePack
    words: dict[str, list[PackEntry]]
    syllables: dict[Sound, PackEntry]

    def whole(self, syllables: tuple[Syllable, ...]) -> PackEntry | None:
        """The recording of these syllables in one piece: the same characters with the same reading.

        A syllable recorded for itself stands for any character that is read so.
        """
        for entry in self.words.get("".join(each.hanzi for each in syllables), ()):
            said = _said(entry)
            if said is not None and _alike(syllables, said.syllables):
                return entry
        if len(syllables) == 1:
            only = syllables[0]
            return self.syllables.get((only.initial, only.final, only.tone, only.erhua))
        return None

    def one_by_one(self, syllables: tuple[Syllable, ...]) -> list[PackEntry] | None:
        """A recording for each syllable as it is spoken in the word; None when one is missing."""
        found = [
            self.syllables.get((each.initial, each.final, each.spoken_tone, each.erhua)) for each in syllables
        ]
        return [each for each in found if each is not None] if all(found) else None


def index_pack(pack: VoicePack) -> PackIndex:
    """Sort the recordings of a pack; those whose pinyin cannot be read are found by nothing."""
    words: dict[str, list[PackEntry]] = defaultdict(list)
    syllables: dict[Sound, PackEntry] = {}
    for entry in pack.entries:
        hanzi = _hanzi(entry.text)
        if hanzi:
            words[hanzi].append(entry)
        if len(hanzi) > 1:
            continue
        said = _said(entry)
        if said is not None and len(said.syllables) == 1:
            one = said.syllables[0]
            sound = (one.initial, one.final, one.tone, one.erhua)
            if not hanzi or sound not in syllables:  # what was recorded as a syllable goes before a word
                syllables[sound] = entry
    return PackIndex(pack, words, syllables)


def _hanzi(text: str) -> str:
    return "".join(_HANZI.findall(text))


def _said(entry: PackEntry) -> SpokenText | None:
    """What a recording says; None when its pinyin does not fit its characters."""
    hanzi = _hanzi(entry.text)
    split = split_syllables(entry.pinyin or ("" if hanzi else entry.text))
    if isinstance(split, str):
        return None
    reading = tuple(each.text for each in split)
    try:
        if hanzi:
            return to_spoken(hanzi, reading or None)
        return spoken_from_pinyin(reading) if reading else None
    except ExpectedError:
        return None


def _alike(wanted: tuple[Syllable, ...], said: tuple[Syllable, ...]) -> bool:
    """Whether they are read the same. Collections write tones before sandhi or after it."""
    return len(wanted) == len(said) and all(
        (one.initial, one.final, one.erhua) == (other.initial, other.final, other.erhua)
        and (one.tone == other.tone or one.spoken_tone in (other.tone, other.spoken_tone))
        for one, other in zip(wanted, said, strict=True)
    )
