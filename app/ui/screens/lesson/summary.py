"""What was done in a lesson, for its last page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.curriculum.values import Card, Lesson, Outcome, ProductCard, Prompt, Question


@dataclass(frozen=True)
class Summary:
    """Steps gone through by what they ask of her, and the questions answered at the first try."""

    read: int  # cards
    said: int  # prompts
    done: int  # other activities
    left: int  # steps not gone through
    right: int  # items of questions right at the first try, of `asked`
    asked: int


def summary_of(lesson: Lesson, seen: frozenset[int], outcomes: Mapping[str, Outcome]) -> Summary:
    """The sum of what she did; `outcomes` by step id."""
    went = [step for index, step in enumerate(lesson.steps) if index in seen]
    read = sum(isinstance(step, (Card, ProductCard)) for step in went)
    said = sum(isinstance(step, Prompt) for step in went)
    answered = [
        outcomes[step.id] for step in lesson.steps if isinstance(step, Question) and step.id in outcomes
    ]
    return Summary(
        read=read,
        said=said,
        done=len(went) - read - said,
        left=len(lesson.steps) - len(went),
        right=sum(each.right for each in answered),
        asked=sum(each.asked for each in answered),
    )
