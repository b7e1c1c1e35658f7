"""Plans in memory: what a window sees of them, with the checks and warnings of the real ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from app.practice.plans import _checked, _clean_title
from app.practice.plans_standing import plan_title, warnings
from app.practice.plans_values import (
    ClassStanding,
    DueItem,
    DueState,
    Feedback,
    Given,
    Plan,
    PlanItem,
    PlanWarning,
)

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

MADE = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


class FakePlans:
    """Every plan of `kept` is hers unless its owner is in `others`; `items` is what is due for her."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.kept: dict[str, Plan] = {}
        self.others: set[str] = set()
        self.given_out: list[Given] = []
        self.items: list[DueItem] = []
        self.table: ClassStanding | None = None

    def plans(self, *, archived: bool = False) -> list[Plan]:
        self._studio._note("plans", archived)
        return [each for each in reversed(self.kept.values()) if each.archived == archived]

    def plan(self, plan_id: str) -> Plan:
        self._studio._note("plan", plan_id)
        return self.kept[plan_id]

    def title(self, plan: Plan) -> str:
        return plan_title(plan, self._lessons)

    def may_change(self, plan: Plan) -> bool:
        return plan.owner_id not in self.others

    def warnings(self, items: Sequence[PlanItem]) -> list[PlanWarning]:
        return warnings(items, self._lessons)

    def make(self, title: str, items: Iterable[PlanItem] = ()) -> Plan:
        self._studio._note("make", title)
        owner = self._studio.profile.id if self._studio.profile else ""
        plan = Plan(f"p{len(self.kept) + 1}", _clean_title(title), owner, MADE, _checked(items))
        self.kept[plan.id] = plan
        return plan

    def copy(self, plan_id: str, title: str = "") -> Plan:
        self._studio._note("copy", plan_id)
        plan = self.kept[plan_id]
        return self.make(title or f"{self.title(plan)}（副本）", plan.items)

    def change(
        self, plan_id: str, *, title: str | None = None, items: Iterable[PlanItem] | None = None
    ) -> Plan:
        self._studio._note("change", plan_id)
        plan = self.kept[plan_id]
        if title is not None:
            plan = replace(plan, title=_clean_title(title))
        if items is not None:
            plan = replace(plan, items=_checked(items))
        self.kept[plan_id] = plan
        return plan

    def archive(self, plan_id: str, archived: bool = True) -> Plan:
        self._studio._note("archive", plan_id, archived)
        self.kept[plan_id] = replace(self.kept[plan_id], archived=archived)
        return self.kept[plan_id]

    def give(
        self, plan_id: str, start: date, *, cohort_ids: Iterable[str] = (), profile_ids: Iterable[str] = ()
    ) -> list[Given]:
        cohorts, people = list(cohort_ids), list(profile_ids)
        self._studio._note("give", plan_id, start, cohorts, people)
        reached = [(each, "") for each in cohorts] + [("", each) for each in people]
        made = [
            Given(f"g{len(self.given_out) + place}", plan_id, cohort, person, start, MADE, "")
            for place, (cohort, person) in enumerate(reached, 1)
        ]
        self.given_out += made
        return made

    def assign(self, cohort_id: str, lesson_id: str, due: date) -> Given:
        self._studio._note("assign", cohort_id, lesson_id, due)
        self.kept["quick"] = Plan("quick", "", "", MADE, (PlanItem(lesson_id),))
        self.given_out.append(Given("quick", "quick", cohort_id, "", due, MADE, ""))
        return self.given_out[-1]

    def take_back(self, given_id: str) -> None:
        self._studio._note("take_back", given_id)
        self.given_out = [each for each in self.given_out if each.id != given_id]

    def given(self, plan_id: str | None = None) -> list[Given]:
        self._studio._note("given", plan_id)
        return [each for each in self.given_out if plan_id in (None, each.plan_id)]

    def due(self, profile_id: str | None = None, day: date | None = None) -> list[DueItem]:
        self._studio._note("due", profile_id, day)
        return list(self.items)

    def feedback(self, lesson_id: str) -> Feedback:
        self._studio._note("feedback", lesson_id)
        open_items = (each for each in self.items if each.state is not DueState.DONE)
        return next((each.feedback for each in open_items if each.lesson_id == lesson_id), Feedback.ALL)

    def standing(self, cohort_id: str, plan_id: str | None = None) -> ClassStanding:
        self._studio._note("standing", cohort_id, plan_id)
        return self.table or ClassStanding(cohort_id, MADE.date(), (), ())

    @property
    def _lessons(self):  # type: ignore[no-untyped-def]
        return {lesson.id: lesson for lesson in self._studio.library.lessons}
