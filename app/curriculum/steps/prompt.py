"""`## 跟读 text`: something to hear and say after, with its reading, hint, meanings and a recording."""

from __future__ import annotations

from app.curriculum.blocks import Block, Field
from app.curriculum.fields import unknown_name
from app.curriculum.report import Report
from app.curriculum.steps.spoken import SPOKEN_NAMES, read_spoken
from app.curriculum.steps.step_type import LessonContext, StepType
from app.curriculum.steps.writing import field_lines, heading, spoken_lines
from app.curriculum.values import Prompt

_NAMES = {**SPOKEN_NAMES, "读法": "style", "style": "style"}

STYLES = {
    "字词": "word",
    "逐词": "drill",
    "数字": "numbers",
    "说话": "talk",
    "促单": "call",
    "朗读": "passage",
}
"""How a prompt may be said to be read, and the name of that in `Prompt.style`; both may be written."""


def read_prompt(
    block: Block, context: LessonContext, kind: str = "跟读", aloud: bool = False
) -> Prompt | None:
    """A prompt from its block; the words to say stand in the heading."""
    spoken = read_spoken(block, _NAMES, kind, "大家好！", context)
    if spoken is None:
        return None
    parts = spoken.parts
    style = parts.fields.get("style")
    return Prompt(
        id=context.step_id(parts.fields.get("id"), spoken.text, block.line),
        text=spoken.text,
        pinyin=spoken.pinyin,
        hint=parts.value("hint"),
        meanings=parts.meanings,
        reference=spoken.reference,
        style=_style(style, context.report) if style else "",
        aloud=aloud,
    )


def _style(field: Field, report: Report) -> str:
    named = {**STYLES, **{name: name for name in STYLES.values()}}
    found = named.get(field.value.strip().lower())
    if found is None:
        report.error(field.line, unknown_name(field.value, named))
    return found or ""


def write_prompt(step: Prompt) -> list[str]:
    """A prompt as lines of a lesson file."""
    styles = {style: name for name, style in STYLES.items()}
    return [
        heading("朗读" if step.aloud else "跟读", step.text),
        *spoken_lines(step),
        *field_lines(("读法", styles.get(step.style, ""))),
    ]


def words(step: Prompt) -> str:
    """What a prompt's id is made from; reading aloud and saying after are attempts at the same words."""
    return step.text


STEP_TYPE = StepType(
    ("跟读", "prompt", "shadow"),
    read_prompt,
    write_prompt,
    words,
    lambda step: isinstance(step, Prompt) and not step.aloud,
)
