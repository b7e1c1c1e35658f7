"""`## 朗读 text`: a prompt that she says before she hears it; its lines are those of 跟读."""

from __future__ import annotations

from app.curriculum.blocks import Block
from app.curriculum.steps.prompt import read_prompt, words, write_prompt
from app.curriculum.steps.step_type import LessonContext, StepType
from app.curriculum.values import Prompt


def read_read_aloud(block: Block, context: LessonContext) -> Prompt | None:
    """A prompt to read aloud from its block."""
    return read_prompt(block, context, kind="朗读", aloud=True)


STEP_TYPE = StepType(
    ("朗读", "read"),
    read_read_aloud,
    write_prompt,
    words,
    lambda step: isinstance(step, Prompt) and step.aloud,
)
