"""What `RubyText` shows: cells, and how they light up after a take."""

from __future__ import annotations

from dataclasses import dataclass

from app.speech.values import Verdict


@dataclass(frozen=True)
class RubyCell:
    """One piece of the prompt: a syllable with its ruby, or a sign between syllables.

    `tone` is the spoken tone that colours the pinyin (0 for a sign); `hint` stands small above it where that
    differs from the dictionary (`(wǒ)`). `break_cost` is what a line break before this cell costs. `tooltip`
    is also what a screen reader says.
    """

    text: str
    syllable: int | None = None
    pinyin: str = ""
    tone: int = 0
    hint: str = ""
    break_cost: float = 0.5
    tooltip: str = ""
    inserted: bool = False  # said, though the prompt does not have it


@dataclass(frozen=True)
class RubyVerdict:
    """How a syllable lights up after a take. `marks` are initial, final, tone; None is a part it lacks."""

    marks: tuple[Verdict | None, Verdict | None, Verdict | None]
    worst: Verdict
    omitted: bool = False
    tooltip: str = ""
