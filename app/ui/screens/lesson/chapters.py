"""A lesson's steps as chapters: a card with the prompts that follow it, or one activity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.curriculum.values import Card, Lesson, ProductCard, Prompt, Step


@dataclass(frozen=True)
class Chapter:
    """A card or product card with the prompts after it, prompts alone, or an activity alone."""

    first: int  # index of its first step
    card: Card | ProductCard | None
    prompts: tuple[tuple[int, Prompt], ...]  # with their step indexes
    activity: Step | None = None

    @property
    def steps(self) -> frozenset[int]:
        """The indexes of all its steps."""
        own = frozenset(index for index, _prompt in self.prompts)
        return own if self.card is None and self.activity is None else own | {self.first}


def chapters_of(lesson: Lesson) -> tuple[Chapter, ...]:
    """The chapters of `lesson` in order."""
    made: list[Chapter] = []
    card: Card | ProductCard | None = None
    first = 0
    prompts: list[tuple[int, Prompt]] = []

    def close() -> None:
        if card is not None or prompts:
            made.append(Chapter(first, card, tuple(prompts)))

    for index, step in enumerate(lesson.steps):
        if isinstance(step, Prompt):
            if card is None and not prompts:
                first = index
            prompts.append((index, step))
            continue
        close()
        card, first, prompts = None, index, []
        if isinstance(step, (Card, ProductCard)):
            card = step
        else:
            made.append(Chapter(index, None, (), step))
    close()
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


def first_left(chapters: Sequence[Chapter], seen: frozenset[int]) -> int | None:
    """The first chapter of which something is left to do; None when all is done."""
    return next((i for i, chapter in enumerate(chapters) if not chapter.steps <= seen), None)
