"""Weeks: sums over whole weeks, shares over what is known, nothing made up."""

from __future__ import annotations

from datetime import date

import pytest

from app.broadcasts.weeks import TrainingDay, by_week, enough
from tests.broadcasts.broadcast_samples import broadcast

MONDAY = date(2026, 11, 2)


def test_a_week_adds_up_and_shares_are_over_what_is_known() -> None:
    training = [
        TrainingDay(MONDAY, 600.0, 4, 70.0, 1, told=3, facts=6),
        TrainingDay(date(2026, 11, 8), 300.0, 1, 90.0, told=3, facts=4),
    ]
    held = [
        broadcast("a", day=MONDAY, minutes=120, turnover=200_00, viewers=300, orders=10, returns=1),
        broadcast(
            "b", day=date(2026, 11, 8), minutes=60, turnover=100_00, viewers=None, orders=30, returns=None
        ),
        broadcast("c", day=MONDAY, minutes=None, turnover=999_00, viewers=100, orders=10, returns=0),
    ]
    [week] = by_week(training, held)
    assert (week.monday, week.training_minutes, week.scored, week.rehearsals) == (MONDAY, 15, 5, 1)
    assert week.mean == pytest.approx((4 * 70 + 90) / 5)
    assert week.told_share == pytest.approx(0.6)
    assert week.broadcasts == 3
    assert week.per_hour == 100_00  # 300 yuan in three hours; the one without minutes is left out
    assert week.conversion == pytest.approx(100 * 20 / 400)
    assert week.returned == pytest.approx(1 / 20)


def test_weeks_without_anything_stand_between() -> None:
    weeks = by_week([TrainingDay(MONDAY, 60.0)], [broadcast(day=date(2026, 11, 22))])
    assert [each.monday.day for each in weeks] == [2, 9, 16]
    assert (weeks[1].training_minutes, weeks[1].broadcasts, weeks[1].per_hour, weeks[1].mean) == (
        0,
        0,
        None,
        None,
    )


def test_no_viewers_and_no_orders_divide_nothing() -> None:
    [week] = by_week([], [broadcast(viewers=0, peak=0, orders=0, returns=0, turnover=0)])
    assert (week.conversion, week.returned, week.per_hour) == (None, None, 0)


def test_only_the_latest_weeks_and_nothing_of_nothing() -> None:
    far = [broadcast("a", day=date(2024, 1, 1)), broadcast("b")]
    assert len(by_week([], far, most=26)) == 26
    assert by_week([], []) == ()


def test_few_broadcasts_are_not_enough() -> None:
    days = [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    few = by_week([], [broadcast(str(i), day=day) for i, day in enumerate(days)])
    assert not enough(few)
    many = [date(2026, 10, 26), *days]
    assert enough(by_week([], [broadcast(f"{i}{day}", day=day) for i in range(2) for day in many]))
    assert not enough(by_week([], [broadcast(str(i), day=days[0]) for i in range(9)]))
