"""An activity with the way on below it: what the lesson page and the review put their activities on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.curriculum.values import Card, Outcome, ProductCard, Step
from app.i18n import tr
from app.ui.activities import activity_view
from app.ui.activities.view import ActivityView
from app.ui.jobs import Jobs
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ActivityStage(QWidget):
    """Shows one activity. Before it is done the way on is a quiet skip; done, it is the main action."""

    finished = Signal(object)  # Outcome: to be kept
    onward = Signal()
    failed = Signal(str)

    def __init__(
        self, step: Step, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme, onward: str = ""
    ) -> None:
        super().__init__()
        self._onward = onward or tr("下一步")
        self.view: ActivityView = activity_view(step, lesson_id, studio, jobs, theme)
        self.view.finished.connect(self._finished)
        self.view.settled.connect(self._settled)
        self.view.failed.connect(self.failed)
        self.way = button(
            tr("先跳过"), self.onward.emit, theme, kind="quiet", icon="forward", icon_after=True
        )
        self.way.setAutoDefault(True)
        row = QHBoxLayout()
        row.addWidget(self.way)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.view)
        column.addLayout(row)
        if isinstance(step, (Card, ProductCard)):  # seeing it is enough
            self._name_way()
            self.way.set_kind("main")

    def focus(self) -> None:
        """Put the keyboard where the activity begins."""
        self.view.focus()

    def stop(self) -> None:
        """Before it is taken away."""
        self.view.stop()

    def _finished(self, outcome: Outcome) -> None:
        self._name_way()
        self.way.set_kind("")
        self.finished.emit(outcome)

    def _settled(self) -> None:
        self._name_way()
        self.way.set_kind("main")
        self.way.setFocus()

    def _name_way(self) -> None:
        self.way.setText(self._onward)
        self.way.setAccessibleName(self._onward)
