"""Texts with exactly one change: what a learner's mistake would make of a recording that is right.

A recording of 枣 scored against zǎo, záo, zhǎo and zǒu shows whether the scorer can tell. Changes are the
confusable ones of `app.speech.confusions`, drawn as often as learners make them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from app.speech import phones
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.pinyin import read_pinyin
from app.speech.values import Part, SpokenText, Syllable

# how often learners say the first for the second: T2 and T3 above all
_TONE_WEIGHTS = {
    (1, 2): 1.0, (1, 3): 0.7, (1, 4): 1.0,
    (2, 1): 1.2, (2, 3): 3.0, (2, 4): 0.7,
    (3, 1): 0.7, (3, 2): 3.0, (3, 4): 1.0,
    (4, 1): 1.5, (4, 2): 1.0, (4, 3): 1.0,
}  # fmt: skip
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
        """Name of the error: asked for → heard."""
        return f"{self.became}→{self.was}"


@lru_cache(maxsize=1)
def syllables_in_use() -> frozenset[tuple[str, str]]:
    """(initial, final phone) of every syllable that the dictionary has a character for."""
    from pypinyin.pinyin_dict import pinyin_dict

    found = set()
    for written in {each for entry in pinyin_dict.values() for each in entry.split(",")}:
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
        other: weight
        for other, weight in INITIAL_NEIGHBOURS.get(syllable.initial, {}).items()
        if (other, _final_after(other, syllable.final)) in syllables_in_use()
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
        other: weight
        for other, weight in FINAL_NEIGHBOURS.get(final, {}).items()
        if (syllable.initial, other) in syllables_in_use()
    }


def _tone_options(syllable: Syllable) -> dict[str, float]:
    right = {syllable.spoken_tone, *syllable.also_tones}
    if syllable.spoken_tone == 5 or 5 in right:
        return {}
    # the recording has this tone; the text asks for `other`, so she said this one for that one
    return {
        str(other): _TONE_WEIGHTS[other, syllable.spoken_tone] for other in (1, 2, 3, 4) if other not in right
    }
