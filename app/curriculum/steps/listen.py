"""`## 听 text`: something to understand by ear; the text stays hidden until she asks for it."""

from __future__ import annotations

from app.curriculum.blocks import Block
from app.curriculum.steps.spoken import SPOKEN_NAMES, read_spoken
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import heading, spoken_lines
from app.curriculum.values import Listen


def read_listen(block: Block, context: LessonContext) -> Listen | None:
    """Something to listen to, from its block."""
    spoken = read_spoken(block, SPOKEN_NAMES, "听", "今天下单，明天发货。", context)
    if spoken is None:
        return None
    return Listen(
        id=context.step_id(spoken.parts.fields.get("id"), _words(spoken.text), block.line),
        text=spoken.text,
        pinyin=spoken.pinyin,
        hint=spoken.parts.value("hint"),
        meanings=spoken.parts.meanings,
        reference=spoken.reference,
    )


def _words(text: str) -> str:
    return f"listen:{text}"


def write_listen(step: Listen) -> list[str]:
    """What is listened to as lines of a lesson file."""
    return [
        heading("听", step.text),
        *spoken_lines(step),
    ]


STEP_TYPE = StepType(
    ("听", "listen"), read_listen, write_listen, lambda step: _words(step.text), holds(Listen)
)
