"""A framed group of things that belong together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from app.ui.theme import SPACE
from app.ui.widgets.labels import label


class Card(QFrame):
    """A card with an optional heading; add things to `body`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 3 * SPACE)
        self.body.setSpacing(SPACE)
        if title:
            heading = label(title, "strong")
            self.body.addWidget(heading)
            self.setAccessibleName(title)


def clear(layout: QLayout, keep: int = 0) -> None:
    """Remove and delete everything in a layout but the first `keep` things."""
    while (item := layout.takeAt(keep)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
