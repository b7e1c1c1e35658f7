"""What every kind of step has in common, and what its reader is given."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.curriculum.blocks import Block, Field
from app.curriculum.report import Report
from app.curriculum.values import Step
from app.i18n import msg

ID_PATTERN = re.compile(r"[^\W_](?:[\w-]{0,62}[^\W_])?")
"""Ids: letters of any script, digits, `-` and `_` in between."""


@dataclass
class LessonContext:
    """Where a step stands: its lesson's id and folder, the report, and the step ids already given.

    `product_lines` says where each lesson is named whose product card a step wants.
    """

    lesson_id: str
    folder: Path
    report: Report
    used: dict[str, int] = field(default_factory=dict)
    product_lines: dict[str, int] = field(default_factory=dict)

    def step_id(self, explicit: Field | None, content: str, line: int) -> str:
        """A step's id, unique in the lesson: as the author wrote it, or made from what the step says.

        An id made from the content stays when steps are moved about and changes when the words change, so
        an attempt in the history always belongs to the words that were said.
        """
        if explicit is not None:
            if not ID_PATTERN.fullmatch(explicit.value):
                self.report.error(
                    explicit.line, msg("编号“{id}”不行：只能用文字、数字和连字符。", id=explicit.value)
                )
            step_id = f"{self.lesson_id}.{explicit.value}"
            if step_id in self.used:
                self.report.error(
                    explicit.line,
                    msg("编号“{id}”在第 {line} 行已经用过。", id=explicit.value, line=self.used[step_id]),
                )
        else:
            step_id = self.made_id(content)
        self.used[step_id] = line
        return step_id

    def made_id(self, content: str) -> str:
        """The id that a step with this content gets when its author writes none."""
        made = f"{self.lesson_id}.{hashlib.sha256(content.encode()).hexdigest()[:10]}"
        step_id, repeat = made, 1
        while step_id in self.used:
            repeat += 1
            step_id = f"{made}-{repeat}"
        return step_id


def holds(value: type) -> Callable[[Step], bool]:
    """For `StepType.holds`: whether a step is of this class."""
    return lambda step: isinstance(step, value)


@dataclass(frozen=True)
class StepType:
    """One kind of step. `names` are what may follow `##`, the first one Chinese, the second English.

    `read` turns a block into a step; when it cannot it reports why and returns None. It never raises for
    anything an author may write. `write` gives the lines again, without the id; `words` is what an id is
    made from; `holds` says whether a step is of this kind.
    `emphasis` says that `**` marks emphasis in its text.
    """

    names: tuple[str, ...]
    read: Callable[[Block, LessonContext], Step | None]
    write: Callable[[Any], list[str]]
    words: Callable[[Any], str]
    holds: Callable[[Step], bool]
    emphasis: bool = False
