"""The shape of a lesson file: a head of `name: value` lines, then blocks that begin with `## kind title`.

This module knows the shape only. What the kinds and names mean is known by `lesson_file` and `steps`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.curriculum.report import Report
from app.i18n import Message, msg

_FIELD = re.compile(r"^\s*([^:：|｜\s][^:：|｜]{0,23}?)\s*[:：](.*)$")
_HEADING = re.compile(r"^##(?!#)\s*(\S*)\s*(.*)$")

LONGEST_LINE = 4000
"""Characters; the pinyin of the longest prompt has 2800."""


@dataclass(frozen=True)
class Line:
    """A line of the file: its number, counted from 1, and its text without trailing blanks."""

    number: int
    text: str


@dataclass(frozen=True)
class Field:
    """A `name: value` line. `name` is as written, in lower case; half and full-width colons both count."""

    line: int
    name: str
    value: str


@dataclass(frozen=True)
class Block:
    """One step of the lesson: `## kind title` and the lines under it, comments taken out."""

    line: int
    kind: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LessonText:
    """A lesson file taken apart: the lines before the first heading, and the blocks."""

    head: tuple[Line, ...]
    blocks: tuple[Block, ...]


def too_long(text: str, most: int) -> Message:
    """The sentence for a text of more than `most` characters."""
    return msg("这一行太长，有 {length} 个字，最多 {most} 个。", length=len(text), most=most)


def as_field(line: Line) -> Field | None:
    """The line as a `name: value` pair; None when it is not one."""
    match = _FIELD.match(line.text)
    return Field(line.number, match[1].casefold(), match[2].strip()) if match else None


def split_blocks(lines: Sequence[str], report: Report) -> LessonText:
    """Take a lesson file apart. Lines that begin with `//` are comments; `---` around the head is allowed."""
    head: list[Line] = []
    blocks: list[Block] = []
    kind, title, start, body = "", "", 0, head
    for number, text in enumerate(lines, start=1):
        if len(text) > LONGEST_LINE:
            report.error(number, too_long(text, LONGEST_LINE))
            continue
        stripped = text.strip()
        if stripped.startswith("//"):
            continue
        if stripped.startswith("##"):
            match = _HEADING.match(stripped)
            if match is None:
                report.error(number, msg("标题要正好用两个井号，例如：## 卡片 什么是声调"))
                continue
            if start:
                blocks.append(Block(start, kind, title, tuple(body)))
            kind, title, start, body = match[1].casefold(), match[2], number, []
        elif not start and stripped == "---":
            continue
        else:
            body.append(Line(number, text.rstrip()))
    if start:
        blocks.append(Block(start, kind, title, tuple(body)))
    return LessonText(tuple(head), tuple(blocks))
