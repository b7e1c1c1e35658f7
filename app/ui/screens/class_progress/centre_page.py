"""The page about the centre: when stations are used, and real broadcasts beside practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from app.i18n import tr
from app.practice.progress_values import CentreProgress
from app.ui.jobs import Err, Jobs, Ok
from app.ui.progress.legend import Legend
from app.ui.screens.class_progress.plots import ScatterPlot
from app.ui.screens.class_progress.view import (
    cohort_headings,
    cohort_line,
    hour_table,
    outcome_dots,
    outcome_words,
    use_words,
)
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.heat_map import HeatMap, ScrolledHeatMap
from app.ui.widgets.labels import label, leading
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio


class CentrePage(Page):
    """`enter` reads anew."""

    back_wanted = Signal()
    shown = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("培训中心"))
        self._studio = studio
        self._jobs = jobs
        self.set_title(tr("培训中心"), tr("您能看到的学员，最近 12 周。"))
        back = button(tr("班级"), self.back_wanted.emit, theme, kind="quiet", icon="back")
        back.setAccessibleName(tr("回到班级"))
        self.set_lead(back)
        use = Card(tr("什么时候有人练"))
        self.use = label("")
        self.hours = HeatMap(theme, tr("一周里每小时在用的工位"), pressable=False)
        self._scrolled = ScrolledHeatMap(self.hours)
        self._legend = Legend(theme, tr("少"), tr("在用的工位：多"), "")
        use.body.addWidget(self.use)
        use.body.addWidget(self._scrolled)
        use.body.addLayout(leading(self._legend))
        results = Card(tr("练习和成交"))
        self.words = label("")
        self.scatter = ScatterPlot(theme)
        self._cohorts = QGridLayout()
        self._cohorts.setHorizontalSpacing(3 * SPACE)
        self._cohorts.setVerticalSpacing(SPACE)
        results.body.addWidget(self.words)
        results.body.addWidget(label(tr("一个点是一个人；成交和直播时长是学员自己记的。"), "small"))
        results.body.addWidget(self.scatter)
        results.body.addSpacing(SPACE)
        results.body.addLayout(self._cohorts)
        self._cards = (use, results)
        for card in self._cards:
            card.hide()
            self.body.addWidget(card)
        self.body.addStretch(1)

    def enter(self) -> None:
        """Read and show."""
        self._jobs.run(self._studio.progress.centre, self._show, owner=self)

    def _show(self, result: Ok[CentreProgress] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        centre = result.value
        self.use.setText(use_words(centre))
        self._scrolled.show_table(hour_table(centre), self.use.text())
        for each in (self._scrolled, self._legend):
            each.setVisible(bool(centre.hours))
        self.words.setText(outcome_words(centre))
        self.scatter.show_dots(outcome_dots(centre), self.words.text())
        self.scatter.setVisible(bool(centre.outcomes))
        clear(self._cohorts)
        if centre.cohorts:
            self._table([tuple(cohort_headings()), *(cohort_line(each) for each in centre.cohorts)])
        for card in self._cards:
            card.show()
        self.shown.emit()

    def _table(self, lines: list[tuple[str, ...]]) -> None:
        for row, line in enumerate(lines):
            for column, text in enumerate(line):
                cell = label(text, "" if row else "section", wrap=False)
                side = Qt.AlignmentFlag.AlignTrailing if column else Qt.AlignmentFlag.AlignLeading
                self._cohorts.addWidget(cell, row, column, side)
        self._cohorts.setColumnStretch(len(lines[0]), 1)
