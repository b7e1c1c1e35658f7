"""How a class stands in a plan: a table of trainees and lessons, what is late said first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.practice.plans_values import ClassStanding, DueState
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.plans.standing_table import FIRST, StandingTable
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

COUNT, LESSON = 72, 148
"""Pixels: the least width of a count and of a lesson."""

LINES = 3
"""Of a heading: two of a lesson's title, one of its day."""


class StandingPage(QWidget):
    """`open` shows a class; the way back leads to the plan."""

    back_wanted = Signal()

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self._studio, self._jobs, self._theme = studio, jobs, theme
        self._asked = ("", "", "", "")
        self.model = StandingTable(theme)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(tr("谁做到哪里"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setAlternatingRowColors(True)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setTextElideMode(Qt.TextElideMode.ElideNone)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        header.setMinimumSectionSize(theme.size(COUNT))
        header.setFixedHeight(LINES * header.fontMetrics().lineSpacing() + 2 * SPACE)
        self.table.setCornerButtonEnabled(False)
        self.table.verticalHeader().setMinimumSectionSize(theme.size(32))
        self._title = label("", "title")
        self._summary = label("", "soft")
        self._state = QWidget()
        self._state_column = QVBoxLayout(self._state)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._state)
        self._stack.addWidget(self.table)
        self.back = button(tr("回到计划"), self.back_wanted.emit, theme, kind="quiet", icon="back")
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._title)
        column.addWidget(self._summary)
        column.addWidget(self._stack, 1)

    def open(self, cohort_id: str, name: str, plan_id: str, back: str = "") -> None:
        """Read how a class stands in a plan; `back` says where the way back leads, if not to the plan."""
        self._asked = (cohort_id, name, plan_id, back)
        self.back.setText(back or tr("回到计划"))
        self._title.setText(tr("{name}：谁做到哪里", name=isolate(name)))
        self._summary.setText("")
        self._say(LoadingPanel())
        self._jobs.run(lambda: self._studio.plans.standing(cohort_id, plan_id), self._show, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the plan."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _show(self, result: Ok[ClassStanding] | Err) -> None:
        if isinstance(result, Err):
            self._say(
                StatePanel(
                    self._theme,
                    "warning",
                    str(result.error),
                    "",
                    tr("再试一次"),
                    lambda: self.open(*self._asked),
                )
            )
            return
        standing = result.value
        if not standing.rows:
            self._say(StatePanel(self._theme, "profile", tr("这个班里还没有学员。")))
            return
        self.model.show_standing(standing)
        done, late = (standing.count(state) for state in (DueState.DONE, DueState.OVERDUE))
        whole = sum(cell is not None for row in standing.rows for cell in row.cells)
        people = trn("{number} 人", "{number} 人", len(standing.rows))
        words = [people, tr("做完了 {done} / {count}", done=done, count=whole)]
        if late:
            words.append(trn("{number} 处过期", "{number} 处过期", late))
        self._summary.setText(" · ".join(words))
        self._stack.setCurrentWidget(self.table)
        self.table.resizeColumnsToContents()
        for column in range(self.model.columnCount()):
            least = self._theme.size(COUNT if column < FIRST else LESSON)
            self.table.setColumnWidth(column, max(least, self.table.sizeHintForColumn(column)))
        self.table.setFocus()

    def _say(self, widget: QWidget) -> None:
        clear(self._state_column)
        self._state_column.addWidget(widget)
        self._stack.setCurrentWidget(self._state)
