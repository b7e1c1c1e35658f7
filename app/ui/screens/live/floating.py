"""What floats over the picture of a live room: that it is live, hearts for likes, and who has bought."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.ui.theme import SPACE, Theme

_FRAME_MS = 40
_HEART_LIVES, _TOLD_LIVES = 2.4, 4.0  # seconds
_MOST_HEARTS = 12
_GROUND, _INK = "#1b1413", "#ffffff"


@dataclass(frozen=True)
class _Heart:
    born: float
    sway: float  # -1…1
    size: float


class Floating(QWidget):
    """Lies over the picture and lets every click through. Still where motion is not wanted."""

    def __init__(self, theme: Theme, picture: QWidget) -> None:
        super().__init__(picture)
        self._theme = theme
        self._random = random.Random(1)
        self._hearts: list[_Heart] = []
        self._likes = 0
        self._sign, self._on = "", False
        self._told, self._told_at = "", 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self._next)
        picture.installEventFilter(self)
        self.setGeometry(picture.rect())

    @property
    def hearts(self) -> int:
        """How many rise at present."""
        return len(self._hearts)

    @property
    def told(self) -> str:
        """What is told at present, "" for nothing."""
        return self._told

    def show_sign(self, text: str, *, on: bool) -> None:
        """The sign in the corner, "" for none; red while `on`."""
        if (text, on) != (self._sign, self._on):
            self._sign, self._on = text, on
            self.update()

    def show_likes(self, likes: int) -> None:
        """There are so many likes now; a heart rises for some of the new ones."""
        new = likes - self._likes
        self._likes = likes
        if new <= 0 or not self._theme.motion_ms:
            return
        now = time.monotonic()
        for index in range(min(4, new, _MOST_HEARTS - len(self._hearts))):
            self._hearts.append(
                _Heart(now + 0.25 * index, self._random.uniform(-1, 1), self._random.uniform(14, 22))
            )
        self._frames.start()

    def tell(self, sentence: str) -> None:
        """Tell something for a moment."""
        self._told, self._told_at = sentence, time.monotonic()
        self._frames.start()
        self.update()

    def _next(self) -> None:
        now = time.monotonic()
        self._hearts = [each for each in self._hearts if now - each.born < _HEART_LIVES]
        if now - self._told_at >= _TOLD_LIVES:
            self._told = ""
        if not self._hearts and not self._told:
            self._frames.stop()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the picture."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sign, sentence and hearts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._sign:
            red = QColor(self._theme.colours.accent) if self._on else QColor(_GROUND)
            self._pill(painter, self._sign, 2.0 * SPACE, red)
        if self._told:
            height = self.fontMetrics().height() + SPACE
            self._pill(painter, self._told, self.height() - height - 2.0 * SPACE, QColor(_GROUND))
        now = time.monotonic()
        for heart in self._hearts:
            self._paint_heart(painter, heart, (now - heart.born) / _HEART_LIVES)
        painter.end()

    def _pill(self, painter: QPainter, text: str, top: float, ground: QColor) -> None:
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(text) + 3.0 * SPACE
        left = self.width() - width - 2 * SPACE if self.isRightToLeft() else 2.0 * SPACE
        area = QRectF(left, top, width, metrics.height() + SPACE)
        ground.setAlphaF(0.85)
        painter.setBrush(ground)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(QColor(_INK))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_heart(self, painter: QPainter, heart: _Heart, age: float) -> None:
        if not 0.0 <= age <= 1.0:
            return
        side = 5.0 * SPACE
        x = (side if self.isRightToLeft() else self.width() - side) + 18 * heart.sway * (0.6 + age)
        y = self.height() * (0.92 - 0.6 * age)
        colour = QColor(self._theme.colours.accent).lighter(130)
        colour.setAlphaF(1.0 - age)
        painter.setBrush(colour)
        painter.drawPath(_heart(QPointF(x, y), heart.size))


def _heart(at: QPointF, size: float) -> QPainterPath:
    """A heart of `size` pixels with its tip at `at`."""
    half = size / 2
    path = QPainterPath(at)
    path.cubicTo(at + QPointF(-size, -half), at + QPointF(-half, -1.3 * size), at + QPointF(0, -0.7 * size))
    path.cubicTo(at + QPointF(half, -1.3 * size), at + QPointF(size, -half), at)
    return path
