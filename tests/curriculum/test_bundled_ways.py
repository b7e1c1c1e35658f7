"""The bundled lessons together: the way through them, and that what was promised to be taught is taught."""

from __future__ import annotations

from collections import Counter

from app.curriculum.lesson_file import LAST_ORDER
from app.curriculum.readings import is_hanzi
from app.curriculum.tracks import TRACKS
from app.curriculum.values import Choice, Lesson, ProductCard, TrueFalse
from app.speech.phones import FINALS, INITIALS, syllable_phones
from app.speech.text import to_spoken
from app.speech.values import Syllable
from tests.curriculum.bundled import LESSONS, spoken_in, steps_of


def test_the_way_leads_from_what_requires_nothing_to_everything() -> None:
    requires = {lesson.id: set(lesson.requires) for lesson in LESSONS}
    assert all(required in requires for each in requires.values() for required in each)
    done: set[str] = set()
    while True:
        next_ones = {lesson_id for lesson_id, each in requires.items() if each <= done} - done
        if not next_ones:
            break
        done |= next_ones
    assert done == set(requires)


def test_what_a_lesson_requires_comes_earlier() -> None:
    orders = {lesson.id: lesson.order for lesson in LESSONS}
    late = [
        (lesson.id, required)
        for lesson in LESSONS
        for required in lesson.requires
        if orders[required] >= lesson.order
    ]
    assert late == []


def test_lessons_without_a_place_come_after_the_bundled_ones() -> None:
    assert max(lesson.order for lesson in LESSONS) < LAST_ORDER


def test_no_two_lessons_have_the_same_place_or_title() -> None:
    for of in (lambda lesson: lesson.order, lambda lesson: lesson.title):
        found = [of(lesson) for lesson in LESSONS]
        assert sorted(found) == sorted(set(found))


def syllables_in(lessons: list[Lesson]) -> list[list[Syllable]]:
    return [to_spoken(step.text, step.pinyin).syllables for lesson in lessons for step in spoken_in(lesson)]  # type: ignore[misc]


def test_all_twenty_tone_pairs_are_practised() -> None:
    lessons = [lesson for lesson in LESSONS if lesson.id.startswith("tone-pairs-")]
    found = {(word[0].tone, word[1].tone) for word in syllables_in(lessons) if len(word) == 2}
    assert {(first, second) for first in range(1, 5) for second in range(1, 6)} - found == set()


def test_every_initial_and_every_final_is_practised() -> None:
    found = set()
    for word in syllables_in(list(LESSONS)):
        for syllable in word:
            found |= set(syllable_phones(syllable.initial, syllable.final, erhua=syllable.erhua))
    assert set(INITIALS) | set(FINALS) <= found


def test_there_are_sixty_phrases_of_the_live_room() -> None:
    phrases = {
        "".join(filter(is_hanzi, prompt.text))
        for lesson in LESSONS
        if lesson.id.startswith("phrases-")
        for prompt in lesson.prompts
    }
    assert len(phrases) >= 60


def test_there_are_weeks_of_lessons_in_every_track() -> None:
    counts = Counter(lesson.track for lesson in LESSONS)
    assert len(LESSONS) >= 90
    assert set(counts) == set(TRACKS)
    assert min(counts.values()) >= 10
    assert sum(isinstance(step, ProductCard) for lesson in LESSONS for step in lesson.steps) >= 18


def test_the_longest_answer_is_not_the_right_one_too_often() -> None:
    choices = [choice for lesson in LESSONS for choice in steps_of(lesson, Choice)]
    given_away = [
        choice.question for choice in choices if longest(choice, right=True) > longest(choice, right=False)
    ]
    assert len(given_away) <= 0.5 * len(choices), given_away


def test_no_right_answer_stands_out_by_its_length() -> None:
    """By a third or more and more than two characters, that is: what a reader sees without reading."""
    given_away = [
        (lesson.id, choice.question)
        for lesson in LESSONS
        for choice in steps_of(lesson, Choice)
        if longest(choice, right=True)
        > max(4 / 3 * longest(choice, right=False), longest(choice, right=False) + 2)
    ]
    assert given_away == []


def longest(choice: Choice, right: bool) -> int:
    """The length of the longest right, or the longest wrong answer, in characters."""
    return max(len(text) for text, is_right in choice.options if is_right == right)


def test_true_and_false_are_about_as_frequent() -> None:
    answers = [step.right for lesson in LESSONS for step in steps_of(lesson, TrueFalse)]
    assert 0.4 <= sum(answers) / len(answers) <= 0.6
