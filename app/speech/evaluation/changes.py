"""Texts with exactly one change: what a learner's mistake would make of a recording that is right.

A recording of 枣 scored against zǎo, záo, zhǎo and zǒu shows whether the scorer can tell. Changes are the
confusable ones of `app.speech.confusions`, drawn as often as learners make them: what the recording has is
what the learner says, the changed text is what she was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from app.hanzi import character_readings
from app.speech import phones
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS, TONE_CONFUSIONS
from app.speech.evaluation.families import family
from app.speech.pinyin import read_pinyin
from app.speech.values import Part, SpokenText, Syllable

_HANZI = range(0x4E00, 0x9FA6)
_SHORT = {"iou": "iu", "uei": "ui", "uen": "un", "ii": "i", "iii": "i"}


@dataclass(frozen=True)
class Change:
    """One changed syllable: `was` is what is in the recording, `became` what the text now asks for."""

    index: int
    part: Part
    was: str
    became: str
    spoken: SpokenText

    @property
    def kind(self) -> str:
        """Name of the error: what should be said → what is said."""
        return f"{self.became}→{self.was}"

    @property
    def family(self) -> str:
        """The family of errors it belongs to."""
        return family(self.part, self.became, self.was)


@lru_cache(maxsize=1)
def syllables_in_use() -> frozenset[tuple[str, str]]:
    """(initial, final phone) of every syllable that the dictionary has a character for."""
    found = set()
    for written in {each for code in _HANZI for each in character_readings(chr(code))}:
        try:
            reading = read_pinyin(written)
        except ValueError:
            continue
        found.add((reading.initial, phones.final_phone(reading.initial, reading.final)))
    return frozenset(found)


def changed(spoken: SpokenText, index: int, part: Part, rng: np.random.Generator) -> Change | None:
    """The prompt with one part of one syllable changed, None where no confusable change gives a syllable."""
    syllable = spoken.syllables[index]
    options = {
        Part.INITIAL: _initial_options,
        Part.FINAL: _final_options,
        Part.TONE: _tone_options,
    }[part](syllable)
    if not options:
        return None
    names, weights = list(options), np.array(list(options.values()))
    name = names[rng.choice(len(names), p=weights / weights.sum())]
    if part is Part.TONE:
        new = replace(syllable, tone=int(name), spoken_tone=int(name), also_tones=())
        was = str(syllable.spoken_tone)
    elif part is Part.INITIAL:
        new, was = replace(syllable, initial=name), syllable.initial
    else:
        new = replace(syllable, final=_SHORT.get(name, name) if syllable.initial else name)
        was = phones.final_phone(syllable.initial, syllable.final)
    syllables = (*spoken.syllables[:index], new, *spoken.syllables[index + 1 :])
    return Change(index, part, was, name, replace(spoken, syllables=syllables))


def _initial_options(syllable: Syllable) -> dict[str, float]:
    if not syllable.initial:
        return {}
    return {
        asked: said[syllable.initial]
        for asked, said in INITIAL_NEIGHBOURS.items()
        if syllable.initial in said and (asked, _final_after(asked, syllable.final)) in syllables_in_use()
    }


def _final_after(initial: str, written: str) -> str:
    try:
        return phones.final_phone(initial, written)
    except ValueError:
        return ""


def _final_options(syllable: Syllable) -> dict[str, float]:
    if syllable.erhua:
        return {}
    final = phones.final_phone(syllable.initial, syllable.final)
    return {
        asked: said[final]
        for asked, said in FINAL_NEIGHBOURS.items()
        if final in said and (syllable.initial, asked) in syllables_in_use()
    }


def _tone_options(syllable: Syllable) -> dict[str, float]:
    right = {syllable.spoken_tone, *syllable.also_tones}
    if syllable.spoken_tone == 5 or 5 in right:
        return {}
    return {
        str(asked): said[syllable.spoken_tone]
        for asked, said in TONE_CONFUSIONS.items()
        if asked not in right and syllable.spoken_tone in said
    }
