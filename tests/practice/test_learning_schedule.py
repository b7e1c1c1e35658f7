"""How answers and takes are rated, and what that does to when something comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.curriculum.values import Outcome
from app.practice.learning_schedule import intervals, new_card, rate_answer, rate_spoken, review
from app.practice.learning_values import Rating
from app.storage.learning_values import SpokenPrompt

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("right", "asked", "rating"),
    [
        (1, 1, Rating.GOOD),
        (0, 1, Rating.AGAIN),
        (1, 2, Rating.AGAIN),
        (4, 4, Rating.GOOD),
        (3, 4, Rating.HARD),
        (2, 3, Rating.HARD),
        (2, 4, Rating.AGAIN),
        (0, 0, Rating.AGAIN),  # nothing was answered: nothing was shown to be known
    ],
)
def test_an_answer(right: int, asked: int, rating: Rating) -> None:
    assert rate_answer(Outcome(right, asked)) is rating


@pytest.mark.parametrize(
    ("total", "wrong", "off", "rating"),
    [
        (59.9, 0, 0, Rating.AGAIN),
        (90.0, 4, 0, Rating.AGAIN),
        (77.9, 0, 0, Rating.HARD),
        (90.0, 2, 0, Rating.HARD),
        (90.0, 1, 0, Rating.GOOD),
        (91.9, 0, 0, Rating.GOOD),
        (95.0, 0, 2, Rating.GOOD),
        (95.0, 0, 1, Rating.EASY),
        (95.0, 1, 0, Rating.GOOD),
    ],
)
def test_a_take_of_ten_syllables(total: float, wrong: int, off: int, rating: Rating) -> None:
    assert rate_spoken(SpokenPrompt(1, "l", "p", NOON, total, 10, off, wrong)) is rating


def test_the_better_the_later() -> None:
    card, due = review(new_card(NOON), Rating.GOOD, NOON)
    waits = intervals(card, due)
    assert [waits[rating] for rating in Rating] == sorted(waits.values())
    assert waits[Rating.AGAIN] == timedelta(minutes=10)
    assert waits[Rating.EASY] > waits[Rating.GOOD] > waits[Rating.HARD] >= timedelta(days=1)


def test_looking_at_the_intervals_changes_nothing_and_nothing_is_random() -> None:
    card, due = review(new_card(NOON), Rating.GOOD, NOON)
    assert intervals(card, due) == intervals(card, due)
    assert review(card, Rating.HARD, due) == review(card, Rating.HARD, due)
    assert due == NOON + intervals(new_card(NOON), NOON)[Rating.GOOD]


def test_no_interval_is_longer_than_a_year() -> None:
    card, when = new_card(NOON), NOON
    for _ in range(12):
        card, due = review(card, Rating.EASY, when)
        assert due - when <= timedelta(days=365)
        when = due


def test_moments_of_any_zone_are_understood() -> None:
    kashgar = NOON.astimezone(tz=None)
    assert review(new_card(kashgar), Rating.GOOD, kashgar) == review(new_card(NOON), Rating.GOOD, NOON)
