"""What the Today page says, derived from plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.curriculum.values import Lesson
from app.storage.values import AttemptSummary, DayTotal, LessonSeen
from app.ui.next_step import NextStep, WeakPrompt, derive_next, weak_prompts


@dataclass(frozen=True)
class TodayFacts:
    """What the studio knows when the page is opened."""

    lessons: Sequence[Lesson]
    seen: Mapping[str, LessonSeen]
    attempts: Sequence[AttemptSummary]
    days: Sequence[DayTotal]


@dataclass(frozen=True)
class TodayView:
    """What the page shows."""

    next_step: NextStep
    weak: tuple[WeakPrompt, ...]
    latest: tuple[AttemptSummary, ...]
    takes_today: int
    seconds_today: float
    first_time: bool


def derive_today(facts: TodayFacts, today: date) -> TodayView:
    """The page for `today` (the date on the wall)."""
    day = next((each for each in facts.days if each.day == today), None)
    return TodayView(
        next_step=derive_next(facts.lessons, facts.seen, facts.attempts),
        weak=weak_prompts(facts.lessons, facts.attempts),
        latest=tuple(facts.attempts[:4]),
        takes_today=day.attempts if day else 0,
        seconds_today=day.seconds if day else 0.0,
        first_time=not facts.attempts and not facts.seen,
    )
