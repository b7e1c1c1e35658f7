"""Dates, times, counts and money as people write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from app.broadcasts.reading import (
    Cell,
    Moment,
    UnreadableError,
    read_count,
    read_minutes,
    read_moment,
    read_money,
    read_times,
)
from tests.broadcasts.broadcast_samples import TODAY

NOON = time(12, 0)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-11-23", Moment(TODAY)),
        ("2026/11/3", Moment(date(2026, 11, 3))),
        ("2026.1.5", Moment(date(2026, 1, 5))),
        ("2026年11月23日", Moment(TODAY)),
        ("20261123", Moment(TODAY)),
        ("23.11.2026", Moment(TODAY)),
        ("２０２６－１１－２３", Moment(TODAY)),
        ("٢٠٢٦-١١-٢٣", Moment(TODAY)),
        ("11月23日", Moment(TODAY)),
        ("11月24日", Moment(date(2025, 11, 24))),  # tomorrow has not been yet
        ("2月29日", Moment(date(2024, 2, 29))),
        ("今天", Moment(TODAY)),
        ("昨天 19:00~22:00", Moment(date(2026, 11, 22), time(19), 180)),
        ("2026-11-23 12:00–14:00", Moment(TODAY, NOON, 120)),
        ("2026-11-23T12:00:00", Moment(TODAY, NOON)),
        ("11月23日（星期一）22:00至00:30", Moment(TODAY, time(22), 150)),
        (46349, Moment(TODAY)),
        (46349.5, Moment(TODAY, NOON)),
        (datetime(2026, 11, 23, 12, 0), Moment(TODAY, NOON)),
        (datetime(2026, 11, 23), Moment(TODAY)),
        (TODAY, Moment(TODAY)),
        ("", Moment(None)),
        (None, Moment(None)),
    ],
)
def test_days(cell: Cell, moment: Moment) -> None:
    assert read_moment(cell, TODAY) == moment


@pytest.mark.parametrize(
    "cell", ["2026-13-01", "11/23/2026", "2026-02-30", "abc", "2026-11-231", True, 5, NOON]
)
def test_what_is_no_day(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        read_moment(cell, TODAY)


@pytest.mark.parametrize(
    ("cell", "start", "minutes"),
    [
        ("12:00", NOON, None),
        ("12:00-14:00", NOON, 120),
        ("12:00 – 14:00", NOON, 120),
        ("下午2点-4点", time(14), 120),
        ("中午12点到2点", NOON, 120),
        ("晚上7点半", time(19, 30), None),
        ("22:00-24:00", time(22), 120),
        ("23:30~00:15", time(23, 30), 45),
        ("12", NOON, None),
        ("1930", time(19, 30), None),
        (0.5, NOON, None),
        (time(12, 0, 59), NOON, None),
        ("", None, None),
    ],
)
def test_times(cell: Cell, start: time | None, minutes: int | None) -> None:
    assert read_times(cell) == (start, minutes)


@pytest.mark.parametrize("cell", ["25:00", "12:75", "中午", "99", "12:00-"])
def test_what_is_no_time(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        read_times(cell)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("356", 356),
        ("1,234", 1234),
        ("1，234，567", 1234567),
        ("１２人", 12),
        ("1.2万", 12000),
        ("3.2w", 32000),
        ("0", 0),
        (12.0, 12),
        ("--", None),
        ("无", None),
    ],
)
def test_counts(cell: Cell, count: int | None) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize(
    "cell", ["-3", "(3)", -1, "3.5", 12.5, "1,5", "1万+", "50%", "abc", True, float("nan")]
)
def test_what_is_no_count(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        read_count(cell)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("¥1,234.50", 123450),
        ("￥3.2万", 3_200_000),
        ("1.23万元", 1_230_000),
        ("1234元", 123400),
        ("RMB 88", 8800),
        ("0.1", 10),
        (0.1 + 0.2, 30),  # a spreadsheet's dust
        (1234.56, 123456),
        (Decimal("0.29"), 29),
    ],
)
def test_money_is_whole_fen(cell: Cell, fen: int) -> None:
    assert read_money(cell) == fen


@pytest.mark.parametrize("cell", ["12.345", 12.345, "-5", "两百", "¥"])
def test_what_is_no_money(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        read_money(cell)


def test_a_heading_in_ten_thousands_multiplies_plain_numbers_only() -> None:
    assert read_money("1.5", 10_000) == 1_500_000
    assert read_money("1.5万", 10_000) == 1_500_000


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("120", 120),
        (120, 120),
        ("2小时30分", 150),
        ("1.5h", 90),
        ("2 h 15 min", 135),
        ("2:30", 150),
        ("2:00:00", 120),
        ("90分钟", 90),
        (time(2, 0), 120),
        (timedelta(hours=26), 1560),
    ],
)
def test_minutes(cell: Cell, minutes: int) -> None:
    assert read_minutes(cell) == minutes


def test_a_column_of_hours() -> None:
    assert read_minutes("1.5", hours=True) == 90
    assert read_minutes("90分钟", hours=True) == 90


@pytest.mark.parametrize("cell", ["-5", "abc", "两小时", True])
def test_what_is_no_length(cell: Cell) -> None:
    with pytest.raises(UnreadableError):
        read_minutes(cell)
