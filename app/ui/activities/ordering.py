"""Items to bring into order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.curriculum.values import Ordering
from app.i18n import tr
from app.ui.activities.option_button import Mark
from app.ui.activities.order_list import OrderList
from app.ui.activities.question import QuestionView
from app.ui.activities.shuffling import disordered
from app.ui.jobs import Jobs
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class OrderingView(QuestionView):
    """Outcome: items that stand in their place of all items; `answers` is her order."""

    def __init__(self, step: Ordering, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self._items = step.items
        self.add_heading(hint=tr("拖动，或者先点一句，再点它该去的位置。"))
        self.list = OrderList(disordered(step.items, step.id), theme)
        self.list.said.connect(self.announce)
        self.body.addWidget(self.list)
        self.close_card(self.check_answer)
        self._allow_check()

    def focus(self) -> None:
        """Begin at the first item."""
        self.list.focus()

    def _allow_check(self) -> None:
        if self.check is not None:
            self.check.setEnabled(True)

    def check_answer(self) -> None:
        """Mark each place."""
        places = [mine == wanted for mine, wanted in zip(self.list.order, self._items, strict=True)]
        self.list.set_marks([Mark.RIGHT if right else Mark.WRONG for right in places])
        self.list.set_open(False)
        self.judge(sum(places), len(places), self.list.order)

    def begin_again(self) -> None:
        """Go on from the order she had."""
        self.list.set_open(True)
        self.list.set_marks([Mark.NONE] * len(self._items))
        self._allow_check()
        self.list.focus()

    def reveal(self) -> None:
        """Put everything in its place."""
        self.list.set_order(self._items)
        self.list.set_marks([Mark.RIGHT] * len(self._items))
        self.list.set_open(False)
