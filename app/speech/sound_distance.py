"""How alike two stretches of Mandarin sound, tones aside: an edit distance over syllables.

Recognisers write what they heard in whatever characters fit, so that words are compared by sound. Sounds
that learners mistake for each other (`confusions`) are the same that recognisers do, and cost less.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.readings import read_words
from app.speech.words import split_words

Sound = tuple[str, str]
"""A syllable without its tone: initial ("" for none) and final as `pinyin.Reading` writes them."""

GAP = 0.8
"""What a syllable costs that only one of the two has."""

_NEAR = 0.35  # of the cost of quite another initial or final: one of its neighbours
_INITIAL, _FINAL = 0.45, 0.55  # what quite another one costs


def sounds_of(text: str) -> tuple[Sound, ...]:
    """The toneless syllables of a run of Chinese characters, one for each; others are left out."""
    run = "".join(each for each in text if "\u4e00" <= each <= "\u9fff")
    return _sounds(run)


@lru_cache(maxsize=4096)
def _sounds(run: str) -> tuple[Sound, ...]:
    if not run:
        return ()
    return tuple((each.reading.initial, each.reading.final) for each in read_words(split_words(run)))


@lru_cache(maxsize=65536)
def syllable_distance(one: Sound, other: Sound) -> float:
    """0 for the same syllable, 1 for two that share neither initial nor final."""
    if one == other:
        return 0.0
    return _INITIAL * _apart(one[0], other[0], INITIAL_NEIGHBOURS) + _FINAL * _apart(
        _phone(one), _phone(other), FINAL_NEIGHBOURS
    )


def _phone(sound: Sound) -> str:
    initial, final = sound
    if initial:
        final = {"iu": "iou", "ui": "uei", "un": "uen"}.get(final, final)
    phone = phones.final_phone(initial, final)
    return "ii" if phone == "iii" else phone  # the vowels of si and shi follow their initials


def _apart(one: str, other: str, neighbours: dict[str, dict[str, float]]) -> float:
    if one == other:
        return 0.0
    near = other in neighbours.get(one, ()) or one in neighbours.get(other, ())
    return _NEAR if near else 1.0


def distance(wanted: Sequence[Sound], heard: Sequence[Sound]) -> float:
    """The edit distance of two whole sequences, for each syllable of `wanted`; 0 when both are empty."""
    row = [GAP * j for j in range(len(heard) + 1)]
    for i, want in enumerate(wanted):
        before, row[0] = row[0], GAP * (i + 1)
        for j, got in enumerate(heard):
            here = min(before + syllable_distance(want, got), row[j] + GAP, row[j + 1] + GAP)
            before, row[j + 1] = row[j + 1], here
    return row[-1] / max(1, len(wanted))


def best_places(
    wanted: Sequence[Sound], heard: Sequence[Sound], most: float
) -> tuple[tuple[int, int, float], ...]:
    """Where `wanted` may have been said in `heard`: (first, one past the last, distance a syllable).

    Places are at most `most` away, do not overlap, and come in order; of overlapping ones the nearest stays.
    """
    if not wanted or not heard:
        return ()
    costs, begins = _free_ends(wanted, heard)
    costs = costs / len(wanted)
    found: list[tuple[int, int, float]] = []
    for end in np.argsort(costs[1:], kind="stable") + 1:
        cost = float(costs[end])
        if cost > most:
            break
        begin = int(begins[end])
        if begin < end and all(end <= a or begin >= b for a, b, _ in found):
            found.append((begin, int(end), cost))
    return tuple(sorted(found))


def _free_ends(
    wanted: Sequence[Sound], heard: Sequence[Sound]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Sellers' algorithm: the least cost of `wanted` ending at each place of `heard`, and where it began."""
    size = len(heard)
    row = np.zeros(size + 1)
    places = np.arange(size + 1)
    begin = places
    for i, want in enumerate(wanted):
        change = np.array([syllable_distance(want, got) for got in heard])
        substituted, dropped = row[:-1] + change, row[1:] + GAP
        new = np.empty(size + 1)
        origin = np.empty(size + 1, np.intp)
        new[0], origin[0] = GAP * (i + 1), 0
        better = substituted <= dropped
        new[1:] = np.where(better, substituted, dropped)
        origin[1:] = np.where(better, begin[:-1], begin[1:])
        # syllables put in: each place is at most GAP dearer than the one before it
        level = new - GAP * places
        lowest = np.minimum.accumulate(level)
        source = np.maximum.accumulate(np.where(level <= lowest, places, 0))
        new, origin = lowest + GAP * places, origin[source]
        row, begin = new, origin
    return row, begin
