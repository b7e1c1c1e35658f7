"""Tones drawn by hand: ideal contours of all pairs, wrong ones, shaky ones, and what is said."""

from __future__ import annotations

import itertools
import zlib

import numpy as np
import pytest

from app.speech.drawn_tone import POINTS, Trait, hummed, ideal, judge, tone_places
from app.speech.f0 import track_f0
from app.speech.register import SpeakerRegister
from app.speech.text import to_spoken
from app.speech.tone_values import ToneSpan
from app.speech.values import Verdict

PAIRS = [pair for pair in itertools.product((1, 2, 3, 4), (1, 2, 3, 4, 5)) if pair != (3, 3)]
"""All pairs of spoken tones; 3 and 3 is spoken as 2 and 3."""


def places_of(*tones: int) -> tuple[ToneSpan, ...]:
    return tuple(
        ToneSpan(float(i), float(i), i + 1.0, tone, joined=i + 1 < len(tones)) for i, tone in enumerate(tones)
    )


def line(*levels: float) -> list[float]:
    """A contour through these levels at equal steps."""
    return [float(x) for x in np.interp(np.linspace(0, 1, POINTS), np.linspace(0, 1, len(levels)), levels)]


@pytest.mark.parametrize("tones", PAIRS, ids=str)
@pytest.mark.parametrize("index", [0, 1])
def test_the_ideal_contour_is_good_and_every_other_tone_is_found_out(
    tones: tuple[int, int], index: int
) -> None:
    places = places_of(*tones)
    for drawn in (1, 2, 3, 4):
        other = list(tones)
        other[index] = drawn
        found = judge(places, index, ideal(places_of(*other), index).levels)
        if drawn == tones[index]:
            assert (found.verdict, found.looks_like, found.distance) == (Verdict.GOOD, drawn, 0.0)
        else:
            assert found.verdict is not Verdict.GOOD, f"{drawn} passes for {tones[index]}"
            if tones[index] != 5:
                assert (found.verdict, found.looks_like) == (Verdict.WRONG, drawn)


@pytest.mark.parametrize("before", [1, 2, 3, 4])
def test_a_neutral_tone_is_good_where_native_readers_speak_it(before: int) -> None:
    places = places_of(before, 5)
    found = judge(places, 1, ideal(places, 1).levels)
    assert (found.verdict, found.looks_like) == (Verdict.GOOD, 5)
    high = judge(places, 1, line(5, 4.8))
    low = judge(places_of(1, 5), 1, line(1.2, 1.0))
    assert high.verdict is not Verdict.GOOD
    assert low.trait in (Trait.NEUTRAL_TOO_LOW, Trait.NEUTRAL_TOO_FULL)


@pytest.mark.parametrize("tones", PAIRS, ids=str)
def test_a_shaky_hand_and_a_level_up_or_down_do_no_harm(tones: tuple[int, int]) -> None:
    places = places_of(*tones)
    chance = np.random.default_rng(zlib.crc32(repr(tones).encode()))
    for index, moved in itertools.product((0, 1), (-0.5, 0.0, 0.5)):
        shaky = np.asarray(ideal(places, index).levels) + moved + chance.normal(0.0, 0.15, POINTS)
        found = judge(places, index, shaky.tolist())
        assert found.verdict is Verdict.GOOD, (index, moved, found.trait)


@pytest.mark.parametrize(
    ("tones", "index", "drawn", "trait", "verdict"),
    [
        ((4,), 0, (5, 4.6, 4.2), Trait.NOT_FALLING, Verdict.WRONG),  # begins right, does not come down
        ((4,), 0, (5, 4, 3), Trait.FALLS_TOO_LITTLE, Verdict.OFF),
        ((4, 4), 0, (5, 4, 3), Trait.GOOD, Verdict.GOOD),  # half a fall before a fall is enough
        ((4,), 0, (3, 2, 1), Trait.STARTS_TOO_LOW, Verdict.WRONG),
        ((4,), 0, (1, 3, 5), Trait.GOES_UP, Verdict.WRONG),
        ((1,), 0, (3, 3, 3), Trait.LEVEL_TOO_LOW, Verdict.OFF),
        ((1,), 0, (5, 4.5, 3.4), Trait.SINKS, Verdict.OFF),
        ((1,), 0, (3, 3.4, 5), Trait.RISES, Verdict.WRONG),
        ((2,), 0, (3, 3, 3), Trait.STAYS_LEVEL, Verdict.WRONG),
        ((2,), 0, (3.5, 1.2, 1.2, 4), Trait.DIPS_FIRST, Verdict.WRONG),
        ((2,), 0, (2.5, 3, 3.7), Trait.RISES_TOO_LITTLE, Verdict.OFF),
        ((2,), 0, (1, 3, 5), Trait.STARTS_TOO_LOW, Verdict.OFF),
        ((3,), 0, (2, 1, 1, 1), Trait.GOOD_LOW, Verdict.GOOD),  # natives often leave the rise out
        ((3, 1), 0, (2, 1, 1, 4), Trait.GOOD_RISE_UNNEEDED, Verdict.GOOD),
        ((3,), 0, (3, 3.6, 5), Trait.RISES_AT_ONCE, Verdict.WRONG),
        ((3,), 0, (5, 3, 1), Trait.LIKE_FOURTH, Verdict.WRONG),
        ((4, 5), 1, (5, 3, 1), Trait.NEUTRAL_TOO_FULL, Verdict.WRONG),
    ],
)
def test_it_says_what_differs(
    tones: tuple[int, ...], index: int, drawn: tuple[float, ...], trait: Trait, verdict: Verdict
) -> None:
    found = judge(places_of(*tones), index, line(*drawn))
    assert (found.trait, found.verdict) == (trait, verdict)


@pytest.mark.parametrize(
    ("text", "tones", "joined"),
    [
        ("老板", (2, 3), (True, False)),  # sandhi
        ("一瓶", (4, 2), (True, False)),
        ("妈麻马骂", (1, 2, 3, 4), (False, False, False, False)),  # a list of words, each said alone
        ("马", (3,), (False,)),
    ],
)
def test_the_places_are_those_of_the_spoken_tones(
    text: str, tones: tuple[int, ...], joined: tuple[bool, ...]
) -> None:
    places = tone_places(to_spoken(text))
    assert tuple(each.tone for each in places) == tones
    assert tuple(each.joined for each in places) == joined


def test_a_third_tone_said_alone_is_shown_with_its_rise() -> None:
    alone, before = ideal(places_of(3), 0), ideal(places_of(3, 1), 0)
    assert alone.levels[-1] == 4.0
    assert before.levels[-1] == 1.0


def test_another_tone_that_is_as_right_counts() -> None:
    places = places_of(2, 3)  # 我买: second, or third with a half fall
    half = ideal(places_of(3, 3), 0).levels
    assert judge(places, 0, half).verdict is Verdict.WRONG
    found = judge(places, 0, half, also=(3,))
    assert (found.verdict, found.tone) == (Verdict.GOOD, 3)
    assert judge(places, 0, line(5, 5), also=(3,)).tone == 2


def test_a_drawing_must_be_whole() -> None:
    with pytest.raises(ValueError, match="levels"):
        judge(places_of(1), 0, [5.0] * 5)
    with pytest.raises(ValueError, match="levels"):
        judge(places_of(1), 0, [5.0] * (POINTS - 1) + [float("nan")])


def test_a_drawing_outside_the_staff_counts_as_its_edge() -> None:
    found = judge(places_of(1), 0, [7.0] * POINTS)
    assert found.verdict is Verdict.GOOD
    assert max(found.drawn.levels) == 5.0


def test_what_is_drawn_can_be_heard() -> None:
    places = places_of(1, 4)
    sound = hummed([ideal(places, 0), ideal(places, 1)], places, SpeakerRegister())
    assert sound.dtype == np.float32
    assert 0.7 < len(sound) / 16_000 < 1.0
    track = track_f0(sound)
    first, second = (
        track.f0[(track.times > a) & (track.times < b) & track.voiced] for a, b in ((0, 0.35), (0.37, 0.8))
    )
    assert np.ptp(12 * np.log2(first)) < 1.0  # level
    assert 12 * np.log2(second[:5].mean() / second[-5:].mean()) > 6.0  # falls
    assert hummed([], [], SpeakerRegister()).size == 0
