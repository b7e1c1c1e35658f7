"""Papers of the mock Putonghua test, made from a seed.

The rules are those of the national test's outline: part 1 has 100 syllables without neutral tone or erhua, in
which each initial comes at least three times, each final at least twice and the tones are balanced; part 2
has words of 100 syllables in all with at least three third-third pairs, four of third and another tone, three
neutral tones and four of erhua. The five-part form adds a part of choosing (选择判断).
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from app.paths import assets_dir
from app.speech.phones import FINALS, INITIALS, split_pinyin

EACH_INITIAL = 3
EACH_FINAL = 2
SYLLABLES = 100
WORDS = 50
WORD_GROUPS: Mapping[str, int] = {"third-third": 4, "third-other": 6, "neutral": 5, "erhua": 5, "others": 30}
"""How many words of each group a paper has; more than the least that the rules ask for."""

PASSAGE_SYLLABLES = 400
_TONE_LEAST, _TONE_MOST = 20, 30
_TRIES = 200


class PartOfPaper(Enum):
    """The parts of the test in their order. CHOOSING is in the five-part form only."""

    SYLLABLES = "syllables"
    WORDS = "words"
    CHOOSING = "choosing"
    PASSAGE = "passage"
    TALK = "talk"


class ChoiceKind(Enum):
    """What is chosen: the standard word, the measure word, the sentence in order."""

    WORD = "word"
    MEASURE = "measure"
    SENTENCE = "sentence"


CHOICES: Mapping[ChoiceKind, int] = {ChoiceKind.WORD: 10, ChoiceKind.MEASURE: 10, ChoiceKind.SENTENCE: 5}


@dataclass(frozen=True)
class ChoiceItem:
    """One item of the choosing part: `options` as they are shown, `right` the index of the standard one."""

    kind: ChoiceKind
    options: tuple[str, ...]
    right: int


@dataclass(frozen=True)
class Item:
    """One thing to read: its characters and its citation pinyin, syllable by syllable."""

    text: str
    pinyin: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """A passage; its first 400 syllables are marked."""

    title: str
    text: str


@dataclass(frozen=True)
class Paper:
    """One paper. The same seed gives the same paper as long as the lists it is made from stay the same."""

    seed: int
    syllables: tuple[Item, ...]
    words: tuple[str, ...]
    choices: tuple[ChoiceItem, ...]  # empty in the four-part form
    passage: Passage
    topics: tuple[str, str]

    @property
    def parts(self) -> tuple[PartOfPaper, ...]:
        """The parts in their order."""
        return tuple(part for part in PartOfPaper if part is not PartOfPaper.CHOOSING or self.choices)


def make_paper(seed: int, *, five_parts: bool = False) -> Paper:
    """A paper that keeps the rules."""
    draw = random.Random(seed)
    syllables = _syllables(draw)
    words = _words(draw)
    choices = _choices(draw) if five_parts else ()
    passage = draw.choice(passages())
    first, second = draw.sample(topics(), 2)
    return Paper(seed, syllables, words, choices, passage, (first, second))


@lru_cache(maxsize=1)
def passages() -> tuple[Passage, ...]:
    """All passages."""
    return tuple(Passage(title, "\n".join(lines)) for title, lines in _sections("passages.txt").items())


@lru_cache(maxsize=1)
def topics() -> tuple[str, ...]:
    """All topics of the talk."""
    return tuple(_lines("topics.txt"))


# part 1


@dataclass(frozen=True)
class _Sound:
    """A toned syllable and what it counts for."""

    pinyin: str
    characters: str
    initial: str
    final: str
    tone: str


@lru_cache(maxsize=1)
def _pool() -> tuple[_Sound, ...]:
    sounds = []
    for line in _lines("syllables.txt"):
        pinyin, characters = line.split()
        initial, final, _erhua = split_pinyin(pinyin)
        sounds.append(_Sound(pinyin, characters, initial, final, pinyin[-1]))
    return tuple(sounds)


def _syllables(draw: random.Random) -> tuple[Item, ...]:
    for _ in range(_TRIES):
        chosen = _cover(draw)
        if chosen is not None:
            return tuple(Item(draw.choice(each.characters), (each.pinyin,)) for each in _apart(chosen, draw))
    raise RuntimeError("the list of syllables cannot fill a paper")


def _cover(draw: random.Random) -> list[_Sound] | None:
    """A hundred toned syllables with each initial and final often enough; None when luck was against it."""
    pool = list(_pool())
    draw.shuffle(pool)
    initials, finals, tones = Counter[str](), Counter[str](), Counter[str]()
    chosen: list[_Sound] = []
    taken: set[str] = set()
    toneless: set[str] = set()

    def wanted(sound: _Sound) -> float:
        if sound.pinyin in taken or tones[sound.tone] >= _TONE_MOST:
            return -math.inf
        need = max(0, EACH_FINAL - finals[sound.final]) * 2.0
        need += max(0, EACH_INITIAL - initials[sound.initial]) if sound.initial else 0
        # what is had already is held back, so that no sound fills the paper; ueng and er have few syllables
        often = finals[sound.final] + initials[sound.initial] + tones[sound.tone]
        return need - 0.02 * often - (1.5 if sound.pinyin[:-1] in toneless else 0.0)

    while len(chosen) < SYLLABLES:
        best = max(pool, key=wanted)
        if wanted(best) == -math.inf:
            return None
        chosen.append(best)
        taken.add(best.pinyin)
        toneless.add(best.pinyin[:-1])
        initials[best.initial] += 1
        finals[best.final] += 1
        tones[best.tone] += 1
    whole = (
        all(initials[each] >= EACH_INITIAL for each in INITIALS)
        and all(finals[each] >= EACH_FINAL for each in FINALS)
        and all(tones[each] >= _TONE_LEAST for each in "1234")
    )
    return chosen if whole else None


def _apart(chosen: list[_Sound], draw: random.Random) -> list[_Sound]:
    """The syllables in an order in which neighbours share neither initial nor final, as far as it goes."""
    left = list(chosen)
    draw.shuffle(left)
    ordered = [left.pop()]
    while left:
        last = ordered[-1]
        fitting = next(
            (each for each in left if each.initial != last.initial and each.final != last.final), left[0]
        )
        left.remove(fitting)
        ordered.append(fitting)
    return ordered


# part 2


@lru_cache(maxsize=1)
def _word_groups() -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(" ".join(lines).split()) for name, lines in _sections("words.txt").items()}


def _words(draw: random.Random) -> tuple[str, ...]:
    groups = _word_groups()
    chosen: list[str] = []
    used: set[str] = set()
    for name, count in WORD_GROUPS.items():
        pool = list(groups[name])
        draw.shuffle(pool)
        fresh = [word for word in dict.fromkeys(pool) if not (set(word) - {"儿"}) & used]
        for word in fresh:
            if count and not (set(word) - {"儿"}) & used:
                chosen.append(word)
                used |= set(word)
                count -= 1
    if len(chosen) != WORDS:
        raise RuntimeError("the list of words cannot fill a paper")
    draw.shuffle(chosen)
    return tuple(chosen)


# the other parts


def _choices(draw: random.Random) -> tuple[ChoiceItem, ...]:
    made: list[ChoiceItem] = []
    sections = _sections("choices.txt")
    for kind, count in CHOICES.items():
        for line in draw.sample(sections[kind.value], count):
            right, *wrong = (each.strip() for each in line.split("|"))
            options = [right, *wrong]
            draw.shuffle(options)
            made.append(ChoiceItem(kind, tuple(options), options.index(right)))
    return tuple(made)


def _sections(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in _lines(name):
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        else:
            lines.append(line)
    return found


def _lines(name: str) -> Sequence[str]:
    text = (assets_dir() / "psc" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
