"""Named values in the head and in steps: Chinese and English names alike, and help with a mistyped one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

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


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be, or None."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def read_fields(lines: Iterable[Line], names: Mapping[str, str], report: Report) -> dict[str, Field]:
    """Lines that must all be `name: value`, as {canonical name: field}.

    `names` maps what may be written to the canonical name. Unknown names, names given twice, empty values
    and lines that are no field at all are reported as errors and left out.
    """
    found: dict[str, Field] = {}
    for line in lines:
        if not line.text.strip():
            continue
        field = as_field(line)
        if field is None:
            report.error(
                line.number,
                msg("这一行看不懂：{line}。这里每行要写成“名称: 内容”。", line=shorten(line.text)),
            )
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
            report.error(line.number, msg("“{name}”后面没有内容。", name=field.name))
        else:
            found[name] = field
    return found


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
