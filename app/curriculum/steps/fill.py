"""`## 填空 sentence with ____`: one gap, to be typed or chosen."""

from __future__ import annotations

import re

from app.curriculum.blocks import Block, Field
from app.curriculum.fields import read_parts, split_bars
from app.curriculum.report import Report
from app.curriculum.steps.lines import COMMON, WHY, all_different, has_title, lacks
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import between_bars, field_lines, heading, meaning_lines
from app.curriculum.values import FillIn
from app.i18n import msg

_NAMES = {
    "答案": "answer",
    "answer": "answer",
    "选项": "options",
    "options": "options",
    **WHY,
    **COMMON,
}
_GAP = re.compile(r"[_＿]{2,}")
GAP = "____"
"""How a gap is written in `FillIn.sentence`, however long the author made it."""

MOST_OPTIONS = 6


def read_fill(block: Block, context: LessonContext) -> FillIn | None:
    """A sentence with a gap and what fits in it, from its block."""
    report = context.report
    parts = read_parts(block.lines, _NAMES, report)
    sentence = _GAP.sub(GAP, block.title)
    fine = has_title(block, "填空", "一袋500____。", report)
    if fine and sentence.count(GAP) != 1:
        report.error(
            block.line,
            msg(
                "“填空”的句子里要有一个空，这里有 {count} 个。空写成两条以上的下划线，例如：一袋500____。",
                count=sentence.count(GAP),
            ),
        )
        fine = False
    answers = _listed(parts.fields.get("answer"), report)
    options = _listed(parts.fields.get("options"), report)
    if "answer" not in parts.fields:
        lacks(["答案"], block, "填空", "答案: 克", report)
        return None
    if "options" in parts.fields and options is not None and answers is not None:
        fine = _options_fit(options, answers, parts.fields["options"], report) and fine
    if not fine or answers is None or options is None:
        return None
    return FillIn(
        id=context.step_id(parts.fields.get("id"), _words(sentence), block.line),
        sentence=sentence,
        answers=answers,
        options=options,
        why=parts.value("why"),
        meanings=parts.meanings,
    )


def _listed(field: Field | None, report: Report) -> tuple[str, ...] | None:
    """What stands between the bars; None, with the reason reported, when a piece is empty or stands twice."""
    if field is None:
        return ()
    pieces = tuple(split_bars(field.value))
    if "" in pieces:
        report.error(field.line, msg("竖线的一边是空的。几个词之间用一条竖线隔开，例如：克 | 公斤"))
        return None
    return pieces if all_different([(field.line, piece) for piece in pieces], report) else None


def _options_fit(options: tuple[str, ...], answers: tuple[str, ...], field: Field, report: Report) -> bool:
    right = sum(option in answers for option in options)
    if not 2 <= len(options) <= MOST_OPTIONS:
        report.error(
            field.line,
            msg("“选项”要有 2 到 {most} 个，这里有 {count} 个。", most=MOST_OPTIONS, count=len(options)),
        )
    elif right == 0:
        report.error(field.line, msg("“选项”里没有对的答案。请把答案也写进去。"))
    elif right == len(options):
        report.error(field.line, msg("“选项”全都是对的。至少要有一个错的。"))
    else:
        return True
    return False


def _words(sentence: str) -> str:
    return f"fill:{sentence}"


def write_fill(step: FillIn) -> list[str]:
    """A sentence with a gap as lines of a lesson file."""
    return [
        heading("填空", step.sentence),
        *field_lines(("答案", " | ".join(map(between_bars, step.answers)))),
        *field_lines(("选项", " | ".join(map(between_bars, step.options)))),
        *field_lines(("解释", step.why)),
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("填空", "fill"), read_fill, write_fill, lambda step: _words(step.sentence), holds(FillIn)
)
