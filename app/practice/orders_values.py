"""What is told of employers' orders: proposals for plans, and who is ready. Frozen; screens may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from app.people.values import Profile
from app.practice.plans_values import PlanItem
from app.storage.orders_values import Candidate, Needs, Order

__all__ = [
    "Answer",
    "Ask",
    "Candidate",
    "Needs",
    "Order",
    "Proposal",
    "Readiness",
    "Requirement",
    "State",
]


class Ask(Enum):
    """What kind of thing is required."""

    PRODUCT = "product"  # its lesson done
    COVERAGE = "coverage"  # share of the product card's facts in a talk
    FINDINGS = "findings"  # at most so many breaches of the rules in a talk
    TRACK = "track"  # its lessons done
    SOUND = "sound"  # right so often
    POINTS = "points"  # of the mock test
    ROOM = "room"  # a difficulty of the live room held out
    HOURS = "hours"  # of recordings


class State(Enum):
    """Whether somebody meets a requirement. Not assessable is an honest answer, not a bad one."""

    MET = "met"
    NOT_YET = "not_yet"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True)
class Requirement:
    """One thing that is required. `about` is a lesson, a track or a sound's key, or ""."""

    ask: Ask
    about: str
    wanted: float


@dataclass(frozen=True)
class Answer:
    """How somebody stands with a requirement.

    `figure` is hers in the unit of `Requirement.wanted`, None when nothing is known; `low` and `high` are the
    band of an estimate; `basis` counts what the figure rests on (talks, syllables, rehearsals).
    """

    requirement: Requirement
    state: State
    figure: float | None = None
    basis: int = 0
    day: date | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Readiness:
    """How one person stands with everything an order asks for."""

    order: Order
    profile: Profile
    cohort: str
    centre: str
    trainer: str
    day: date
    answers: tuple[Answer, ...]
    consented: datetime | None = None  # aware, UTC

    def count(self, state: State) -> int:
        """How many requirements are in this state."""
        return sum(each.state is state for each in self.answers)

    @property
    def ready(self) -> bool:
        """Whether all is met."""
        return bool(self.answers) and self.count(State.MET) == len(self.answers)


@dataclass(frozen=True)
class Proposal:
    """Lessons that would cover an order, in an order in which they can be done.

    `minutes` is what they take together, `days` how many there are until the firm needs the people; `tight`
    says that there is more to do than is reasonable in that time. `uncovered` are requirements for which no
    lesson was found.
    """

    items: tuple[PlanItem, ...]
    minutes: int
    days: int
    tight: bool
    uncovered: tuple[Requirement, ...] = ()
