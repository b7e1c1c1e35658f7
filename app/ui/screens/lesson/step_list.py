"""The steps of a lesson as a short list beside the text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.curriculum.values import Lesson, Prompt
from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button

TITLE_LENGTH = 10
"""Characters of a prompt shown in the list before it is cut short."""


class StepList(QWidget):
    """One button a step; the chosen one is checked, seen ones carry a tick."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE // 2)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._group.idClicked.connect(self.chosen)
        self.setAccessibleName(tr("这一课的步骤"))

    def show_lesson(self, lesson: Lesson) -> None:
        """List the steps of `lesson`."""
        for each in self._group.buttons():
            self._group.removeButton(each)
            each.hide()
            each.deleteLater()
        for index, step in enumerate(lesson.steps):
            spoken = isinstance(step, Prompt)
            title = step.text if isinstance(step, Prompt) else step.title
            short = title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"
            name = tr("第 {step} 步：{title}", step=index + 1, title=title)
            made = Button(
                isolate(short), self._theme, kind="step", icon="practise" if spoken else "card", name=name
            )
            made.setToolTip(title)
            made.setCheckable(True)
            self._group.addButton(made, index)
            self._column.addWidget(made)

    def mark(self, current: int, seen: frozenset[int]) -> None:
        """Check the current step and tick those seen."""
        for each in self._group.buttons():
            index = self._group.id(each)
            each.setChecked(index == current)
            if isinstance(each, Button) and index in seen and index != current:
                each.set_icon("check")
