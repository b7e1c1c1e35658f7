"""Which PINs are taken, how they are kept, and how long a wrong one makes wait."""

from __future__ import annotations

import pytest

from app.people import pins
from app.people.pins import UnusablePinError


@pytest.mark.parametrize("pin", ["4071", "83620", "604817", "915372840661"])
def test_a_pin_is_taken(pin: str) -> None:
    assert pins.usable_pin(pin) == pin


@pytest.mark.parametrize("typed", ["４０７１", "٤٠٧١", "۴۰۷۱", " 40 71 "])
def test_any_keyboards_digits_are_digits(typed: str) -> None:
    assert pins.usable_pin(typed) == "4071"


@pytest.mark.parametrize(
    "pin",
    [
        *("0000", "1234", "4321", "7890", "0987", "1122", "1212", "123123", "40714071", "1995", "2008"),
        *("19950412", "950412", "120495", "12041995", "2580", "5201314"),
    ],
)
def test_what_many_would_try_first_is_refused(pin: str) -> None:
    with pytest.raises(UnusablePinError, match="太好猜"):
        pins.usable_pin(pin)


@pytest.mark.parametrize("pin", ["", "407", "4071407140714", "40a1", "-4071", "4.071", "²³⁴⁵"])
def test_what_is_no_pin_is_refused(pin: str) -> None:
    with pytest.raises(UnusablePinError, match="4 到 12 位"):
        pins.usable_pin(pin)


def test_few_pins_are_weak() -> None:
    assert sum(pins.is_weak(f"{number:04}") for number in range(10_000)) < 1_000


def test_a_kept_pin_tells_itself_from_others() -> None:
    kept = pins.hash_pin("4071")
    assert kept.startswith("$argon2id$")
    assert kept != pins.hash_pin("4071")  # each with a salt of its own
    assert pins.matches(kept, "４０７１")
    assert not pins.matches(kept, "4072")
    assert not pins.matches(kept, "")
    assert not pins.matches(kept, "你好")


def test_the_wait_grows_from_the_third_wrong_try() -> None:
    waits = [pins.delay_after(failed).total_seconds() for failed in range(10)]
    assert waits == [0, 0, 0, 5, 15, 60, 300, 900, 900, 900]


def test_a_starting_pin_is_no_weak_one() -> None:
    made = {pins.starting_pin() for _ in range(200)}
    assert len(made) > 190
    assert all(pins.usable_pin(each) == each and len(each) == 6 for each in made)
