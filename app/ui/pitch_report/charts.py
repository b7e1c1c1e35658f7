"""Two plain drawings along the time of a talk: where a stage was, and how quick the speech was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.coaching.values import PaceWindow, Span
from app.i18n import tr
from app.ui.attempt.words import duration_words
from app.ui.theme import Theme, TypeSize

_HIGH, _TRACK = 24, 12
_PACE_HIGH = 112
_NARROW = 34  # pixels a bar below which its figure would run into the next


class StageLane(QWidget):
    """One stage's stretches on the time axis, left to right in every language; a click tells its second."""

    seek = Signal(float)

    def __init__(self, theme: Theme, spans: Sequence[Span], duration: float, name: str) -> None:
        super().__init__()
        self._theme, self._spans, self._duration = theme, tuple(spans), max(1e-6, duration)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setToolTip(tr("点一下，从那里播放"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A band."""
        return QSize(300, _HIGH)

    def minimumSizeHint(self) -> QSize:
        """The narrowest that tells beginning from end."""
        return QSize(120, _HIGH)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek."""
        if event.button() == Qt.MouseButton.LeftButton:
            share = min(1.0, max(0.0, event.position().x() / max(1, self.width())))
            self.seek.emit(share * self._duration)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A track for the whole talk, and the stretches on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top = (self.height() - _TRACK) / 2
        painter.setBrush(QColor(self._theme.colours.line))
        painter.drawRoundedRect(QRectF(0, top, self.width(), _TRACK), 3, 3)
        painter.setBrush(QColor(self._theme.colours.text_soft))
        for start, end in self._spans:
            left = self.width() * start / self._duration
            wide = max(3.0, self.width() * (end - start) / self._duration)
            painter.drawRoundedRect(QRectF(left, top, wide, _TRACK), 3, 3)
        painter.end()


class PaceBars(QWidget):
    """Syllables a minute in each stretch of the talk, as bars with their figures; a gap where too few."""

    def __init__(self, theme: Theme, windows: Sequence[PaceWindow]) -> None:
        super().__init__()
        self._theme, self._windows = theme, tuple(windows)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        figures = [
            f"{duration_words(each.start)} {each.rate:.0f}" for each in windows if each.rate is not None
        ]
        self.setAccessibleName(tr("语速") + ": " + ", ".join(figures))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A low chart."""
        return QSize(300, self._theme.size(_PACE_HIGH))

    def minimumSizeHint(self) -> QSize:
        """As low, and narrower."""
        return QSize(120, self._theme.size(_PACE_HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars over the second at which each begins."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.prompt_font(TypeSize.SMALL))
        colours = self._theme.colours
        line = painter.fontMetrics().height() + 2.0
        high = self.height() - 2 * line
        top_rate = max((each.rate or 0.0 for each in self._windows), default=1.0) or 1.0
        wide = self.width() / max(1, len(self._windows))
        every = max(1, int(-(-_NARROW // max(1.0, wide))))
        centre = Qt.AlignmentFlag.AlignCenter
        for place, each in enumerate(self._windows):
            left = place * wide
            named = place % every == 0
            if each.rate is not None:
                tall = high * each.rate / top_rate
                bar = QRectF(left + wide * 0.15, line + high - tall, min(wide * 0.7, 48.0), tall)
                bar.moveLeft(left + (wide - bar.width()) / 2)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.control_line))
                painter.drawRoundedRect(bar, 3, 3)
                if named:
                    painter.setPen(QColor(colours.text))
                    room = QRectF(bar.center().x() - 40, bar.top() - line, 80, line)
                    painter.drawText(room, centre, f"{each.rate:.0f}")
            if named:
                painter.setPen(QColor(colours.text_soft))
                room = QRectF(left + wide / 2 - 40, line + high, 80, line)
                painter.drawText(room, centre, duration_words(each.start))
        painter.setPen(QColor(colours.control_line))
        painter.drawLine(QPointF(0, line + high), QPointF(self.width(), line + high))
        painter.end()
