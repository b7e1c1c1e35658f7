"""What pages about progress show of a person, a class and the centre. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.practice.progress_statistics import Interval
from app.speech.values import Part
from app.storage.progress_values import Outcome, PersonChange, SoundExample

__all__ = ["ClassProgress", "Outcome", "PersonChange", "PersonProgress", "SoundExample"]

THIN = 6
"""With fewer that could be judged, a share says nothing yet."""


@dataclass(frozen=True)
class Share:
    """How many of those that could be judged were good."""

    good: int = 0
    judged: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1; 0 for none."""
        return self.good / self.judged if self.judged else 0.0

    @property
    def thin(self) -> bool:
        """Whether too few were said to tell."""
        return self.judged < THIN

    def __add__(self, other: Share) -> Share:
        return Share(self.good + other.good, self.judged + other.judged)


@dataclass(frozen=True)
class SoundMap:
    """Initials × finals and tones. `cells` are of initial and final together; zero initial is ""."""

    cells: Mapping[tuple[str, str], Share] = field(default_factory=dict)
    initials: Mapping[str, Share] = field(default_factory=dict)
    finals: Mapping[str, Share] = field(default_factory=dict)
    tones: Mapping[int, Share] = field(default_factory=dict)
    tones_of: Mapping[tuple[str, str], Mapping[int, Share]] = field(default_factory=dict)


@dataclass(frozen=True)
class SoundChange:
    """How a sound went at first and lately, as often each; `interval` is of the share."""

    part: Part
    sound: str
    first: Share
    last: Share
    interval: Interval


@dataclass(frozen=True)
class Contrast:
    """Two sounds that are taken for each other: `times` of `judged`, by `people`."""

    part: Part
    one: str
    other: str
    times: int
    judged: int
    people: int

    @property
    def share(self) -> float:
        """How often, from 0 to 1."""
        return self.times / self.judged if self.judged else 0.0


@dataclass(frozen=True)
class PracticeDay:
    """What was recorded on one day."""

    day: date
    attempts: int
    seconds: float


@dataclass(frozen=True)
class PersonProgress:
    """Everything about one person. `changes` are all sounds said often enough to compare, clear ones first.

    `prompts` is over how many prompts `total` (the difference of scores) was found.
    """

    profile_id: str
    name: str
    today: date
    days: tuple[PracticeDay, ...]
    sounds: SoundMap
    changes: tuple[SoundChange, ...]
    total: Interval | None
    prompts: int
    contrasts: tuple[Contrast, ...]

    def days_since(self, since: date) -> int:
        """On how many days she practised from a day on."""
        return sum(each.day >= since for each in self.days)


@dataclass(frozen=True)
class MemberPractice:
    """How much one of a class practised; `last` is the last day, None for never."""

    profile_id: str
    name: str
    days_7: int
    seconds_7: float
    days_30: int
    seconds_30: float
    attempts_30: int
    last: date | None
    change: PersonChange | None


@dataclass(frozen=True)
class WeekOfClass:
    """One week of a class: how many practised, and how long all together."""

    monday: date
    people: int
    seconds: float


@dataclass(frozen=True)
class PartChange:
    """How one part of the syllables went in the first and in the last weeks of a class."""

    part: Part
    first: Share
    last: Share


@dataclass(frozen=True)
class ClassProgress:
    """Everything about a class. `difference` is of the members' mean scores over the same prompts."""

    cohort_id: str
    name: str
    today: date
    members: tuple[MemberPractice, ...]
    weeks: tuple[WeekOfClass, ...]
    contrasts: tuple[Contrast, ...]
    sounds: SoundMap
    changes: tuple[PersonChange, ...]
    difference: Interval | None
    parts: tuple[PartChange, ...]


@dataclass(frozen=True)
class HourCell:
    """One hour of the week: at how many stations, and how many people recorded, on average a week."""

    stations: float = 0.0
    people: float = 0.0


@dataclass(frozen=True)
class CohortOutcome:
    """The broadcasts of one class, those of no class under ""."""

    cohort_id: str
    name: str
    people: int
    minutes: int
    turnover: int
    trained: float


@dataclass(frozen=True)
class CentreProgress:
    """The centre, as far as who looks may see it. `hours` by weekday (Monday 0) and hour of the wall clock.

    `order` is the rank correlation of minutes trained and turnover per hour.
    """

    today: date
    weeks: int
    stations: int
    hours: Mapping[tuple[int, int], HourCell]
    outcomes: tuple[Outcome, ...]
    names: Mapping[str, str]
    cohorts: tuple[CohortOutcome, ...]
    order: Interval | None
