"""A lesson's steps as chapters: a card and the prompts that follow it belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.curriculum.values import Card, Lesson, Prompt


@dataclass(frozen=True)
class Chapter:
    """A card with the prompts up to the next card. `card` is None when a lesson begins with prompts."""

    first: int  # index of its first step
    card: Card | None
    prompts: tuple[tuple[int, Prompt], ...]  # with their step indexes

    @property
    def steps(self) -> frozenset[int]:
        """The indexes of all its steps."""
        own = frozenset(index for index, _prompt in self.prompts)
        return own if self.card is None else own | {self.first}


def chapters_of(lesson: Lesson) -> tuple[Chapter, ...]:
    """The chapters of `lesson` in order."""
    made: list[Chapter] = []
    card: Card | None = None
    first = 0
    prompts: list[tuple[int, Prompt]] = []
    for index, step in enumerate(lesson.steps):
        if isinstance(step, Prompt):
            prompts.append((index, step))
            continue
        if not isinstance(step, Card):
            continue
        if card is not None or prompts:
            made.append(Chapter(first, card, tuple(prompts)))
        card, first, prompts = step, index, []
    if card is not None or prompts:
        made.append(Chapter(first, card, tuple(prompts)))
    return tuple(made)


def chapter_at(chapters: Sequence[Chapter], step: int) -> int:
    """The index of the chapter that holds `step`; the number of chapters when the step is past the end."""
    last = max((max(chapter.steps) for chapter in chapters), default=-1)
    if step > last:
        return len(chapters)
    return max(i for i, chapter in enumerate(chapters) if chapter.first <= max(step, chapters[0].first))


def next_to_say(chapter: Chapter, seen: frozenset[int]) -> tuple[int, Prompt] | None:
    """The first prompt of the chapter not practised yet; None when all were."""
    return next((each for each in chapter.prompts if each[0] not in seen), None)
