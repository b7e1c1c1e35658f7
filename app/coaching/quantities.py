"""Numbers with units in spoken Chinese: 二十九块九 is 29.9 yuan, 半斤 is 250 g."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_NUMBER = "[零一二两三四五六七八九十百千万]+(?:点[零一二三四五六七八九]+)?|半"
_FACTORS = {
    "公斤": ("g", 1000.0), "千克": ("g", 1000.0), "斤": ("g", 500.0), "克": ("g", 1.0),
    "毫米": ("mm", 1.0), "厘米": ("mm", 10.0), "小时": ("h", 1.0), "天": ("day", 1.0), "颗": ("piece", 1.0),
    "度": ("degree", 1.0), "点": ("clock", 1.0),
}  # fmt: skip
_COUNTERS = "袋箱盒瓶罐包把条只串套组件"
_PRICE = re.compile(
    rf"(?P<yuan>{_NUMBER})[块元](?P<jiao>[一二三四五六七八九](?![十百千块元克斤袋箱盒瓶只套串条把]))?"
    rf"(?P<mao>[毛角])?(?P<fen>[一二三四五六七八九]分)?|(?P<only>[一二两三四五六七八九])毛"
    r"|(?P<bare>[零一二两三四五六七八九十百千]+点[零一二三四五六七八九]+)(?![十公千斤克厘毫个度])"
)
_AMOUNT = re.compile(
    rf"(?P<number>{_NUMBER})(?P<unit>{'|'.join(sorted(_FACTORS, key=len, reverse=True))})(?!半?[钟击])"
)
_COUNT = re.compile(rf"(?P<number>[一二两三四五六七八九十每])(?P<unit>[{_COUNTERS}])")


@dataclass(frozen=True)
class Quantity:
    """A number with its unit (yuan, g, mm, h, day, piece, degree, clock) at `begin`…`end` of the text."""

    value: float
    unit: str
    begin: int
    end: int


def number_value(spoken: str) -> float | None:
    """The value of a number in Chinese: 一百零五 is 105, 一千二 1200; None for what is none."""
    if spoken == "半":
        return 0.5
    whole, _, fraction = spoken.partition("点")
    total = section = 0
    digit = -1
    last_unit = 1  # the last of 千, 百, 十
    for character in whole:
        if character in _DIGITS:
            if digit > 0 and len(whole) > 1 and not set(whole) & set("十百千万"):
                return _serial(whole, fraction)
            digit = _DIGITS[character]
            last_unit = 1 if character == "零" else last_unit
        elif character == "万":
            total += (section + max(digit, 0)) * 10_000
            section, digit, last_unit = 0, -1, 10_000
        else:
            unit = {"十": 10, "百": 100, "千": 1000}.get(character)
            if unit is None or unit >= last_unit > 1:
                return None  # 一百一百
            section += (digit if digit > 0 else 1) * unit
            digit, last_unit = -1, unit
    if digit > 0:
        section += digit * (last_unit // 10 if last_unit >= 100 else 1)
    value = float(total + section)
    return value + (_fraction(fraction) if fraction else 0.0)


def _serial(whole: str, fraction: str) -> float:
    value = float("".join(str(_DIGITS[c]) for c in whole))
    return value + (_fraction(fraction) if fraction else 0.0)


def _fraction(digits: str) -> float:
    return float("0." + "".join(str(_DIGITS[c]) for c in digits))


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Prices and amounts in spoken characters, in order."""
    found = [q for match in _PRICE.finditer(text) if (q := _price(match))]
    rest = text
    for price in found:
        rest = rest[: price.begin] + " " * (price.end - price.begin) + rest[price.end :]
    for match in _AMOUNT.finditer(rest):
        value = number_value(match["number"])
        if value is not None:
            unit, factor = (*_FACTORS[match["unit"]],)
            found.append(Quantity(round(value * factor, 4), unit, match.start(), match.end()))
    return tuple(sorted(found, key=lambda q: q.begin))


def _price(match: re.Match[str]) -> Quantity | None:
    if match["only"]:
        return Quantity(_DIGITS[match["only"]] / 10, "yuan", match.start(), match.end())
    value = number_value(match["yuan"] or match["bare"])
    if value is None:
        return None
    value += _DIGITS[match["jiao"]] / 10 if match["jiao"] else 0.0
    value += _DIGITS[match["fen"][0]] / 100 if match["fen"] else 0.0
    return Quantity(round(value, 2), "yuan", match.start(), match.end())


def counted_things(text: str) -> frozenset[str]:
    """What a price may be said of: 一袋, 两箱 and weights (一斤 is the same as 五百克)."""
    counts = {("一" if m["number"] == "每" else m["number"]) + m["unit"] for m in _COUNT.finditer(text)}
    weights = {f"{q.value:g}g" for q in find_quantities(text) if q.unit == "g"}
    return frozenset(counts | weights)
