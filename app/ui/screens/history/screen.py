"""The progress screen: the trend, the attempts by day, and one of them opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.storage.values import Attempt, AttemptSummary, DayTotal
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.progress import PersonView
from app.ui.screens.history.attempt_row import AttemptRow
from app.ui.screens.history.detail import AttemptDetail
from app.ui.screens.history.grade_card import GradeCard
from app.ui.screens.history.rescoring import RescoringCard
from app.ui.screens.history.results_card import ResultsCard
from app.ui.screens.history.view import PAGE, attempt_trend, day_trend, group_by_day
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel
from app.ui.widgets.trend_plot import TrendPlot

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class _Found:
    """One page of attempts, and for the first page the days."""

    attempts: list[AttemptSummary]
    days: list[DayTotal]


class HistoryScreen(Page):
    """What she has said so far. `enter` reads anew."""

    practise_wanted = Signal(str, str)  # lesson id, prompt id
    step_wanted = Signal(str, int)  # lesson id, step index
    start_wanted = Signal()
    broadcasts_wanted = Signal()
    report_wanted = Signal()
    drill_wanted = Signal(object)  # a Sound
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("进步"))
        self._studio = studio
        self._jobs = jobs
        self._attempts: list[AttemptSummary] = []
        self._days: list[DayTotal] = []
        self._more = False
        self._first_takes: Card | None = None
        self._asked = 0  # numbers the queries: an answer to an old question is not shown
        self.to_takes = button(tr("看录音"), self._scroll_to_takes, theme, kind="quiet", icon="down")
        self.to_takes.hide()
        self.add_action(self.to_takes)
        self.report = button(tr("我的报告"), self.report_wanted.emit, theme, kind="quiet", icon="export_file")
        self.report.hide()
        self.add_action(self.report)
        self.filter = QComboBox()
        self.filter.setAccessibleName(tr("只看一课"))
        self.filter.setMinimumWidth(theme.size(200))
        self.filter.currentIndexChanged.connect(lambda _index: self.refresh())
        self._actions.addWidget(self.filter)
        self.plot = TrendPlot(theme)
        self.detail = AttemptDetail(studio, jobs, theme)
        self.old = RescoringCard(studio, jobs, theme)
        self.old.failed.connect(self.failed)
        self.old.done.connect(self.refresh)
        self.grade = GradeCard(studio, jobs)
        self.results = ResultsCard(studio, jobs, theme)
        self.results.log_wanted.connect(self.broadcasts_wanted)
        self.results.failed.connect(self.failed)
        self.person = PersonView(studio, jobs, theme, own=True)
        self.person.attempt_wanted.connect(self.open_attempt)
        self.person.drill_wanted.connect(self.drill_wanted)
        self.person.failed.connect(self.failed)
        self._top = QWidget()
        cards = QVBoxLayout(self._top)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(2 * SPACE)
        cards.addWidget(self.old)
        cards.addWidget(self.grade)
        self.body.addWidget(self._top)
        self._put_in_a_stack()
        self.detail.back_wanted.connect(self.show_list)
        self.detail.practise_wanted.connect(self._practise)
        self.detail.prompt_wanted.connect(self.practise_wanted)
        self.detail.delete_wanted.connect(self.ask_to_delete)
        self.detail.failed.connect(self.failed)
        self.detail.result.rescored.connect(self._rescored)

    def _put_in_a_stack(self) -> None:
        """The list is the page itself; an opened attempt takes its whole place."""
        outer = self.layout()
        assert isinstance(outer, QVBoxLayout)
        listing = QWidget()
        inner = QVBoxLayout(listing)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        while (item := outer.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                inner.addWidget(widget, 1 if widget is self.scroll else 0)
        self._views = QStackedWidget()
        self._views.addWidget(listing)
        self._views.addWidget(self.detail)
        outer.addWidget(self._views)

    # for the main window

    def enter(self) -> None:
        """Show the list, read anew."""
        self._fill_filter()
        self.show_list()
        self.refresh()  # first: what follows reads many scores
        self.old.load()
        self.grade.load()
        self.results.load()
        self.person.load()

    def leave(self) -> None:
        """Stop what plays."""
        self.person.stop()
        self.detail.sounds.stop()

    # the list

    def _fill_filter(self) -> None:
        chosen = self.filter.currentData()
        self.filter.blockSignals(True)
        self.filter.clear()
        self.filter.addItem(tr("所有课程"), "")
        for lesson in self._studio.library.lessons:
            self.filter.addItem(lesson.title, lesson.id)
        self.filter.setCurrentIndex(max(0, self.filter.findData(chosen)))
        self.filter.blockSignals(False)

    def refresh(self) -> None:
        """Read the first page of attempts."""
        self._attempts = []
        self._clear()
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)
        self._read(0)

    def read_more(self) -> None:
        """Read the next page of attempts."""
        self._read(len(self._attempts))

    def _read(self, offset: int) -> None:
        lesson_id = self.filter.currentData() or None
        studio = self._studio
        self._asked += 1
        asked = self._asked

        def work() -> _Found:
            # one more than is shown tells whether there are more
            attempts = studio.attempts(lesson_id, None, PAGE + 1, offset)
            return _Found(attempts, studio.daily() if offset == 0 and lesson_id is None else [])

        self._jobs.run(work, lambda got: self._show(asked, offset, got), owner=self)

    def _show(self, asked: int, offset: int, result: Ok[_Found] | Err) -> None:
        if asked != self._asked:
            return
        if isinstance(result, Err):
            self._clear()
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.refresh)
            )
            self.body.addStretch(1)
            return
        found = result.value
        self._more = len(found.attempts) > PAGE
        self._attempts = self._attempts[:offset] + found.attempts[:PAGE]
        if offset == 0:
            self._days = found.days
        self._show_list()

    def _show_list(self) -> None:
        self._clear()
        if not self._attempts:
            self._top.hide()
            self.to_takes.hide()
            self.report.hide()
            self._show_nothing()
            return
        self._top.show()
        self.body.addWidget(self._trend_card())
        if not self.filter.currentData():
            self.body.addWidget(self.person)
            self.person.setVisible(self.person.loaded)
        self._put_results()
        self._first_takes = None
        self.to_takes.setVisible(not self.filter.currentData())
        profile = self._studio.profile
        self.report.setVisible(profile is not None and not profile.teaches)  # trainers have the desk
        titles = {lesson.id: isolate(lesson.title) for lesson in self._studio.library.lessons}
        for group in group_by_day(self._attempts, titles, date.today()):
            card = Card()
            card.body.setSpacing(0)
            card.body.setContentsMargins(SPACE, 2 * SPACE, SPACE, SPACE)
            heading = label(group.heading, "section")
            heading.setContentsMargins(2 * SPACE, 0, 2 * SPACE, 0)
            card.body.addWidget(heading)
            card.body.addSpacing(SPACE // 2)
            for line in group.lines:
                row = AttemptRow(line, self.theme)
                row.clicked.connect(lambda _checked=False, chosen=line.id: self.open_attempt(chosen))
                card.body.addWidget(row)
            self.body.addWidget(card)
            self._first_takes = self._first_takes or card
        if self._more:
            more = QHBoxLayout()
            more.addStretch(1)
            more.addWidget(button(tr("更早的录音"), self.read_more, self.theme, icon="chevron_down"))
            more.addStretch(1)
            self.body.addLayout(more)
        self.body.addStretch(1)

    def _scroll_to_takes(self) -> None:
        """Past the cards to the newest day."""
        inside = self.scroll_area.widget()
        if self._first_takes is not None and inside is not None:
            top = self._first_takes.mapTo(inside, QPoint(0, 0)).y()
            self.scroll_area.verticalScrollBar().setValue(top - SPACE)
            self.scroll_area.setFocus()

    def _clear(self) -> None:
        """Empty the page but for the cards at its top, which work by themselves."""
        self.plot.setParent(None)
        self.results.setParent(None)
        self.person.setParent(None)
        clear(self.body, keep=1)

    def _show_nothing(self) -> None:
        if self.filter.currentData():
            panel = StatePanel(
                self.theme,
                "progress",
                tr("这一课还没有录音"),
                tr("说过的每一遍都会留在这里。"),
                tr("看所有课程"),
                lambda: self.filter.setCurrentIndex(0),
            )
        else:
            panel = StatePanel(
                self.theme,
                "progress",
                tr("还没有录音"),
                tr("说第一句话，进步就从这里开始。录音只留在这台电脑上。"),
                tr("去练一句"),
                self.start_wanted.emit,
            )
        self.body.addWidget(panel)
        self._put_results()
        self.body.addStretch(1)

    def _put_results(self) -> None:
        """Broadcasts and training, while no single lesson is looked at."""
        if not self.filter.currentData():
            self.body.addWidget(self.results)
            self.results.show()

    def _trend_card(self) -> QWidget:
        trend = day_trend(self._days) if self._days else attempt_trend(self._attempts)
        heading = tr("每天的平均分") if self._days else tr("每一遍的分数")
        card = Card(heading)
        self.plot = TrendPlot(self.theme)
        self.plot.show_points(trend.points, trend.remark)
        self.plot.point_clicked.connect(self.open_attempt)
        if trend.points:
            card.body.addWidget(self.plot)
        card.body.addWidget(label(trend.remark, "soft"))
        return card

    # one attempt

    def open_attempt(self, attempt_id: str) -> None:
        """Open an attempt."""
        self._jobs.run(lambda: self._studio.attempt(attempt_id), self._show_attempt, owner=self)

    def _show_attempt(self, result: Ok[Attempt] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        attempt = result.value
        lesson = self._studio.library.lesson(attempt.lesson_id)
        self._views.setCurrentIndex(1)
        there = not attempt.free or self._step_of(attempt) is not None
        self.detail.show_attempt(attempt, isolate(lesson.title) if lesson else "", there=there)

    def _rescored(self) -> None:
        """The list behind the attempt shows its new score."""
        self.old.load()
        self.refresh()

    def show_list(self) -> None:
        """Back to the list."""
        self.detail.sounds.stop()
        self._views.setCurrentIndex(0)

    @property
    def shows_attempt(self) -> bool:
        """Whether an attempt is opened."""
        return self._views.currentIndex() == 1

    def _practise(self) -> None:
        attempt = self.detail.attempt
        if attempt is None:
            return
        self.detail.sounds.stop()
        step = self._step_of(attempt)
        if attempt.free and step is not None:
            self.step_wanted.emit(attempt.lesson_id, step)
        else:
            self.practise_wanted.emit(attempt.lesson_id, attempt.prompt_id)

    def _step_of(self, attempt: Attempt) -> int | None:
        """The index of the step that the attempt was made for, None when it is gone."""
        lesson = self._studio.library.lesson(attempt.lesson_id)
        steps = lesson.steps if lesson else ()
        return next((i for i, step in enumerate(steps) if step.id == attempt.prompt_id), None)

    def ask_to_delete(self) -> None:
        """Delete the opened attempt, once she has said that she means it."""
        attempt = self.detail.attempt
        if attempt is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("删除录音"))
        box.setText(tr("删除这段录音和它的成绩？"))
        box.setInformativeText(isolate(attempt.text))
        delete = box.addButton(tr("删除"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(tr("留着"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete.clicked.connect(lambda: self.delete_attempt(attempt.id))
        box.open()

    def delete_attempt(self, attempt_id: str) -> None:
        """Delete an attempt and go back to the list."""
        self.detail.sounds.stop()
        self._jobs.run(lambda: self._studio.delete_attempt(attempt_id), self._deleted, owner=self)

    def _deleted(self, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self.show_list()
        self.refresh()
        self.person.load()
