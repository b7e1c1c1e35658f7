"""Learning made of values, for tests of the window: same interface as `app.practice.learning.Learning`.

`plan` is the day's list and `cards` what is due; tests set them. What is called is noted by the studio.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.curriculum.values import Outcome, Step
from app.practice.learning_schedule import rate_answer
from app.practice.learning_values import (
    Drill,
    LessonProgress,
    Rating,
    ReviewCard,
    Sound,
    TodayItem,
    TodayKind,
    TodayPlan,
)
from app.practice.today import stand

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

TODAY = date(2026, 3, 2)


class FakeLearning:
    """Remembers outcomes, and answers from `plan`, `cards`, `sounds` and `given`."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.plans = studio.plans
        self.outcomes: dict[tuple[str, str], Outcome] = {}
        self.rated: list[tuple[int, Rating]] = []
        self.cards: list[ReviewCard] = []
        self.sounds: list[Drill] = []
        self.plan: TodayPlan | None = None
        self.extra: TodayPlan | None = None  # what `more` makes of the list

    def finish(self, lesson_id: str, step: Step, outcome: Outcome) -> None:
        self._studio._note("finish", lesson_id, step.id, outcome)
        self.outcomes[lesson_id, step.id] = outcome
        lesson = self._studio.library.lesson(lesson_id)
        if lesson is not None and step in lesson.steps:
            self._studio.see_lesson(lesson_id, lesson.steps.index(step))

    def results(self, lesson_id: str) -> dict[str, Outcome]:
        self._studio._note("results", lesson_id)
        return {step: outcome for (lesson, step), outcome in self.outcomes.items() if lesson == lesson_id}

    def rate(self, card_no: int, rating: Rating, seconds: float | None = None) -> None:
        self._studio._note("rate", card_no, rating)
        self.rated.append((card_no, rating))

    def answer(self, card_no: int, outcome: Outcome) -> Rating:
        rating = rate_answer(outcome)
        self.rate(card_no, rating)
        return rating

    def finish_drill(self, sound: Sound, outcome: Outcome) -> None:
        self._studio._note("finish_drill", sound, outcome)

    def today(self, now: datetime | None = None) -> TodayPlan:
        self._studio._note("today")
        if self.plan is not None:
            return self.plan
        seen = self._studio.lessons_seen()
        standing = self.progress()
        lesson = next((x for x in self._studio.library.lessons if standing[x.id].done < len(x.steps)), None)
        if lesson is None:
            return TodayPlan(TODAY, ())
        done = seen[lesson.id].steps if lesson.id in seen else frozenset()
        step = min(set(range(len(lesson.steps))) - done)
        item = TodayItem(
            f"new:{lesson.id}",
            TodayKind.GO_ON if done else TodayKind.NEW,
            lesson.minutes,
            False,
            len(lesson.steps),
            len(done),
            lesson_id=lesson.id,
            title=lesson.title,
            last=len(lesson.steps) - 1,
            step=step,
            since=TODAY if done else None,
        )
        return TodayPlan(TODAY, (item,), first_time=not seen and not self._studio._attempts)

    def more(self, now: datetime | None = None) -> TodayPlan:
        self._studio._note("more")
        self.plan = self.extra or self.today()
        return self.plan

    def due(self, cards: Sequence[int] = ()) -> list[ReviewCard]:
        self._studio._note("due", tuple(cards))
        return [card for card in self.cards if not cards or card.no in cards]

    def drills(self) -> list[Drill]:
        self._studio._note("drills")
        return list(self.sounds)

    def drill(self, sound: Sound) -> Drill | None:
        self._studio._note("drill", sound)
        return next((each for each in self.sounds if each.sound == sound), None)

    def progress(self) -> dict[str, LessonProgress]:
        self._studio._note("progress")
        return stand(self._studio.library.lessons, dict(self._studio._seen))

    def tick(self, place: int) -> None:
        """The item at this place of the list is done."""
        assert self.plan is not None
        items = list(self.plan.items)
        items[place] = replace(items[place], done=True, finished=items[place].count)
        self.plan = replace(self.plan, items=tuple(items))
