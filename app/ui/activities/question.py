"""What the kinds of quiz share: one check, the reason, another try, the answer when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout

from app.curriculum.values import Question
from app.i18n import tr, trn
from app.ui.activities.feedback import Feedback
from app.ui.activities.view import ActivityView
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from app.ui.widgets.buttons import Button, button

if TYPE_CHECKING:
    from app.practice.studio import Studio


class QuestionView(ActivityView):
    """A question. Subclasses put their answers on the card, call `close` last, and `judge` at each try."""

    def __init__(self, step: Question, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self._why = step.why
        self.feedback = Feedback(theme)
        self.feedback.again_wanted.connect(self.try_again)
        self.feedback.look_wanted.connect(self._look)
        self.check: Button | None = None

    def close_card(self, check: Callable[[], None] | None = None) -> None:
        """End the card: the button that checks, where answering is more than one press, and the feedback."""
        if check is not None:
            self.check = button(tr("看看对不对"), check, self.theme, kind="main")
            self.check.setEnabled(False)
            row = QHBoxLayout()
            row.addWidget(self.check)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(self.feedback)

    def judge(self, right: int, asked: int, answers: tuple[str, ...]) -> None:
        """Say how this try went; the first one counts."""
        self.finish(right, asked, answers)
        if self.check is not None:
            self.check.hide()
        if right == asked:
            self._tell(tr("对了。"), right=True)
            self.settle()
            return
        if right and asked > 1:
            said = trn("对了 {number} 个，其余的再想想。", "对了 {number} 个，其余的再想想。", right)
        else:
            said = tr("还不对。")
        self._tell(said, right=False)
        self.feedback.again.setFocus()

    def try_again(self) -> None:
        """Take the answer back and begin anew."""
        self.feedback.hide()
        if self.check is not None:
            self.check.show()
            self.check.setEnabled(False)
        self.begin_again()

    def _look(self) -> None:
        self.reveal()
        self._tell(tr("答案是这样的。"), right=True)
        self.settle()

    def _tell(self, headline: str, *, right: bool) -> None:
        self.feedback.say(headline, self._why, right=right)
        self.announce(self.feedback.text)

    # for subclasses

    def begin_again(self) -> None:
        """Free the answers for another try, and put the keyboard there."""
        raise NotImplementedError

    def reveal(self) -> None:
        """Show the right answer."""
        raise NotImplementedError
