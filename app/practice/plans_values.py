"""What plans tell a screen: what is due, how a class stands, what is doubtful in a plan. Frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from app.storage.plans_values import Feedback, Given, Plan, PlanItem

__all__ = [
    "ClassStanding",
    "DueItem",
    "DueState",
    "Feedback",
    "Given",
    "Plan",
    "PlanItem",
    "PlanWarning",
    "StandingColumn",
    "StandingRow",
    "WarningKind",
    "due_day",
]


def due_day(start: date, item: PlanItem) -> date:
    """The day by which a lesson of a plan is due that starts on `start`."""
    return start + timedelta(days=item.day)


class DueState(Enum):
    """Where somebody stands in a lesson that she was given."""

    DONE = "done"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class DueItem:
    """A lesson that somebody was given, and how far she is in it.

    It is done when all its steps were seen (`steps_done`) and what is required was reached; `takes` and
    `best` count from the day on which the plan started. A requirement that the lesson has nothing to record
    for is left out (None).
    """

    given_id: str
    plan_id: str
    lesson_id: str
    due: date
    state: DueState
    required_score: float | None
    required_takes: int | None
    feedback: Feedback
    takes: int
    best: float | None
    steps_done: bool

    @property
    def takes_left(self) -> int:
        """How many takes are still to be recorded."""
        return max(0, (self.required_takes or 0) - self.takes)

    @property
    def score_missing(self) -> bool:
        """Whether no take has reached the required score yet."""
        return self.required_score is not None and (self.best is None or self.best < self.required_score)


@dataclass(frozen=True)
class StandingColumn:
    """A lesson that a class or some of its members were given. `plan_title` is never ""."""

    given: Given
    item: PlanItem
    plan_title: str
    lesson_title: str
    due: date


@dataclass(frozen=True)
class StandingRow:
    """How somebody stands in each column; None where it was not given to her."""

    profile_id: str
    name: str
    cells: tuple[DueItem | None, ...]

    def count(self, state: DueState) -> int:
        """In how many columns she stands so."""
        return sum(cell is not None and cell.state is state for cell in self.cells)


@dataclass(frozen=True)
class ClassStanding:
    """A class and what it was given: the columns by due day, the members in the order in which they came."""

    cohort_id: str
    day: date
    columns: tuple[StandingColumn, ...]
    rows: tuple[StandingRow, ...]

    def count(self, state: DueState) -> int:
        """How many lessons of all members together stand so."""
        return sum(row.count(state) for row in self.rows)


class WarningKind(Enum):
    """What can be doubtful about an item of a plan."""

    GONE = "gone"  # its lesson is no longer there
    REQUIRES_MISSING = "requires_missing"  # what it builds upon is not in the plan
    REQUIRES_LATER = "requires_later"  # what it builds upon comes later
    EARLIER_DAY = "earlier_day"  # due earlier than the lesson before it
    NOTHING_TO_RECORD = "nothing_to_record"  # asks for takes or a score where there is nothing to say


@dataclass(frozen=True)
class PlanWarning:
    """Something doubtful about an item; `other` is the lesson it builds upon, where it is about one."""

    kind: WarningKind
    lesson_id: str
    other: str = ""


def moved(items: Sequence[PlanItem], place: int, to: int) -> tuple[PlanItem, ...]:
    """The items with one at another place. The days stay in their places: what moves takes the day there."""
    order = list(items)
    order.insert(to, order.pop(place))
    days = [item.day for item in items]
    return tuple(
        PlanItem(item.lesson_id, day, item.required_score, item.required_takes, item.feedback)
        for item, day in zip(order, days, strict=True)
    )
