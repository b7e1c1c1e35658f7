"""A product card: what is so, what must not be said, and what viewers will ask."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.curriculum.values import ProductCard
from app.i18n import msg, tr
from app.ui.activities.card_text import chinese
from app.ui.activities.card_view import glosses_grid
from app.ui.activities.option_button import Mark, OptionButton
from app.ui.activities.picture import Picture
from app.ui.activities.view import ActivityView, left_to_right
from app.ui.jobs import Jobs
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, rule

if TYPE_CHECKING:
    from app.practice.studio import Studio

FIELDS = (
    ("what", msg("是什么")),
    ("origin", msg("产地")),
    ("grades", msg("等级")),
    ("storage", msg("存放")),
    ("use", msg("用法")),
    ("size", msg("规格")),
    ("price", msg("价格")),
    ("delivery", msg("发货")),
    ("after_sales", msg("售后")),
)
"""The facts in the order of the lesson format, with their headings."""


class ProductCardView(ActivityView):
    """A page to read and to come back to. Seeing it is enough. Outcome: 0 of 0."""

    def __init__(self, step: ProductCard, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self.add_heading()
        self.body.addWidget(facts(step, theme))
        self.body.addWidget(forbidden_panel(step, theme))
        self.questions = Questions(step, theme)
        self.body.addWidget(self.questions)
        if step.glosses:
            self.body.addWidget(rule())
            self.body.addWidget(label(tr("关键词"), "section"))
            self.body.addLayout(glosses_grid(step.glosses, theme))

    def focus(self) -> None:
        """Begin at the first question; what stands above it is only read."""
        self.questions.focus()
        self.finish()


def facts(card: ProductCard, theme: Theme) -> QWidget:
    """What is so, one line a fact; a hairline between."""
    holder = left_to_right(QWidget())  # a heading far from its Chinese text would be no heading
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(3 * SPACE)
    grid.setVerticalSpacing(SPACE)
    grid.setColumnStretch(1, 1)
    for place, (name, heading) in enumerate(FIELDS):
        if place:
            grid.addWidget(rule(), 2 * place - 1, 0, 1, 2)
        title = label(str(heading), "strong", wrap=False)
        title.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        grid.addWidget(title, 2 * place, 0, Qt.AlignmentFlag.AlignTop)
        text = chinese(label(getattr(card, name), "lead"), theme)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setAccessibleName(f"{heading}：{getattr(card, name)}")
        grid.addWidget(text, 2 * place, 1, Qt.AlignmentFlag.AlignTop)
    return holder


def forbidden_panel(card: ProductCard, theme: Theme) -> QFrame:
    """What must not be claimed: a frame of its own, a cross before every line."""
    panel = QFrame()
    panel.setProperty("panel", "error")
    column = QVBoxLayout(panel)
    column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
    column.setSpacing(SPACE)
    column.addWidget(label(tr("不能说"), "strong"))
    for line in card.forbidden:
        holder = left_to_right(QWidget())
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        cross = Picture(theme, "close", "wrong")
        cross.setContentsMargins(0, SPACE // 4, 0, 0)
        row.addWidget(cross, 0, Qt.AlignmentFlag.AlignTop)
        text = chinese(label(line, "lead"), theme)
        text.setAccessibleName(tr("不能说：{words}", words=line))
        row.addWidget(text, 1)
        column.addWidget(holder)
    return panel


class Questions(QWidget):
    """Viewers' questions, each with its answer below it once she asks for it."""

    def __init__(self, card: ProductCard, theme: Theme) -> None:
        super().__init__()
        self.buttons: list[OptionButton] = []
        self.answers: list[QLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        head = QHBoxLayout()
        head.addWidget(label(tr("观众会问"), "strong", wrap=False))
        head.addStretch(1)
        self.all = button("", self._toggle_all, theme, kind="quiet")
        head.addWidget(self.all)
        column.addLayout(head)
        column.addWidget(label(tr("先自己答一遍，再点开看。"), "soft"))
        for index, (question, answer) in enumerate(card.questions):
            asked = OptionButton(question, "", theme, icon="chevron_down")
            left_to_right(asked)
            asked.clicked.connect(partial(self.toggle, index))
            shown = chinese(label(answer, "lead"), theme)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setContentsMargins(2 * SPACE, 0, 2 * SPACE, SPACE)
            shown.hide()
            self.buttons.append(asked)
            self.answers.append(shown)
            column.addWidget(asked)
            column.addWidget(shown)
        self._tell()

    def focus(self) -> None:
        """Put the keyboard on the first question."""
        if self.buttons:
            self.buttons[0].setFocus()

    def toggle(self, index: int, *_: object) -> None:
        """Show the answer, or hide it again."""
        self._show(index, self.answers[index].isHidden())
        self._tell()

    def _toggle_all(self) -> None:
        hidden = any(each.isHidden() for each in self.answers)
        for index in range(len(self.answers)):
            self._show(index, hidden)
        self._tell()

    def _show(self, index: int, shown: bool) -> None:
        self.answers[index].setVisible(shown)
        self.buttons[index].set_mark(Mark.CHOSEN if shown else Mark.NONE)
        self.buttons[index].setAccessibleDescription(
            self.answers[index].text() if shown else tr("答案收起了")
        )

    def _tell(self) -> None:
        hidden = any(each.isHidden() for each in self.answers)
        self.all.setText(tr("全部展开") if hidden else tr("全部收起"))
        self.all.setAccessibleName(self.all.text())
