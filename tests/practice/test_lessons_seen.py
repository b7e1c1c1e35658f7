"""What she has seen of a lesson stays hers while its author changes the lesson."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.curriculum.library import Library
from app.curriculum.values import Card, Lesson
from app.practice.learning_values import LessonStanding
from app.storage.opening import open_store
from app.storage.values import LessonSeen, StepSeen
from tests.practice.trainee import NOON, Trainee


def lesson_of(*ids: str) -> Lesson:
    return Lesson("l", "课", "", "tones", 8, 1, tuple(Card(each, each, each) for each in ids))


@pytest.fixture
def nu(own_home: Path) -> Iterator[Trainee]:
    opened = open_store(own_home, automatic_backup=False)
    yield Trainee(opened.store, Library((lesson_of("a", "b", "c"),)))
    opened.store.close()


def see(nu: Trainee, *steps: int) -> None:
    for step in steps:
        nu.pass_time(minutes=1)
        nu.learning.lessons_seen.see("l", step, nu.now)


def seen_of(nu: Trainee) -> LessonSeen:
    return nu.learning.lessons_seen.all()["l"]


def change(nu: Trainee, *ids: str) -> None:
    nu.library = Library((lesson_of(*ids),))


def test_a_step_put_in_moves_what_was_seen(nu: Trainee) -> None:
    see(nu, 0, 1)
    change(nu, "new", "a", "b", "c")
    assert (seen_of(nu).steps, seen_of(nu).last_step) == (frozenset({1, 2}), 2)
    assert nu.learning.progress()["l"].standing is LessonStanding.BEGUN
    see(nu, 0, 3)
    assert seen_of(nu).steps == {0, 1, 2, 3}
    change(nu, "c", "b", "a", "new")
    assert seen_of(nu).steps == {0, 1, 2, 3}
    assert seen_of(nu).last_step == 0


def test_a_step_reworded_is_still_seen(nu: Trainee) -> None:
    see(nu, 0, 1, 2)
    change(nu, "a", "b without the misprint", "c")
    assert nu.learning.progress()["l"].standing is LessonStanding.DONE


def test_what_is_left_of_a_lesson_made_shorter(nu: Trainee) -> None:
    see(nu, 0, 2)
    change(nu, "a", "b")
    assert seen_of(nu).steps == {0}
    assert nu.learning.progress()["l"].done == 1


def test_a_lesson_written_anew_is_new(nu: Trainee) -> None:
    see(nu, 0, 1, 2)
    change(nu, "x", "b", "y", "z")
    assert seen_of(nu).steps == {1}
    change(nu, "x", "y", "z")
    assert nu.learning.lessons_seen.all() == {}
    assert nu.learning.progress()["l"].standing is LessonStanding.OPEN


def test_nothing_left_to_have_seen(nu: Trainee) -> None:
    see(nu, 2)
    change(nu, "a", "b")
    assert nu.learning.lessons_seen.all() == {}
    assert nu.learning.progress()["l"].standing is LessonStanding.OPEN


def test_a_lesson_that_is_gone_is_remembered_until_it_is_back(nu: Trainee) -> None:
    see(nu, 0, 1)
    whole = nu.library
    nu.library = Library()
    assert seen_of(nu).steps == {0, 1}
    assert not nu.learning.today().first_time
    nu.library = whole
    assert seen_of(nu).steps == {0, 1}


def test_steps_noted_before_they_had_ids_count_where_they_stood(nu: Trainee) -> None:
    nu.store.steps_seen.see("nu", "l", "", 0, NOON)
    nu.store.steps_seen.see("nu", "l", "", 1, NOON + timedelta(minutes=1))
    assert seen_of(nu).steps == {0, 1}
    see(nu, 0)
    rows = {(each.step_id, each.step_index) for each in nu.store.steps_seen.of("nu")}
    assert rows == {("a", 0), ("", 1)}
    assert seen_of(nu).first_seen == NOON


def test_everybody_has_seen_for_herself(nu: Trainee) -> None:
    see(nu, 0)
    assert nu.keeper.profile is not None
    other = dataclasses.replace(nu.keeper.profile, id="other", name="别人")
    nu.store.add_profile(other)
    nu.store.sign_ins.sign_in("other")
    assert nu.learning.lessons_seen.all() == {}
    nu.store.sign_ins.sign_out()
    see(nu, 1)
    assert nu.learning.lessons_seen.all() == {}
    nu.store.sign_ins.sign_in("nu")
    assert [each.step_index for each in nu.store.steps_seen.of("nu")] == [0]
    assert isinstance(nu.store.steps_seen.of("nu")[0], StepSeen)
