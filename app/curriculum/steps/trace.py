"""`## 描调 妈麻`: a word of one to four characters whose tone contours she draws."""

from __future__ import annotations

from app.curriculum.blocks import Block
from app.curriculum.fields import shorten
from app.curriculum.readings import is_hanzi
from app.curriculum.steps.spoken import SPOKEN_NAMES, read_spoken
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import heading, spoken_lines
from app.curriculum.values import ToneTracing
from app.i18n import msg

MOST = 4


def read_trace(block: Block, context: LessonContext) -> ToneTracing | None:
    """A word to trace, from its block."""
    spoken = read_spoken(block, SPOKEN_NAMES, "描调", "红枣", context)
    if spoken is None:
        return None
    if len(spoken.text) > MOST or not all(map(is_hanzi, spoken.text)):
        context.report.error(
            block.line,
            msg(
                "“描调”后面只能写 1 到 {most} 个汉字，没有标点，这里是“{text}”。",
                most=MOST,
                text=shorten(spoken.text),
            ),
        )
        return None
    return ToneTracing(
        id=context.step_id(spoken.parts.fields.get("id"), _words(spoken.text), block.line),
        text=spoken.text,
        pinyin=spoken.pinyin,
        hint=spoken.parts.value("hint"),
        meanings=spoken.parts.meanings,
        reference=spoken.reference,
    )


def _words(text: str) -> str:
    return f"trace:{text}"


def write_trace(step: ToneTracing) -> list[str]:
    """A word to trace as lines of a lesson file."""
    return [
        heading("描调", step.text),
        *spoken_lines(step),
    ]


STEP_TYPE = StepType(
    ("描调", "trace"), read_trace, write_trace, lambda step: _words(step.text), holds(ToneTracing)
)
