"""How a reading to the teleprompter is judged: its figures say what was put in."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).resolve().parent.parent.parent / "packaging" / "rehearsal"))
from prompted_reading import Passed, Reading, begins_at, judged


def reading() -> Reading:
    """Ten syllables a second apart, five seconds of own words after them, ten more."""
    first = [Passed(1.0 + i, i) for i in range(11)]
    second = [Passed(16.0 + i, 10 + i) for i in range(1, 11)]
    return Reading(
        np.zeros(1, np.float32),
        (Passed(0.0, 0), *first[1:], *second),
        frozenset(),
        ((1.0, 11.0), (16.0, 26.0)),
        ((11.0, 16.0),),
    )


def true_place(at: float) -> int:
    return max((each.place for each in reading().places if each.second <= at), default=0)


def looks(late: float, *, ahead: int = 0) -> list[tuple[float, int, bool]]:
    return [(at / 10, true_place(at / 10 - late) + ahead, True) for at in range(270)]


def test_one_who_is_shown_where_she_is_is_not_late() -> None:
    told = judged(reading(), looks(0.0), 0.0, lambda place: place // 5)
    assert told["late"]["most"] == 0.0
    assert told["same_line"] == told["within_one_line_always"] == 1.0
    assert told["longest_off_by_more_than_a_line"] == 0.0


def test_own_words_do_not_make_it_later() -> None:
    told = judged(reading(), looks(2.0), 0.0, lambda place: place // 5)
    assert told["late"]["median"] == pytest.approx(1.5, abs=0.6)
    assert told["late"]["most"] <= 2.0  # though the pause is five seconds long
    assert told["same_line"] < 1.0 and told["within_one_line"] == 1.0
    assert told["said_to_be_beside_while_improvising"] == 0.0


def test_a_text_that_has_run_ahead_is_told() -> None:
    told = judged(reading(), looks(0.0, ahead=12), 0.0, lambda place: place // 5)
    assert told["ahead_syllables_most"] == 12
    assert told["ahead_by_more_than_a_line"] == 1.0
    assert told["longest_off_by_more_than_a_line"] > 20.0


def test_what_was_played_is_found_in_the_recording() -> None:
    played = np.random.default_rng(1).normal(0, 0.1, 16_000).astype(np.float32)
    recorded = np.concatenate([np.zeros(4_800, np.float32), played, np.zeros(800, np.float32)])
    assert begins_at(recorded, played) == pytest.approx(0.3)
    assert begins_at(played[1_600:], played) == pytest.approx(-0.1)
