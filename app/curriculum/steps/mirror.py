"""`## 照镜子 title`: the camera as a mirror for some seconds, with what to look at."""

from __future__ import annotations

from app.curriculum.blocks import Block
from app.curriculum.fields import BULLETS, read_number, read_parts
from app.curriculum.steps.lines import COMMON, SECONDS, ListRule, has_title, lacks
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import heading, meaning_lines, one_line
from app.curriculum.values import Mirror

_NAMES = {**SECONDS, **COMMON}
_ITEMS = ListRule("照镜子", "- 嘴角往上", least=1, most=6)
SHORTEST, LONGEST = 10, 300
"""Seconds."""


def read_mirror(block: Block, context: LessonContext) -> Mirror | None:
    """What to look at in the mirror and for how long, from its block."""
    report = context.report
    parts = read_parts(block.lines, _NAMES, report, items=BULLETS)
    titled = has_title(block, "照镜子", "看着镜头笑", report)
    good = _ITEMS.fits(parts.items, block, report)
    if "seconds" not in parts.fields:
        lacks(["时间"], block, "照镜子", "时间: 30", report)
    seconds = read_number(parts.fields.get("seconds"), SHORTEST, LONGEST, report)
    if not titled or not good or not seconds:
        return None
    return Mirror(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        title=block.title,
        items=tuple(item.text for item in parts.items),
        seconds=seconds,
        meanings=parts.meanings,
    )


def _words(title: str) -> str:
    return f"mirror:{title}"


def write_mirror(step: Mirror) -> list[str]:
    """The mirror as lines of a lesson file."""
    return [
        heading("照镜子", step.title),
        *(f"- {one_line(item)}" for item in step.items),
        f"时间: {step.seconds}",
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("照镜子", "mirror"), read_mirror, write_mirror, lambda step: _words(step.title), holds(Mirror)
)
