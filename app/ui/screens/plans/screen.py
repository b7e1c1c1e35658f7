"""Plans: the list, the one that is worked on, and how a class stands in it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.i18n import tr
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.plans.facts import PlanFacts, read_plan
from app.ui.screens.plans.list_page import PlansPage
from app.ui.screens.plans.plan_page import PlanPage
from app.ui.screens.plans.standing_page import StandingPage
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class PlansScreen(QStackedWidget):
    """The main window calls `enter`, `open_plan` and `leave`."""

    plan_wanted = Signal(str)  # a plan to be worked on; "" for the list
    desk_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self._studio = studio
        self._jobs = jobs
        self._fresh = ""
        self._from_plan = True  # where the page of a class was opened
        self.list = PlansPage(studio, jobs, theme)
        self.page = PlanPage(studio, jobs, theme)
        self.standing = StandingPage(studio, jobs, theme)
        self.addWidget(self.standing)
        self.page.standing_wanted.connect(self._show_standing)
        self.standing.back_wanted.connect(self._leave_standing)
        for each in (self.list, self.page):
            each.failed.connect(self.failed)
            each.done.connect(self.done)
            self.addWidget(each)
        self.list.plan_wanted.connect(self._wanted)
        self.page.back_wanted.connect(lambda: self.plan_wanted.emit(""))
        self.page.copied.connect(self._copied)

    def enter(self) -> None:
        """Show the list."""
        self.setCurrentWidget(self.list)
        self.list.scroll_area.setFocus()
        self.list.enter()

    def open_plan(self, plan_id: str) -> None:
        """Show a plan."""
        self._jobs.run(lambda: read_plan(self._studio, plan_id), self._opened, owner=self)

    def open_standing(self, cohort_id: str, plan_id: str) -> None:
        """Show how a class stands in a plan; the way back leads to the desk."""
        self._from_plan = False
        self.setCurrentWidget(self.standing)
        self._jobs.run(lambda: self._name_of(cohort_id), partial(self._named, cohort_id, plan_id), owner=self)

    def leave(self) -> None:
        """Before another page: what was changed is saved."""
        if self.currentWidget() is self.page:
            self.page.leave()

    def _opened(self, result: Ok[PlanFacts] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            self.plan_wanted.emit("")
            return
        fresh, self._fresh = self._fresh == result.value.plan.id, ""
        self.page.open(result.value, name_it=fresh)
        self.setCurrentWidget(self.page)

    def _name_of(self, cohort_id: str) -> str:
        there = self._studio.people.cohorts(archived=True)
        return next((each.name for each in there if each.id == cohort_id), "")

    def _named(self, cohort_id: str, plan_id: str, result: Ok[str] | Err) -> None:
        name = result.value if isinstance(result, Ok) else ""  # what is wrong, reading the class will tell
        self.standing.open(cohort_id, name, plan_id, tr("回到教学"))

    def _show_standing(self, cohort_id: str, name: str, plan_id: str) -> None:
        self._from_plan = True
        self.setCurrentWidget(self.standing)
        self.standing.open(cohort_id, name, plan_id)

    def _leave_standing(self) -> None:
        if self._from_plan:
            self.setCurrentWidget(self.page)
        else:
            self.desk_wanted.emit()

    def _wanted(self, plan_id: str, fresh: bool) -> None:
        self._fresh = plan_id if fresh else ""
        self.plan_wanted.emit(plan_id)

    def _copied(self, plan_id: str) -> None:
        self.done.emit(tr("复制好了，这一份是您的。"))
        self._wanted(plan_id, True)
