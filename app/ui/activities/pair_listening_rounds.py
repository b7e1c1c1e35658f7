"""Which of two words is played when: balanced, in no order that can be guessed. No widgets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.curriculum.values import HeardWord
from app.practice.reference import Reference

FEWEST, MOST = 8, 12
"""Rounds."""

_LONGEST_RUN = 3  # so often the same side in a row, at most
_TRIES = 200

Words = tuple[HeardWord, HeardWord]


@dataclass(frozen=True)
class PairItem:
    """A pair that somebody can say. No `sounds`: the computer's voice says the words themselves.

    `contrast` names what differs (`sh – s`). `substitute` marks recorded words of the same contrast, which
    stand in for words of the lesson that nobody can say.
    """

    words: Words
    contrast: str
    sounds: tuple[tuple[Reference, Reference], ...] = ()
    substitute: bool = False


@dataclass(frozen=True)
class Round:
    """One question: word `side` (0 or 1) of item `item` in voice `voice`."""

    item: int
    side: int
    voice: int


@dataclass(frozen=True)
class ContrastResult:
    """How one contrast went."""

    contrast: str
    right: int
    asked: int


def plan_rounds(items: Sequence[PairItem], chance: random.Random) -> tuple[Round, ...]:
    """Eight to twelve rounds; every item, both sides and an item's voices come up as evenly as can be.

    No side more than three times in a row, no item twice in a row where there are several.
    """
    if not items:
        return ()
    count = min(MOST, max(FEWEST, 2 * len(items)))
    order = [place % len(items) for place in range(count)]
    sides = [place % 2 for place in range(count)]
    if chance.random() < 0.5:
        sides = [1 - side for side in sides]
    best: list[tuple[int, int]] = []
    fewest = count + 1
    for _ in range(_TRIES):
        chance.shuffle(order)
        chance.shuffle(sides)
        tried = list(zip(order, sides, strict=True))
        blemishes = _blemishes(tried, several=len(items) > 1)
        if blemishes < fewest:
            best, fewest = tried, blemishes
        if not blemishes:
            break
    voices = [chance.randrange(max(1, len(item.sounds))) for item in items]
    rounds = []
    for item, side in best:
        rounds.append(Round(item, side, voices[item]))
        voices[item] = (voices[item] + 1) % max(1, len(items[item].sounds))
    return tuple(rounds)


def _blemishes(tried: Sequence[tuple[int, int]], *, several: bool) -> int:
    """How often the order gives something away or bores."""
    again = sum(a[0] == b[0] for a, b in pairwise(tried)) if several else 0
    runs = sum(
        len({side for _item, side in tried[at : at + _LONGEST_RUN + 1]}) == 1
        for at in range(len(tried) - _LONGEST_RUN)
    )
    return again + runs


def by_contrast(
    items: Sequence[PairItem], rounds: Sequence[Round], chosen: Sequence[int]
) -> tuple[ContrastResult, ...]:
    """The result of each contrast, in the order of the items; `chosen` are the sides she chose."""
    found: dict[str, list[bool]] = {}
    for item in items:
        found.setdefault(item.contrast, [])
    for round_, side in zip(rounds, chosen, strict=True):
        found[items[round_.item].contrast].append(side == round_.side)
    return tuple(ContrastResult(contrast, sum(went), len(went)) for contrast, went in found.items() if went)
