"""The choosing part: one row an item, its options as buttons, in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QWidget,
)

from app.i18n import msg, tr
from app.speech.psc.paper import ChoiceItem, ChoiceKind
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label

_HEADINGS = {
    ChoiceKind.WORD: msg("哪个词是普通话？"),
    ChoiceKind.MEASURE: msg("哪个量词搭配得对？"),
    ChoiceKind.SENTENCE: msg("哪句话是普通话的说法？"),
}
COLUMNS = 2


class ChoosingSheet(QScrollArea):
    """Holds the answers; they can be changed until they are handed in."""

    answered = Signal()

    def __init__(self, theme: Theme, items: Sequence[ChoiceItem]) -> None:
        super().__init__()
        self._items = tuple(items)
        self.groups: list[QButtonGroup] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._inside.setProperty("scrolled", "true")
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, SPACE, 0)
        grid.setHorizontalSpacing(5 * SPACE)
        grid.setVerticalSpacing(SPACE)
        row = 0
        number = 0
        for kind in ChoiceKind:
            of_kind = [item for item in self._items if item.kind is kind]
            if not of_kind:
                continue
            grid.addWidget(label(str(_HEADINGS[kind]), "section"), row, 0, 1, COLUMNS)
            row += 1
            columns = 1 if kind is ChoiceKind.SENTENCE else COLUMNS
            rows = -(-len(of_kind) // columns)
            for place, item in enumerate(of_kind):
                number += 1
                made = self._row(theme, number, item)
                column, down = divmod(place, rows)
                grid.addLayout(made, row + down, column, 1, COLUMNS if columns == 1 else 1)
            row += rows
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(row, 1)
        self.setWidget(self._inside)
        self._waiting = label(tr("按“开始”以后，题目出现在这里。"), "soft")
        self._waiting.setParent(self)
        self._inside.hide()

    def _row(self, theme: Theme, number: int, item: ChoiceItem) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        name = label(f"{number}.", "soft", wrap=False)
        name.setMinimumWidth(theme.size(28))
        row.addWidget(name)
        group = QButtonGroup(self)
        for index, option in enumerate(item.options):
            made = QPushButton(option)
            made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # the full stop belongs on the right
            made.setCheckable(True)
            made.setFont(theme.prompt_font(16))
            made.setAccessibleName(tr("第 {number} 题：{option}", number=number, option=option))
            group.addButton(made, index)
            row.addWidget(made, 1)
        group.idClicked.connect(lambda _id: self.answered.emit())
        self.groups.append(group)
        return row

    @property
    def answers(self) -> list[int | None]:
        """The index of the option chosen for each item, None where nothing was."""
        return [None if group.checkedId() < 0 else group.checkedId() for group in self.groups]

    @property
    def open_items(self) -> int:
        """How many items have no answer."""
        return self.answers.count(None)

    def set_open(self, shown: bool) -> None:
        """Show the items, or keep them back until the part begins."""
        self._inside.setVisible(shown)
        self._waiting.setVisible(not shown)

    def focus(self) -> None:
        """Put the focus on the first item."""
        if self.groups:
            self.groups[0].buttons()[0].setFocus()
