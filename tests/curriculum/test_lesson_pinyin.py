"""Pinyin as authors write it, and whether it fits its text."""

from __future__ import annotations

import pytest

from app.curriculum.readings import check_pinyin
from app.curriculum.syllables import SYLLABLES, joined, split_syllables, with_mark
from app.i18n import Message


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("hóngzǎo", "hong2 zao3"),
        ("hong2zao3", "hong2 zao3"),
        ("Hóng Zǎo!", "hong2 zao3"),
        ("hóng, zǎo", "hong2 zao3"),
        ("xī'ān", "xi1 an1"),
        ("xiān", "xian1"),
        ("fang1an4", "fang1 an4"),
        ("nǚ", "nv3"),
        ("nv3", "nv3"),
        ("nu:3", "nv3"),
        ("lüè", "lve4"),
        ("lue4", "lve4"),
        ("jv2", "ju2"),
        ("xǚ", "xu3"),
        ("hăo", "hao3"),  # breve in place of the caron
        ("mɑ̄mɑ", "ma1 ma5"),  # the printed letter ɑ
        ("huār", "huar1"),
        ("yī huìr", "yi1 huir4"),
        ("ba0", "ba5"),
        ("", ""),
    ],
)
def test_spellings_come_to_one_form(written: str, expected: str) -> None:
    found = split_syllables(written)
    assert not isinstance(found, str)
    assert " ".join(each.text for each in found) == expected


@pytest.mark.parametrize("written", ["hongx", "红", "zh", "bià4x", "3", "máo4", "q", "lǎóu"])
def test_what_is_no_pinyin_is_named(written: str) -> None:
    assert isinstance(split_syllables(written), str)


def test_every_syllable_survives_marking_and_reading() -> None:
    for base in SYLLABLES:
        for tone in "12345":
            marked = with_mark(base + tone)
            found = split_syllables(marked)
            assert not isinstance(found, str)
            assert [each.text for each in found] == [base + tone], marked


@pytest.mark.parametrize(
    ("syllables", "word"),
    [(["hong2", "zao3"], "hóngzǎo"), (["xi1", "an1"], "xī'ān"), (["nv3", "er2"], "nǚ'ér"), (["jiu3"], "jiǔ")],
)
def test_a_word_is_joined_as_dictionaries_print_it(syllables: list[str], word: str) -> None:
    assert joined(syllables) == word
    back = split_syllables(word)
    assert [each.text for each in back if not isinstance(each, str)] == syllables


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("红枣", "hóngzǎo", "hong2 zao3"),
        ("好朋友", "hǎo péngyou", "hao3 peng2 you5"),
        ("妈妈", "māma", "ma1 ma5"),
        ("银行行长", "yín háng háng zhǎng", "yin2 hang2 hang2 zhang3"),
        ("花儿", "huār", "huar1"),
        ("花儿", "huā'ér", "hua1 er2"),
        ("有点儿甜", "yǒu diǎnr tián", "you3 dianr3 tian2"),
        ("39.9元", "sān shí jiǔ diǎn jiǔ yuán", "san1 shi2 jiu3 dian3 jiu3 yuan2"),
        ("¥19.9", "shí jiǔ kuài jiǔ", "shi2 jiu3 kuai4 jiu3"),
        ("大家好！", "dà jiā, hǎo!", "da4 jia1 hao3"),
        # dictionaries print these changed tones; the citation tone is kept
        ("我有点儿想买一个", "wǒ yǒu diǎnr xiǎng mǎi yí gè", "wo3 you3 dianr3 xiang3 mai3 yi1 ge4"),
        ("不是", "bú shì", "bu4 shi4"),
        # a doubled adjective with 儿
        ("慢慢儿说", "mànmānr shuō", "man4 manr1 shuo1"),
        # the author insists
        ("噶", "za1!", "za1"),
        ("绿", "lǜ", "lv4"),
    ],
)
def test_readings_that_fit(text: str, written: str, expected: str) -> None:
    found = check_pinyin(text, written)
    assert not isinstance(found, Message), str(found)
    assert " ".join(found) == expected


@pytest.mark.parametrize(
    ("text", "written", "part"),
    [
        ("红枣", "hóng", "音节数不一样：文字约有 2 个音节，拼音有 1 个"),
        ("红枣", "hóng zǎo hǎo", "文字约有 2 个音节，拼音有 3 个"),
        ("红枣", "hong zao", "没有声调"),
        ("红枣", "hóng zao", "第 2 个音节“枣”没有标声调（字典读音：zǎo）"),
        ("红枣", "hóng zhǎo", "第 2 个音节：“枣”的字典读音是 zǎo，这里写的是 zhǎo"),
        ("你好", "ní hǎo", "变调由程序处理"),
        ("红枣", "hóng zaox3", "没有这样的音节"),
        ("红枣", "，", "拼音是空的"),
        ("红枣", "红枣", "没有这样的音节"),
        ("，", "hǎo", "文字约有 0 个音节"),
    ],
)
def test_readings_that_do_not_fit_say_where(text: str, written: str, part: str) -> None:
    found = check_pinyin(text, written)
    assert isinstance(found, Message)
    assert part in str(found)
