"""From a table to what would be added to the log: nothing is kept here, everything is shown before."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from app.broadcasts.checks import LONGEST_NOTE, doubts, faults
from app.broadcasts.columns import FIELDS, Mapped
from app.broadcasts.reading import (
    Cell,
    UnreadableError,
    clean,
    read_count,
    read_minutes,
    read_moment,
    read_money,
    read_times,
)
from app.broadcasts.table_file import FORMULA, Table
from app.broadcasts.values import NUMBERS, Broadcast
from app.i18n import Message, msg

_COUNTS = ("viewers", "peak", "orders", "returns")


@dataclass(frozen=True)
class Line:
    """A row that can be kept; `doubts` is what is odd about it."""

    line: int
    broadcast: Broadcast
    doubts: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Update:
    """A row about a broadcast that is in the log already, with other numbers. `changed` are their fields."""

    line: int
    kept: Broadcast
    broadcast: Broadcast  # what it would become
    changed: tuple[str, ...]
    doubts: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A row that cannot be kept, and why."""

    line: int
    reason: Message


@dataclass(frozen=True)
class Preview:
    """What would become of a table. `missing` names columns without which nothing can be kept."""

    new: tuple[Line, ...] = ()
    updates: tuple[Update, ...] = ()
    same: int = 0  # in the log already, with the same numbers
    refused: tuple[Refused, ...] = ()
    missing: tuple[Message, ...] = ()


@dataclass(frozen=True)
class _Reading:
    """What one table is read with."""

    columns: Sequence[Mapped]
    profile_id: str
    products: Mapping[str, str]  # lesson ids of product cards by the cards' names
    today: date


def preview_table(
    table: Table,
    columns: Sequence[Mapped],
    kept: Sequence[Broadcast],
    products: Mapping[str, str],
    profile_id: str,
    today: date,
    new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
) -> Preview:
    """Hold a table against the log. `products` are lesson ids of product cards by the cards' names.

    A row is about a broadcast of the log when day and product are the same and the start is, or one of the
    two does not say it and there is only one such broadcast.
    """
    fields = {each.field for each in columns}
    missing = [FIELDS[name] for name in ("day", "product") if name not in fields]
    if "day" not in fields and "start" in fields:
        missing = [each for each in missing if each is not FIELDS["day"]]  # it may hold the day as well
    if missing:
        return Preview(missing=tuple(missing))
    how = _Reading(columns, profile_id, products, today)
    new: list[Line] = []
    updates: list[Update] = []
    refused: list[Refused] = []
    first_line: dict[tuple[date, time | None, str], int] = {}
    same = 0
    for line, cells in table.rows:
        try:
            read = _read(cells, how, new_id())
        except UnreadableError as error:
            refused.append(Refused(line, error.message))
            continue
        key = read.day, read.start, _name(read.product)
        if key in first_line:
            refused.append(Refused(line, msg("和第 {line} 行是同一场。", line=first_line[key])))
            continue
        old = _found(read, kept)
        whole = read if old is None else _merged(old, read)
        wrong = faults(whole, today)
        if wrong:
            refused.append(Refused(line, _about(wrong[0].field, wrong[0].message)))
            continue
        first_line[key] = line
        odd = tuple(_about(each.field, each.message) for each in doubts(whole))
        if old is None:
            new.append(Line(line, whole, odd))
        elif whole == old:
            same += 1
        else:
            updates.append(Update(line, old, whole, _changed(old, whole), odd))
    return Preview(tuple(new), tuple(updates), same, tuple(refused))


def _read(cells: Sequence[Cell], how: _Reading, new_id: str) -> Broadcast:
    """One row. Raises UnreadableError that names the column."""
    found: dict[str, Cell] = {}
    factors: dict[str, int] = {}
    for mapped, cell in zip(how.columns, cells, strict=True):
        if mapped.field:
            found[mapped.field], factors[mapped.field] = cell, mapped.factor
    for field, cell in found.items():
        if cell == FORMULA:
            why = msg("这一格是公式，文件里没有算好的数。请在 Excel 里打开保存一次，再导入。")
            raise UnreadableError(_about(field, why))

    def read(field: str, reader: Callable[..., Any], *values: Any, **options: Any) -> Any:
        try:
            return reader(found.get(field), *values, **options)
        except UnreadableError as error:
            raise UnreadableError(_about(field, error.message)) from error

    moment = read("day", read_moment, how.today)
    start, minutes = moment.start, moment.minutes
    day = moment.day
    if "start" in found:
        if day is None or isinstance(found["start"], datetime) or _has_day(found["start"]):
            other = read("start", read_moment, how.today)
            day = day or other.day
            begin, length = other.start, other.minutes
        else:
            begin, length = read("start", read_times)
        start, minutes = begin or start, length or minutes
    if day is None:
        raise UnreadableError(msg("这一行没有日期。"))
    if "end" in found and start is not None:
        has_day = _has_day(found["end"])
        end = read("end", read_moment, how.today).start if has_day else read("end", read_times)[0]
        if end is not None:
            minutes = (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % (24 * 60) or minutes
    said = read("minutes", read_minutes)
    if said is None:
        said = read("hours", read_minutes, hours=True)
    product = clean(found.get("product"))
    return Broadcast(
        new_id,
        how.profile_id,
        day,
        start,
        product,
        how.products.get(product, ""),
        minutes=said if said is not None else minutes,
        turnover=read("turnover", read_money, factors.get("turnover", 1)),
        note=clean_note(found.get("note")),
        **{name: read(name, read_count, factors.get(name, 1)) for name in _COUNTS},
    )


def clean_note(cell: Cell) -> str:
    """A note as it is kept."""
    text = "" if cell is None else str(cell)
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()[: LONGEST_NOTE + 1]


def _has_day(cell: Cell) -> bool:
    text = clean(cell)
    return isinstance(cell, datetime) or (
        len(text) > 7 and any(each in text for each in "-/月.") and " " in text
    )


def _found(read: Broadcast, kept: Sequence[Broadcast]) -> Broadcast | None:
    alike = [each for each in kept if each.day == read.day and _name(each.product) == _name(read.product)]
    exact = [each for each in alike if each.start == read.start]
    if exact:
        return exact[0]
    open_ones = alike if read.start is None else [each for each in alike if each.start is None]
    return open_ones[0] if len(open_ones) == 1 else None


def _merged(old: Broadcast, read: Broadcast) -> Broadcast:
    """What the table knows goes over what was known; where it is silent, what was known stays."""
    known = {name: value for name in NUMBERS if (value := getattr(read, name)) is not None}
    start = read.start if read.start is not None else old.start
    return dataclasses.replace(old, start=start, note=read.note or old.note, **known)


def _changed(old: Broadcast, new: Broadcast) -> tuple[str, ...]:
    return tuple(n for n in ("start", *NUMBERS, "note") if getattr(old, n) != getattr(new, n))


def _name(product: str) -> str:
    return "".join(clean(product).casefold().split())


def _about(field: str, reason: Message) -> Message:
    return msg("{field}：{reason}", field=FIELDS.get(field, ""), reason=reason) if field in FIELDS else reason
