"""The page about one class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.i18n import tr
from app.people.values import Cohort
from app.practice.progress_values import ClassProgress
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.progress import SoundsCard
from app.ui.screens.class_progress.members_table import MembersTable
from app.ui.screens.class_progress.plots import ContrastsPlot, HistogramPlot, WeeksPlot
from app.ui.screens.class_progress.view import (
    class_summary,
    contrast_bar,
    histogram,
    member_line,
    part_words,
    week_bars,
)
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class _Found:
    """The classes to choose from, and what is known of the chosen one; None while there is no class."""

    cohorts: list[Cohort]
    progress: ClassProgress | None


class ClassPage(Page):
    """`enter` reads anew; `cohort_id` is the class that is shown."""

    person_wanted = Signal(str)
    centre_wanted = Signal()
    back_wanted = Signal()
    shown = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("班级进步"))
        self._studio = studio
        self._jobs = jobs
        self._asked = 0
        self.cohort_id = ""
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.classes = QComboBox()
        self.classes.setAccessibleName(tr("看哪个班"))
        self.classes.setMinimumWidth(theme.size(200))
        self.classes.activated.connect(lambda index: self.open_class(self.classes.itemData(index)))
        self._actions.addWidget(self.classes)
        self.add_action(button(tr("培训中心"), self.centre_wanted.emit, theme, icon="people"))
        self.people = MembersTable(theme)
        self.people.person_wanted.connect(self.person_wanted)
        self.weeks = WeeksPlot(theme)
        self.contrasts = ContrastsPlot(theme)
        self.histogram = HistogramPlot(theme)
        self.sounds = SoundsCard(studio, jobs, theme)
        self._built = False

    def enter(self) -> None:
        """Show the class that was shown last, or the first."""
        self.open_class(self.cohort_id)

    def open_class(self, cohort_id: str) -> None:
        """Show a class; "" is the first that she leads."""
        self._asked += 1
        asked = self._asked
        if not self._built:
            clear(self.body)
            self.body.addWidget(LoadingPanel())
            self.body.addStretch(1)

        def work() -> _Found:
            cohorts = self._studio.people.led()
            chosen = cohort_id if any(each.id == cohort_id for each in cohorts) else ""
            first = chosen or (cohorts[0].id if cohorts else "")
            return _Found(cohorts, self._studio.progress.class_progress(first) if first else None)

        def done(result: Ok[_Found] | Err) -> None:
            if asked == self._asked:
                self._show(result)

        self._jobs.run(work, done, owner=self)

    def _show(self, result: Ok[_Found] | Err) -> None:
        if isinstance(result, Err):
            self._nothing(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            return
        found = result.value
        self.classes.blockSignals(True)
        self.classes.clear()
        for cohort in found.cohorts:
            self.classes.addItem(cohort.name, cohort.id)
        self.classes.blockSignals(False)
        self.classes.setVisible(len(found.cohorts) > 1)
        progress = found.progress
        if progress is None:
            sentence, why = tr("您还没有带班。"), tr("有了班级和学员，这里就能看到他们练得怎么样。")
            self._nothing(StatePanel(self.theme, "people", sentence, why))
            return
        self.cohort_id = progress.cohort_id
        self.classes.setCurrentIndex(self.classes.findData(progress.cohort_id))
        self.set_title(isolate(progress.name), class_summary(progress))
        if not progress.members:
            why = tr("把学员加进来，他们练的这里都能看到。")
            self._nothing(StatePanel(self.theme, "people", tr("班里还没有学员。"), why))
            return
        self._build()
        self._fill(progress)
        self.shown.emit()

    def _nothing(self, panel: StatePanel) -> None:
        self._unbuild()
        self.body.addWidget(panel)
        self.body.addStretch(1)

    def _unbuild(self) -> None:
        """Empty the page but keep what is shown again."""
        for widget in (self.people, self.weeks, self.contrasts, self.histogram, self.sounds):
            widget.setParent(None)
        clear(self.body)
        self._built = False

    def _build(self) -> None:
        if self._built:
            return
        self._unbuild()
        self._built = True
        who = Card(tr("谁在练"))
        who.body.addWidget(label(tr("最近 30 天；点一个人，看她的进步。"), "small"))
        who.body.addWidget(self.people)
        hard = Card(tr("最难分清的音"))
        self._hard = label("", "small")
        hard.body.addWidget(self._hard)
        hard.body.addWidget(self.contrasts)
        hard.body.addStretch(1)
        time = Card(tr("每周开口的分钟数"))
        time.body.addWidget(label(tr("录音的时间，不算看课和听的时间。"), "small"))
        time.body.addWidget(self.weeks)
        change = Card(tr("前后对比"))
        self._change = label("")
        self._parts = label("", "soft")
        change.body.addWidget(self._change)
        why = tr("每人同样的句子，第一次和最近一次的平均分；图上的数字是人数。")
        change.body.addWidget(label(why, "small"))
        change.body.addWidget(self.histogram)
        change.body.addWidget(self._parts)
        change.body.addStretch(1)
        beside = Columns()
        beside.add_column(change)
        beside.add_column(hard)
        self.body.addWidget(who)
        self.body.addLayout(beside)
        self.body.addWidget(time)
        self.body.addWidget(self.sounds)
        self.body.addSpacing(SPACE)
        self.body.addStretch(1)
        for widget in (self.people, self.weeks, self.contrasts, self.histogram, self.sounds):
            widget.show()

    def _fill(self, progress: ClassProgress) -> None:
        today: date = progress.today
        self.people.show_lines([member_line(each, today) for each in progress.members])
        self.contrasts.show_bars([contrast_bar(each) for each in progress.contrasts])
        self._hard.setText(
            tr("说错时被听成了什么；最近 12 周。")
            if progress.contrasts
            else tr("说得还少，看不出哪些音容易混。")
        )
        self.weeks.show_bars(week_bars(progress))
        found = histogram(progress)
        self._change.setText(found.remark)
        self.histogram.show_histogram(found)
        self.histogram.setVisible(bool(progress.changes))
        words = part_words(progress.parts)
        self._parts.setText("\n".join(words))
        self._parts.setVisible(bool(words))
        self.sounds.show_sounds(progress.sounds)
