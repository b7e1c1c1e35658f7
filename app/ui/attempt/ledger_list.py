"""Deductions as rows to click on: each opens its syllable."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.attempt.ledger import LedgerLine
from app.ui.theme import SPACE
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label


class LedgerRow(QPushButton):
    """One deduction: where, why, points. Nothing happens on a click when it is about the whole take."""

    def __init__(self, line: LedgerLine) -> None:
        super().__init__()
        self.line = line
        self.setProperty("kind", "row")
        self.setEnabled(line.syllable is not None)
        self.setAccessibleName(
            tr("{where}，{why}，{points} 分", where=line.where, why=line.why, points=line.points)
        )
        if line.syllable is not None:
            self.setToolTip(tr("点一下，听这个字"))
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        row.setSpacing(SPACE)
        where, why, points = (
            label(line.where, wrap=False),
            label(line.why, "soft"),
            label(line.points, wrap=False),
        )
        for each in (where, why, points):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(each)
        row.setStretchFactor(why, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """What the texts need; a button's own hint knows nothing of its layout."""
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The layout's."""
        layout = self.layout()
        assert layout is not None
        return layout.minimumSize()

    def hasHeightForWidth(self) -> bool:
        """Reasons wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The layout's height."""
        layout = self.layout()
        assert layout is not None
        return layout.heightForWidth(width)


class LedgerList(QWidget):
    """Rows of deductions."""

    syllable_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.rows: list[LedgerRow] = []

    def show_lines(self, lines: Sequence[LedgerLine]) -> None:
        """Show these lines instead of what was shown."""
        clear(self._column)
        self.rows = [LedgerRow(line) for line in lines]
        for row in self.rows:
            row.clicked.connect(lambda _checked=False, chosen=row.line.syllable: self._choose(chosen))
            self._column.addWidget(row)

    def _choose(self, syllable: int | None) -> None:
        if syllable is not None:
            self.syllable_chosen.emit(syllable)
