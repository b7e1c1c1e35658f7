"""Where the user is in the window; enough to come back there after the window was rebuilt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Place(Enum):
    """The rail's places. The value names the icon."""

    TODAY = "today"
    LEARN = "learn"
    PRACTISE = "practise"
    LIVE = "live"
    PROGRESS = "progress"
    PROFILE = "profile"
    SETTINGS = "settings"
    WELCOME = "welcome"  # not on the rail: the first start only
    REVIEW = "review"  # not on the rail: a part of Today
    EDITOR = "editor"  # trainers only
    EXAM = "exam"  # not on the rail: a part of Learn
    PROMPTER = "prompter"  # not on the rail: a part of Learn
    RULES = "rules"  # not on the rail: a part of the editor
    BROADCASTS = "broadcasts"  # not on the rail: a part of Progress
    AGREEMENT = "agreement"  # not on the rail: a part of the desk
    PEOPLE = "people"  # trainers only: trainees and classes
    SET_UP = "set_up"  # not on the rail: a centre begins
    QUEUE = "queue"  # not on the rail: a part of the desk
    CLASS_PROGRESS = "class_progress"  # not on the rail: a part of the desk
    REPORTS = "reports"  # not on the rail: a part of the desk, and for a trainee about herself
    ORDERS = "orders"  # not on the rail: a part of the desk
    STATION = "station"  # not on the rail: a part of the desk
    TEACH = "teach"  # trainers only: the desk they begin at
    PLANS = "plans"  # not on the rail: a part of the desk (Alt+0)


PARTS = {
    Place.REVIEW: Place.TODAY,
    Place.EXAM: Place.LEARN,
    Place.PROMPTER: Place.LEARN,
    Place.BROADCASTS: Place.PROGRESS,
    Place.RULES: Place.EDITOR,
    Place.AGREEMENT: Place.TEACH,
    Place.PLANS: Place.TEACH,
    Place.QUEUE: Place.TEACH,
    Place.CLASS_PROGRESS: Place.TEACH,
    Place.PEOPLE: Place.TEACH,
    Place.ORDERS: Place.TEACH,
    Place.STATION: Place.TEACH,
}
"""Places that the rail has no entry for, and the one that they are a part of: there leads the way back."""

TRAINERS = frozenset(
    {Place.AGREEMENT}
    | {Place.TEACH, Place.EDITOR, Place.RULES, Place.PLANS, Place.PEOPLE, Place.QUEUE, Place.CLASS_PROGRESS}
    | {Place.ORDERS, Place.STATION}
)
"""Places for who teaches; nobody else gets there."""


@dataclass(frozen=True)
class Where:
    """A place, and in Learn and Practise what is open there. `step` also counts the welcome's steps.

    `review` means that the way back from the practice page leads to the review. `cohort_id` and `profile_id`
    are whom a trainer's page is about; "" is everybody, or whoever the page begins with.
    """

    place: Place
    lesson_id: str = ""
    prompt_id: str = ""
    step: int = 0
    review: bool = False
    plan_id: str = ""
    cohort_id: str = ""
    profile_id: str = ""


def above(where: Where) -> Where | None:
    """One level up; None is the first page. From a prompt the way depends on where it was opened."""
    if where.place is Place.PLANS and where.cohort_id:  # how a class stands in a plan
        return Where(Place.TEACH)
    inside = where.lesson_id if where.place in (Place.LEARN, Place.EDITOR) else where.plan_id
    if inside:
        return Where(where.place)
    if where.profile_id:
        return Where(where.place, cohort_id=where.cohort_id)
    return Where(PARTS[where.place]) if where.place in PARTS else None
