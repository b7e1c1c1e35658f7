"""The microphone's level: as a ring around the record button and as a bar elsewhere.

The scale is in decibels, so that speech at arm's length fills about two thirds of it. Too loud is told by
thicker segments and by words beside it, not by colour alone.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.audio.values import Level, SignalWarning
from app.i18n import tr
from app.ui.theme import Colours, Theme
from app.ui.widgets.strokes import round_pen

QUIETEST_DB = -60.0
"""The level at which the meter starts to move."""

_FALL = 0.12  # of the scale per update; rises at once, falls slowly enough to be seen
_SEGMENTS = 48


def level_fraction(db: float) -> float:
    """0 … 1 of the meter for a level in dB re full scale; NaN and minus infinity are 0."""
    if not math.isfinite(db):
        return 0.0 if db != math.inf else 1.0
    return min(1.0, max(0.0, 1.0 - db / QUIETEST_DB))


def eased(shown: float, measured: float) -> float:
    """What the meter shows next: up at once, down by and by."""
    return measured if measured >= shown else max(measured, shown - _FALL)


def paint_level_ring(
    painter: QPainter, colours: Colours, centre: QPointF, radius: float, fraction: float, *, loud: bool
) -> None:
    """A ring of segments that fills from the bottom up on both sides alike."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    lit = QColor(colours.wrong if loud else colours.good)
    unlit = QColor(colours.line)
    for segment in range(_SEGMENTS):
        # the angle from the bottom, 0 … 1 up either side
        height = abs((segment + 0.5) / _SEGMENTS * 2 - 1)
        angle = math.pi / 2 + math.pi * ((segment + 0.5) / _SEGMENTS * 2 - 1)
        on = fraction > 0 and height <= fraction
        long = 11.0 if on and loud else 8.0
        painter.setPen(round_pen(lit if on else unlit, 4.0 if on else 2.5))
        way = QPointF(math.cos(angle), math.sin(angle))
        painter.drawLine(centre + way * radius, centre + way * (radius + long))
    painter.restore()


class LevelMeter(QWidget):
    """A horizontal level bar for settings and the welcome page."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fraction = 0.0
        self._loud = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("麦克风音量"))
        theme.changed.connect(self.update)

    def set_level(self, level: Level | None) -> None:
        """Show a level; None is an empty meter."""
        self._fraction = eased(self._fraction, level_fraction(level.rms_db)) if level else 0.0
        self._loud = level is not None and level.warning is SignalWarning.CLIPPING
        self.update()

    @property
    def fraction(self) -> float:
        """How much of the bar is lit, 0 … 1."""
        return self._fraction

    def sizeHint(self) -> QSize:
        """A slim bar."""
        return QSize(240, 16)

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(80, 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the segments from the leading edge."""
        painter = QPainter(self)
        colours = self._theme.colours
        count = max(8, self.width() // 10)
        width = self.width() / count
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.setPen(Qt.PenStyle.NoPen)
        for segment in range(count):
            on = (segment + 0.5) / count <= self._fraction
            colour = (colours.wrong if self._loud else colours.good) if on else colours.line
            painter.setBrush(QColor(colour))
            place = count - 1 - segment if mirrored else segment
            slim = 0 if on else 3
            painter.drawRoundedRect(
                QRectF(place * width + 1, slim, width - 3, self.height() - 2 * slim), 2, 2
            )
        painter.end()
