"""`## 配对 title`: `- left = right`, to be brought together again."""

from __future__ import annotations

import re

from app.curriculum.blocks import Block
from app.curriculum.fields import BULLETS, Item, ItemForm, read_parts, shorten
from app.curriculum.report import Report
from app.curriculum.steps.lines import COMMON, WHY, ListRule, all_different, has_title
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import field_lines, heading, meaning_lines, one_line
from app.curriculum.values import Matching
from app.i18n import msg

_NAMES = {**WHY, **COMMON}
_FORM = ItemForm(BULLETS.pattern, "- 左 = 右")
# Blanks around the sign make it the one in the middle even where a side has another: 1+1=2 = 二.
_SIGNS = (re.compile(r"\s[=＝]\s"), re.compile(r"[=＝]"))
_PAIRS = ListRule("配对", "- 保质期 = 能放多久", least=3, most=6)


def read_match(block: Block, context: LessonContext) -> Matching | None:
    """Two columns that belong together, from their block."""
    report = context.report
    parts = read_parts(block.lines, _NAMES, report, items=_FORM)
    titled = has_title(block, "配对", "词和意思", report)
    pairs = [pair for item in parts.items if (pair := _pair(item, report)) is not None]
    enough = _PAIRS.fits(parts.items, block, report)
    if len(pairs) < len(parts.items):
        return None
    lines = [item.line for item in parts.items]
    lefts = all_different(zip(lines, (left for left, _ in pairs), strict=True), report)
    rights = all_different(zip(lines, (right for _, right in pairs), strict=True), report)
    if not (titled and enough and lefts and rights):
        return None
    return Matching(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        question=block.title,
        pairs=tuple(pairs),
        why=parts.value("why"),
        meanings=parts.meanings,
    )


def _pair(item: Item, report: Report) -> tuple[str, str] | None:
    sign = next((match for each in _SIGNS if (match := each.search(item.text))), None)
    left, right = (item.text[: sign.start()].strip(), item.text[sign.end() :].strip()) if sign else ("", "")
    if not left or not right:
        report.error(
            item.line,
            msg(
                "“{text}”看不懂：左右两边用等号连起来，例如：{example}",
                text=shorten(item.text),
                example=_PAIRS.example,
            ),
        )
        return None
    return left, right


def _left(text: str) -> str:
    """The left side without a sign that would be taken for the one between the sides."""
    return re.sub(r"\s[=＝]\s", "=", one_line(text))


def _words(question: str) -> str:
    return f"match:{question}"


def write_match(step: Matching) -> list[str]:
    """Two columns as lines of a lesson file."""
    return [
        heading("配对", step.question),
        *(f"- {_left(left)} = {one_line(right)}" for left, right in step.pairs),
        *field_lines(("解释", step.why)),
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("配对", "match"), read_match, write_match, lambda step: _words(step.question), holds(Matching)
)
