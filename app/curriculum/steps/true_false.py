"""`## 判断 statement`: right or wrong."""

from __future__ import annotations

from app.curriculum.blocks import Block
from app.curriculum.fields import read_parts, shorten
from app.curriculum.steps.lines import COMMON, WHY, has_title, lacks
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import field_lines, heading, meaning_lines
from app.curriculum.values import TrueFalse
from app.i18n import msg

_NAMES = {"答案": "answer", "answer": "answer", **WHY, **COMMON}
_ANSWERS = {
    **dict.fromkeys(("对", "正确", "是", "√", "✓", "true", "right", "yes"), True),
    **dict.fromkeys(("错", "错误", "不对", "否", "×", "✗", "false", "wrong", "no"), False),
}


def read_true_false(block: Block, context: LessonContext) -> TrueFalse | None:
    """A statement and whether it is right, from its block."""
    report = context.report
    parts = read_parts(block.lines, _NAMES, report)
    titled = has_title(block, "判断", "红枣可以当药卖。", report)
    answer = parts.fields.get("answer")
    if answer is None:
        lacks(["答案"], block, "判断", "答案: 错", report)
        return None
    right = _ANSWERS.get(answer.value.rstrip("。.！!").casefold())
    if right is None:
        report.error(
            answer.line, msg("“答案”要写“对”或者“错”，这里是“{value}”。", value=shorten(answer.value))
        )
        return None
    if not titled:
        return None
    return TrueFalse(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        statement=block.title,
        right=right,
        why=parts.value("why"),
        meanings=parts.meanings,
    )


def _words(statement: str) -> str:
    return f"truefalse:{statement}"


def write_true_false(step: TrueFalse) -> list[str]:
    """A statement as lines of a lesson file."""
    return [
        heading("判断", step.statement),
        f"答案: {'对' if step.right else '错'}",
        *field_lines(("解释", step.why)),
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("判断", "truefalse"),
    read_true_false,
    write_true_false,
    lambda step: _words(step.statement),
    holds(TrueFalse),
)
