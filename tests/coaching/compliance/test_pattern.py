"""The language of patterns, for characters and for sounds."""

from __future__ import annotations

import pytest

from app.coaching.compliance.heard import hear
from app.coaching.compliance.pattern import PatternError, compile_patterns

WORDS = {"praise": ["好", "好吃", "甜"], "thing": ["枣", "{colour}枣"], "colour": ["红", "黑"]}


def found(pattern: str, text: str) -> list[str]:
    heard = hear(text)
    return [heard.chars[start:end] for start, end in heard.find(compile_patterns([pattern], WORDS))]


def found_by_sound(pattern: str, text: str) -> list[str]:
    heard = hear(text)
    return [heard.chars[start:end] for start, end in heard.find_sound(compile_patterns([pattern], WORDS))]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("最{praise}", "最好吃的枣，最多两袋", ["最好吃"]),
        ("(全国|全疆)第一", "全疆第一，全县第一", ["全疆第一"]),
        ("最低[的]价", "最低价和最低的价", ["最低价", "最低的价"]),
        ("比…好", "比他们那边好，比，好", ["比他们那边好"]),
        ("比…2好", "比他们那边好", []),
        ("比~好", "比他们，好", ["比他们，好".replace("，", ",")]),
        ("比~好", "比他们。好", []),
        ("比…好", "比他们不好", []),
        ("对…好", "对眼睛特别好", ["对眼睛特别好"]),
        ("#块", "19块，十九块，¥19.9块", ["19块", "十九块", "¥19.9块"]),
        ("^滚", "滚，翻滚", ["滚"]),
        ("滚$", "滚，滚水", ["滚"]),
        ("最好!(吃完|先)", "最好吃完，最好的", ["最好"]),
        ("{thing}", "黑枣", ["黑枣"]),
        ("第一", "第 一，第·一", ["第一", "第一"]),
        ("no.1", "ＮＯ．１", ["no.1"]),
    ],
)
def test_characters(pattern: str, text: str, expected: list[str]) -> None:
    assert found(pattern, text) == expected


def test_sounds_find_what_a_recogniser_misspells() -> None:
    assert found_by_sound("全网最低", "全忘嘴底价") == ["全忘嘴底"]
    assert found_by_sound("真正产的", "蒸整铲的") == ["蒸整铲的"]
    assert found_by_sound("升值空间", "身直空间") == ["身直空间"]  # eng and en, zh and z run together
    assert found_by_sound("最好", "嘴好") == []  # too short to be told from everyday words


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(甲|乙", "少了一个“)”"),
        ("甲)", "多了一个“)”"),
        ("{praise", "少了一个“}”"),
        ("{prase}", "没有叫“prase”的词表"),
        ("最!好", "“!”后面要有“(”"),
        ("", "是空的"),
        ("甲}", "多了一个“}”"),
        ("{round}", "绕回到了自己"),
    ],
)
def test_a_broken_pattern_says_what_is_wrong(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason.replace("(", r"\(").replace(")", r"\)")):
        compile_patterns([pattern], {**WORDS, "round": ["甲{round}"]})
