"""From what is stored to what the progress page says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.storage.values import AttemptSummary, DayTotal
from app.ui.screens.history.view import (
    attempt_trend,
    day_heading,
    day_trend,
    derive_line,
    group_by_day,
    trend_remark,
    verdict_summary,
)
from app.ui.widgets.trend_plot import TREND_FROM

NOON = datetime.combine(date(2026, 3, 2), datetime.min.time()).astimezone() + timedelta(hours=12)


def attempt(**changes: object) -> AttemptSummary:
    values: dict = {
        "id": "a",
        "created": NOON.astimezone(UTC),
        "lesson_id": "tones",
        "prompt_id": "ma",
        "text": "妈麻马骂",
        "total": 81.6,
        "status": "scored",
        "duration": 2.4,
        "faults": (0, 0, 0),
    }
    return AttemptSummary(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "每个字都说准了"),
        ({"faults": (1, 0, 2)}, "声母 \u20681\u2069 处 · 声调 \u20682\u2069 处"),
        ({"faults": (0, 3, 0)}, "韵母 \u20683\u2069 处"),
        ({"faults": None}, ""),
        ({"status": "silent", "total": None, "faults": None}, "没有声音"),
        ({"status": "too_noisy", "total": None, "faults": None}, "太吵，没有评分"),
        ({"status": "off_task", "total": None, "faults": None}, "不是这一句，没有评分"),
        ({"status": "unscored", "total": None, "faults": None}, "还没有评分"),
    ],
)
def test_what_was_off_in_a_few_words(changes: dict, words: str) -> None:
    assert verdict_summary(attempt(**changes)) == words


def test_a_line_says_everything_to_a_screen_reader() -> None:
    line = derive_line(attempt(), {"tones": "四个声调"})
    assert line.lesson == "四个声调"
    for part in ("妈麻马骂", "四个声调", "82", "0:02", line.summary):
        assert part in line.description
    assert derive_line(attempt(lesson_id="gone"), {}).lesson == "已移走的课程"
    assert derive_line(attempt(lesson_id="psc"), {}).lesson == "模拟测试"
    assert derive_line(attempt(total=None, status="silent"), {}).score == ""


def test_attempts_are_grouped_by_the_day_on_the_wall() -> None:
    moments = [
        NOON,
        NOON - timedelta(hours=11, minutes=59),
        NOON - timedelta(hours=13),
        NOON - timedelta(days=9),
    ]
    attempts = [attempt(id=str(i), created=when.astimezone(UTC)) for i, when in enumerate(moments)]
    groups = group_by_day(attempts, {}, NOON.date())
    assert [[line.id for line in group.lines] for group in groups] == [["0", "1"], ["2"], ["3"]]
    assert [group.heading for group in groups[:2]] == ["今天", "昨天"]
    assert group_by_day([], {}, NOON.date()) == ()


def test_older_days_have_their_date() -> None:
    assert "2026" in day_heading(date(2026, 2, 20), date(2026, 3, 2))
    assert "2" in day_heading(date(2026, 3, 3), date(2026, 3, 2))  # a clock that was set back


def days(*means: float | None) -> list[DayTotal]:
    first = date(2026, 3, 1)
    return [
        DayTotal(first + timedelta(days=i), 3, 0 if mean is None else 2, mean, mean, 9.0)
        for i, mean in enumerate(means)
    ]


def test_days_without_a_score_are_no_dots() -> None:
    trend = day_trend(days(70.0, None, 80.0))
    assert [point.value for point in trend.points] == [70.0, 80.0]
    assert "3/3" in trend.points[1].tooltip


def test_days_are_in_order_of_time_whatever_the_order_they_come_in() -> None:
    assert [p.label for p in day_trend(list(reversed(days(70.0, 75.0)))).points] == ["3/1", "3/2"]


def test_takes_are_dots_that_open_them() -> None:
    trend = attempt_trend([attempt(id="new"), attempt(id="none", total=None), attempt(id="old")])
    assert [point.key for point in trend.points] == ["old", "new"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "第一个点"),
        ([70.0], str(TREND_FROM - 1)),
        ([70.0, 90.0, 95.0, 99.0], "点还太少"),  # however steep, four points are no trend
        ([60.0, 62.0, 70.0, 78.0, 80.0], "向上"),
        ([80.0, 78.0, 70.0, 62.0, 60.0], "向下"),
        ([80.0, 20.0, 81.0, 80.0, 79.0], "平稳"),  # one bad day does not make a trend
    ],
)
def test_the_trend_in_words(values: list[float], words: str) -> None:
    assert words in trend_remark(values, "天")
