"""The ways in which a word, a price or an amount of the product card may be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from app.paths import assets_dir
from app.speech import numerals

_BARE_FROM = 20  # yuan: smaller numbers are said of too many other things
_ROUND = re.compile(r"(?<=百)([一二三四五六七八九])十$|(?<=千)([一二三四五六七八九])百$")


@lru_cache(maxsize=1)
def _otherwise() -> Mapping[str, tuple[str, ...]]:
    """`assets/live_room/said_otherwise.txt`."""
    found = {}
    text = (assets_dir() / "live_room" / "said_otherwise.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, equals, others = line.partition("#")[0].partition("=")
        if equals:
            found[word.strip()] = tuple(others.split())
    return MappingProxyType(found)


def ways_of_word(word: str) -> tuple[str, ...]:
    """The word itself first."""
    return (word, *_otherwise().get(word, ()))


def ways_of_price(written: str) -> tuple[str, ...]:
    """Of 19.9: 十九块九, 十九元九, 十九点九, 十九块九毛; of 1280: 一千二百八十元, 一千二百八 and so on."""
    said = numerals.price(written)
    ways = [said, said.replace("块", "元"), said.replace("元", "块"), numerals.number(written)]
    if "块" in said and said[-1] not in "毛角分":
        ways += [said + "毛", said.replace("块", "元") + "角"]
    if written.replace(",", "").isdigit():
        whole = numerals.number(written)
        short = _ROUND.sub(lambda found: found[1] or found[2], whole)
        if short != whole:
            ways += [short]
        if int(written.replace(",", "")) < _BARE_FROM:
            ways.remove(whole)
    return _with_liang(ways)


def ways_of_amount(number: str, unit: str) -> tuple[str, ...]:
    """Of 500克: 五百克, 一斤, 半公斤; of 1公斤: 一公斤, 两斤; of 230厘米: 二百三十厘米, 两米三."""
    said = numerals.number(number)
    ways = [said + unit]
    value = float(number)
    grams = value * {"克": 1, "斤": 500, "公斤": 1000}.get(unit, 0)
    if grams:
        ways += [
            numerals.number(f"{grams / each:g}") + name
            for each, name in ((500, "斤"), (1000, "公斤"), (1, "克"))
            if grams / each >= 1 and (grams / each).is_integer()
        ]
        ways += ["半公斤"] if grams == 500 else []
    if unit == "厘米" and value >= 100 and value % 10 == 0:
        metres, tenths = divmod(int(value) // 10, 10)
        ways.append(numerals.integer(metres) + "米" + (numerals.integer(tenths) if tenths else ""))
        ways += [said, said.removesuffix("十")]
    if unit == "小时" and value >= 24 and value % 24 == 0:
        ways.append(numerals.integer(int(value) // 24) + "天")
    if unit == "点" and value > 12:
        ways.append(numerals.integer(int(value) - 12) + "点")
    if unit == "天":
        ways += ways_of_word(said + unit)[1:]
    return _with_liang(ways)


def _with_liang(ways: list[str]) -> tuple[str, ...]:
    """Each with 两 where 二 may be said so."""
    both = [other for way in ways for other in (way, re.sub(r"二(?=[百千万元块米斤公天])", "两", way))]
    return tuple(dict.fromkeys(both))
