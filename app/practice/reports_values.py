"""What reports tell: figures of one person, her page, who it is about. Frozen; screens may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.people.values import Profile
from app.practice.learning_values import Sound
from app.practice.plans_values import DueItem, DueState
from app.speech.grade import GradeEstimate
from app.storage.orders_values import Certificate, CertificateFacts
from app.storage.reports import Scope

__all__ = [
    "Certificate",
    "CertificateFacts",
    "ExamLine",
    "Figures",
    "PersonReport",
    "PlanLine",
    "Scope",
    "SoundShare",
    "SoundShift",
]


@dataclass(frozen=True)
class SoundShare:
    """How many of the judged times a sound was right."""

    sound: Sound
    good: int
    judged: int

    @property
    def share(self) -> float:
        """0…1."""
        return self.good / self.judged


@dataclass(frozen=True)
class SoundShift:
    """How a sound went in the earlier and in the later half of the time, shares 0…1."""

    sound: Sound
    before: float
    after: float


@dataclass(frozen=True)
class Figures:
    """One person's practice over a period.

    `first_mean` and `last_mean` are mean scores of her first and her last fortnight of practice; None while
    the two overlap or hold too few scored takes to say anything.
    """

    days: int = 0
    seconds: float = 0.0
    attempts: int = 0
    scored: int = 0
    first: date | None = None
    last: date | None = None
    first_mean: float | None = None
    last_mean: float | None = None
    mean: float | None = None
    weak: tuple[SoundShare, ...] = ()
    rehearsals: int = 0

    @property
    def minutes(self) -> float:
        """Of recording."""
        return self.seconds / 60


@dataclass(frozen=True)
class ExamLine:
    """Her newest mock test that could be marked."""

    day: date
    estimate: GradeEstimate


@dataclass(frozen=True)
class PlanLine:
    """One lesson that she was given, with its title."""

    title: str
    item: DueItem


@dataclass(frozen=True)
class PersonReport:
    """Everything that the page about one trainee says.

    `since` is None for the whole time. `again` are prompts said again after two weeks or more: how many, the
    mean of their first scores and of their last. `assessed` is the share of sounds that the machine could
    judge, 0…1.
    """

    profile: Profile
    cohort: str
    centre: str
    trainer: str
    since: date | None
    until: date
    figures: Figures
    again: tuple[int, float, float] | None = None
    better: tuple[SoundShift, ...] = ()
    plan: tuple[PlanLine, ...] = ()
    exam: ExamLine | None = None
    assessed: float | None = None
    comment: str = ""

    def count(self, state: DueState) -> int:
        """How many lessons of her plans are in this state."""
        return sum(each.item.state is state for each in self.plan)
