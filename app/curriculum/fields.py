"""Named values and list items: Chinese and English names alike, and help with a mistyped one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.curriculum.blocks import Field, Line, as_field
from app.curriculum.report import Report
from app.i18n import Message, msg

LANGUAGE_NAMES: Mapping[str, str] = {
    "en": "en",
    "英语": "en",
    "英文": "en",
    "ug": "ug",
    "维吾尔语": "ug",
    "维语": "ug",
    "kk": "kk",
    "哈萨克语": "kk",
    "哈语": "kk",
}
"""What an author may call the three languages of glosses and meanings."""

LANGUAGES = ("en", "ug", "kk")


@dataclass(frozen=True)
class Item:
    """One `- text` or `1. text` line: its line, the number before it (0 without one), its text."""

    line: int
    number: int
    text: str


@dataclass(frozen=True)
class ItemForm:
    """How the items of a list begin, and an example of one for the sentence about a line that does not."""

    pattern: re.Pattern[str]
    example: str


BULLETS = ItemForm(re.compile(r"^\s*[-－*•·]\s*()(.*)$"), "- …")
NUMBERS = ItemForm(re.compile(r"^\s*([0-9０-９]{1,3})\s*(?:[.．、)）]|:(?=\s))\s*(.*)$"), "1. …")


@dataclass(frozen=True)
class Parts:
    """The lines of a step by what they are: fields that stand once, those that may repeat, list items.

    `fields` is {canonical name: field}; `repeated` has (canonical name, field) in the order of the file.
    """

    fields: dict[str, Field]
    repeated: tuple[tuple[str, Field], ...] = ()
    items: tuple[Item, ...] = ()

    def value(self, name: str) -> str:
        """What stands in a field; "" without it."""
        return self.fields[name].value if name in self.fields else ""

    @property
    def meanings(self) -> dict[str, str]:
        """The meanings that are given, by language."""
        return {name: self.fields[name].value for name in LANGUAGES if name in self.fields}


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def read_parts(
    lines: Iterable[Line],
    names: Mapping[str, str],
    report: Report,
    items: ItemForm | None = None,
    repeated: frozenset[str] = frozenset(),
) -> Parts:
    """Lines that must all be `name: value`, or list items where the step has them.

    `names` maps what may be written to the canonical name; canonical names in `repeated` may stand on
    several lines. Unknown names, names given twice, empty values and lines that are neither are reported
    as errors and left out.
    """
    found: dict[str, Field] = {}
    again: list[tuple[str, Field]] = []
    listed: list[Item] = []
    for line in lines:
        if not line.text.strip():
            continue
        match = items.pattern.match(line.text) if items else None
        if match is not None:
            if match[2].strip():
                listed.append(Item(line.number, int(match[1] or 0), match[2].strip()))
            else:
                report.error(line.number, msg("这一条是空的。请写上内容，或者删掉这一行。"))
            continue
        field = as_field(line)
        if field is None:
            report.error(line.number, _not_understood(line, items))
            continue
        name = names.get(field.name)
        if name is None:
            report.error(line.number, unknown_name(field.name, names))
        elif name in found:
            first = found[name].line
            report.error(
                line.number, msg("“{name}”写了两次，第 {first} 行已经有了。", name=field.name, first=first)
            )
        elif not field.value:
            # 「要点:」 alone, as the heading of the list below it, says nothing and does no harm.
            if not (items and name in repeated):
                report.error(line.number, msg("“{name}”后面没有内容。", name=field.name))
        elif name in repeated:
            again.append((name, field))
        else:
            found[name] = field
    return Parts(found, tuple(again), tuple(listed))


def _not_understood(line: Line, items: ItemForm | None) -> Message:
    if items is None:
        return msg("这一行看不懂：{line}。这里每行要写成“名称: 内容”。", line=shorten(line.text))
    return msg(
        "这一行看不懂：{line}。这里每行要写成“{example}”或者“名称: 内容”。",
        line=shorten(line.text),
        example=items.example,
    )


def read_number(field: Field | None, least: int, most: int, report: Report) -> int:
    """A whole number within bounds; 0 without a field, and, the error reported, when it is no such number."""
    if field is None:
        return 0
    # int() takes more than an author means: "1_0", signs, blanks.
    if re.fullmatch(r"[0-9]{1,4}", field.value) and least <= int(field.value) <= most:
        return int(field.value)
    report.error(
        field.line,
        msg(
            "“{name}”要写 {least} 到 {most} 之间的整数，这里是“{value}”。",
            name=field.name,
            least=least,
            most=most,
            value=shorten(field.value),
        ),
    )
    return 0


def split_bars(text: str) -> list[str]:
    """The pieces between `|` signs, half or full width, without blanks around them."""
    return [piece.strip() for piece in re.split(r"[|｜]", text)]


def unknown_name(name: str, names: Iterable[str]) -> Message:
    """The sentence for a name nobody knows, with the nearest one that exists."""
    names = list(names)
    near = closest(name, names)
    if near is not None:
        return msg("不认识“{name}”。是不是想写“{near}”？", name=shorten(name), near=near)
    return msg("不认识“{name}”。这里可以用：{known}。", name=shorten(name), known="、".join(names))


def shorten(text: str, limit: int = 24) -> str:
    """`text` on one line, cut to `limit` characters, for quoting in a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
