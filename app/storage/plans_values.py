"""Plans: lessons in order with days, what is asked in each, and to whom they were given. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class Feedback(Enum):
    """What the page after a take shows while a lesson is practised under a plan. The score stays whole."""

    ALL = "all"
    TONES = "tones"
    PACE = "pace"


@dataclass(frozen=True)
class PlanItem:
    """A lesson of a plan. `day` counts from the plan's start: 0 is due on the day on which it starts.

    `required_score` (1 to 100) is to be reached by at least one take, `required_takes` is how many takes of
    the lesson there are to be; None asks for nothing.
    """

    lesson_id: str
    day: int = 0
    required_score: float | None = None
    required_takes: int | None = None
    feedback: Feedback = Feedback.ALL


@dataclass(frozen=True)
class Plan:
    """Lessons in order. `owner_id` is the trainer whose plan it is, "" when nobody knows."""

    id: str
    title: str  # "" stands for the title of its only lesson
    owner_id: str
    created: datetime  # aware, UTC
    items: tuple[PlanItem, ...] = ()
    archived: bool = False


@dataclass(frozen=True)
class Given:
    """A plan that a class or one person has to follow from a day on; exactly one of them is not ""."""

    id: str
    plan_id: str
    cohort_id: str
    profile_id: str
    start: date
    created: datetime  # aware, UTC
    by: str  # profile id of who gave it, "" when nobody knows


@dataclass(frozen=True)
class Takes:
    """How often somebody recorded a lesson since its plan began, and how well; `best` None: no score."""

    count: int
    best: float | None


@dataclass(frozen=True)
class SeenSteps:
    """The steps that somebody has seen of a lesson: their ids ("" where unknown) and where they stood."""

    ids: tuple[str, ...]
    places: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """Raw counts of several people under the plans they were given.

    `takes` is by profile id, id of what was given and lesson id; `seen` by profile id and lesson id. What is
    absent is none.
    """

    takes: Mapping[tuple[str, str, str], Takes]
    seen: Mapping[tuple[str, str], SeenSteps]
