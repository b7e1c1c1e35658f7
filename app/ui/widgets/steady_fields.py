"""Fields that the wheel leaves alone: on a page that scrolls it would change what it passes over."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSpinBox

from app.ui.theme import SPACE


class SteadyNumber(QSpinBox):
    """A number with air on both sides."""

    def __init__(self) -> None:
        super().__init__()
        self.lineEdit().setTextMargins(SPACE, 0, SPACE, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page and changes nothing."""
        event.ignore()


class SteadyChoice(QComboBox):
    """One of several."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page and changes nothing."""
        event.ignore()
