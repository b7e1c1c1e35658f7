"""`## 听 text`: something to understand by ear; the text stays hidden until she asks for it."""

from __future__ import annotations

from app.curriculum.blocks import Block
from app.curriculum.steps.spoken import SPOKEN_NAMES, read_spoken
from app.curriculum.steps.step_type import LessonContext, StepType
from app.curriculum.values import Listen


def read_listen(block: Block, context: LessonContext) -> Listen | None:
    """Something to listen to, from its block."""
    spoken = read_spoken(block, SPOKEN_NAMES, "听", "今天下单，明天发货。", context)
    if spoken is None:
        return None
    return Listen(
        id=context.step_id(spoken.parts.fields.get("id"), f"listen:{spoken.text}", block.line),
        text=spoken.text,
        pinyin=spoken.pinyin,
        hint=spoken.parts.value("hint"),
        meanings=spoken.parts.meanings,
        reference=spoken.reference,
    )


STEP_TYPE = StepType(("听", "listen"), read_listen)
