from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from app.curriculum.values import Card, Lesson, Prompt
from app.storage.values import AttemptSummary, LessonSeen
from app.ui.next_step import LessonState, NextKind, derive_next, lesson_state, next_prompt, weak_prompts
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
    ("known", "kind", "name", "step"),
    [
        ({}, NextKind.BEGIN, "a", 0),
        (seen("a", 0, 1), NextKind.GO_ON, "a", 1),
        (seen("a", *WHOLE), NextKind.BEGIN, "b", 0),
        (seen("c", *WHOLE), NextKind.BEGIN, "a", 0),
        (seen("a", 0) | seen("c", 0, 1, 2, minutes=5), NextKind.GO_ON, "c", 2),
        (seen("a", *WHOLE) | seen("b", *WHOLE) | seen("c", *WHOLE), NextKind.REPEAT, "a", 2),
    ],
)
def test_the_next_thing(known: dict[str, LessonSeen], kind: NextKind, name: str, step: int) -> None:
    following = derive_next(LESSONS, known, [attempt("p2", 40.0), attempt("p1", 90.0)])
    assert (following.kind, following.lesson and following.lesson.id, following.step) == (kind, name, step)


def test_a_lesson_waits_for_what_it_requires() -> None:
    assert derive_next((B, A), {}, []).lesson is A


def test_nothing_is_left_without_lessons_or_when_all_is_good() -> None:
    assert derive_next((), {}, []).kind is NextKind.NOTHING
    known = seen("a", *WHOLE)
    assert derive_next((A,), known, [attempt("p1", 95.0)]).kind is NextKind.NOTHING


def test_what_is_left_of_a_lesson_takes_less_time() -> None:
    assert derive_next((A,), {}, []).minutes == 10
    assert derive_next((A,), seen("a", 0, 1, 2), []).minutes == 4


@pytest.mark.parametrize(
    ("steps", "state"),
    [((), LessonState.NEW), ((0,), LessonState.STARTED), (WHOLE, LessonState.FINISHED)],
)
def test_lesson_state(steps: tuple[int, ...], state: LessonState) -> None:
    assert lesson_state(A, seen("a", *steps) if steps else {}) is state


def test_weak_prompts_go_by_the_latest_attempt_worst_first() -> None:
    attempts = [
        attempt("p1", 90.0, minutes=9),  # better by now
        attempt("p2", 60.0, minutes=8),
        attempt("p3", 30.0, minutes=7),
        attempt("p1", 20.0, minutes=1),
        attempt("gone", 10.0),
        attempt("p3", None, minutes=9),
    ]
    assert [each.prompt.id for each in weak_prompts(LESSONS, attempts)] == ["p3", "p2"]


def test_practise_goes_to_the_last_prompt_then_to_the_next_one() -> None:
    assert next_prompt(LESSONS, {}, [attempt("p3", 90.0, "b")]) == ("b", "p3")
    assert next_prompt(LESSONS, {}, []) == ("a", "p1")
    assert next_prompt(LESSONS, seen("a", 0, 1, 2), []) == ("a", "p2")
    assert next_prompt((), {}, []) is None


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
