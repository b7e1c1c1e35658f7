"""How far somebody is in what she was given, derived from raw counts; and what is doubtful in a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from app.curriculum.values import FreePitch, Lesson
from app.people.values import Profile
from app.practice.lessons_seen import lesson_seen
from app.practice.plans_values import (
    ClassStanding,
    DueItem,
    DueState,
    Given,
    Plan,
    PlanItem,
    PlanWarning,
    StandingColumn,
    StandingRow,
    WarningKind,
    due_day,
)
from app.storage.plans_values import Standing, Takes
from app.storage.values import StepSeen

Lessons = Mapping[str, Lesson]

_NO_TAKES = Takes(0, None)
_SOMETIME = datetime(2000, 1, 1, tzinfo=UTC)  # when a step was seen does not matter here


class Derivation:
    """What was given to whom on a day, seen through one reading of the database and of the lessons."""

    def __init__(self, lessons: Lessons, counts: Standing, today: date) -> None:
        self._lessons = lessons
        self._counts = counts
        self._today = today
        self._steps = {name: frozenset(step.id for step in each.steps) for name, each in lessons.items()}
        self._spoken = {name: bool(each.prompts) for name, each in lessons.items()}
        self._recorded = {
            name: spoken or any(isinstance(step, FreePitch) for step in lessons[name].steps)
            for name, spoken in self._spoken.items()
        }

    def item(self, profile_id: str, given: Given, item: PlanItem) -> DueItem:
        """How far somebody is in a lesson, which has to be there."""
        name = item.lesson_id
        takes = self._counts.takes.get((profile_id, given.id, name), _NO_TAKES)
        required_takes = item.required_takes if self._recorded[name] else None
        required_score = item.required_score if self._spoken[name] else None
        seen = self._steps_done(profile_id, name)
        enough = takes.count >= (required_takes or 0)
        good = required_score is None or (takes.best is not None and takes.best >= required_score)
        due = due_day(given.start, item)
        if seen and enough and good:
            state = DueState.DONE
        else:
            state = DueState.OVERDUE if due < self._today else DueState.OPEN
        return DueItem(
            given.id,
            given.plan_id,
            name,
            due,
            state,
            required_score,
            required_takes,
            item.feedback,
            takes.count,
            takes.best,
            seen,
        )

    def _steps_done(self, profile_id: str, lesson_id: str) -> bool:
        seen = self._counts.seen.get((profile_id, lesson_id))
        if seen is None:
            return not self._steps[lesson_id]
        if self._steps[lesson_id].issuperset(seen.ids):
            return len(set(seen.ids)) == len(self._steps[lesson_id])
        # some steps were seen in an earlier version of the lesson: the rules for that stand in one place
        kept = [
            StepSeen(lesson_id, name, place, _SOMETIME, _SOMETIME)
            for name, place in zip(seen.ids, seen.places, strict=True)
        ]
        found = lesson_seen(kept, self._lessons[lesson_id])
        return found is not None and len(found.steps) >= len(self._lessons[lesson_id].steps)


def due_items(
    profile_id: str,
    given: Sequence[tuple[Given, Plan]],
    derivation: Derivation,
    lessons: Lessons,
    today: date,
) -> list[DueItem]:
    """What somebody was given by plans that have started, the earliest due first."""
    items = [
        derivation.item(profile_id, each, item)
        for each, plan in given
        if each.start <= today
        for item in plan.items
        if item.lesson_id in lessons
    ]
    return sorted(items, key=lambda item: item.due)


def class_standing(
    cohort_id: str,
    members: Sequence[Profile],
    given: Sequence[tuple[Given, Plan]],
    derivation: Derivation,
    lessons: Lessons,
    today: date,
) -> ClassStanding:
    """The table of a class; lessons that are no longer there are left out."""
    columns = sorted(
        (
            StandingColumn(
                each,
                item,
                plan_title(plan, lessons),
                lessons[item.lesson_id].title,
                due_day(each.start, item),
            )
            for each, plan in given
            for item in plan.items
            if item.lesson_id in lessons
        ),
        key=lambda column: column.due,
    )
    rows = tuple(
        StandingRow(
            member.id,
            member.name,
            tuple(
                derivation.item(member.id, column.given, column.item)
                if (column.given.cohort_id or column.given.profile_id) in (cohort_id, member.id)
                else None
                for column in columns
            ),
        )
        for member in members
    )
    return ClassStanding(cohort_id, today, tuple(columns), rows)


def plan_title(plan: Plan, lessons: Lessons) -> str:
    """A plan's title; one that has none bears that of its first lesson."""
    if plan.title or not plan.items:
        return plan.title
    name = plan.items[0].lesson_id
    return lessons[name].title if name in lessons else name


def warnings(items: Sequence[PlanItem], lessons: Lessons) -> list[PlanWarning]:
    """What is doubtful, in the order of the items."""
    return [each for place in range(len(items)) for each in _warnings_of(items, place, lessons)]


def _warnings_of(items: Sequence[PlanItem], place: int, lessons: Lessons) -> Iterator[PlanWarning]:
    item = items[place]
    lesson = lessons.get(item.lesson_id)
    if lesson is None:
        yield PlanWarning(WarningKind.GONE, item.lesson_id)
        return
    before = {each.lesson_id for each in items[:place]}
    later = {each.lesson_id for each in items[place + 1 :]}
    for other in lesson.requires:
        if other in later:
            yield PlanWarning(WarningKind.REQUIRES_LATER, item.lesson_id, other)
        elif other not in before and other in lessons:
            yield PlanWarning(WarningKind.REQUIRES_MISSING, item.lesson_id, other)
    if place and item.day < items[place - 1].day:
        yield PlanWarning(WarningKind.EARLIER_DAY, item.lesson_id)
    asks_takes = item.required_takes is not None
    recorded = bool(lesson.prompts) or any(isinstance(step, FreePitch) for step in lesson.steps)
    if (item.required_score is not None and not lesson.prompts) or (asks_takes and not recorded):
        yield PlanWarning(WarningKind.NOTHING_TO_RECORD, item.lesson_id)
