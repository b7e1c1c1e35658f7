"""The kinds of steps a lesson is made of, one module each.

A new kind is a module with a `STEP_TYPE`, its value in `app.curriculum.values`, and its line below.
"""

from __future__ import annotations

from app.curriculum.steps import (
    card,
    choice,
    fill,
    listen,
    match,
    mirror,
    order,
    pairs,
    pitch,
    product,
    prompt,
    read_aloud,
    self_check,
    trace,
    true_false,
)
from app.curriculum.steps.step_type import StepType
from app.curriculum.values import Step

STEP_TYPES: tuple[StepType, ...] = tuple(
    module.STEP_TYPE
    for module in (
        *(card, prompt, read_aloud, listen, pairs, trace),
        *(choice, true_false, match, order, fill),
        *(pitch, self_check, mirror, product),
    )
)

STEP_TYPES_BY_NAME: dict[str, StepType] = {
    name: step_type for step_type in STEP_TYPES for name in step_type.names
}


def step_type_of(step: Step) -> StepType:
    """The kind that a step is of."""
    return next(step_type for step_type in STEP_TYPES if step_type.holds(step))
