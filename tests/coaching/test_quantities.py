"""Numbers with units in spoken Chinese."""

from __future__ import annotations

import pytest

from app.coaching.heard_text import spoken_characters
from app.coaching.quantities import counted_things, find_quantities, number_value


@pytest.mark.parametrize(
    ("spoken", "value"),
    [("十", 10), ("二十九", 29), ("一百零五", 105), ("一百一", 110), ("一千二百八", 1280), ("两千", 2000),
     ("一万二", 12000), ("二九", 29), ("二十九点九", 29.9), ("半", 0.5), ("两", 2)],
)  # fmt: skip
def test_numbers(spoken: str, value: float) -> None:
    assert number_value(spoken) == pytest.approx(value)


def test_what_is_no_number() -> None:
    assert number_value("十好") is None


@pytest.mark.parametrize(
    "said", ["二十九块九", "二十九块九毛", "二十九点九元", "二十九点九", "¥29.9", "29.9元"]
)
def test_a_price_in_all_its_forms(said: str) -> None:
    spoken = spoken_characters(said).replace(" ", "")
    assert [(q.value, q.unit) for q in find_quantities(spoken)] == [(29.9, "yuan")]


def test_amounts() -> None:
    def found(text: str) -> list[tuple[float, str]]:
        return [(q.value, q.unit) for q in find_quantities(text)]

    assert found("一袋五百克") == [(500.0, "g")] == found("一斤") == found("半公斤")
    assert found("四十八小时内发货，五到七天到") == [(48.0, "h"), (7.0, "day")]
    assert found("九块九三斤") == [(9.9, "yuan"), (1500.0, "g")]
    assert found("直径三厘米") == [(30.0, "mm")]
    assert found("我看看这个") == []


def test_what_a_price_is_said_of() -> None:
    assert counted_things("每袋五百克") == {"一袋", "500g"} == counted_things("一袋一斤")
