"""What a page shows when there is nothing, nothing yet, or something went wrong: each with one action."""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.labels import label


class StatePanel(QWidget):
    """An icon, a sentence, what it means, and the one thing to do."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        sentence: str,
        explanation: str = "",
        action: str = "",
        pressed: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        self.action: Button | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, 6 * SPACE, SPACE, 6 * SPACE)
        column.setSpacing(2 * SPACE)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._theme, self._icon = theme, icon
        self._draw()
        theme.changed.connect(self._draw)
        column.addWidget(self._picture)
        for text, role in ((sentence, "lead"), (explanation, "soft")):
            if text:
                line = label(text, role)
                line.setAlignment(Qt.AlignmentFlag.AlignCenter)
                line.setMaximumWidth(theme.size(520))
                line.setMinimumWidth(theme.size(320))
                row = QHBoxLayout()  # an alignment would reckon the height at the width of the page
                row.addStretch(1)
                row.addWidget(line, 1000)
                row.addStretch(1)
                column.addLayout(row)
        if action and pressed is not None:
            self.action = button(action, pressed, theme, kind="main")
            column.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(sentence)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard goes to the one thing to do, unless it is on something already."""
        super().showEvent(event)
        if self.action is not None and isinstance(self.window().focusWidget(), (QScrollArea, NoneType)):
            self.action.setFocus()

    def _draw(self) -> None:
        self._picture.setPixmap(self._theme.pixmap(self._icon, "text_soft", 48, self))


class LoadingPanel(QWidget):
    """Says what is being loaded; calm, no figures, for what usually takes less than a second."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, 6 * SPACE, SPACE, 6 * SPACE)
        column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedWidth(200)
        bar.setAccessibleName(sentence or tr("正在读取…"))
        column.addWidget(label(sentence or tr("正在读取…"), "soft"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
