"""The kinds of steps a lesson is made of, one module each.

A new kind is a module with a `STEP_TYPE`, its value in `app.curriculum.values`, and its line below.
"""

from __future__ import annotations

from app.curriculum.steps import card, prompt
from app.curriculum.steps.step_type import StepType

STEP_TYPES: tuple[StepType, ...] = (card.STEP_TYPE, prompt.STEP_TYPE)

STEP_TYPES_BY_NAME: dict[str, StepType] = {
    name: step_type for step_type in STEP_TYPES for name in step_type.names
}
