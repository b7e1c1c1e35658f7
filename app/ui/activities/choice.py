"""A question with several answers, one or more of them right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.curriculum.values import Choice
from app.i18n import tr
from app.ui.activities.option_button import Mark
from app.ui.activities.option_group import OptionGroup
from app.ui.activities.question import QuestionView
from app.ui.activities.shuffling import shuffled
from app.ui.jobs import Jobs
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ChoiceView(QuestionView):
    """One right answer: pressing it answers. Several: press them, then have them checked.

    Outcome: 1 of 1 when exactly the right ones were chosen; `answers` are the texts chosen.
    """

    def __init__(self, step: Choice, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        options = shuffled(step.options, step.id)
        self._right = frozenset(index for index, (_text, right) in enumerate(options) if right)
        self._several = len(self._right) > 1
        self._chosen: frozenset[int] = frozenset()
        self.add_heading(hint=tr("不止一个，都选上。") if self._several else "")
        self.options = OptionGroup([text for text, _right in options], theme)
        self.options.pressed.connect(self._pressed)
        for each in self.options.buttons:
            each.enter_presses = not self._several
        self.body.addWidget(self.options)
        self.close_card(self.check_answer if self._several else None)

    def focus(self) -> None:
        """Begin at the first answer."""
        self.options.focus()

    def _pressed(self, index: int) -> None:
        if not self._several:
            self._chosen = frozenset({index})
            self.check_answer()
            return
        self._chosen ^= {index}
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.options.set_marks(
            [Mark.CHOSEN if i in self._chosen else Mark.NONE for i in range(len(self.options.buttons))]
        )
        if self.check is not None:
            self.check.setEnabled(bool(self._chosen))

    def check_answer(self) -> None:
        """Mark what was chosen; what was left out is not given away."""
        buttons = self.options.buttons
        self.options.set_open(False)
        self.options.set_marks(
            [
                Mark.NONE if i not in self._chosen else Mark.RIGHT if i in self._right else Mark.WRONG
                for i in range(len(buttons))
            ]
        )
        answers = tuple(each.words for i, each in enumerate(buttons) if i in self._chosen)
        self.judge(int(self._chosen == self._right), 1, answers)

    def begin_again(self) -> None:
        """Keep what was right, take the rest back."""
        self.options.set_open(True)
        self._chosen &= self._right
        self._show_chosen()
        self.options.focus()

    def reveal(self) -> None:
        """Mark the right ones."""
        self.options.set_open(False)
        self.options.set_marks(
            [Mark.RIGHT if i in self._right else Mark.NONE for i in range(len(self.options.buttons))]
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers choose; where there are several right ones, Space chooses and Enter has them checked."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.options.press_number(event):
            return
        if entered and self.check is not None and self.check.isVisible() and self.check.isEnabled():
            self.check_answer()
            return
        super().keyPressEvent(event)
