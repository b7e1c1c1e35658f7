"""The list for a day: ten to fifteen minutes whenever there is so much, whatever there is."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.curriculum.values import Card, Lesson, Prompt
from app.practice.learning_values import Drill, LessonStanding, Sound, Stage, TodayKind
from app.practice.plans_values import DueItem, DueState, Feedback
from app.practice.today import ENOUGH, MOST, Offer, from_json, make_list, stand, to_json, with_assigned
from app.speech.values import Part
from app.storage.learning_values import KeptCard
from app.storage.values import LessonSeen

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)


def lesson(name: str, minutes: int = 10, steps: int = 10, requires: tuple[str, ...] = ()) -> Lesson:
    cards = tuple(Card(f"{name}{i}", "", "") for i in range(steps))
    return Lesson(name, name, "", "mandarin", minutes, 1, cards, requires)


def seen(name: str, *steps: int, hours_ago: int = 24) -> dict[str, LessonSeen]:
    when = NOON - timedelta(hours=hours_ago)
    return {name: LessonSeen(name, frozenset(steps), steps[-1], when, when)}


def cards(count: int, kind: str = "gloss", *, reviewed: bool = True, first: int = 1) -> list[KeptCard]:
    last = NOON - DAY if reviewed else None
    return [KeptCard(first + i, kind, str(i), "a", "{}", NOON, NOON - 3 * DAY, last) for i in range(count)]


def drills(count: int) -> list[Drill]:
    sounds = (Sound(Part.INITIAL, name) for name in ("zh", "ch", "sh", "r"))
    return [Drill(sound, Stage.WORD, 3, "z") for sound, _ in zip(sounds, range(count), strict=False)]


def offer(
    *,
    lessons: Sequence[Lesson] = (),
    known: dict[str, LessonSeen] | None = None,
    facts: Sequence[KeptCard] = (),
    phrases: Sequence[KeptCard] = (),
    sounds: int = 0,
    assigned: Sequence[DueItem] = (),
) -> Offer:
    return Offer(NOON, facts, phrases, drills(sounds), assigned, lessons, known or {})


def given(name: str, due: date = date(2026, 3, 9), *, steps_done: bool = False, takes: int = 0) -> DueItem:
    """Something that is not done: all its steps may be seen, but so many more takes are asked for."""
    state = DueState.OVERDUE if due < date(2026, 3, 2) else DueState.OPEN
    return DueItem("g", "p", name, due, state, None, takes or None, Feedback.ALL, 0, None, steps_done)


@pytest.mark.parametrize("seed", range(40))
def test_ten_to_fifteen_minutes_when_there_is_enough(seed: int) -> None:
    chance = random.Random(seed)
    lessons = [lesson(f"l{i}", chance.randint(5, 15), chance.randint(3, 45)) for i in range(6)]
    known = {}
    if chance.random() < 0.5:
        known = seen("l0", *range(chance.randint(1, len(lessons[0].steps))))
    made = make_list(
        offer(
            lessons=lessons,
            known=known,
            facts=cards(chance.choice((0, 3, 12, 60)), reviewed=chance.random() < 0.5),
            phrases=cards(chance.choice((0, 2, 9)), "phrase", first=100),
            sounds=chance.randint(0, 4),
        )
    )
    assert ENOUGH <= sum(item.minutes for item in made) <= MOST
    assert any(item.lesson_id for item in made)  # she goes on learning, however much is due
    assert all(item.minutes >= 1 for item in made)


def test_without_lessons_more_is_reviewed() -> None:
    made = make_list(offer(facts=cards(60), phrases=cards(20, "phrase", first=100), sounds=2))
    assert {item.kind for item in made} == {TodayKind.REVIEW, TodayKind.PHRASES, TodayKind.DRILL}
    assert ENOUGH <= sum(item.minutes for item in made) <= MOST
    assert make_list(offer()) == []


def test_what_was_never_asked_comes_a_few_at_a_time_after_what_is_known() -> None:
    [review] = make_list(offer(facts=[*cards(30, reviewed=False), *cards(4, first=50)]))
    assert review.cards[:4] == (50, 51, 52, 53)
    assert len(review.cards) == 4 + 8


def test_lessons_assigned_come_before_one_begun_before_new_ones() -> None:
    lessons = [lesson("new"), lesson("begun"), lesson("late"), lesson("soon")]
    known = seen("begun", 0, 1)
    assigned = [given("soon"), given("late", date(2026, 4, 1))]
    first = make_list(offer(lessons=lessons, known=known, assigned=assigned))
    assert (first[0].kind, first[0].lesson_id, first[0].due) == (TodayKind.ASSIGNED, "soon", date(2026, 3, 9))
    second = make_list(offer(lessons=lessons, known=known))
    assert (second[0].kind, second[0].lesson_id, second[0].first) == (TodayKind.GO_ON, "begun", 2)
    third = make_list(offer(lessons=lessons))
    assert (third[0].kind, third[0].lesson_id) == (TodayKind.NEW, "new")


def test_an_assigned_lesson_that_is_done_or_gone_is_not_on_the_list() -> None:
    made = make_list(
        offer(
            lessons=[lesson("a"), lesson("b")],
            known=seen("a", *range(10)),
            assigned=[replace(given("a"), state=DueState.DONE), given("x")],
        )
    )
    assert [item.lesson_id for item in made] == ["b"]


def test_new_lessons_wait_for_what_they_build_on_unless_it_is_on_the_same_list() -> None:
    first, second = lesson("first", 5), lesson("second", 9, requires=("first",))
    made = make_list(offer(lessons=[second, first]))
    assert [item.lesson_id for item in made] == ["first", "second"]
    far = make_list(offer(lessons=[second, lesson("first", 40, 40)]))
    assert [item.lesson_id for item in far] == ["first"]


def test_a_long_lesson_is_cut_and_gone_on_with() -> None:
    long = lesson("long", 40, 20)
    [stretch] = make_list(offer(lessons=[long]))
    assert (stretch.first, stretch.last, stretch.minutes) == (0, 6, 14)
    [rest] = make_list(offer(lessons=[long], known=seen("long", *range(7))))
    assert (rest.first, rest.kind) == (7, TodayKind.GO_ON)


def test_a_step_longer_than_the_time_left_is_still_begun() -> None:
    made = make_list(offer(lessons=[lesson("talk", 20, 1)], facts=cards(12), sounds=2))
    assert made[-1].lesson_id == "talk"
    assert sum(item.minutes for item in made) <= MOST


def test_what_is_given_during_the_day_takes_the_place_of_what_is_new() -> None:
    lessons = [lesson("a", 12), lesson("b", 12)]
    before = make_list(offer(lessons=lessons, facts=cards(10)))
    after = with_assigned(before, offer(lessons=lessons, facts=cards(10), assigned=[given("b")]))
    assert [item.lesson_id for item in after] == ["b", ""]  # what her trainer gave comes first
    assert sum(item.minutes for item in after) <= MOST
    begun = offer(lessons=lessons, known=seen("a", 0, hours_ago=0), assigned=[given("b")])
    assert [item.lesson_id for item in with_assigned(before, begun)] == ["b", "", "a"]
    assert with_assigned(after, replace(begun, assigned=[given("b")])) == after
    assert with_assigned(before, offer(lessons=lessons)) == before


def test_what_was_to_be_done_by_today_comes_first_and_reviews_get_what_is_left() -> None:
    lessons = [lesson("late", 8), lesson("today", 6), lesson("week", 8)]
    days = {"late": date(2026, 2, 26), "today": date(2026, 3, 2), "week": date(2026, 3, 8)}
    assigned = [given(name, due) for name, due in days.items()]
    made = make_list(offer(lessons=lessons, facts=cards(30), sounds=2, assigned=assigned))
    assert [(item.kind, item.lesson_id) for item in made[:2]] == [
        (TodayKind.ASSIGNED, "late"),
        (TodayKind.ASSIGNED, "today"),
    ]
    assert sum(item.minutes for item in made) <= MOST
    assert "week" not in {item.lesson_id for item in made}
    only = make_list(offer(lessons=lessons, facts=cards(30), assigned=assigned[2:]))
    assert [item.kind for item in only] == [TodayKind.ASSIGNED, TodayKind.REVIEW]  # not due yet: reviews fit


def test_a_lesson_that_lacks_only_recordings_is_spoken_again_and_locks_nothing() -> None:
    talk = Lesson(
        "talk", "talk", "", "mandarin", 10, 1, (Card("c", "", ""), Prompt("p", "好"), Prompt("q", "好"))
    )
    following = lesson("next", requires=("talk",))
    known = seen("talk", 0, 1, 2)
    lacking = given("talk", steps_done=True, takes=3)
    made = make_list(offer(lessons=[talk, following], known=known, assigned=[lacking]))
    assert [(item.lesson_id, item.first, item.last) for item in made] == [("talk", 1, 2), ("next", 0, 9)]


def test_a_list_comes_back_as_it_was_kept() -> None:
    made = make_list(
        offer(
            lessons=[lesson("a"), lesson("b")],
            known=seen("a", 0),
            facts=cards(3),
            phrases=cards(2, "phrase"),
            sounds=1,
            assigned=[given("b")],
        )
    )
    assert {item.kind for item in made} >= {TodayKind.REVIEW, TodayKind.DRILL, TodayKind.ASSIGNED}
    assert from_json(to_json(made)) == made


def test_how_far_she_is() -> None:
    lessons = [
        lesson("done"),
        lesson("begun"),
        lesson("open", requires=("done",)),
        lesson("locked", requires=("begun",)),
    ]
    known = seen("done", *range(10)) | seen("begun", 3, 99)  # 99: from a longer version of the lesson
    far = stand(lessons, known)
    assert {name: each.standing for name, each in far.items()} == {
        "done": LessonStanding.DONE,
        "begun": LessonStanding.BEGUN,
        "open": LessonStanding.OPEN,
        "locked": LessonStanding.LOCKED,
    }
    assert (far["begun"].done, far["begun"].steps) == (1, 10)
    assert (far["open"].missing, far["locked"].missing) == ((), ("begun",))
