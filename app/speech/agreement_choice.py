"""Which takes teach most when a trainer marks them blind, and how many parts each then stands for.

A part lies in one of six zones by how far its score is from the thresholds. Doubtful zones say where a
threshold belongs, and are rare; so takes are chosen to fill every zone of every part, from several speakers
and sounds, and each mark afterwards counts as many parts as its zone has in the takes that are kept
(post-stratification: D. Holt and T. M. F. Smith, Journal of the Royal Statistical Society A 142, 1979).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.speech.agreement_cuts import ScoreAxis
from app.speech.values import Part

NEAR = 1.0
"""Nats from a threshold within which a part is doubtful."""


class Zone(Enum):
    """Where a part lies, from the clearest good to the clearest wrong; and what got no verdict."""

    CLEAR = "clear"
    JUST_GOOD = "just_good"
    JUST_OFF = "just_off"
    OFF = "off"  # between the thresholds, near neither
    JUST_WRONG = "just_wrong"
    WRONG = "wrong"
    UNJUDGED = "unjudged"


_WANTED = {
    Zone.CLEAR: 1.0,
    Zone.JUST_GOOD: 4.0,
    Zone.JUST_OFF: 4.0,
    Zone.OFF: 3.0,
    Zone.JUST_WRONG: 4.0,
    Zone.WRONG: 2.0,
    Zone.UNJUDGED: 0.2,
}
"""How much the first mark in a zone is worth; the n-th is worth 1/n of that."""

_NEW_SOUND, _NEW_SPEAKER, _DEARER = 0.5, 6.0, 0.2


@dataclass(frozen=True)
class PartOf:
    """A part of a take as far as choosing needs it: the sound, and where it lies."""

    part: Part
    sound: str
    zone: Zone


@dataclass(frozen=True)
class Candidate:
    """A take that may be marked."""

    attempt_id: str
    speaker: str
    syllables: int
    parts: tuple[PartOf, ...]


def zone_of(axis: ScoreAxis, part: Part, goodness: float | None, tone: int, said: int) -> Zone:
    """The zone of a part with this goodness."""
    if goodness is None:
        return Zone.UNJUDGED
    off, wrong = axis.margins(part, goodness, tone, said)
    if off >= NEAR:
        return Zone.CLEAR
    if off >= 0:
        return Zone.JUST_GOOD
    if wrong < -NEAR:
        return Zone.WRONG
    if wrong < 0:
        return Zone.JUST_WRONG
    return Zone.JUST_OFF if off >= -NEAR or wrong < NEAR else Zone.OFF


def choose(candidates: Sequence[Candidate], count: int, seed: int = 0) -> tuple[str, ...]:
    """At most `count` takes, the one that teaches most first; the same for the same seed.

    Greedy: each time the take whose parts add most per syllable to what is chosen already. The seed makes
    takes up to a fifth dearer, so that another seed chooses others of much the same worth.
    """
    left = sorted(candidates, key=lambda each: each.attempt_id)
    price = {each.attempt_id: 1.0 + _DEARER * _draw(each.attempt_id, seed) for each in left}
    zones: Counter[tuple[Part, Zone]] = Counter()
    sounds: Counter[tuple[Part, str]] = Counter()
    speakers: Counter[str] = Counter()
    chosen: list[str] = []
    while left and len(chosen) < count:
        best = max(left, key=lambda each: _worth(each, zones, sounds, speakers) / price[each.attempt_id])
        left.remove(best)
        chosen.append(best.attempt_id)
        zones.update((each.part, each.zone) for each in best.parts)
        sounds.update((each.part, each.sound) for each in best.parts)
        speakers[best.speaker] += 1
    return tuple(chosen)


def _worth(
    take: Candidate,
    zones: Counter[tuple[Part, Zone]],
    sounds: Counter[tuple[Part, str]],
    speakers: Counter[str],
) -> float:
    worth, zones, sounds = _NEW_SPEAKER / (1 + speakers[take.speaker]) ** 2, zones.copy(), sounds.copy()
    for each in take.parts:
        worth += _WANTED[each.zone] / (1 + zones[each.part, each.zone])
        worth += _NEW_SOUND / (1 + sounds[each.part, each.sound])
        zones[each.part, each.zone] += 1
        sounds[each.part, each.sound] += 1
    return worth / (take.syllables + 2)  # hearing a take through costs something too


def _draw(attempt_id: str, seed: int) -> float:
    """A number from 0 to 1 that is always the same for the same take and seed."""
    return int.from_bytes(hashlib.sha256(f"{seed} {attempt_id}".encode()).digest()[:6]) / 2**48


def weights(marked: Sequence[tuple[Part, Zone]], kept: Mapping[tuple[Part, Zone], int]) -> list[float]:
    """How many parts each mark stands for, with a mean of 1 for each part.

    `kept` counts the parts of the takes that marks are drawn from. A zone that nobody marked is spoken for by
    no one; with nothing known of what is kept all marks count the same.
    """
    counts = Counter(marked)
    found = [kept.get(each, 0) / counts[each] for each in marked]
    totals: dict[Part, float] = dict.fromkeys(Part, 0.0)
    numbers: Counter[Part] = Counter()
    for (part, _zone), value in zip(marked, found, strict=True):
        totals[part] += value
        numbers[part] += 1
    return [
        value * numbers[part] / totals[part] if totals[part] > 0 else 1.0
        for (part, _zone), value in zip(marked, found, strict=True)
    ]
