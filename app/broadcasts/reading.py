"""Dates, times, counts and money as people write them. Each function raises `UnreadableError` with a reason.

"" and a lone dash mean that a thing is not known: None. Digits may be full-width or Arabic ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from app.errors import ExpectedError
from app.i18n import Message, msg

Cell = str | int | float | Decimal | bool | date | datetime | time | timedelta | None
"""What stands in a cell of a table, or was typed."""

_NOTHING = frozenset(
    {"", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "n/a", "na", "null", "none", "nan"}
)
_GROUPED = re.compile(r"\d{1,3}([, '_]\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"\d+(\.\d+)?|\.\d+")
_LARGE = {"千": 1_000, "k": 1_000, "мың": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_MONEY_MARKS = re.compile(r"^(?:¥|rmb|cny)\s*|\s*(?:元|块钱|块|圆|yuan|rmb|cny|¥|يۈەن|юань)$")
_COUNT_MARKS = re.compile(r"\s*(?:人次|人|单|件|个|笔|次|位)$")
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXCEL_DAYS = range(36_526, 73_051)  # the years 2000 to 2099

_DAY = re.compile(
    r"(?:(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)\s*[日号]?"
    r"|(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})(?!\d)"
    r"|(?P<d3>\d{1,2})\.(?P<m3>\d{1,2})\.(?P<y3>\d{4})"
    r"|(?P<m4>\d{1,2})\s*[-/月]\s*(?P<d4>\d{1,2})(?!\d|\s*[-/.])\s*[日号]?)"
)
_WEEKDAY = re.compile(r"^[\s,]*\(?(?:周|星期|礼拜)[一二三四五六日天]\)?[\s,]*")
_CLOCK = (
    r"(?P<{0}half>上午|早上|中午|下午|晚上|晚)?\s*(?P<{0}h>\d{{1,2}})"
    r"(?:\s*:\s*(?P<{0}m>\d{{2}})(?::\d{{2}}(?:\.\d+)?)?"
    r"|\s*[点时](?:\s*(?:(?P<{0}m2>\d{{1,2}})\s*分?|(?P<{0}half_hour>半)|整))?)"
)
_TIMES = re.compile(
    _CLOCK.format("a") + r"(?:\s*(?:-|–|—|~|至|到|to)+\s*" + _CLOCK.format("b") + r")?\s*", re.IGNORECASE
)
_LENGTH = re.compile(
    r"(?:(?P<h>\d+(?:\.\d+)?)\s*(?:个?小时|个?钟头|时|hours?|hrs?|h|сағат|سائەت))?\s*"
    r"(?:(?P<m>\d+(?:\.\d+)?)\s*(?:分钟|分|minutes?|mins?|min|m|минут|مىنۇت))?\s*"
    r"(?:(?P<s>\d+)\s*秒)?"
)


class UnreadableError(ExpectedError):
    """A cell that does not say what it should."""


@dataclass(frozen=True)
class Moment:
    """When a broadcast was, as far as a cell says it."""

    day: date | None
    start: time | None = None
    minutes: int | None = None


def clean(cell: Cell) -> str:
    """The text of a cell with usual widths, digits and spaces."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).replace("\ufeff", "").strip()
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)


def is_nothing(cell: Cell) -> bool:
    """Whether the cell says that nothing is known."""
    return cell is None or (isinstance(cell, str) and clean(cell).casefold() in _NOTHING)


def read_count(cell: Cell, factor: int = 1) -> int | None:
    """A whole number of viewers, orders, …; `factor` is what its heading multiplies it by (万)."""
    if is_nothing(cell):
        return None
    number = _number(cell, _COUNT_MARKS, factor)
    if number != number.to_integral_value():
        raise _no(msg("“{text}”应当是整数。", text=_short(cell)))
    return int(number)


def read_money(cell: Cell, factor: int = 1) -> int | None:
    """Yuan as written, in fen."""
    if is_nothing(cell):
        return None
    fen = _number(cell, _MONEY_MARKS, factor) * 100
    whole = fen.to_integral_value()
    # a spreadsheet's own arithmetic leaves dust behind the last digit
    if abs(fen - whole) > (Decimal("0.0001") if isinstance(cell, float) else 0):
        raise _no(msg("“{text}”的小数太多了，金额最多到分。", text=_short(cell)))
    return int(whole)


def read_minutes(cell: Cell, *, hours: bool = False) -> int | None:
    """How long: 120, 2小时30分, 1.5h, 2:30, 2:00:00, a spreadsheet's time.

    Plain numbers are minutes unless `hours`. Seconds are rounded.
    """
    if is_nothing(cell):
        return None
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute + (cell.second >= 30)
    if isinstance(cell, timedelta):
        return round(cell.total_seconds() / 60)
    if isinstance(cell, str):
        text = clean(cell).casefold()
        clock = re.fullmatch(r"(\d{1,3}):(\d{2})(?::(\d{2}))?", text)
        if clock:
            return int(clock[1]) * 60 + int(clock[2]) + (int(clock[3] or 0) >= 30)
        length = _LENGTH.fullmatch(text)
        if length and any(length.groups()):
            parts = [Decimal(length[name] or 0) for name in "hms"]
            return round(parts[0] * 60 + parts[1] + parts[2] / 60)
    number = _number(cell, re.compile(r"$^"), 60 if hours else 1)
    if number < 0:
        raise _no(msg("时长“{text}”不能是负数。", text=_short(cell)))
    return round(number)


def read_moment(cell: Cell, today: date) -> Moment:
    """A day, perhaps with times: 2026-11-23, 11月23日 12:00–14:00, a spreadsheet's date.

    A day without a year is the latest such day that is not after `today`. `day` is None for an empty cell.
    """
    if is_nothing(cell):
        return Moment(None)
    if isinstance(cell, datetime):
        clock = cell.time().replace(second=0, microsecond=0)
        return Moment(cell.date(), None if clock == time.min else clock)
    if isinstance(cell, date):
        return Moment(cell)
    if isinstance(cell, time | timedelta | bool):
        raise _no(msg("“{text}”不是日期。", text=_short(cell)))
    text = clean(cell)
    relative = {"今天": 0, "昨天": 1, "前天": 2}.get(text[:2])
    if relative is not None:
        return _with_times(today - timedelta(days=relative), text[2:], cell)
    number = re.fullmatch(r"(\d{5})(?:\.(\d+))?", text)
    if number and int(number[1]) in _EXCEL_DAYS:
        share = Decimal(f"0.{number[2] or 0}")
        minutes = round(share * 24 * 60)
        clock = time(minutes // 60 % 24, minutes % 60)
        return Moment(_EXCEL_DAY_ZERO + timedelta(days=int(number[1])), clock if minutes else None)
    found = _DAY.match(text)
    if not found:
        raise _no(msg("日期“{text}”看不懂。请写成 2026-11-23 这样。", text=_short(cell)))
    year = found["y"] or found["y2"] or found["y3"]
    month = int(found["m"] or found["m2"] or found["m3"] or found["m4"])
    of_month = int(found["d"] or found["d2"] or found["d3"] or found["d4"])
    return _with_times(
        _day(int(year) if year else None, month, of_month, today, cell), text[found.end() :], cell
    )


def read_times(cell: Cell) -> tuple[time | None, int | None]:
    """When it began and, if an end is written too, how many minutes it took: 12:00–14:00, 下午2点."""
    if is_nothing(cell):
        return None, None
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0), None
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0), None
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60), None
    text = clean(cell)
    bare = re.fullmatch(r"(\d{1,2})(\d{2})?", text)
    if bare and int(bare[1]) < 24 and int(bare[2] or 0) < 60:
        return time(int(bare[1]), int(bare[2] or 0)), None
    found = _TIMES.fullmatch(text)
    if not found:
        raise _no(msg("时间“{text}”看不懂。请写成 12:00 或 12:00–14:00。", text=_short(cell)))
    begin = _clock(found, "a", cell)
    if found["bh"] is None:
        return begin, None
    if int(found["bh"]) == 24 and not int(found["bm"] or found["bm2"] or 0):
        end = time.min
    else:
        end = _clock(found, "b", cell, found["ahalf"] or "")
    length = (end.hour * 60 + end.minute - begin.hour * 60 - begin.minute) % (24 * 60)
    return begin, length or None


def _with_times(day: date, rest: str, cell: Cell) -> Moment:
    rest = _WEEKDAY.sub("", rest).strip(" ,T")
    if not rest:
        return Moment(day)
    try:
        start, minutes = read_times(rest)
    except UnreadableError as error:
        raise _no(msg("日期“{text}”看不懂。请写成 2026-11-23 这样。", text=_short(cell))) from error
    return Moment(day, start, minutes)


def _day(year: int | None, month: int, of_month: int, today: date, cell: Cell) -> date:
    for tried in [year] if year else [today.year, *range(today.year - 1, today.year - 9, -1)]:
        try:
            day = date(tried, month, of_month)
        except ValueError:
            continue
        if year or day <= today:
            return day
    raise _no(msg("没有“{text}”这一天。", text=_short(cell)))


def _clock(found: re.Match[str], side: str, cell: Cell, before: str = "") -> time:
    hour = int(found[f"{side}h"])
    minute = int(found[f"{side}m"] or found[f"{side}m2"] or (30 if found[f"{side}half_hour"] else 0))
    half = found[f"{side}half"] or before
    if half in ("下午", "晚上", "晚") and hour < 12:
        hour += 12
    if half == "中午" and hour < 10:
        hour += 12
    if hour > 23 or minute > 59:
        raise _no(msg("没有“{text}”这个时间。", text=_short(cell)))
    return time(hour, minute)


def _number(cell: Cell, marks: re.Pattern[str], factor: int) -> Decimal:
    if isinstance(cell, bool | date | time | timedelta):
        raise _no(msg("“{text}”不是数。", text=_short(cell)))
    if isinstance(cell, int | float | Decimal):
        number = Decimal(str(cell))
        if not number.is_finite():
            raise _no(msg("“{text}”不是数。", text=_short(cell)))
        return _not_negative(number * factor, cell)
    text = clean(cell).casefold()
    negative = text.startswith(("-", "−", "("))
    text = marks.sub("", text.lstrip("-−(").rstrip(")").strip())
    text = marks.sub("", text).strip()
    times = factor
    for mark, worth in _LARGE.items():
        if text.endswith(mark):
            text, times = text[: -len(mark)].strip(), worth
            break
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[, '_]", "", text)
    if not _PLAIN.fullmatch(text):
        raise _no(msg("“{text}”不是数。", text=_short(cell)))
    try:
        number = Decimal(text) * times
    except InvalidOperation as error:
        raise _no(msg("“{text}”不是数。", text=_short(cell))) from error
    return _not_negative(-number if negative else number, cell)


def _not_negative(number: Decimal, cell: Cell) -> Decimal:
    if number < 0:
        raise _no(msg("“{text}”是负数，这里不能是负数。", text=_short(cell)))
    return number


def _short(cell: Cell) -> str:
    text = str(cell).strip()
    return text if len(text) <= 24 else text[:23] + "…"


def _no(message: Message) -> UnreadableError:
    return UnreadableError(message)
