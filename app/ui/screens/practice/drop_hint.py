"""The overlay that says what happens when a dragged sound file is let go here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.theme import RADIUS, SPACE, Theme, TypeSize

SOUND_FILES = (".wav", ".mp3", ".ogg", ".opus", ".flac")
"""File names that can be imported end in one of these."""


def dropped_sound(mime: QMimeData) -> Path | None:
    """The sound file that is being dragged; None when it is anything else, or more than one."""
    urls = mime.urls() if mime.hasUrls() else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in SOUND_FILES else None


class DropHint(QWidget):
    """Covers its parent while a file is held over it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Show over the whole parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a frame and one sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        ground = QColor(colours.ground)
        ground.setAlphaF(0.92)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(QColor(colours.accent_text), 2, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(2 * SPACE, 2 * SPACE, -2 * SPACE, -2 * SPACE)
        painter.drawRoundedRect(frame, RADIUS, RADIUS)
        painter.setFont(self._theme.font(TypeSize.TITLE))
        painter.setPen(QColor(colours.text))
        painter.drawText(
            frame, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), tr("松开，给这段录音评分")
        )
        painter.end()
