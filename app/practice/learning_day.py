"""The day's list as it is kept, and as it is shown: item by item with how far it is."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.curriculum.library import Library
from app.curriculum.values import FreePitch, Lesson, Prompt
from app.practice.learning_cards import local_day
from app.practice.learning_values import Sound, Stage, TodayItem, TodayKind
from app.practice.plans_values import DueItem, DueState
from app.practice.today import Planned, from_json, to_json
from app.storage.learning import LearningTables
from app.storage.learning_values import KeptDay
from app.storage.values import LessonSeen

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """What was done lately: when each card was last gone through and each sound last tried, steps seen.

    `there` are the cards that still stand for something, `drilled` the sounds for which there is still
    something to do: lessons and attempts may have gone since the list was made. `assigned` is by lesson.
    """

    cards: Mapping[int, datetime]
    sounds: Mapping[str, datetime]
    seen: Mapping[str, LessonSeen]
    there: Collection[int]
    drilled: Collection[str]
    assigned: Mapping[str, DueItem]


def by_lesson(items: Iterable[DueItem]) -> dict[str, DueItem]:
    """What is assigned, by lesson: of several the first that is still to do."""
    found: dict[str, DueItem] = {}
    for item in items:
        kept = found.get(item.lesson_id)
        if kept is None or (kept.state is DueState.DONE and item.state is not DueState.DONE):
            found[item.lesson_id] = item
    return found


def read_list(tables: LearningTables, profile_id: str, day: date) -> list[Planned]:
    """The list of a day; empty when none was made or it cannot be read."""
    kept = tables.day(profile_id, day)
    if kept is None:
        return []
    try:
        return from_json(kept.items)
    except (ValueError, KeyError, TypeError) as error:
        log.warning("the list of %s is made anew: %s", day, error)
        return []


def keep_list(tables: LearningTables, profile_id: str, now: datetime, planned: list[Planned]) -> None:
    """Keep the list of the day of `now`; an empty one is not kept, there may be something to do later."""
    if planned:
        tables.keep_day(profile_id, KeptDay(local_day(now), now, to_json(planned)))


def show_items(planned: list[Planned], library: Library, done: Done, today: date) -> tuple[TodayItem, ...]:
    """The list with how far each item is. What can no longer be done is left out."""
    items = []
    for place, each in enumerate(planned):
        if each.lesson_id:
            item = _lesson_item(each, library, done, today)
        elif each.sound:
            item = _drill_item(each, done)
        else:
            item = _cards_item(each, done, place)
        if item is not None:
            items.append(item)
    return tuple(items)


def _lesson_item(planned: Planned, library: Library, done: Done, today: date) -> TodayItem | None:
    lesson = library.lesson(planned.lesson_id)
    if lesson is None or planned.first >= len(lesson.steps):
        return None
    last = min(planned.last, len(lesson.steps) - 1)
    seen = done.seen[lesson.id].steps if lesson.id in done.seen else frozenset()
    steps = range(planned.first, last + 1)
    left = [step for step in steps if step not in seen]
    item = TodayItem(
        id=f"{planned.kind.value}:{lesson.id}:{planned.first}",
        kind=planned.kind,
        minutes=planned.minutes,
        done=not left,
        count=len(steps),
        finished=len(steps) - len(left),
        lesson_id=lesson.id,
        title=lesson.title,
        first=planned.first,
        last=last,
        step=left[0] if left else planned.first,
        since=planned.since,
    )
    assigned = done.assigned.get(lesson.id)
    if assigned is not None:
        return _assigned_item(item, assigned, lesson)
    if planned.kind is not TodayKind.ASSIGNED:
        return item
    # taken back since the list was made
    return replace(item, kind=TodayKind.GO_ON, since=today) if item.finished else None


def _assigned_item(item: TodayItem, assigned: DueItem, lesson: Lesson) -> TodayItem:
    """The item with what its plan asks for; all steps seen and not enough recorded is not done."""
    short = assigned.steps_done and assigned.state is not DueState.DONE
    if short and item.done:  # of the steps there is nothing left to tell
        spoken = next(i for i, each in enumerate(lesson.steps) if isinstance(each, Prompt | FreePitch))
        item = replace(item, first=0, last=len(lesson.steps) - 1, step=spoken, finished=0, done=False)
    return replace(
        item,
        kind=TodayKind.ASSIGNED,
        since=None,
        due=assigned.due,
        overdue=assigned.state is DueState.OVERDUE,
        takes_left=assigned.takes_left,
        required_score=assigned.required_score if assigned.score_missing else None,
        best=assigned.best,
    )


def _drill_item(planned: Planned, done: Done) -> TodayItem | None:
    tried = planned.sound in done.sounds and done.sounds[planned.sound] >= planned.made
    if not tried and planned.sound not in done.drilled:
        return None
    return TodayItem(
        id=f"drill:{planned.sound}:{planned.stage}",
        kind=TodayKind.DRILL,
        minutes=planned.minutes,
        done=tried,
        count=1,
        finished=int(tried),
        sound=Sound.from_key(planned.sound),
        stage=Stage(planned.stage),
        heard=planned.heard,
        other=planned.other,
        wrong=planned.wrong,
        check=planned.check,
    )


def _cards_item(planned: Planned, done: Done, place: int) -> TodayItem | None:
    cards = [no for no in planned.cards if no in done.there]
    if not cards:
        return None
    left = [no for no in cards if no not in done.cards or done.cards[no] < planned.made]
    return TodayItem(
        id=f"{planned.kind.value}:{place}",
        kind=planned.kind,
        minutes=planned.minutes,
        done=not left,
        count=len(cards),
        finished=len(cards) - len(left),
        cards=tuple(left),
        since=planned.since,
    )
