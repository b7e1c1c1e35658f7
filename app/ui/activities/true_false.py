"""A statement that is right or wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from app.curriculum.values import TrueFalse
from app.i18n import tr
from app.ui.activities.option_button import Mark
from app.ui.activities.option_group import OptionGroup
from app.ui.activities.question import QuestionView
from app.ui.jobs import Jobs
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class TrueFalseView(QuestionView):
    """Two answers side by side. Outcome: 1 of 1 when right; `answers` is `("true",)` or `("false",)`."""

    def __init__(self, step: TrueFalse, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self._right = 0 if step.right else 1
        self.add_heading()
        self.options = OptionGroup([tr("说得对"), tr("说得不对")], theme, columns=2, translated=True)
        self.options.pressed.connect(self._pressed)
        self.body.addWidget(self.options)
        self.close_card()

    def focus(self) -> None:
        """Begin at the first answer."""
        self.options.focus()

    def _pressed(self, index: int) -> None:
        self.options.set_open(False)
        right = index == self._right
        marks = [Mark.NONE, Mark.NONE]
        marks[index] = Mark.RIGHT if right else Mark.WRONG
        self.options.set_marks(marks)
        self.judge(int(right), 1, ("true" if index == 0 else "false",))

    def begin_again(self) -> None:
        """Take the answer back."""
        self.options.set_open(True)
        self.options.set_marks([Mark.NONE, Mark.NONE])
        self.options.focus()

    def reveal(self) -> None:
        """Mark the right one."""
        self.options.set_open(False)
        self.options.set_marks([Mark.RIGHT if i == self._right else Mark.NONE for i in (0, 1)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 is right, 2 is wrong."""
        if not self.options.press_number(event):
            super().keyPressEvent(event)
