from __future__ import annotations

import dataclasses

from app.curriculum.values import Lesson, Outcome, ProductCard
from app.ui.screens.lesson.chapters import chapter_at, chapters_of, first_left
from app.ui.screens.lesson.summary import summary_of
from tests.ui.activities.examples import (
    ALOUD,
    CARD,
    CHOICE,
    LESSON,
    LISTEN,
    MATCHING,
    PROMPT,
    SELF_CHECK,
    TRUE_FALSE,
)

PRODUCT = ProductCard(
    "p",
    "红枣",
    "枣",
    "和田",
    "一级",
    "干燥",
    "泡水",
    "500克",
    "19.9",
    "三天",
    "七天",
    ("补血",),
    (("甜吗", "甜"),),
)


def lesson_of(*steps) -> Lesson:
    return dataclasses.replace(LESSON, steps=steps)


def shape(lesson: Lesson) -> list[tuple[int, str, tuple[int, ...]]]:
    """First step, what heads the chapter, and where its prompts are."""
    made = []
    for chapter in chapters_of(lesson):
        head = chapter.activity or chapter.card
        made.append((chapter.first, head.id if head else "", tuple(i for i, _ in chapter.prompts)))
    return made


def test_activities_are_stops_of_their_own() -> None:
    lesson = lesson_of(CARD, PROMPT, ALOUD, CHOICE, LISTEN, CARD, MATCHING)
    assert shape(lesson) == [
        (0, "facts", (1, 2)),
        (3, "allowed", ()),
        (4, "price", ()),
        (5, "facts", ()),
        (6, "words", ()),
    ]


def test_a_product_card_takes_the_prompts_after_it() -> None:
    assert shape(lesson_of(PRODUCT, PROMPT, CHOICE)) == [(0, "p", (1,)), (2, "allowed", ())]


def test_prompts_after_an_activity_are_a_chapter_without_a_card() -> None:
    lesson = lesson_of(CHOICE, PROMPT, ALOUD, SELF_CHECK, PROMPT)
    assert shape(lesson) == [(0, "allowed", ()), (1, "", (1, 2)), (3, "check", ()), (4, "", (4,))]


def test_every_step_is_in_one_chapter_and_is_found_there() -> None:
    chapters = chapters_of(LESSON)
    found = [step for chapter in chapters for step in sorted(chapter.steps)]
    assert found == list(range(len(LESSON.steps)))
    for step in found:
        assert step in chapters[chapter_at(chapters, step)].steps
    assert chapter_at(chapters, len(LESSON.steps)) == len(chapters)


def test_the_first_chapter_with_something_left() -> None:
    chapters = chapters_of(lesson_of(CARD, PROMPT, CHOICE, SELF_CHECK))
    assert first_left(chapters, frozenset()) == 0
    assert first_left(chapters, frozenset({0, 2})) == 0
    assert first_left(chapters, frozenset({0, 1, 3})) == 1
    assert first_left(chapters, frozenset({0, 1, 2, 3})) is None


def test_the_summary_counts_by_what_was_asked_of_her() -> None:
    lesson = lesson_of(CARD, PRODUCT, PROMPT, CHOICE, MATCHING, TRUE_FALSE, SELF_CHECK, LISTEN)
    outcomes = {
        CHOICE.id: Outcome(1, 1),
        MATCHING.id: Outcome(2, 4),
        SELF_CHECK.id: Outcome(answers=("a",)),
        LISTEN.id: Outcome(1, 1),  # her own word, not a question
        "gone": Outcome(9, 9),
    }
    summary = summary_of(lesson, frozenset({0, 1, 2, 3, 4, 6}), outcomes)
    assert (summary.read, summary.said, summary.done, summary.left) == (2, 1, 3, 2)
    assert (summary.right, summary.asked) == (3, 5)
