"""`## 试讲 task`: a talk of her own, with the points it should hold and the time it should take."""

from __future__ import annotations

from app.curriculum.blocks import Block, Field
from app.curriculum.fields import BULLETS, Item, ItemForm, read_number, read_parts, shorten
from app.curriculum.steps.lines import COMMON, HINT, SECONDS, ListRule, has_title, lacks
from app.curriculum.steps.step_type import ID_PATTERN, LessonContext, StepType, holds
from app.curriculum.steps.writing import field_lines, heading, meaning_lines
from app.curriculum.values import FreePitch
from app.i18n import msg

_NAMES = {
    "要点": "point",
    "point": "point",
    "points": "point",
    "产品": "product",
    "product": "product",
    **SECONDS,
    **HINT,
    **COMMON,
}
_POINTS = ListRule("试讲", "要点: 说产地", least=2, most=8)
SHORTEST, LONGEST = 20, 1200
"""Seconds."""


def read_pitch(block: Block, context: LessonContext) -> FreePitch | None:
    """A task for a talk of her own, from its block. Points may be `要点:` lines or a list below one."""
    report = context.report
    parts = read_parts(
        block.lines,
        _NAMES,
        report,
        items=ItemForm(BULLETS.pattern, _POINTS.example),
        repeated=frozenset({"point"}),
    )
    titled = has_title(block, "试讲", "用一分钟介绍红枣", report)
    points = [Item(field.line, 0, field.value) for _, field in parts.repeated]
    points = sorted([*points, *parts.items], key=lambda item: item.line)
    good = _POINTS.fits(points, block, report)
    if "seconds" not in parts.fields:
        lacks(["时间"], block, "试讲", "时间: 60", report)
    seconds = read_number(parts.fields.get("seconds"), SHORTEST, LONGEST, report)
    product = _product(parts.fields.get("product"), context)
    if not titled or not good or not seconds:
        return None
    return FreePitch(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        task=block.title,
        points=tuple(point.text for point in points),
        seconds=seconds,
        product=product,
        hint=parts.value("hint"),
        meanings=parts.meanings,
    )


def _product(field: Field | None, context: LessonContext) -> str:
    """The id of a lesson; whether that lesson is there only the library can tell."""
    if field is None:
        return ""
    if not ID_PATTERN.fullmatch(field.value):
        context.report.error(
            field.line,
            msg(
                "“产品”要写那一课的编号，例如 product-hongzao，这里是“{value}”。", value=shorten(field.value)
            ),
        )
        return ""
    context.product_lines.setdefault(field.value, field.line)
    return field.value


def _words(task: str) -> str:
    return f"pitch:{task}"


def write_pitch(step: FreePitch) -> list[str]:
    """A task as lines of a lesson file."""
    return [
        heading("试讲", step.task),
        *field_lines(("产品", step.product), ("时间", str(step.seconds))),
        *field_lines(*(("要点", point) for point in step.points)),
        *field_lines(("提示", step.hint)),
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("试讲", "pitch"), read_pitch, write_pitch, lambda step: _words(step.task), holds(FreePitch)
)
