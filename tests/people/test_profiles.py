"""Names as people type them, and profiles made of them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from app.people.profiles import (
    FIRST_LANGUAGES,
    LONGEST_NAME,
    UnusableNameError,
    clean_name,
    new_profile,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  古丽 ", "古丽"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("ئايگۈل\tمەمەت", "ئايگۈل مەمەت"),
        ("Айгүл　Нұрланқызы", "Айгүл Нұрланқызы"),
        ("Zoe\u0301", "Zoé"),
        ("\ufeff\u200b3号\u202e", "3号"),
        ("به\u200cار", "به\u200cار"),  # a joiner is spelling
        ("𠮷田", "𠮷田"),
    ],
)
def test_names_are_cleaned(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u200c", "…！", "·"])
def test_name_needs_something_readable(typed: str) -> None:
    with pytest.raises(UnusableNameError, match="姓名"):
        clean_name(typed)


def test_length_is_of_what_is_kept() -> None:
    assert len(clean_name("  " + "古" * LONGEST_NAME + "  ")) == LONGEST_NAME
    with pytest.raises(UnusableNameError, match="41"):
        clean_name("古" * (LONGEST_NAME + 1))


def test_taken_names_count_without_regard_to_case() -> None:
    with pytest.raises(UnusableNameError, match="已经有叫“aygul”"):
        clean_name("aygul ", taken=["Aygül", "AYGUL"])
    assert clean_name("古丽2", taken=["古丽"]) == "古丽2"


def test_new_profile() -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=timezone(timedelta(hours=8)))
    profile = new_profile(" 古丽 ", "ug", now=now)
    assert (profile.name, profile.first_language, profile.register) == ("古丽", "ug", "")
    assert profile.created == now
    assert profile.created.utcoffset() == timedelta(0)
    assert new_profile("古丽", "ug").id != profile.id


def test_first_language_must_be_known() -> None:
    assert list(FIRST_LANGUAGES) == ["ug", "kk", "zh", "other"]
    with pytest.raises(ValueError, match="klingon"):
        new_profile("古丽", "klingon")
