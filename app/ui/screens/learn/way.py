"""Where each lesson lies on the map: a lane for each track, and along it the order in which to learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.curriculum.tracks import TRACKS
from app.curriculum.values import Lesson
from app.practice.learning_values import LessonProgress, LessonStanding

CLOSEST = 1.0
"""The least distance of two lessons in a lane, in steps of the map."""


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
    # Lessons that are learned at about the same time lie above each other, as far as there is room.
    share = _room(lessons, tracks)
    last = [-share] * len(tracks)
    places: list[tuple[Lesson, int, float]] = []
    for rank, lesson in enumerate(lessons):
        lane = tracks.index(lesson.track)
        place = max(float(rank), last[lane] + share)
        last[lane] = place
        places.append((lesson, lane, place))
    furthest = max([place for _lesson, _lane, place in places] or [0.0])
    stops = tuple(
        Stop(lesson, lane, place / furthest if furthest else 0.0, standing[lesson.id])
        for lesson, lane, place in places
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


def _room(lessons: Sequence[Lesson], tracks: Sequence[str]) -> float:
    """The least distance in a lane: as wide as the fullest lane allows when it fills the whole width."""
    fullest = max((sum(each.track == track for each in lessons) for track in tracks), default=1)
    return max(CLOSEST, len(lessons) / (fullest + 1) * 0.8)


def _next(lessons: Sequence[Lesson], standing: Mapping[str, LessonStanding]) -> str:
    for wanted in (LessonStanding.BEGUN, LessonStanding.OPEN, LessonStanding.LOCKED):
        found = next((each.id for each in lessons if standing[each.id] is wanted), "")
        if found:
            return found
    return ""
