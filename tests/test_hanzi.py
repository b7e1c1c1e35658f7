"""Readings looked up in the sorted file are those that pypinyin gives."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from app.hanzi import character_readings, read_hanzi

CLIPS = Path(__file__).parent / "data" / "speech" / "commonvoice.tsv"


def by_pypinyin(text: str) -> list[str]:
    found: list[str] = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore")
    return found


def test_characters_have_their_readings_in_order() -> None:
    assert character_readings("长")[0] == "zhang3" and "chang2" in character_readings("长")
    for number in random.Random(1).sample(sorted(PINYIN_DICT), 500):
        found = pinyin(chr(number), style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
        assert list(character_readings(chr(number))) == found[0]


def test_what_is_no_character_has_no_reading() -> None:
    assert [character_readings(text) for text in ("a", "，", "\U0003ffff", "#", "")] == [()] * 5
    assert read_hanzi("") == []


def test_texts_are_read_as_pypinyin_reads_them() -> None:
    chance = random.Random(2)
    phrases = sorted(PHRASES_DICT)
    with CLIPS.open(encoding="utf-8", newline="") as lines:
        texts = [row["text"] for row in csv.DictReader(lines, delimiter="\t")]
    for _ in range(1500):
        cut = [chance.choice(phrases)[: chance.randint(1, 4)] for _ in range(4)]
        texts.append(chance.choice(("", "，", " 3kg ")).join(cut))
    for text in texts:
        assert read_hanzi(text) == by_pypinyin(text), text


@pytest.mark.parametrize(("text", "read"), [("银行行长", "yin2 hang2 hang2 zhang3"), ("买1斤", "mai3 jin1")])
def test_the_phrase_decides(text: str, read: str) -> None:
    assert " ".join(read_hanzi(text)) == read
