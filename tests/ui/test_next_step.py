from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from app.curriculum.values import Card, Lesson, Prompt
from app.storage.values import AttemptSummary, LessonSeen
from app.ui.next_step import next_prompt, resume_step
from app.ui.screens.lesson.chapters import chapter_at, chapters_of, next_to_say

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def lesson(name: str, *requires: str) -> Lesson:
    steps = (
        Card("c1", "one", "…"),
        Prompt("p1", "红枣"),
        Prompt("p2", "买枣"),
        Card("c2", "two", "…"),
        Prompt("p3", "大枣"),
    )
    return Lesson(name, name, "", "mandarin", 10, 0, steps, requires)


A, B, C = lesson("a"), lesson("b", "a"), lesson("c")
LESSONS = (A, B, C)


def seen(name: str, *steps: int, minutes: int = 0) -> dict[str, LessonSeen]:
    when = NOW + timedelta(minutes=minutes)
    return {name: LessonSeen(name, frozenset(steps), steps[-1] if steps else 0, when, when)}


def attempt(prompt: str, total: float | None, name: str = "a", minutes: int = 0) -> AttemptSummary:
    when = NOW + timedelta(minutes=minutes)
    return AttemptSummary(f"{prompt}{minutes}", when, name, prompt, "红枣", total, "scored", 1.5)


WHOLE = (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("steps", "step"),
    [((), 0), ((0, 1), 1), ((3, 1), 1), (WHOLE, 0)],
)
def test_a_lesson_goes_on_where_she_stopped(steps: tuple[int, ...], step: int) -> None:
    assert resume_step(A, seen("a", *steps) if steps else {}) == step


def test_a_lesson_that_became_shorter_ends_at_its_last_step() -> None:
    assert resume_step(A, seen("a", 0, 17)) == 4


def test_practise_goes_to_the_prompt_said_last() -> None:
    assert next_prompt(LESSONS, {}, [attempt("p3", 90.0, "b"), attempt("p1", 90.0)]) == ("b", "p3")
    assert next_prompt(LESSONS, {}, [attempt("gone", 90.0), attempt("p2", 90.0)]) == ("a", "p2")


@pytest.mark.parametrize(
    ("known", "place"),
    [
        ({}, ("a", "p1")),
        (seen("a", 0, 1, 2), ("a", "p2")),
        (seen("a", 0) | seen("c", 0, 2, minutes=5), ("c", "p2")),  # the one begun last
        (seen("a", *WHOLE), ("b", "p1")),
        (seen("c", *WHOLE), ("a", "p1")),  # b waits for a
        (seen("a", *WHOLE) | seen("b", *WHOLE) | seen("c", *WHOLE), ("a", "p1")),
    ],
)
def test_practise_goes_to_where_she_is(known: dict[str, LessonSeen], place: tuple[str, str]) -> None:
    assert next_prompt(LESSONS, known, []) == place


def test_without_prompts_there_is_nothing_to_practise() -> None:
    assert next_prompt((), {}, []) is None
    assert next_prompt((dataclasses.replace(A, steps=A.steps[:1]),), {}, []) is None


def test_chapters_are_a_card_and_its_prompts() -> None:
    first, second = chapters_of(A)
    assert (first.first, [i for i, _ in first.prompts], first.steps) == (0, [1, 2], {0, 1, 2})
    assert (second.first, [i for i, _ in second.prompts]) == (3, [4])
    assert [chapter_at((first, second), step) for step in range(6)] == [0, 0, 0, 1, 1, 2]


def test_a_lesson_may_begin_with_prompts() -> None:
    bare = dataclasses.replace(A, steps=A.steps[1:])
    first, second = chapters_of(bare)
    assert first.card is None
    assert [i for i, _ in first.prompts] == [0, 1]
    assert second.card is not None
    assert chapter_at((first, second), 0) == 0


def test_the_next_sentence_to_say_is_one_not_said() -> None:
    chapter = chapters_of(A)[0]
    assert next_to_say(chapter, frozenset({0, 1})) == (2, A.steps[2])
    assert next_to_say(chapter, frozenset({1, 2})) is None
