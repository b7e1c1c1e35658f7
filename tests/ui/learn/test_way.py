"""Where lessons lie on the map."""

from __future__ import annotations

import itertools

import pytest

from app.curriculum.library import load_library
from app.curriculum.values import Card, Lesson
from app.paths import lessons_dir
from app.practice.learning_values import LessonProgress, LessonStanding
from app.ui.screens.learn.way import draw_way


def lesson(lesson_id: str, track: str, *requires: str) -> Lesson:
    return Lesson(lesson_id, lesson_id, "", track, 5, 1, (Card("c", "c", "c"),), requires)


def standing(**known: LessonStanding) -> dict[str, LessonProgress]:
    return {name: LessonProgress(name, each, 0, 1) for name, each in known.items()}


LESSONS = [
    lesson("m1", "mandarin"),
    lesson("c1", "camera"),
    lesson("m2", "mandarin", "m1"),
    lesson("x", "ours"),
]


def test_a_lane_for_each_track_in_the_order_of_the_curriculum() -> None:
    way = draw_way(LESSONS, standing(m1=LessonStanding.DONE))
    assert [(lane.track, lane.done, lane.count) for lane in way.lanes] == [
        ("mandarin", 1, 2),
        ("camera", 0, 1),
        ("ours", 0, 1),
    ]
    assert [stop.lesson.id for stop in way.in_lane(0)] == ["m1", "m2"]
    assert way.in_lane(7) == ()
    assert way.stop("nothing") is None


def test_lanes_begin_where_their_first_lesson_stands_and_go_on_to_the_end() -> None:
    way = draw_way(LESSONS, {})
    assert [stop.along for stop in way.in_lane(0)] == [0.0, 1.0]
    assert [stop.along for stop in way.in_lane(1)] == [pytest.approx(1 / 3)]
    late = [*LESSONS[:2], *(lesson(f"x{n}", "ours") for n in range(30))]
    lane = [stop.along for stop in draw_way(late, {}).in_lane(2)]
    assert lane == sorted(lane)
    assert lane[0] >= 0.0 and lane[-1] == pytest.approx(1.0)


def test_the_next_lesson_is_the_one_begun_else_the_first_open_one() -> None:
    done, begun, opened, locked = (
        LessonStanding.DONE,
        LessonStanding.BEGUN,
        LessonStanding.OPEN,
        LessonStanding.LOCKED,
    )
    assert draw_way(LESSONS, standing(m1=done, c1=opened, m2=begun, x=opened)).next_id == "m2"
    assert draw_way(LESSONS, standing(m1=done, c1=locked, m2=opened, x=opened)).next_id == "m2"
    assert draw_way(LESSONS, standing(m1=done, c1=locked, m2=done, x=done)).next_id == "c1"
    assert draw_way(LESSONS, standing(m1=done, c1=done, m2=done, x=done)).next_id == ""


def test_no_lessons_and_one_lesson() -> None:
    assert draw_way([], {}).stops == ()
    assert [stop.along for stop in draw_way(LESSONS[:1], {}).stops] == [0.0]


def test_no_two_bundled_lessons_lie_upon_each_other() -> None:
    """On the narrowest page there are about 850 pixels for the lanes; stops are 14 wide."""
    way = draw_way(load_library([lessons_dir()]).lessons, {})
    for number in range(len(way.lanes)):
        along = [stop.along for stop in way.in_lane(number)]
        gaps = [(after - before) * 850 for before, after in itertools.pairwise(along)]
        assert min(gaps) >= 15
