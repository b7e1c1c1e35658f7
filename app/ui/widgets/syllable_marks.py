"""The three small marks under a syllable (initial, final, tone), whose shape alone tells the verdict.

Good is a filled disc with a tick, off a half-filled disc, wrong a cross, not assessable a dotted ring; a part
that does not exist (a zero initial) is a short dash.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.speech.values import Verdict
from app.ui.theme import Colours, Theme
from app.ui.widgets.strokes import round_pen


def marks_width(diameter: float, count: int = 3) -> float:
    """How wide a row of marks is, gaps included."""
    return count * diameter + (count - 1) * _gap(diameter)


def _gap(diameter: float) -> float:
    return max(3.0, diameter * 0.3)


def paint_marks(
    painter: QPainter, colours: Colours, verdicts: Sequence[Verdict | None], centre: QPointF, diameter: float
) -> None:
    """A row of marks around `centre`, left to right as the syllable is spoken; None is a part it lacks."""
    left = centre.x() - marks_width(diameter, len(verdicts)) / 2 + diameter / 2
    for place, verdict in enumerate(verdicts):
        at = QPointF(left + place * (diameter + _gap(diameter)), centre.y())
        paint_mark(painter, colours, verdict, at, diameter)


def paint_mark(
    painter: QPainter, colours: Colours, verdict: Verdict | None, centre: QPointF, diameter: float
) -> None:
    """One mark; None draws the dash of a part that does not exist."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = diameter / 2
    line = max(1.4, diameter * 0.13)
    if verdict is None:
        painter.setPen(round_pen(colours.not_assessable, line))
        painter.drawLine(centre - QPointF(radius * 0.4, 0), centre + QPointF(radius * 0.4, 0))
    else:
        colour = QColor(colours.verdict(verdict))
        inner = radius - line / 2
        if verdict is Verdict.GOOD:
            _good(painter, colour, QColor(colours.surface), centre, radius, line)
        elif verdict is Verdict.OFF:
            _off(painter, colour, centre, inner, line)
        elif verdict is Verdict.WRONG:
            _wrong(painter, colour, centre, radius * 0.78, diameter * 0.22)
        else:
            pen = round_pen(colour, line)
            around = 2 * math.pi * inner / line  # the circumference in pen widths: eight even dots
            pen.setDashPattern([0.1, around / 8 - 0.1])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, inner, inner)
    painter.restore()


def _good(
    painter: QPainter, colour: QColor, tick: QColor, centre: QPointF, radius: float, line: float
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(round_pen(tick, line * 1.15))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    x, y = centre.x(), centre.y()
    painter.drawPolyline(
        QPolygonF(
            [
                QPointF(x - radius * 0.45, y + radius * 0.02),
                QPointF(x - radius * 0.1, y + radius * 0.38),
                QPointF(x + radius * 0.48, y - radius * 0.36),
            ]
        )
    )


def _off(painter: QPainter, colour: QColor, centre: QPointF, inner: float, line: float) -> None:
    ring = QRectF(centre.x() - inner, centre.y() - inner, 2 * inner, 2 * inner)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    painter.drawPie(ring, 90 * 16, 180 * 16)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, line))
    painter.drawEllipse(ring)


def _wrong(painter: QPainter, colour: QColor, centre: QPointF, reach: float, line: float) -> None:
    painter.setPen(round_pen(colour, line))
    for way in (1, -1):
        painter.drawLine(centre - QPointF(reach, way * reach), centre + QPointF(reach, way * reach))


class VerdictMark(QWidget):
    """One mark as a widget, for legends and lists; what it means is said by the label beside it."""

    def __init__(self, theme: Theme, verdict: Verdict | None, diameter: int = 16) -> None:
        super().__init__()
        self._theme = theme
        self._verdict = verdict
        self._diameter = diameter
        self.setFixedSize(self.sizeHint())
        theme.changed.connect(self.update)

    @property
    def verdict(self) -> Verdict | None:
        """What is shown; None for a part that does not exist."""
        return self._verdict

    def set_verdict(self, verdict: Verdict | None) -> None:
        """Show another verdict."""
        self._verdict = verdict
        self.update()

    def sizeHint(self) -> QSize:
        """The mark with a pixel of air around it."""
        return QSize(self._diameter + 2, self._diameter + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the mark."""
        painter = QPainter(self)
        centre = QPointF(self.width() / 2, self.height() / 2)
        paint_mark(painter, self._theme.colours, self._verdict, centre, self._diameter)
        painter.end()
