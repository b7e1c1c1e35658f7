"""Plans: lessons in order with days, given to classes and persons, and how far everyone is in them."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

from app.curriculum.library import Library
from app.curriculum.values import Lesson
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.practice.keeper import Keeper
from app.practice.learning_cards import local_day
from app.practice.plans_standing import Derivation, class_standing, due_items, plan_title, warnings
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
from app.storage.plans import PlanTables

LONGEST_TITLE = 60
LAST_DAY = 365
MOST_TAKES = 99
MOST_ITEMS = 200


class UnusablePlanError(ExpectedError):
    """A plan that cannot be kept as it is; nothing was changed."""


class Plans:
    """What a studio knows of plans. All calls block; rights are checked where the data lies."""

    def __init__(
        self,
        keeper: Keeper,
        library: Callable[[], Library],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keeper = keeper
        self._library = library
        self._clock = clock

    # -- plans, for trainers

    def plans(self, *, archived: bool = False) -> list[Plan]:
        """The plans of the centre, the newest first; `archived` asks for those put away."""
        return self._tables.plans(archived=archived)

    def plan(self, plan_id: str) -> Plan:
        """One plan. Raises ExpectedError when there is none of this id."""
        return self._tables.plan(plan_id)

    def title(self, plan: Plan) -> str:
        """What a plan is called; one made by `assign` is called like its lesson."""
        return plan_title(plan, self._lessons)

    def may_change(self, plan: Plan) -> bool:
        """Whether whoever is here may change and give the plan: it is hers, or she is administrator."""
        return self._tables.may_change(plan)

    def warnings(self, items: Sequence[PlanItem]) -> list[PlanWarning]:
        """What is doubtful in a plan of these items, in their order."""
        return warnings(items, self._lessons)

    def make(self, title: str, items: Iterable[PlanItem] = ()) -> Plan:
        """A new plan of whoever is here. Raises UnusablePlanError."""
        plan = Plan(uuid.uuid4().hex, _clean_title(title), self._viewer_id, self._clock(), _checked(items))
        self._tables.add(plan)
        return plan

    def copy(self, plan_id: str, title: str = "") -> Plan:
        """A plan of one's own with the same lessons, days and requirements, given to nobody."""
        plan = self._tables.plan(plan_id)
        name = title or tr("{title}（副本）", title=self.title(plan)[: LONGEST_TITLE - 20])
        return self.make(name, plan.items)

    def change(
        self, plan_id: str, *, title: str | None = None, items: Iterable[PlanItem] | None = None
    ) -> Plan:
        """Change a plan; whoever follows it follows the changed one at once. Raises UnusablePlanError."""
        plan = self._tables.plan(plan_id)
        if title is not None:
            plan = dataclasses.replace(plan, title=_clean_title(title))
        if items is not None:
            plan = dataclasses.replace(plan, items=_checked(items))
        self._tables.update(plan)
        return plan

    def archive(self, plan_id: str, archived: bool = True) -> Plan:
        """Put a plan away, or fetch it back. Whoever follows it goes on doing so."""
        plan = dataclasses.replace(self._tables.plan(plan_id), archived=archived)
        self._tables.update(plan)
        return plan

    # -- giving

    def give(
        self, plan_id: str, start: date, *, cohort_ids: Iterable[str] = (), profile_ids: Iterable[str] = ()
    ) -> list[Given]:
        """Let classes and persons follow a plan from a day on, all of them or none.

        Whoever has it from the same day already keeps it once.
        """
        there = {(each.cohort_id, each.profile_id, each.start) for each in self._tables.given(plan_id)}
        wanted = [(each, "") for each in cohort_ids] + [("", each) for each in profile_ids]
        if not wanted:
            raise UnusablePlanError(msg("还没有选择班级或学员。请至少选一个。"))
        if not self._tables.plan(plan_id).items:
            raise UnusablePlanError(msg("计划里还没有课程，没有布置。请先加入至少一课。"))
        now = self._clock()
        made = [
            Given(uuid.uuid4().hex, plan_id, cohort_id, profile_id, start, now, self._viewer_id)
            for cohort_id, profile_id in dict.fromkeys(wanted)
            if (cohort_id, profile_id, start) not in there
        ]
        if made:
            self._tables.give(*made)
        return made

    def assign(self, cohort_id: str, lesson_id: str, due: date) -> Given:
        """Let a class do one lesson by a day: a plan of this lesson, which starts today and has no title."""
        today = self._today()
        if lesson_id not in self._lessons:
            raise UnusablePlanError(msg("找不到这一课，没有布置。请重新读取课程再试。"))
        items = _checked([PlanItem(lesson_id, max(0, (due - today).days))])
        plan = Plan(uuid.uuid4().hex, "", self._viewer_id, self._clock(), items)
        given = Given(uuid.uuid4().hex, plan.id, cohort_id, "", today, self._clock(), self._viewer_id)
        self._tables.add_and_give(plan, given)
        return given

    def take_back(self, given_id: str) -> None:
        """Whoever was given this need not follow it any longer; what was practised stays."""
        self._tables.take_back(given_id)

    def given(self, plan_id: str | None = None) -> list[Given]:
        """To whom plans were given, as far as that may be seen; the latest start first."""
        return self._tables.given(plan_id)

    # -- following

    def due(self, profile_id: str | None = None, day: date | None = None) -> list[DueItem]:
        """What somebody (whoever is here) was given by plans that have started, the earliest due first.

        Done items are among them. `day` is today unless told. Nobody here: nothing.
        """
        name = self._viewer_id if profile_id is None else profile_id
        if not name:
            return []
        given = self._tables.for_person(name)
        if not given:
            return []
        lessons, today = self._lessons, day or self._today()
        derivation = Derivation(lessons, self._tables.standing_of(name), today)
        return due_items(name, given, derivation, lessons, today)

    def feedback(self, lesson_id: str) -> Feedback:
        """What the page after a take of this lesson shows whoever is here.

        As the plan wants it that is due first of those in which the lesson is not done yet; else everything.
        """
        if not lesson_id:
            return Feedback.ALL
        open_items = (each for each in self.due() if each.state is not DueState.DONE)
        return next((each.feedback for each in open_items if each.lesson_id == lesson_id), Feedback.ALL)

    def standing(self, cohort_id: str, plan_id: str | None = None) -> ClassStanding:
        """How everyone of a class stands in what class and members were given; of one plan if asked."""
        given = self._tables.for_class(cohort_id)
        if plan_id is not None:
            given = [each for each in given if each[0].plan_id == plan_id]
        lessons, today = self._lessons, self._today()
        derivation = Derivation(lessons, self._tables.standing(cohort_id), today)
        members = [each for each in self._keeper.store.people.profiles(cohort_id) if not each.teaches]
        return class_standing(cohort_id, members, given, derivation, lessons, today)

    # -- inside

    @property
    def _tables(self) -> PlanTables:
        return self._keeper.store.plans

    @property
    def _viewer_id(self) -> str:
        return self._keeper.profile.id if self._keeper.profile else ""

    @property
    def _lessons(self) -> dict[str, Lesson]:
        return {lesson.id: lesson for lesson in self._library().lessons}

    def _today(self) -> date:
        return local_day(self._clock())


def _clean_title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not cleaned:
        raise UnusablePlanError(msg("请给计划起个名字，原来的名字还在。"))
    if len(cleaned) > LONGEST_TITLE:
        raise UnusablePlanError(msg("名字太长了，最多 {number} 个字，原来的名字还在。", number=LONGEST_TITLE))
    return cleaned


def _checked(items: Iterable[PlanItem]) -> tuple[PlanItem, ...]:
    checked = tuple(items)
    if len({each.lesson_id for each in checked}) < len(checked):
        raise UnusablePlanError(msg("同一课在一个计划里只能出现一次。没有改动任何内容。"))
    if len(checked) > MOST_ITEMS:
        raise UnusablePlanError(msg("一个计划最多 {number} 课。没有改动任何内容。", number=MOST_ITEMS))
    for each in checked:
        score, takes = each.required_score, each.required_takes
        if not 0 <= each.day <= LAST_DAY:
            raise UnusablePlanError(
                msg("完成的日子要在开始后的 {number} 天以内。没有改动任何内容。", number=LAST_DAY)
            )
        if score is not None and not 1 <= score <= 100:
            raise UnusablePlanError(msg("要求的分数在 1 到 100 之间。没有改动任何内容。"))
        if takes is not None and not 1 <= takes <= MOST_TAKES:
            raise UnusablePlanError(
                msg("要求的录音次数在 1 到 {number} 之间。没有改动任何内容。", number=MOST_TAKES)
            )
    return checked
