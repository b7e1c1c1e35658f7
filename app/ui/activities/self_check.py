"""Sentences about herself that she ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from app.curriculum.values import SelfCheck
from app.i18n import tr, trn
from app.ui.activities.feedback import Feedback
from app.ui.activities.option_button import Mark
from app.ui.activities.option_group import OptionGroup
from app.ui.activities.view import ActivityView
from app.ui.jobs import Jobs
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import leading

if TYPE_CHECKING:
    from app.practice.studio import Studio


class SelfCheckView(ActivityView):
    """Nothing here is right or wrong. Outcome: 0 of 0; `answers` are the sentences she ticked."""

    def __init__(self, step: SelfCheck, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self._ticked: frozenset[int] = frozenset()
        self.add_heading(hint=tr("做到了的打个勾。只给自己看，没有对错。"))
        self.options = OptionGroup(step.items, theme, icon="box")
        self.options.pressed.connect(self._pressed)
        for each in self.options.buttons:
            each.enter_presses = False
        self.body.addWidget(self.options)
        self.body.addSpacing(SPACE)
        self.done = button(tr("勾好了"), self._finish, theme, kind="main")
        self.body.addLayout(leading(self.done))
        self.feedback = Feedback(theme)
        self.body.addWidget(self.feedback)

    def focus(self) -> None:
        """Begin at the first sentence."""
        self.options.focus()

    def _pressed(self, index: int) -> None:
        self._ticked ^= {index}
        self.options.set_marks(
            [Mark.TICKED if i in self._ticked else Mark.NONE for i in range(len(self.options.buttons))]
        )

    def _finish(self) -> None:
        if self.outcome is not None:
            return
        self.options.set_open(False)
        self.done.hide()
        left = len(self.options.buttons) - len(self._ticked)
        if left:
            said = trn(
                "记下了。没勾的 {number} 条，下次重点练。", "记下了。没勾的 {number} 条，下次重点练。", left
            )
        else:
            said = tr("记下了。每一条您都做到了。")
        self.feedback.say(said, right=True)
        self.announce(said)
        self.finish(answers=tuple(self.options.buttons[i].words for i in sorted(self._ticked)))
        self.settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers and Space tick, Enter ends."""
        if self.options.press_number(event):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.outcome is None:
            self._finish()
            return
        super().keyPressEvent(event)
