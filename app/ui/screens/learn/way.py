"""Where each lesson lies on the map: a lane for each track, and along it the order in which to learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.curriculum.tracks import TRACKS
from app.curriculum.values import Lesson
from app.practice.learning_values import LessonProgress, LessonStanding

GAP = 0.026
"""The least distance of two lessons in a lane, as a share of the map's width, as long as there is room."""


@dataclass(frozen=True)
class Stop:
    """A lesson on the map: its lane from the top, and how far along, 0.0 (the beginning) to 1.0."""

    lesson: Lesson
    lane: int
    along: float
    standing: LessonStanding


@dataclass(frozen=True)
class Lane:
    """A track: its key, how many of its lessons are done, and how many there are."""

    track: str
    done: int
    count: int


@dataclass(frozen=True)
class Way:
    """The whole map. `next_id` is the lesson to go on with, "" when all are done."""

    lanes: tuple[Lane, ...]
    stops: tuple[Stop, ...]
    next_id: str

    def stop(self, lesson_id: str) -> Stop | None:
        """The stop of a lesson."""
        return next((each for each in self.stops if each.lesson.id == lesson_id), None)

    def in_lane(self, lane: int) -> tuple[Stop, ...]:
        """The stops of a lane in their order."""
        return tuple(each for each in self.stops if each.lane == lane)


def draw_way(lessons: Sequence[Lesson], progress: Mapping[str, LessonProgress]) -> Way:
    """The map of `lessons`, which stand in the order in which they should be learned."""
    tracks = list(dict.fromkeys([*(t for t in TRACKS if any(x.track == t for x in lessons)),
                                 *(lesson.track for lesson in lessons)]))  # fmt: skip
    standing = {
        lesson.id: progress[lesson.id].standing if lesson.id in progress else LessonStanding.OPEN
        for lesson in lessons
    }
    ranks = {lesson.id: rank for rank, lesson in enumerate(lessons)}
    along: dict[str, float] = {}
    for track in tracks:
        mine = [lesson.id for lesson in lessons if lesson.track == track]
        # A lane begins where its first lesson stands among all of them, and goes on evenly to the end.
        start = min(ranks[mine[0]] / max(1, len(lessons) - 1), 1.0 - GAP * (len(mine) - 1))
        for number, lesson_id in enumerate(mine):
            along[lesson_id] = max(0.0, start) + (1.0 - max(0.0, start)) * number / max(1, len(mine) - 1)
    stops = tuple(
        Stop(lesson, tracks.index(lesson.track), along[lesson.id], standing[lesson.id]) for lesson in lessons
    )
    lanes = tuple(
        Lane(
            track,
            sum(each.track == track and standing[each.id] is LessonStanding.DONE for each in lessons),
            sum(each.track == track for each in lessons),
        )
        for track in tracks
    )
    return Way(lanes, stops, _next(lessons, standing))


def _next(lessons: Sequence[Lesson], standing: Mapping[str, LessonStanding]) -> str:
    for wanted in (LessonStanding.BEGUN, LessonStanding.OPEN, LessonStanding.LOCKED):
        found = next((each.id for each in lessons if standing[each.id] is wanted), "")
        if found:
            return found
    return ""
