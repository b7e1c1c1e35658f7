"""`## 选择 question`: several answers, `- [x]` before those that are right."""

from __future__ import annotations

import re

from app.curriculum.blocks import Block
from app.curriculum.fields import BULLETS, Item, ItemForm, read_parts, shorten
from app.curriculum.report import Report
from app.curriculum.steps.lines import COMMON, WHY, ListRule, has_title
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import field_lines, heading, meaning_lines, one_line
from app.curriculum.values import Choice
from app.i18n import msg

_NAMES = {**WHY, **COMMON}
_BOX = re.compile(r"[\[［【]([^\]］】]*)[\]］】](.*)")
_RIGHT = frozenset({"x", "X", "√", "✓", "✔"})
_FORM = ItemForm(BULLETS.pattern, "- [x] …")
_ANSWERS = ListRule("选择", "- [x] 对的答案", least=2, most=6)


def read_choice(block: Block, context: LessonContext) -> Choice | None:
    """A question with its answers, from its block."""
    report = context.report
    parts = read_parts(block.lines, _NAMES, report, items=_FORM)
    titled = has_title(block, "选择", "红枣怎么放？", report)
    options: list[tuple[Item, bool]] = []
    for item in parts.items:
        read = _option(item, report)
        if read is not None:
            options.append(read)
    if len(options) < len(parts.items):
        return None
    items = [item for item, _ in options]
    if not _ANSWERS.fits(items, block, report) or not titled:
        return None
    right = sum(is_right for _, is_right in options)
    if right == 0:
        report.error(block.line, msg("没有对的答案。请在对的答案前面写 [x]，例如：- [x] 密封，放阴凉的地方"))
        return None
    if right == len(options):
        report.error(block.line, msg("所有的答案都是对的。至少要有一个错的：- [ ] 错的答案"))
        return None
    return Choice(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        question=block.title,
        options=tuple((item.text, is_right) for item, is_right in options),
        why=parts.value("why"),
        meanings=parts.meanings,
    )


def _option(item: Item, report: Report) -> tuple[Item, bool] | None:
    match = _BOX.fullmatch(item.text)
    # In Chinese schools × is a wrong answer; here [x] is a right one. Which was meant must not be guessed.
    mark = match[1].strip() if match else ""
    if match is None or not match[2].strip() or (mark and mark not in _RIGHT):
        report.error(
            item.line,
            msg("“{text}”看不懂：对的答案写成“- [x] 答案”，错的写成“- [ ] 答案”。", text=shorten(item.text)),
        )
        return None
    return Item(item.line, 0, match[2].strip()), bool(mark)


def _words(question: str) -> str:
    return f"choice:{question}"


def write_choice(step: Choice) -> list[str]:
    """A question with its answers as lines of a lesson file."""
    return [
        heading("选择", step.question),
        *(f"- [{'x' if right else ' '}] {one_line(text)}" for text, right in step.options),
        *field_lines(("解释", step.why)),
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("选择", "choice"), read_choice, write_choice, lambda step: _words(step.question), holds(Choice)
)
