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
    PLANS = "plans"  # not on the rail: trainers reach it from the editor (Alt+0)


@dataclass(frozen=True)
class Where:
    """A place, and in Learn and Practise what is open there. `step` also counts the welcome's steps.

    `review` means that the way back from the practice page leads to the review.
    """

    place: Place
    lesson_id: str = ""
    prompt_id: str = ""
    step: int = 0
    review: bool = False
    plan_id: str = ""
