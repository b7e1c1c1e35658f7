from __future__ import annotations

import numpy as np
import pytest

from app.speech import phones


@pytest.mark.parametrize(
    ("pinyin", "expected"),
    [
        ("zhuang1", ("zh", "uang")),
        ("zi3", ("z", "ii")),
        ("ri4", ("r", "iii")),
        ("yi1", ("i",)),
        ("you3", ("iou",)),
        ("wen2", ("uen",)),
        ("yuan2", ("van",)),
        ("yong4", ("iong",)),
        ("jue2", ("j", "ve")),
        ("xun4", ("x", "vn")),
        ("qiong2", ("q", "iong")),
        ("lv4", ("l", "v")),
        ("lü4", ("l", "v")),
        ("nu:e4", ("n", "ve")),
        ("lue4", ("l", "ve")),
        ("liu2", ("l", "iou")),
        ("gui4", ("g", "uei")),
        ("lun2", ("l", "uen")),
        ("bo1", ("b", "o")),
        ("er2", ("er",)),
        ("r5", ("er",)),
        ("huar1", ("h", "ua", "er")),
        ("dianr3", ("d", "ian", "er")),
        ("n2", ("en",)),
        ("a", ("a",)),
    ],
)
def test_phones_of_written_syllables(pinyin: str, expected: tuple[str, ...]) -> None:
    assert phones.pinyin_phones(pinyin) == expected


@pytest.mark.parametrize("pinyin", ["", "x", "yai1", "hm", "zhx", "vosk"])
def test_what_is_no_syllable_is_refused(pinyin: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        phones.pinyin_phones(pinyin)


def test_an_initial_before_a_final_nobody_writes_there_still_has_phones() -> None:
    assert phones.syllable_phones("j", "uei") == ("j", "uei")
    assert phones.syllable_phones("j", "un") == ("j", "vn")
    assert phones.syllable_phones("sh", "i", erhua=True) == ("sh", "iii", "er")


def test_states_of_phones_follow_one_another_without_gaps() -> None:
    everything = phones.state_sequence(phones.PHONES)
    np.testing.assert_array_equal(everything, np.arange(phones.STATE_COUNT))
    for phone in phones.PHONES:
        assert {phones.PHONES[phones.STATE_PHONE[state]] for state in phones.phone_states(phone)} == {phone}
