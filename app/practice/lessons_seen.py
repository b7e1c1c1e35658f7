"""How far somebody has come in each lesson as it is now, though its author has changed it since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from app.curriculum.library import Library
from app.curriculum.values import Lesson
from app.practice.keeper import Keeper
from app.storage.values import LessonSeen, StepSeen


class LessonsSeen:
    """What whoever practises now has seen of the lessons. All calls block; any thread may call."""

    def __init__(self, keeper: Keeper, library: Callable[[], Library]) -> None:
        self._keeper = keeper
        self._library = library

    def see(self, lesson_id: str, step_index: int, when: datetime) -> None:
        """Remember that a step of a lesson has been seen; nothing without a profile."""
        profile = self._keeper.profile
        if profile is None:
            return
        lesson = self._library().lesson(lesson_id)
        known = lesson is not None and 0 <= step_index < len(lesson.steps)
        step_id = lesson.steps[step_index].id if lesson is not None and known else ""
        self._keeper.store.steps_seen.see(profile.id, lesson_id, step_id, step_index, when)

    def all(self) -> dict[str, LessonSeen]:
        """How far she is, by lesson id; lessons of which she has seen nothing are absent."""
        profile = self._keeper.profile
        if profile is None:
            return {}
        by_lesson: dict[str, list[StepSeen]] = {}
        for each in self._keeper.store.steps_seen.of(profile.id):
            by_lesson.setdefault(each.lesson_id, []).append(each)
        library = self._library()
        found = {name: lesson_seen(steps, library.lesson(name)) for name, steps in by_lesson.items()}
        return {name: seen for name, seen in found.items() if seen is not None}


def lesson_seen(steps: Sequence[StepSeen], lesson: Lesson | None) -> LessonSeen | None:
    """What was seen of one lesson, in the order in which it was seen; None when nothing of it is left.

    A step is known by its id wherever it stands now. One that is not there any more was most likely reworded,
    which gives a new id, so it counts for the step in its place: a misprint put right undoes no lesson. Where
    most are gone the lesson was written anew, and they count for nothing. Without the lesson the places are
    those of that time.
    """
    placed = [(each.step_index, each) for each in steps] if lesson is None else _placed(steps, lesson)
    if not placed:
        return None
    last_place, last = placed[-1]
    return LessonSeen(
        lesson_id=last.lesson_id,
        steps=frozenset(place for place, _each in placed),
        last_step=last_place,
        first_seen=min(each.first_seen for _place, each in placed),
        last_seen=last.last_seen,
    )


def _placed(steps: Sequence[StepSeen], lesson: Lesson) -> list[tuple[int, StepSeen]]:
    """The steps that count, with where they stand now."""
    places = {step.id: index for index, step in enumerate(lesson.steps)}
    gone = [each for each in steps if each.step_id and each.step_id not in places]
    left_out = gone if 2 * len(gone) > len(steps) else []
    placed = [(places.get(each.step_id, each.step_index), each) for each in steps if each not in left_out]
    return [(place, each) for place, each in placed if place < len(lesson.steps)]
