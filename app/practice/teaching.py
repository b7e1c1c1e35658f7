"""Teaching: what lies on a trainer's desk when she sits down, read at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.people.values import Cohort
from app.practice.agreement_report import missing
from app.practice.keeper import Keeper
from app.practice.learning_cards import local_day
from app.practice.plans import Plans
from app.practice.plans_values import ClassStanding, DueState, Given
from app.practice.reviews import WAITS
from app.practice.reviews_values import Need
from app.speech.values import Verdict
from app.storage.desk import Lately
from app.storage.marks_values import Mark

LATELY = timedelta(days=7)
"""Who practised within these days practises; today is one of them."""

SOON, LONG_AGO = timedelta(days=7), timedelta(days=14)
"""Work that is due later than the one, or was due longer ago than the other, is not on the desk."""

PRESSING = (Need.ASKED, Need.UNSURE, Need.DROP)
"""Takes that wait for these reasons are heard first; the others when there is time."""

__all__ = ["Desk", "Lately", "Member", "Need", "Teaching", "Trust", "Work"]


@dataclass(frozen=True)
class Member:
    """A trainee, what she did lately, and how many of her lessons are past their day."""

    lately: Lately
    overdue: int = 0


@dataclass(frozen=True)
class Work:
    """A lesson that was given out, and how many of those who have to do it stand how."""

    given: Given
    cohort_id: str  # the class of those who are counted
    lesson_title: str
    plan_title: str  # that of the lesson for a lesson given by itself
    due: date
    done: int
    open: int
    overdue: int

    @property
    def missing(self) -> int:
        """How many have not done it yet."""
        return self.open + self.overdue


@dataclass(frozen=True)
class Trust:
    """How often the machine judges as trainers do who marked blind: good, or not good.

    `share` (0…1) is of the parts that could be assessed, None while there are none; `wanted` is about how
    many more takes make figures sound.
    """

    share: float | None
    wanted: int


@dataclass(frozen=True)
class Desk:
    """What a trainer sees of a class, or of all whom she teaches."""

    day: date
    cohorts: tuple[Cohort, ...]  # all that she leads
    cohort_id: str  # the class that is looked at, "" for all
    members: tuple[Member, ...]
    waiting: Mapping[Need, int]  # takes that wait to be heard, by reason
    work: tuple[Work, ...]  # unfinished and due about now; what is late for most comes first
    older: int  # how many lessons are unfinished and were due long ago
    trust: Trust
    any_given: bool  # whether anything was ever given out
    any_heard: bool  # whether a take was ever heard

    @property
    def total_waiting(self) -> int:
        """How many takes wait to be heard."""
        return sum(self.waiting.values())

    @property
    def pressing(self) -> int:
        """How many of them should be heard first."""
        return sum(self.waiting.get(need, 0) for need in PRESSING)

    @property
    def set_up(self) -> bool:
        """Whether everything has been done once that a beginner does."""
        return bool(self.cohorts and self.members and self.any_given and self.any_heard)

    @property
    def practised(self) -> tuple[Member, ...]:
        """Who practised lately, the most diligent first."""
        found = [each for each in self.members if each.lately.takes]
        return tuple(sorted(found, key=lambda each: -each.lately.seconds))

    @property
    def behind(self) -> tuple[Member, ...]:
        """Who did not practise lately or is late with something: the latest first, then the longest away."""
        found = [each for each in self.members if each.overdue or not each.lately.takes]
        return tuple(sorted(found, key=lambda each: (-each.overdue, each.lately.last or date.min)))


class Teaching:
    """What a studio knows of a trainer's day. The call blocks; rights are checked where the data lies."""

    def __init__(
        self,
        keeper: Keeper,
        plans: Plans,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keeper = keeper
        self._plans = plans
        self._clock = clock

    def desk(self, cohort_id: str = "") -> Desk:
        """The desk for a class; for all, when she leads no such class (any longer).

        Raises NotAllowedError for who does not teach.
        """
        store = self._keeper.store
        day = local_day(self._clock())
        any_heard = store.desk.any_heard()
        cohorts = [each for each in store.people.led() if not each.archived]
        looked_at = [each.id for each in cohorts if each.id == cohort_id] or [each.id for each in cohorts]
        chosen = cohort_id if looked_at == [cohort_id] else ""
        since = datetime.combine(day - LATELY + timedelta(days=1), time()).astimezone(UTC)
        standings = [self._plans.standing(each) for each in looked_at]
        works = sorted((work for each in standings for work in _works(each)), key=_pressing)
        overdue = {row.profile_id: row.count(DueState.OVERDUE) for each in standings for row in each.rows}
        return Desk(
            day=day,
            cohorts=tuple(cohorts),
            cohort_id=chosen,
            members=tuple(
                Member(each, overdue.get(each.profile_id, 0)) for each in store.desk.lately(since, chosen)
            ),
            waiting=store.reviews.counts(self._clock() - WAITS, cohort_id=chosen),
            work=tuple(each for each in works if each.due >= day - LONG_AGO),
            older=sum(each.due < day - LONG_AGO for each in works),
            trust=_trust(store.marks.finished()),
            any_given=any(each.columns for each in standings) or bool(self._plans.given()),
            any_heard=any_heard,
        )


def _trust(marks: Sequence[Mark]) -> Trust:
    wanted, _speakers = missing(marks)
    pairs = [(each.trainer, each.machine.verdict) for each in marks]
    judged = [pair for pair in pairs if Verdict.NOT_ASSESSABLE not in pair]
    same = sum((trainer is Verdict.GOOD) is (machine is Verdict.GOOD) for trainer, machine in judged)
    return Trust(same / len(judged) if judged else None, wanted)


def _works(standing: ClassStanding) -> list[Work]:
    """The lessons of a class that somebody has yet to do and that are due before long, or were."""
    works = []
    for at, column in enumerate(standing.columns):
        states = [cell.state for row in standing.rows if (cell := row.cells[at]) is not None]
        work = Work(
            column.given,
            standing.cohort_id,
            column.lesson_title,
            column.plan_title,
            column.due,
            *(states.count(state) for state in (DueState.DONE, DueState.OPEN, DueState.OVERDUE)),
        )
        if work.missing and work.due <= standing.day + SOON:
            works.append(work)
    return works


def _pressing(work: Work) -> tuple[bool, int, int]:
    """What is past its day comes first, the latest day before the others; then what is due next."""
    day = work.due.toordinal()
    return not work.overdue, -day if work.overdue else day, -work.missing
