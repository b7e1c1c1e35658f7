"""`## 排序 title`: `1. …` lines in the right order; she gets them mixed up."""

from __future__ import annotations

from app.curriculum.blocks import Block
from app.curriculum.fields import NUMBERS, read_parts
from app.curriculum.steps.lines import COMMON, WHY, ListRule, has_title
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import field_lines, heading, meaning_lines, one_line
from app.curriculum.values import Ordering
from app.i18n import msg

_NAMES = {**WHY, **COMMON}
_ITEMS = ListRule("排序", "1. 打招呼", least=3, most=7)


def read_order(block: Block, context: LessonContext) -> Ordering | None:
    """Items in their right order, from their block."""
    report = context.report
    parts = read_parts(block.lines, _NAMES, report, items=NUMBERS)
    titled = has_title(block, "排序", "一场直播的顺序", report)
    good = _ITEMS.fits(parts.items, block, report)
    for number, item in enumerate(parts.items, start=1):
        if item.number != number:
            report.error(
                item.line,
                msg("号码要从 1 开始一个一个往上，这里应该是 {number}，写的是 {written}。",
                    number=number, written=item.number),
            )  # fmt: skip
            return None
    if not titled or not good:
        return None
    return Ordering(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        question=block.title,
        items=tuple(item.text for item in parts.items),
        why=parts.value("why"),
        meanings=parts.meanings,
    )


def _words(question: str) -> str:
    return f"order:{question}"


def write_order(step: Ordering) -> list[str]:
    """Items in order as lines of a lesson file."""
    return [
        heading("排序", step.question),
        *(f"{number}. {one_line(item)}" for number, item in enumerate(step.items, start=1)),
        *field_lines(("解释", step.why)),
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("排序", "order"), read_order, write_order, lambda step: _words(step.question), holds(Ordering)
)
