"""A tone contour drawn by hand, compared with what the tone should look like in its place.

The measure follows what listeners weigh in tones, height and direction (J. Gandour, "Tone perception in Far
Eastern languages", Journal of Phonetics 11, 1983): for a drawn contour x and a target y, both taken at the
same 21 places of the syllable, with d = x − y in levels,

    distance² = HEIGHT · mean(d)² + SHAPE · variance(d)

so that a contour moved up or down as a whole costs little and one that runs another way costs much. A contour
looks like the tone whose targets it is nearest to. What differs is then said from a few plain features: where
it begins, ends and turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from app.speech.hum import hum
from app.speech.register import SpeakerRegister
from app.speech.tone_targets import target_contour
from app.speech.tone_values import NEUTRAL, TONES, ToneSpan
from app.speech.values import Contour, FloatArray, SpokenText, TokenKind, Verdict
from app.speech.words import split_words

POINTS = 21
"""Places in a syllable at which contours are compared."""

HEIGHT, SHAPE = 0.25, 3.0
CLOSE = 1.0
"""Distance up to which a contour is as good as its target: a level too high or low, or bent a little."""
_TIE = 0.12  # of two tones so alike the one that was asked for is taken
_CHANGED = 0.8  # levels between two places that are a rise or a fall, not a shaky hand
_RATE = 16_000
_SECONDS, _LAST_SECONDS, _NEUTRAL_SECONDS, _GAP = 0.32, 0.42, 0.2, 0.05  # of a hummed syllable
_EDGE = 3  # points that make the beginning and the end

Levels = NDArray[np.float64]


class Trait(Enum):
    """What is said of a drawn contour; the words are the window's."""

    GOOD = "good"
    GOOD_LOW = "good_low"  # T3 alone: low enough, without the rise that may follow
    GOOD_RISE_UNNEEDED = "good_rise_unneeded"  # T3 before another syllable: low enough, and rises
    SINKS = "sinks"  # T1: begins high, then falls
    LOW_AND_SINKS = "low_and_sinks"  # T1
    RISES = "rises"  # T1
    BENDS = "bends"  # T1: sags or humps in the middle
    LEVEL_TOO_LOW = "level_too_low"  # T1: level, but not high
    FALLS = "falls"  # T2: goes down
    STAYS_LEVEL = "stays_level"  # T2: does not rise
    RISES_TOO_LITTLE = "rises_too_little"  # T2: rises, but not to the top
    DIPS_FIRST = "dips_first"  # T2: like a third tone
    STARTS_TOO_LOW = "starts_too_low"  # T2, T4
    STARTS_TOO_HIGH = "starts_too_high"  # T2
    NOT_LOW = "not_low"  # T3: does not come down to the bottom
    RISES_AT_ONCE = "rises_at_once"  # T3: like a second tone
    LIKE_FOURTH = "like_fourth"  # T3: from the top
    NOT_FALLING = "not_falling"  # T4: begins right, does not come down
    FALLS_TOO_LITTLE = "falls_too_little"  # T4: comes down, but not to the bottom
    GOES_UP = "goes_up"  # T4
    NEUTRAL_TOO_FULL = "neutral_too_full"  # neutral: moves like a full tone
    NEUTRAL_TOO_HIGH = "neutral_too_high"
    NEUTRAL_TOO_LOW = "neutral_too_low"
    OTHER = "other"  # nearest to another tone, or far from all


@dataclass(frozen=True)
class Traced:
    """How a drawn syllable compares with what it should be.

    `looks_like` is the tone 1–5 it is nearest to, `distance` in levels as the module says. `drawn` and
    `target` are the contours compared, over 0…1 of the syllable.
    """

    tone: int
    looks_like: int
    distance: float
    verdict: Verdict
    trait: Trait
    drawn: Contour
    target: Contour


def tone_places(spoken: SpokenText) -> tuple[ToneSpan, ...]:
    """The spoken tones of a short text, each in its place.

    Syllables run on into each other unless punctuation stands between them or the text is a list of single
    words (妈麻马骂), whose tones are each shown as said alone. Times are made up, a second a syllable.
    """
    hanzi = "".join(each.hanzi for each in spoken.syllables)
    listed = len(spoken.syllables) > 2 and len(split_words(hanzi)) == len(spoken.syllables)
    ends = set()
    last = -1
    for token in spoken.tokens:
        if token.kind is TokenKind.SYLLABLE and token.syllable is not None:
            last = token.syllable
        elif token.kind is TokenKind.PAUSE:
            ends.add(last)
    ends.add(len(spoken.syllables) - 1)
    return tuple(
        ToneSpan(
            float(i),
            float(i),
            i + 1.0,
            each.tone if listed else each.spoken_tone,
            joined=not listed and i not in ends,
        )
        for i, each in enumerate(spoken.syllables)
    )


def ideal(places: Sequence[ToneSpan], index: int) -> Contour:
    """What the tone of syllable `index` should look like, over 0…1 of the syllable."""
    return target_contour(places, index, np.linspace(0.0, 1.0, POINTS))


def judge(
    places: Sequence[ToneSpan], index: int, levels: Sequence[float], also: Sequence[int] = ()
) -> Traced:
    """Compare a drawn contour, `POINTS` levels at equal steps, with the tone of syllable `index`.

    `also` are tones that are as right there (`Syllable.also_tones`): one that was drawn well counts.
    """
    found = _judged(places, index, levels)
    if found.verdict is Verdict.GOOD:
        return found
    here = places[index]
    for tone in also:
        changed = [*places]
        changed[index] = ToneSpan(here.start, here.final_start, here.end, tone, joined=here.joined)
        other = _judged(changed, index, levels)
        if other.verdict is Verdict.GOOD:
            return other
    return found


def _judged(places: Sequence[ToneSpan], index: int, levels: Sequence[float]) -> Traced:
    drawn = np.clip(np.asarray(levels, np.float64), 1.0, 5.0)
    if drawn.shape != (POINTS,) or not np.isfinite(drawn).all():
        raise ValueError(f"a drawn contour is {POINTS} finite levels")
    place = places[index]
    tone = place.tone
    distances = {
        each: min(distance(drawn, shape) for shape in _shapes(places, index, each))
        for each in TONES
        if each != NEUTRAL or tone == NEUTRAL  # its shape is that of no full tone: short, and anywhere
    }
    nearest = min(distances, key=lambda each: (distances[each] - (_TIE if each == tone else 0.0), each))
    trait = _trait(places, index, drawn, nearest, close=distances[tone] <= CLOSE)
    good = trait in (Trait.GOOD, Trait.GOOD_LOW, Trait.GOOD_RISE_UNNEEDED)
    verdict = Verdict.GOOD if good else Verdict.OFF if nearest == tone else Verdict.WRONG
    times = tuple(float(t) for t in np.linspace(0.0, 1.0, POINTS))
    return Traced(
        tone,
        nearest,
        round(distances[tone], 3),
        verdict,
        trait,
        Contour(times, tuple(float(level) for level in drawn)),
        ideal(places, index),
    )


def hummed(contours: Sequence[Contour], places: Sequence[ToneSpan], register: SpeakerRegister) -> FloatArray:
    """The contours of a text, each over 0…1 of its syllable, hummed one after the other: 16 kHz mono."""
    pieces: list[FloatArray] = []
    for contour, place in zip(contours, places, strict=True):
        seconds = _NEUTRAL_SECONDS if place.tone == NEUTRAL else _SECONDS if place.joined else _LAST_SECONDS
        stretched = Contour(tuple(t * seconds for t in contour.times), contour.levels)
        pieces += [hum(stretched, register, seconds), np.zeros(round(_GAP * _RATE), np.float32)]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def distance(drawn: Levels, target: Levels) -> float:
    """Levels between two contours of the same length, as the module says."""
    apart = drawn - target
    return float(np.sqrt(HEIGHT * apart.mean() ** 2 + SHAPE * apart.var()))


def _shapes(places: Sequence[ToneSpan], index: int, tone: int) -> list[Levels]:
    """All that `tone` may look like in this place: as it runs on, and as said alone."""
    here = places[index]
    made = []
    for joined in (here.joined, not here.joined):
        changed = [*places]
        changed[index] = ToneSpan(here.start, here.final_start, here.end, tone, joined=joined)
        if joined and index + 1 == len(places):
            changed.append(ToneSpan(here.end, here.end, here.end + 1.0, 1))
        made.append(np.asarray(ideal(changed, index).levels))
    return [*made, (made[0] + made[1]) / 2] if tone == 3 else made  # few rise as far as 214 tells


def _trait(places: Sequence[ToneSpan], index: int, drawn: Levels, nearest: int, *, close: bool) -> Trait:
    tone = places[index].tone
    if tone == NEUTRAL:
        return _neutral(places, index, drawn, nearest)
    said = {1: _first, 2: _second, 3: _third, 4: _fourth}[tone](drawn, places, index)
    if nearest != tone:
        return said if said not in _FINE else Trait.OTHER
    if said in _FINE:
        return said if close else Trait.OTHER
    return said


_FINE = (Trait.GOOD, Trait.GOOD_LOW, Trait.GOOD_RISE_UNNEEDED)


def _ends(drawn: Levels) -> tuple[float, float]:
    return float(drawn[:_EDGE].mean()), float(drawn[-_EDGE:].mean())


def _first(drawn: Levels, _places: Sequence[ToneSpan], _index: int) -> Trait:
    start, end = _ends(drawn)
    if end - start < -_CHANGED:
        return Trait.SINKS if start >= 4.0 else Trait.LOW_AND_SINKS
    if end - start > _CHANGED:
        return Trait.RISES
    if drawn.max() - drawn.min() > 2 * _CHANGED:
        return Trait.BENDS
    return Trait.GOOD if drawn.mean() >= 4.2 else Trait.LEVEL_TOO_LOW


def _second(drawn: Levels, _places: Sequence[ToneSpan], _index: int) -> Trait:
    start, end = _ends(drawn)
    lowest = float(drawn.min())
    turn = float(drawn.argmin()) / (len(drawn) - 1)
    if end - start < -_CHANGED:
        return Trait.DIPS_FIRST if end - lowest > 2 * _CHANGED else Trait.FALLS
    if end - lowest < _CHANGED:
        return Trait.STAYS_LEVEL
    if start - lowest > _CHANGED and turn > 0.3:
        return Trait.DIPS_FIRST
    if start > 4.0:
        return Trait.STARTS_TOO_HIGH
    if end < 4.0:
        return Trait.RISES_TOO_LITTLE
    return Trait.GOOD if start >= 1.9 else Trait.STARTS_TOO_LOW


def _third(drawn: Levels, places: Sequence[ToneSpan], index: int) -> Trait:
    start, end = _ends(drawn)
    lowest = float(drawn.min())
    turn = float(drawn.argmin()) / (len(drawn) - 1)
    rise = end - lowest
    if turn < 0.15 and rise > _CHANGED:
        return Trait.RISES_AT_ONCE
    if lowest > 2.0:
        return Trait.NOT_LOW
    if start > 3.7 and rise < _CHANGED:
        return Trait.LIKE_FOURTH
    if places[index].joined:
        return Trait.GOOD_RISE_UNNEEDED if rise > _CHANGED else Trait.GOOD
    return Trait.GOOD if rise > _CHANGED else Trait.GOOD_LOW


def _fourth(drawn: Levels, places: Sequence[ToneSpan], index: int) -> Trait:
    start, end = _ends(drawn)
    half = places[index].joined and index + 1 < len(places) and places[index + 1].tone == 4
    if end - start > _CHANGED:
        return Trait.GOES_UP
    if start < 3.9:
        return Trait.STARTS_TOO_LOW
    if float(drawn.max()) - end < 1.2:
        return Trait.NOT_FALLING
    return Trait.GOOD if end <= (4.0 if half else 2.2) else Trait.FALLS_TOO_LITTLE


def _neutral(places: Sequence[ToneSpan], index: int, drawn: Levels, nearest: int) -> Trait:
    target = np.asarray(ideal(places, index).levels)
    movement = (drawn.max() - drawn.min()) - (target.max() - target.min())
    if movement > 1.5 or (nearest != NEUTRAL and distance(drawn, target) > CLOSE):
        return Trait.NEUTRAL_TOO_FULL
    height = float((drawn - target).mean())
    if abs(height) <= 1.1:
        return Trait.GOOD
    return Trait.NEUTRAL_TOO_HIGH if height > 0 else Trait.NEUTRAL_TOO_LOW
