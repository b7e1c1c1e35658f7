"""Something that may be long: folded away behind a button until it is asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button


class Folded(QWidget):
    """Put what it holds into `body`. When it is open from the start there is no button."""

    def __init__(self, theme: Theme, *, open_: bool) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        self.unfold = button("", self.toggle, theme, icon="chevron_down")
        row = QHBoxLayout()
        row.addWidget(self.unfold)
        row.addStretch(1)
        column.addLayout(row)
        self._inside = QWidget()
        self.body = QVBoxLayout(self._inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE)
        column.addWidget(self._inside)
        self.unfold.setVisible(not open_)
        self._show(open_)

    def toggle(self) -> None:
        """Open what is folded, or fold it."""
        self._show(self._inside.isHidden())

    def _show(self, shown: bool) -> None:
        self._inside.setVisible(shown)
        words = tr("收起") if shown else tr("展开看")
        self.unfold.setText(words)
        self.unfold.setAccessibleName(words)
