"""The list of plans: her own, those of the centre's other trainers, and those put away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.curriculum.values import Lesson
from app.i18n import tr, trn
from app.practice.plans_values import Plan, due_day
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.plans.facts import ListFacts, read_list
from app.ui.screens.plans.words import short_day, summary_text
from app.ui.texts import when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

NAMES = 3
"""Of those who follow a plan, as many are named."""


class PlansPage(Page):
    """`plan_wanted` tells the plan to open, and whether it was made just now."""

    plan_wanted = Signal(str, bool)
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("学习计划"))
        self._studio = studio
        self._jobs = jobs
        self._facts: ListFacts | None = None
        self._show_archived = False
        self.rows: list[PlanRow] = []
        self.new = button(tr("新计划"), self.make, theme, kind="main", icon="add")
        self.add_action(self.new)
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def enter(self) -> None:
        """Show the plans there are now."""
        self._jobs.run(lambda: read_list(self._studio), self._show, owner=self)

    def _show(self, result: Ok[ListFacts] | Err) -> None:
        if isinstance(result, Err):
            clear(self.body)
            self.rows = []
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        self._facts = result.value
        self._draw()

    def _draw(self) -> None:
        assert self._facts is not None
        facts = self._facts
        clear(self.body)
        self.rows = []
        self.set_title(tr("学习计划"), tr("排好课和日子，一次布置给全班。"))
        viewer = self._studio.profile.id if self._studio.profile else ""
        whole = [each for each in facts.plans if each.title]
        own = [each for each in whole if each.owner_id == viewer]
        others = [each for each in whole if each.owner_id != viewer]
        quick = [each for each in facts.plans if not each.title and facts.given.get(each.id)]
        self.new.set_kind("main" if own else "")  # the empty list below has the main action
        if own:
            self._group(tr("我的计划"), own)
        else:
            self.body.addWidget(self._nothing())
        if others:
            self._group(tr("别的教师的计划，可以复制"), others)
        if quick:
            self._group(tr("单独布置的课"), quick)
        if facts.archived:
            if self._show_archived:
                self._group(tr("收起来的计划"), facts.archived)
            else:
                words = trn("看收起来的 {number} 个计划", "看收起来的 {number} 个计划", len(facts.archived))
                self.body.addLayout(
                    leading(button(words, self._unfold, self.theme, kind="quiet", icon="chevron_down"))
                )
        self.body.addStretch(1)

    def _group(self, heading: str, plans: Sequence[Plan]) -> None:
        assert self._facts is not None
        self.body.addWidget(label(heading, "section"))
        card = Card()
        card.body.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        card.body.setSpacing(0)
        lessons = {each.id: each for each in self._studio.library.lessons}
        for at, plan in enumerate(plans):
            if at:
                card.body.addWidget(rule())
            row = PlanRow(plan, self._studio.plans.title(plan), self._facts, lessons, self)
            card.body.addWidget(row)
            self.rows.append(row)
        self.body.addWidget(card)

    def _nothing(self) -> QWidget:
        return StatePanel(
            self.theme,
            "order",
            tr("还没有自己的计划。"),
            tr("选几课、排好日子，就可以布置给班级；也可以复制别人的计划再改。"),
            tr("做第一个计划"),
            self.make,
        )

    def _unfold(self) -> None:
        self._show_archived = True
        self._draw()

    # what can be done with a plan

    def make(self) -> None:
        """Begin a plan and open it."""
        self._change(lambda: self._studio.plans.make(tr("新的学习计划")), fresh=True)

    def copy(self, plan: Plan) -> None:
        """Begin a plan of one's own that is like another, and open it."""
        self._change(lambda: self._studio.plans.copy(plan.id), fresh=True)

    def _change(self, work: Callable[[], Plan], *, fresh: bool) -> None:
        def done(result: Ok[Plan] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.plan_wanted.emit(result.value.id, fresh)

        self._jobs.run(work, done, owner=self)

    def take_back(self, plan: Plan) -> None:
        """Take a single lesson back from everybody it was given to; what was practised stays."""
        assert self._facts is not None
        given = self._facts.given.get(plan.id, ())
        title = isolate(self._studio.plans.title(plan))

        def work() -> None:
            for each in given:
                self._studio.plans.take_back(each.id)

        def done(result: Ok[None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.done.emit(tr("《{title}》收回了，已经练过的都留着。", title=title))
            self.enter()

        self._jobs.run(work, done, owner=self)

    def archive(self, plan: Plan, archived: bool) -> None:
        """Put a plan away, or fetch it back."""

        def done(result: Ok[Plan] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            title = isolate(self._studio.plans.title(plan))
            if archived:
                self.done.emit(tr("《{title}》收起来了。已经布置的照常进行。", title=title))
            else:
                self.done.emit(tr("《{title}》拿回来了。", title=title))
            self.enter()

        self._jobs.run(lambda: self._studio.plans.archive(plan.id, archived), done, owner=self)


class PlanRow(QFrame):
    """One plan: what it is, who follows it, and what can be done with it."""

    def __init__(
        self, plan: Plan, title: str, facts: ListFacts, lessons: dict[str, Lesson], page: PlansPage
    ) -> None:
        super().__init__()
        self.plan = plan
        mine = plan.id in facts.hers
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(isolate(title or tr("没有名字的计划")), "form"))
        details = [summary_text(plan.items, lessons)]
        viewer = page._studio.profile.id if page._studio.profile else ""
        if plan.owner_id != viewer and plan.owner_id in facts.owners:
            details.append(isolate(facts.owners[plan.owner_id]))
        details.append(tr("{day}做的", day=when(plan.created)))
        texts.addWidget(label(" · ".join(details), "small"))
        followers = _followers(plan, facts)
        if followers:
            texts.addWidget(label(followers, "soft"))
        self.open = self._button(
            tr("改") if mine else tr("看"),
            tr("打开《{title}》", title=title),
            "editor" if mine else "learn",
            lambda: page.plan_wanted.emit(plan.id, False),
            page.theme,
        )
        self.copy = self._button(
            tr("复制"), tr("复制《{title}》", title=title), "copy", partial(page.copy, plan), page.theme
        )
        self.archive = self._button(
            tr("拿回来") if plan.archived else tr("收起来"),
            tr("拿回《{title}》", title=title) if plan.archived else tr("收起《{title}》", title=title),
            "again" if plan.archived else "folder",
            partial(page.archive, plan, not plan.archived),
            page.theme,
        )
        self.archive.setVisible(mine and bool(plan.title))
        self.copy.setVisible(bool(plan.title))
        self.take_back = self._button(
            tr("收回"), tr("收回《{title}》", title=title), "close", partial(page.take_back, plan), page.theme
        )
        self.take_back.setVisible(not plan.title)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        row.setSpacing(0)
        row.addLayout(texts, 1)
        for each in (self.open, self.copy, self.archive, self.take_back):
            row.addWidget(each)

    @staticmethod
    def _button(text: str, name: str, icon: str, pressed: Callable[[], object], theme: Theme) -> Button:
        return button(text, pressed, theme, kind="quiet", icon=icon, name=name)


def _followers(plan: Plan, facts: ListFacts) -> str:
    """Who follows a plan and since when, the latest first; of a single lesson until when."""
    given = facts.given.get(plan.id, ())
    if not given:
        return ""
    shown = []
    for each in given[:NAMES]:
        name = isolate(facts.names.get(each.cohort_id or each.profile_id, ""))
        if plan.title:
            shown.append(tr("{name}，{day}开始", name=name, day=short_day(each.start)))
        else:
            day = short_day(due_day(each.start, plan.items[0]))
            shown.append(tr("{name}，{day}以前完成", name=name, day=day))
    left = len(given) - NAMES
    if left > 0:
        shown.append(trn("还有 {number} 处", "还有 {number} 处", left))
    return tr("布置给：{names}", names="；".join(shown))
