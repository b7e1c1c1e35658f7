"""The day's list: ten to fifteen minutes of what is due, what is assigned and what is new.

First what her trainer wants done by now, then what is due, at most ten minutes of it while there is a lesson
to do, then lessons in stretches that fit into what is left. A list is made once a day and kept; what was not
done is simply still there the next day, because it is still due, still assigned or still begun.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from app.curriculum.values import FreePitch, Lesson, Prompt
from app.practice.learning_cards import local_day
from app.practice.learning_values import Drill, LessonProgress, LessonStanding, TodayKind
from app.practice.plans_values import DueItem, DueState
from app.storage.learning_values import KeptCard
from app.storage.values import LessonSeen

MOST = 15
"""Minutes: a noon break has no more."""

ENOUGH = 10
"""Minutes that a list has at least, when there is so much to do."""

_FULL = 12  # minutes from which on no further lesson is begun

FACT_MINUTES = 0.3
PHRASE_MINUTES = 0.75  # two takes and a look at them
DRILL_MINUTES = 2

_NEW_FACTS = 8  # never asked before, in one day
_FACTS, _PHRASES, _DRILLS = 10, 4, 2  # while there is a lesson to do
_FACTS_WITHOUT_DRILLS = 18
_FACTS_ALONE, _PHRASES_ALONE = 20, 6


@dataclass(frozen=True)
class Planned:
    """An item as it is kept: what it asks for, not how far it is. `made` is when it came onto the list."""

    kind: TodayKind
    minutes: int
    made: datetime
    lesson_id: str = ""
    first: int = 0
    last: int = 0
    cards: tuple[int, ...] = ()
    sound: str = ""
    stage: str = ""
    heard: str = ""
    other: str = ""
    wrong: int = 0
    check: bool = False
    since: date | None = None
    due: date | None = None


@dataclass(frozen=True)
class Offer:
    """Everything that could come onto the list, each in the order in which it should.

    `facts` are words and questions that are due, `phrases` prompts that are; `assigned` is what
    she was given by trainers, done or not.
    """

    now: datetime
    facts: Sequence[KeptCard]
    phrases: Sequence[KeptCard]
    drills: Sequence[Drill]
    assigned: Sequence[DueItem]
    lessons: Sequence[Lesson]
    seen: Mapping[str, LessonSeen]


def stand(lessons: Sequence[Lesson], seen: Mapping[str, LessonSeen]) -> dict[str, LessonProgress]:
    """How far she is in every lesson. A step counts as done when it was seen."""
    far = {
        lesson.id: len(seen[lesson.id].steps & frozenset(range(len(lesson.steps))))
        for lesson in lessons
        if lesson.id in seen
    }
    done = {lesson.id for lesson in lessons if far.get(lesson.id, 0) >= len(lesson.steps)}
    standings = {}
    for lesson in lessons:
        missing = tuple(each for each in lesson.requires if each not in done)
        if lesson.id in done:
            standing = LessonStanding.DONE
        elif far.get(lesson.id):
            standing = LessonStanding.BEGUN
        else:
            standing = LessonStanding.LOCKED if missing else LessonStanding.OPEN
        standings[lesson.id] = LessonProgress(
            lesson.id, standing, far.get(lesson.id, 0), len(lesson.steps), missing
        )
    return standings


def make_list(offer: Offer) -> list[Planned]:
    """The list for a day, or what to add to one that is done."""
    way = _Way(offer)
    alone = way.next() is None
    wanted = _wanted_by_now(way, offer)
    left = MOST - sum(item.minutes for item in wanted)
    made: list[Planned] = []
    for drill in offer.drills[: min(_DRILLS, left // DRILL_MINUTES)]:
        made.append(
            Planned(
                TodayKind.DRILL,
                DRILL_MINUTES,
                offer.now,
                sound=drill.sound.key,
                stage=drill.stage.value,
                heard=drill.heard,
                other=drill.other,
                wrong=drill.wrong,
                check=drill.check,
            )
        )
    most = _FACTS_ALONE if alone else _FACTS if made else _FACTS_WITHOUT_DRILLS
    left -= sum(item.minutes for item in made)
    facts = _facts(offer.facts, min(most, math.floor(left / FACT_MINUTES)))
    left -= math.ceil(len(facts) * FACT_MINUTES)
    most = min(_PHRASES_ALONE if alone else _PHRASES, math.floor(left / PHRASE_MINUTES))
    phrases = list(offer.phrases[: max(0, most)])
    if phrases:
        made.insert(0, _cards(TodayKind.PHRASES, phrases, PHRASE_MINUTES, offer.now))
    if facts:
        made.insert(0, _cards(TodayKind.REVIEW, facts, FACT_MINUTES, offer.now))
    made = [*wanted, *made]
    left = MOST - sum(item.minutes for item in made)
    while left > MOST - _FULL or not any(item.lesson_id for item in made):
        stretch = way.take(left)
        if stretch is None:
            break
        made.append(stretch)
        left -= stretch.minutes
    return _assigned_first(made)


def with_assigned(planned: list[Planned], offer: Offer) -> list[Planned]:
    """The list with the assignments that were given after it was made; new lessons not begun make room."""
    there = {item.lesson_id for item in planned}
    late = [each for each in offer.assigned if each.lesson_id not in there]
    way = _Way(replace(offer, assigned=late))
    first = way.next()
    if first is None or first.kind is not TodayKind.ASSIGNED:
        return planned
    kept = [item for item in planned if item.kind is not TodayKind.NEW or item.lesson_id in offer.seen]
    left = max(MOST - sum(item.minutes for item in kept), MOST - ENOUGH)
    stretch = way.take(left)
    return _assigned_first([*kept, stretch]) if stretch else planned


def to_json(items: Sequence[Planned]) -> str:
    """A list as it is kept."""
    return json.dumps(
        [
            {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in (asdict(item) | {"kind": item.kind.value}).items()
            }
            for item in items
        ],
        ensure_ascii=False,
    )


def from_json(text: str) -> list[Planned]:
    """A list that was kept. Raises ValueError, KeyError or TypeError for anything else."""

    def day(written: str | None) -> date | None:
        return None if written is None else date.fromisoformat(written)

    return [
        Planned(
            **{
                **item,
                "kind": TodayKind(item["kind"]),
                "made": datetime.fromisoformat(item["made"]),
                "cards": tuple(item["cards"]),
                "since": day(item["since"]),
                "due": day(item["due"]),
            }
        )
        for item in json.loads(text)
    ]


def _wanted_by_now(way: _Way, offer: Offer) -> list[Planned]:
    """Stretches of the lessons that were to be done by today, as far as the list holds them."""
    made: list[Planned] = []
    today, left = local_day(offer.now), MOST
    while left > MOST - _FULL:
        following = way.next()
        if following is None or following.due is None or following.due > today:
            break
        stretch = way.take(left)
        if stretch is None:
            break
        made.append(stretch)
        left -= stretch.minutes
    return made


def _assigned_first(items: list[Planned]) -> list[Planned]:
    return sorted(items, key=lambda item: item.kind is not TodayKind.ASSIGNED)


def _facts(due: Sequence[KeptCard], most: int) -> list[KeptCard]:
    """The longest due first; of those never asked before only so many a day."""
    known = [card for card in due if card.reviewed is not None]
    fresh = [card for card in due if card.reviewed is None]
    return (known + fresh[:_NEW_FACTS])[:most]


def _cards(kind: TodayKind, cards: Sequence[KeptCard], minutes: float, now: datetime) -> Planned:
    since = min(card.reviewed or card.created for card in cards).astimezone().date()
    length = max(1, math.ceil(len(cards) * minutes - 0.01))
    return Planned(kind, length, now, cards=tuple(card.no for card in cards), since=since)


class _Way:
    """The lessons to do next, cut into stretches."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer
        self._lessons = {lesson.id: lesson for lesson in offer.lessons}
        self._seen = {
            lesson.id: set(offer.seen[lesson.id].steps) if lesson.id in offer.seen else set()
            for lesson in offer.lessons
        }
        self._taken: set[str] = set()
        # what is assigned and done but for takes or a score
        self._short = {
            each.lesson_id for each in offer.assigned if each.steps_done and each.state is not DueState.DONE
        }

    def next(self) -> Planned | None:
        """The lesson to do next as a whole: an assigned one, the one begun last, or the first new one."""
        now = self._offer.now
        for each in self._offer.assigned:
            if each.state is not DueState.DONE and self._is_open(each.lesson_id):
                return Planned(TodayKind.ASSIGNED, 0, now, lesson_id=each.lesson_id, due=each.due)
        seen = self._offer.seen
        begun = [x for x in self._lessons if x in seen and seen[x].steps and self._is_open(x)]
        if begun:
            latest = max(begun, key=lambda each: seen[each].last_seen)
            since = seen[latest].last_seen.astimezone().date()
            return Planned(TodayKind.GO_ON, 0, now, lesson_id=latest, since=since)
        for lesson in self._offer.lessons:
            if self._is_open(lesson.id) and all(self._is_done(each) for each in lesson.requires):
                return Planned(TodayKind.NEW, 0, now, lesson_id=lesson.id)
        return None

    def take(self, minutes: int) -> Planned | None:
        """A stretch of the next lesson that takes at most so many minutes, at least one step."""
        planned = self.next()
        if planned is None or minutes < 1:
            return None
        lesson = self._lessons[planned.lesson_id]
        self._taken.add(lesson.id)
        if lesson.id in self._short:
            return _say_again(planned, lesson, minutes)
        each = lesson.minutes / len(lesson.steps)
        left = [i for i in range(len(lesson.steps)) if i not in self._seen[lesson.id]]
        stretch = left[: max(1, math.floor(minutes / each + 0.01))]
        self._seen[lesson.id] |= set(stretch)
        length = min(minutes, max(1, round(len(stretch) * each)))
        return replace(planned, minutes=length, first=stretch[0], last=stretch[-1])

    def _is_open(self, lesson_id: str) -> bool:
        if lesson_id not in self._lessons or lesson_id in self._taken:
            return False
        return lesson_id in self._short or not self._is_done(lesson_id)

    def _is_done(self, lesson_id: str) -> bool:
        lesson = self._lessons.get(lesson_id)
        return lesson is not None and len(self._seen[lesson_id]) >= len(lesson.steps)


def _say_again(planned: Planned, lesson: Lesson, minutes: int) -> Planned:
    """From the first to the last step of a lesson that is spoken."""
    spoken = [i for i, each in enumerate(lesson.steps) if isinstance(each, Prompt | FreePitch)]
    length = max(1, math.ceil(len(spoken) * PHRASE_MINUTES))
    return replace(planned, minutes=min(minutes, length), first=spoken[0], last=spoken[-1])
