"""What cannot be right, and what is only odd."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.broadcasts.checks import doubts, faults
from tests.broadcasts.broadcast_samples import TODAY, broadcast


def test_an_ordinary_broadcast_has_neither() -> None:
    assert faults(broadcast(), TODAY) == ()
    assert doubts(broadcast()) == ()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"product": " "}, "product"),
        ({"product": "枣" * 81}, "product"),
        ({"day": date(2026, 11, 24)}, "day"),
        ({"day": date(1926, 11, 22)}, "day"),
        ({"orders": -1}, "orders"),
        ({"turnover": -1}, "turnover"),
        ({"viewers": 10**11}, "viewers"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"peak": 357}, "peak"),
        ({"note": "长" * 2001}, "note"),
        (dict.fromkeys(("minutes", "viewers", "peak", "orders", "turnover", "returns")), "minutes"),
    ],
)
def test_faults_name_their_field(changes: dict[str, Any], field: str) -> None:
    assert [each.field for each in faults(broadcast(**changes), TODAY)] == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"orders": 400}, "orders"),
        ({"returns": 13}, "returns"),
        ({"orders": 0, "returns": 0}, "turnover"),
        ({"turnover": 0}, "turnover"),
        ({"turnover": 200_000_000_00}, "turnover"),
        ({"minutes": 800}, "minutes"),
    ],
)
def test_what_is_odd_is_a_question_and_no_fault(changes: dict[str, Any], field: str) -> None:
    assert [each.field for each in doubts(broadcast(**changes))] == [field]
    assert faults(broadcast(**changes), TODAY) == ()


def test_the_same_broadcast_twice_is_odd() -> None:
    kept = [broadcast("b1"), broadcast("b2", product="核桃")]
    assert [each.field for each in doubts(broadcast("new"), kept)] == ["start"]
    assert doubts(broadcast("b1", orders=13), kept) == ()  # changing it is none
    assert doubts(broadcast("new", day=date(2026, 11, 21)), kept) == ()


def test_what_is_not_known_is_not_odd() -> None:
    bare = broadcast(viewers=None, peak=None, orders=None, turnover=None, returns=None)
    assert faults(bare, TODAY) == () and doubts(bare) == ()
