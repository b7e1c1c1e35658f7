"""Talks with their stages and marks: `stage_talks.txt`, which says what the marks mean."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.coaching.values import Stage

FILE = Path(__file__).with_name("stage_talks.txt")
_STAGES = {
    "o": Stage.OPENING, "h": Stage.HOLDING, "i": Stage.INTRODUCTION, "q": Stage.INTERACTION,
    "c": Stage.CLOSING, "x": Stage.CHANGE_OVER, "e": Stage.ENDING,
}  # fmt: skip
MARKS = {"{}": "fillers", "<>": "repetitions", "()": "calls", "**": "named"}
"""The kinds of marks by their brackets."""
_CLAUSE = re.compile(r"[^，。！？、]+")


@dataclass(frozen=True)
class Stretch:
    """Characters `begin`…`end` (one past the last) of a talk's text."""

    begin: int
    end: int


@dataclass(frozen=True)
class StageTalk:
    """A talk: its plain text, its clauses with their stages, and the stretches of each kind of mark."""

    name: str
    product: str
    text: str
    clauses: tuple[tuple[Stretch, Stage], ...]
    marks: dict[str, tuple[Stretch, ...]]

    @property
    def held_out(self) -> bool:
        """Whether it may only be measured, told by a hash of its name."""
        return zlib.crc32(self.name.encode()) % 2 == 1


def read_talks(path: Path = FILE) -> tuple[StageTalk, ...]:
    """All talks of the file. Raises ValueError for lines that are none of it."""
    talks: list[StageTalk] = []
    name = product = ""
    lines: list[str] = []
    for line in (*path.read_text(encoding="utf-8").splitlines(), "[ ]"):
        text = line.strip()
        if text.startswith("["):
            if lines:
                talks.append(_talk(name, product, lines))
            name, _, product = text[1:-1].partition(" ")
            lines = []
        elif text and not text.startswith("#"):
            lines.append(text)
    return tuple(talks)


def _talk(name: str, product: str, lines: Iterable[str]) -> StageTalk:
    plain = ""
    clauses: list[tuple[Stretch, Stage]] = []
    marks: dict[str, list[Stretch]] = {kind: [] for kind in MARKS.values()}
    for line in lines:
        letter, _, marked = line.partition(" ")
        if letter not in _STAGES:
            raise ValueError(f"{name}: no stage in {line!r}")
        begun, start = {}, len(plain)
        for character in marked:
            kind = next((pair for pair in MARKS if character in pair), "")
            if not kind:
                plain += character
            elif kind in begun and character == kind[1]:
                marks[MARKS[kind]].append(Stretch(begun.pop(kind), len(plain)))
            else:
                begun[kind] = len(plain)
        if begun:
            raise ValueError(f"{name}: a mark is not closed in {line!r}")
        clauses += [
            (Stretch(start + m.start(), start + m.end()), _STAGES[letter])
            for m in _CLAUSE.finditer(plain[start:])
        ]
    return StageTalk(name, product, plain, tuple(clauses), {k: tuple(v) for k, v in marks.items()})


def chosen(talks: Sequence[StageTalk], *, held_out: bool) -> tuple[StageTalk, ...]:
    """One of the halves."""
    return tuple(each for each in talks if each.held_out is held_out)
