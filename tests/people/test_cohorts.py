"""Classes and their names."""

from __future__ import annotations

import pytest

from app.errors import ExpectedError
from app.people.cohorts import new_cohort
from app.people.values import STRICTNESSES
from app.speech.values import Strictness


def test_a_class_has_a_clean_name_and_a_strictness() -> None:
    first, second = new_cohort("  2026 秋  一班 "), new_cohort("二班", "strict", taken=["2026 秋 一班"])
    assert (first.name, first.strictness) == ("2026 秋 一班", "normal")
    assert second.strictness == "strict"
    assert first.id != second.id and first.created.tzinfo is not None


@pytest.mark.parametrize("name", ["", "  ", "…", "x" * 41])
def test_a_class_needs_a_name(name: str) -> None:
    with pytest.raises(ExpectedError, match="班级名称"):
        new_cohort(name)


def test_two_classes_have_two_names() -> None:
    with pytest.raises(ExpectedError, match="已经有叫“class a”的班级"):
        new_cohort("class a", taken=["Class A"])


def test_strictness_is_known_to_the_speech_room() -> None:
    assert tuple(each.value for each in Strictness) == STRICTNESSES
    with pytest.raises(ValueError, match="furious"):
        new_cohort("三班", "furious")
