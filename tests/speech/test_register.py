"""A speaker's register, learned from takes."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.speech.f0 import F0Track
from app.speech.register import SpeakerRegister, register_of, to_hz, to_semitones


def track_of(f0: np.ndarray, confidence: float = 0.95) -> F0Track:
    """A track with the given F0 (Hz, 0 unvoiced) per 10 ms."""
    f0 = np.asarray(f0, np.float32)
    n = len(f0)
    return F0Track(
        (np.arange(n) * 0.01).astype(np.float32),
        f0,
        np.where(f0 > 0, confidence, 0.0).astype(np.float32),
        np.full(n, -20.0, np.float32),
        np.zeros(n, np.float32),
    )


def talk(median_hz: float, half_width: float, n: int = 1500, seed: int = 0) -> np.ndarray:
    """F0 spread evenly `half_width` semitones about a median."""
    rng = np.random.default_rng(seed)
    return median_hz * 2 ** (rng.uniform(-half_width, half_width, n) / 12)


@pytest.mark.parametrize("median", [95.0, 130.0, 200.0, 260.0])
def test_median_and_range_are_learned(median: float) -> None:
    register = register_of([track_of(talk(median, 6.0))])
    assert to_hz(register.median) == pytest.approx(median, rel=0.04)
    assert register.high - register.median == pytest.approx(5.4, abs=0.6)
    assert register.median - register.low == pytest.approx(5.4, abs=0.6)


def test_octave_errors_do_not_move_it() -> None:
    clean = talk(200.0, 5.0)
    slipped = clean.copy()
    slipped[::12] /= 2.0
    slipped[5::40] *= 2.0
    a, b = register_of([track_of(clean)]), register_of([track_of(slipped)])
    assert b.median == pytest.approx(a.median, abs=0.6)
    assert b.low == pytest.approx(a.low, abs=1.5)
    assert b.high == pytest.approx(a.high, abs=1.5)


@pytest.mark.parametrize("median", [115.0, 210.0])
@pytest.mark.parametrize("half_width", [4.0, 6.0])
def test_a_fifth_of_the_frames_halved_moves_it_by_less_than_a_semitone(
    median: float, half_width: float
) -> None:
    clean = talk(median, half_width)
    slipped = clean.copy()
    slipped[np.random.default_rng(9).random(len(clean)) < 0.2] /= 2.0
    slipped[slipped < 55.0] = 0.0  # the tracker goes no lower
    a, b = register_of([track_of(clean)]), register_of([track_of(slipped)])
    assert abs(b.median - a.median) < 1.0
    assert abs(b.high - a.high) < 1.0
    assert abs(b.low - a.low) < 2.3


@pytest.mark.parametrize("half_width", [3.0, 6.0, 8.0])
def test_nothing_is_folded_that_belongs_where_it_is(half_width: float) -> None:
    register = register_of([track_of(talk(160.0, half_width, n=6000))])
    assert to_hz(register.median) == pytest.approx(160.0, rel=0.04)
    assert register.range == pytest.approx(1.8 * half_width, rel=0.12)


def test_five_takes_know_more_than_one() -> None:
    """The first short take leans on what voices are like, five place her own."""
    takes = [track_of(talk(170.0, 3.0, n=60, seed=i)) for i in range(5)]
    wanted = float(to_semitones(np.array([170.0]))[0])
    first, fifth = register_of(takes[:1]), register_of(takes)
    assert abs(fifth.median - wanted) < 1.0
    assert abs(fifth.median - wanted) < abs(first.median - wanted)
    assert abs(fifth.range - 5.4) < abs(first.range - 5.4)


def test_another_speaker_on_the_same_profile_is_noticed() -> None:
    man = register_of([track_of(talk(115.0, 5.0, n=400, seed=i)) for i in range(8)])
    woman = [track_of(talk(215.0, 5.0, n=200, seed=20 + i)) for i in range(2)]
    once = man.learn(woman[0])
    assert to_hz(once.median) > 190.0
    assert to_hz(once.learn(woman[1]).median) == pytest.approx(215.0, rel=0.06)
    assert to_hz(once.learn(track_of(talk(115.0, 5.0, n=200))).median) < 130.0  # and back again
    # an excited take of her own is no other voice
    excited = man.learn(track_of(talk(145.0, 5.0, n=200)))
    assert to_hz(excited.median) < 122.0


def test_a_narrow_voice_is_told_after_some_takes_only() -> None:
    flat = [track_of(talk(200.0, 1.8, n=150, seed=i)) for i in range(6)]
    assert not register_of(flat[:1]).narrow
    assert register_of(flat).narrow
    assert not register_of([track_of(talk(200.0, 5.0, n=900))]).narrow


def test_a_single_syllable_is_placed_by_the_prior() -> None:
    high_man = register_of([track_of(np.full(25, 150.0))])
    assert 110.0 < to_hz(high_man.median) < 150.0  # more likely a man's high tone than his middle
    woman = register_of([track_of(np.full(25, 260.0))])
    assert 205.0 < to_hz(woman.median) < 260.0
    assert 7.0 < high_man.range < 12.0


def test_the_more_is_heard_the_less_the_prior_counts() -> None:
    f0 = np.full(2000, 150.0) * 2 ** (np.sin(np.arange(2000) / 30) * 3 / 12)
    errors = [
        abs(register_of([track_of(f0[:n])]).median - float(to_semitones(np.array([150.0]))[0]))
        for n in (20, 2000)
    ]
    assert errors[1] < 0.3 < errors[0]


def test_takes_add_up_and_nothing_is_changed_in_place() -> None:
    first = track_of(talk(180.0, 4.0, seed=1))
    second = track_of(talk(210.0, 4.0, seed=2))
    one = SpeakerRegister().learn(first)
    both = one.learn(second)
    assert one.seconds == pytest.approx(15.0, abs=0.01)
    assert both.seconds == pytest.approx(30.0, abs=0.01)
    assert one.median < both.median


def test_old_takes_fade() -> None:
    register = SpeakerRegister()
    for i in range(40):
        register = register.learn(track_of(talk(150.0, 4.0, seed=i)))
    for i in range(40):
        register = register.learn(track_of(talk(200.0, 4.0, seed=i)))
    assert register.seconds < 400.0
    assert to_hz(register.median) > 185.0


def test_doubtful_and_unvoiced_frames_do_not_count() -> None:
    assert register_of([track_of(np.zeros(100))]).seconds == 0.0
    assert register_of([track_of(np.full(100, 150.0), confidence=0.3)]).seconds == 0.0


def test_levels_run_from_one_to_five() -> None:
    register = register_of([track_of(talk(150.0, 6.0))])
    heights = np.array([register.low, register.median, register.high, register.high + 9, np.nan])
    levels = register.levels(heights)
    assert levels[0] == pytest.approx(1.0)
    assert 2.5 < levels[1] < 3.5
    assert levels[2] == levels[3] == pytest.approx(5.0)
    assert np.isnan(levels[4])


def test_json_round_trip() -> None:
    register = register_of([track_of(talk(170.0, 5.0))])
    again = SpeakerRegister.from_json(json.loads(json.dumps(register.to_json())))
    assert again.median == pytest.approx(register.median, abs=0.01)
    assert again.range == pytest.approx(register.range, abs=0.02)
    assert SpeakerRegister.from_json(SpeakerRegister().to_json()) == SpeakerRegister()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": 2, "first_semitone": 0.0, "seconds": []},
        {"version": 1, "first_semitone": -99.0, "seconds": [1.0]},
        {"version": 1, "first_semitone": 0.0, "seconds": [-1.0]},
        {"version": 1, "first_semitone": 0.0, "seconds": [1.0] * 500},
        {"version": 1, "first_semitone": 0.0, "seconds": "x"},
    ],
)
def test_damaged_json_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="register"):
        SpeakerRegister.from_json(data)
