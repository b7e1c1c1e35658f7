"""Rows of a name and what is to be said of it, and how high a dialog of wrapped texts is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from app.ui.theme import SPACE
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label


class Facts(QWidget):
    """A small table without lines."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnMinimumWidth(0, 11 * SPACE)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, *rows: tuple[str, str, str]) -> None:
        """Rows of name, text and the text's role; those without a text are left out."""
        clear(self._grid)
        for at, (name, text, role) in enumerate(row for row in rows if row[1]):
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(label(name, "soft"), at, 0, top)
            self._grid.addWidget(label(text, role), at, 1, top)


def fit_height(dialog: QWidget, column: QVBoxLayout, width: int) -> None:
    """Make a dialog as high as its texts are at this width; Qt reckons it at the narrowest."""
    column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    column.activate()
    dialog.setMinimumWidth(width)
    height = column.totalHeightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
    dialog.setMinimumHeight(height)
    dialog.resize(width, height)
