"""`## 自查 title`: statements that she ticks for herself."""

from __future__ import annotations

from app.curriculum.blocks import Block
from app.curriculum.fields import BULLETS, ItemForm, read_parts
from app.curriculum.steps.lines import COMMON, ListRule, has_title
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import heading, meaning_lines, one_line
from app.curriculum.values import SelfCheck

_ITEMS = ListRule("自查", "- 我说话的时候看着镜头。", least=2, most=8)


def read_self_check(block: Block, context: LessonContext) -> SelfCheck | None:
    """Statements to tick, from their block."""
    report = context.report
    parts = read_parts(block.lines, COMMON, report, items=ItemForm(BULLETS.pattern, "- 我……"))
    titled = has_title(block, "自查", "说完以后问自己", report)
    good = _ITEMS.fits(parts.items, block, report)
    if not titled or not good:
        return None
    return SelfCheck(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        title=block.title,
        items=tuple(item.text for item in parts.items),
        meanings=parts.meanings,
    )


def _words(title: str) -> str:
    return f"check:{title}"


def write_self_check(step: SelfCheck) -> list[str]:
    """Statements to tick as lines of a lesson file."""
    return [
        heading("自查", step.title),
        *(f"- {one_line(item)}" for item in step.items),
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("自查", "check"), read_self_check, write_self_check, lambda step: _words(step.title), holds(SelfCheck)
)
