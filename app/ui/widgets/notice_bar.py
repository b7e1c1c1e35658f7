"""A strip above the page for what the user should know but need not act on at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

PASSING_MS = 6000
"""How long a confirmation stays: long enough to be read twice."""


class NoticeBar(QWidget):
    """Holds notices, one a line; each goes away when it is dismissed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: dict[str, QFrame] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setAccessibleName(tr("通知"))
        self.hide()

    def show_notice(
        self, sentence: str, action: str = "", pressed: Callable[[], object] | None = None
    ) -> None:
        """Show a sentence, with one thing to do about it if there is one; the same sentence only once."""
        if sentence in self._shown:
            return
        strip = QFrame()
        strip.setProperty("panel", "notice")
        row = QHBoxLayout(strip)
        row.setContentsMargins(3 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        row.setSpacing(2 * SPACE)
        picture = QLabel()
        picture.setPixmap(self._theme.pixmap("info", "off", 20, self))
        row.addWidget(picture)
        row.addWidget(label(sentence), 1)
        if action and pressed is not None:
            row.addWidget(button(action, pressed, self._theme))
        close = QToolButton()
        close.setProperty("kind", "quiet")
        close.setIcon(self._theme.icon("close"))
        close.setIconSize(QSize(16, 16))
        close.setToolTip(tr("知道了"))
        close.setAccessibleName(tr("收起这条通知：{notice}", notice=sentence))
        close.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        close.clicked.connect(lambda: self.dismiss(sentence))
        row.addWidget(close)
        self._shown[sentence] = strip
        self._column.addWidget(strip)
        self.show()

    def show_passing(self, sentence: str) -> None:
        """Show a confirmation that goes away by itself."""
        self.show_notice(sentence)
        QTimer.singleShot(PASSING_MS, self, lambda: self.dismiss(sentence))

    def dismiss(self, sentence: str) -> None:
        """Take a notice away."""
        strip = self._shown.pop(sentence, None)
        if strip is not None:
            strip.hide()
            strip.deleteLater()
        self.setVisible(bool(self._shown))

    @property
    def sentences(self) -> list[str]:
        """What is shown now."""
        return list(self._shown)
