"""Numbers, prices, weights, dates and signs as they are read aloud in Chinese.

`read_out` turns a prompt into `Piece`s of one character each: Chinese characters to say, letters to spell,
pauses, and marks that are not spoken. Prices are read as anchors read them: ¥19.9 is 十九块九.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

_DIGITS = "零一二三四五六七八九"
_LARGE = ("", "万", "亿", "万亿")
_UNITS = {
    "kg": "公斤", "KG": "公斤", "Kg": "公斤", "g": "克", "mg": "毫克", "t": "吨", "km": "公里", "KM": "公里",
    "m": "米", "cm": "厘米", "CM": "厘米", "mm": "毫米", "ml": "毫升", "mL": "毫升", "ML": "毫升",
    "L": "升", "l": "升", "h": "小时", "min": "分钟",
    "s": "秒", "W": "瓦", "V": "伏", "Hz": "赫兹", "kcal": "千卡", "kJ": "千焦",
    "km/h": "公里每小时", "pcs": "件", "℃": "摄氏度", "°C": "摄氏度", "°": "度",
    "㎡": "平方米", "m²": "平方米",
}  # fmt: skip
_COUNTED = (
    "个斤块元件箱袋包盒瓶罐款种份双条只张把次位名天年周岁秒分吨克米升间家辆台套杯碗颗粒单组批遍场步倍人句点"
    "毫厘口头根片串束本门节集首座棵朵面对桶车串勺滴公小千万亿角毛"
)
_NOT_COUNTED = ("年级", "分之", "月", "日", "号", "楼", "层", "点几", "头")
_NUMBERED = re.compile(
    r"(?:电话|手机|热线|拨打|客服|尾号|号码|微信|QQ|编号|货号|邮编|房间号|验证码|密码|学号|车牌)[是为号:：\s]*$"
)
_DIGIT_GROUPS = re.compile(r"\d{3,}(?:[- ]\d{3,})*(?![\d.])")
_PAUSES = frozenset("，。！？；：、…—,.!?;:\n")


class PieceKind(Enum):
    """What is done with a piece of the prompt."""

    CHARACTER = "character"  # a Chinese character to say
    LETTER = "letter"  # a Latin letter to spell
    PAUSE = "pause"
    SILENT = "silent"


@dataclass(frozen=True)
class Piece:
    """One character to say or to leave out; `start`/`end` index the prompt.

    `read_out` tells characters that stand for a number or sign; `serial` those read digit by digit or as
    part of a number's tail, where 一 keeps its tone.
    """

    kind: PieceKind
    text: str
    start: int
    end: int
    read_out: bool = False
    serial: bool = False


def integer(number: int) -> str:
    """A whole number in Chinese: 105 is 一百零五, 2000 is 两千. Raises ValueError from 10**16 on."""
    if number < 0:
        return "负" + integer(-number)
    if number >= 10**16:
        raise ValueError("too large to read out")
    if number == 0:
        return "零"
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    text = ""
    gap = False
    for power in range(len(groups) - 1, -1, -1):
        group = groups[power]
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1000):
            text += "零"
        gap = False
        part = _below_ten_thousand(group)
        if group == 2 and power:
            part = "两"
        text += part + _LARGE[power]
    return text[1:] if text.startswith("一十") else text


def _below_ten_thousand(number: int) -> str:
    text = ""
    zero = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            zero = bool(text)
            continue
        if zero:
            text += "零"
            zero = False
        text += ("两" if digit == 2 and unit == 1000 else _DIGITS[digit]) + name
    return text


def serial(digits: str, *, telephone: bool = False) -> str:
    """Digits one by one; on the telephone 1 is 幺."""
    text = "".join(_DIGITS[int(d)] for d in digits if d.isdigit())
    return text.replace("一", "幺") if telephone else text


def number(written: str) -> str:
    """`1,299`, `3.50`, `007`: the way a bare number is read. A leading zero means digit by digit."""
    whole, _, fraction = written.replace(",", "").partition(".")
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) > 16:
        text = serial(whole)
    else:
        text = integer(int(whole or "0"))
    return text + ("点" + serial(fraction) if fraction else "")


def price(written: str) -> str:
    """`19.9` with a yuan sign before it: 十九块九; `99`: 九十九元; `0.5`: 五毛."""
    whole, _, fraction = written.replace(",", "").partition(".")
    jiao, fen = (int(d) for d in (fraction + "00")[:2])
    yuan = int(whole or "0")
    if len(fraction) > 2:
        return number(written) + "元"
    if not jiao and not fen:
        return ("两" if yuan == 2 else integer(yuan)) + "元"
    head = ("两" if yuan == 2 else integer(yuan)) + "块" if yuan else ""
    if not head:
        return (_DIGITS[jiao] + "毛" if jiao else "") + (_DIGITS[fen] + ("" if jiao else "分") if fen else "")
    if not fen:
        return head + _DIGITS[jiao]
    return head + ("零" + _DIGITS[fen] + "分" if not jiao else _DIGITS[jiao] + "毛" + _DIGITS[fen])


def read_out(text: str) -> tuple[Piece, ...]:
    """The prompt as pieces, in order; every character of it belongs to at least one piece."""
    plain = _half_width(text)
    pieces: list[Piece] = []
    at = 0
    while at < len(plain):
        spelled = _DIGIT_GROUPS.match(plain, at)
        if spelled and _NUMBERED.search(plain[:at]):
            said, keep = _telephone(spelled)
            pieces += _spread(said, at, spelled.end(), keep)
            at = spelled.end()
            continue
        for pattern, reader in _RULES:
            match = pattern.match(plain, at)
            if match and match.end() > at:
                said, keep = reader(match)
                pieces += _spread(said, match.start(), match.end(), keep)
                at = match.end()
                break
        else:
            pieces += _one(text, plain, at)
            at += 1
    return tuple(pieces)


def _half_width(text: str) -> str:
    """Full-width digits, letters and number signs as ASCII, position by position."""
    return "".join(
        chr(ord(c) - 0xFEE0) if (c.isascii() is False and "０" <= c <= "ｚ") or c in "％／＋－～．" else c
        for c in text.replace("￥", "¥")
    )


def _spread(said: str, start: int, end: int, keep: bool) -> list[Piece]:
    # "|" marks a pause between two halves of a reading (dashes of a telephone number)
    return [
        Piece(PieceKind.PAUSE, "", start, end)
        if character == "|"
        else Piece(PieceKind.CHARACTER, character, start, end, read_out=True, serial=keep)
        for character in said
    ]


def _one(text: str, plain: str, at: int) -> list[Piece]:
    character = plain[at]
    signs = {
        "+": "加",
        "=": "等于",
        "&": "和",
        "×": "乘",
        "÷": "除以",
        "℃": "摄氏度",
        "㎡": "平方米",
        "%": "百分号",
    }
    if "\u3400" <= character <= "\u9fff" or character == "〇":
        said = "零" if character == "〇" else character
        return [Piece(PieceKind.CHARACTER, said, at, at + 1, serial=character == "〇")]
    if character.isascii() and character.isalpha():
        return [Piece(PieceKind.LETTER, character, at, at + 1)]
    if character in signs and at and not plain[at - 1].isspace():
        return _spread(signs[character], at, at + 1, False)
    if character in _PAUSES:
        return [Piece(PieceKind.PAUSE, text[at], at, at + 1)]
    return [Piece(PieceKind.SILENT, text[at], at, at + 1)]


_Reader = Callable[["re.Match[str]"], tuple[str, bool]]
_N = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = "|".join(sorted((re.escape(u) for u in _UNITS), key=len, reverse=True))


def _unit(match: re.Match[str]) -> str:
    return _UNITS[match.group("unit")]


def _with_unit(match: re.Match[str]) -> tuple[str, bool]:
    written = match.group("n")
    said = "两" if written == "2" else number(written)
    return said + _unit(match), False


def _range(match: re.Match[str]) -> tuple[str, bool]:
    after = match.string[match.end() :]
    return _counted(match.group("a"), after) + "到" + _counted(match.group("b"), after), False


def _counted(written: str, after: str) -> str:
    two = after.startswith(tuple(_COUNTED)) and not after.startswith(_NOT_COUNTED)
    return "两" if written == "2" and two else number(written)


def _clock(match: re.Match[str]) -> tuple[str, bool]:
    hour, minute = int(match.group(1)), int(match.group(2))
    said = ("两" if hour == 2 else integer(hour)) + "点"
    if minute:
        said += ("零" if minute < 10 else "") + integer(minute)
    return said, False


def _date(match: re.Match[str]) -> tuple[str, bool]:
    year, month, day = match.groups()
    return serial(year) + "年" + integer(int(month)) + "月" + integer(int(day)) + "日", True


def _telephone(match: re.Match[str]) -> tuple[str, bool]:
    groups = [serial(g, telephone=True) for g in re.split(r"[-\s]+", match.group(0)) if g]
    return "|".join(groups), True


def _temperature(match: re.Match[str]) -> tuple[str, bool]:
    return "零下" + number(match.group(1)) + "摄氏度", False


_RULES: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:日|号)?(?!\d)", _date),
        (r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", _telephone),
        (r"(?<!\d)[48]00[- ]?\d{3}[- ]?\d{4}(?!\d)", _telephone),
        (r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)", _telephone),
        (r"(?<!\d)(?:12315|12345|12306|10086|10010|12320|95588)(?!\d)", _telephone),
        (r"(?<!\d)(\d{4})(?=年)", lambda m: (serial(m.group(1)), True)),
        (r"(?<!\d)(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?(?!\d)", _clock),
        (r"(?<![\d.])(\d{1,2})[:：](\d)(?!\d)", lambda m: (number(m[1]) + "比" + number(m[2]), True)),
        (r"[-−](\d+(?:\.\d+)?)\s*(?:℃|°C)", _temperature),
        (
            rf"({_N})%\s*[-~～—–至到]\s*({_N})%",
            lambda m: ("百分之" + number(m[1]) + "到百分之" + number(m[2]), False),
        ),
        (rf"({_N})\s*%", lambda m: ("百分之" + number(m[1]), False)),
        (rf"({_N})\s*‰", lambda m: ("千分之" + number(m[1]), False)),
        (rf"¥\s*({_N})(?=\s*[万亿])", lambda m: (number(m[1]), False)),
        (rf"¥\s*({_N})\s*(?:元|块)?", lambda m: (price(m[1]), False)),
        (r"(?<![\d./])(\d{1,3})/(\d{1,3})(?![\d/])", lambda m: (number(m[2]) + "分之" + number(m[1]), True)),
        (r"(?<=[\d\u4e00-\u9fff])/(?=[\u4e00-\u9fff])", lambda m: ("每", False)),
        (rf"(?P<a>{_N})\s*[-~～–]\s*(?P<b>{_N})(?P<unit>{_UNIT})(?![a-z])",
         lambda m: (number(m["a"]) + "到" + number(m["b"]) + _unit(m), False)),
        (rf"(?P<a>{_N})\s*(?:[-~～–]|——?)\s*(?P<b>{_N})", _range),
        (r"(?<=第)(\d+)", lambda m: (integer(int(m[1])), True)),
        (r"(?<=双)(\d+)", lambda m: (integer(int(m[1])), True)),
        (r"(?<![\d.])6[.·]?18(?![\d.%])(?=大促|活动|年中|期间|价|狂欢|购物|$|[，。！？、])",
         lambda m: ("六一八", True)),
        (r"(?<![\d.])(?:54321|321)(?![\d.%])", lambda m: (serial(m[0]), True)),
        (r"(?<![\d.])(\d)\.(\d)(?=折)", lambda m: (_DIGITS[int(m[1])] + _DIGITS[int(m[2])], True)),
        (rf"(?P<n>{_N})\s*(?P<unit>{_UNIT})(?![a-z])", _with_unit),
        (r"(?<=[\u4e00-\u9fff\d])[x*×](?=\d)", lambda m: ("乘", False)),
        (rf"(?<![\u4e00-\u9fff\d])[-−]({_N})", lambda m: ("负" + number(m[1]), False)),
        (r"(\d)(?=送\d)", lambda m: (_DIGITS[int(m[1])], True)),
        (r"(?<=送)(\d)(?![\d\u4e00-\u9fff])", lambda m: (_DIGITS[int(m[1])], True)),
        (r"(\d{1,2})(?=[月日号楼层](?!链接))", lambda m: (integer(int(m[1])), True)),
        (r"(\d{1,2})(?=号链接)", lambda m: (integer(int(m[1])), True)),
        (r"(?<![\d.])\d{9,}(?![\d.])", lambda m: (serial(m[0]), True)),
        (rf"({_N})", lambda m: (_counted(m[1], m.string[m.end() :]), False)),
    )
)  # fmt: skip
