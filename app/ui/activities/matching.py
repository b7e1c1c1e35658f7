"""Two columns to match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from app.curriculum.values import Matching
from app.i18n import tr
from app.ui.activities.match_board import MatchBoard
from app.ui.activities.option_button import Mark
from app.ui.activities.question import QuestionView
from app.ui.activities.shuffling import disordered
from app.ui.jobs import Jobs
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class MatchingView(QuestionView):
    """The right column is mixed. Outcome: pairs right of pairs; `answers` are her pairs, `left = right`."""

    def __init__(self, step: Matching, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self._pairs = step.pairs
        self.add_heading(hint=tr("点左边一个，再点右边和它是一对的；也可以拖过去。"))
        right = disordered([right for _left, right in step.pairs], step.id)
        self.board = MatchBoard([left for left, _right in step.pairs], right, theme)
        self.board.changed.connect(self._changed)
        self.board.said.connect(self.announce)
        self.body.addWidget(self.board)
        self.close_card(self.check_answer)

    def focus(self) -> None:
        """Begin at the first item."""
        self.board.focus()

    def _changed(self) -> None:
        complete = len(self.board.joins) == len(self._pairs)
        if self.check is not None:
            self.check.setEnabled(complete)
            if complete:
                self.check.setFocus()

    def check_answer(self) -> None:
        """Mark each pair; equal texts on the right are as good as each other."""
        joins = self.board.joins
        words = {i: self.board.right[j].words for i, j in joins.items()}
        right = {i for i, word in words.items() if word == self._pairs[i][1]}
        self.board.show_joins(
            joins, {i: Mark.RIGHT if i in right else Mark.WRONG for i in joins}, fixed=False
        )
        self.board.set_open(False)
        answers = tuple(f"{self._pairs[i][0]} = {words[i]}" for i in sorted(words))
        self.judge(len(right), len(self._pairs), answers)

    def begin_again(self) -> None:
        """Keep the right pairs, free the others."""
        kept = {i: j for i, j in self.board.joins.items() if self.board.right[j].words == self._pairs[i][1]}
        self.board.show_joins(kept, dict.fromkeys(kept, Mark.RIGHT), fixed=True)
        self.board.set_open(True)
        self.board.focus()

    def reveal(self) -> None:
        """Join everything rightly."""
        free = list(range(len(self._pairs)))
        joins: dict[int, int] = {}
        for index, (_left, right) in enumerate(self._pairs):
            found = next(j for j in free if self.board.right[j].words == right)
            free.remove(found)
            joins[index] = found
        self.board.show_joins(joins, dict.fromkeys(joins, Mark.RIGHT), fixed=True)
        self.board.set_open(False)
        self.announce(self.board.describe())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers and letters take items."""
        if not self.board.press_key(event):
            super().keyPressEvent(event)
