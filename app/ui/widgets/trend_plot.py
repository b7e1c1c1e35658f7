"""Scores over time, drawn plainly: dots for takes or days, a line for the trend once there is one.

With fewer than `TREND_FROM` points there is no trend line: a line through three dots would promise more than
three takes can say. Readable in greyscale: dots and line differ in form, and everything is named in words.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.theme import RADIUS, Theme, TypeSize
from app.ui.widgets.strokes import round_pen

TREND_FROM = 5
"""From this many points on a trend is drawn."""


@dataclass(frozen=True)
class TrendPoint:
    """One dot: a score 0–100, what stands under it on the axis, and what its tooltip says."""

    value: float
    label: str
    tooltip: str
    key: str = ""


def running_median(values: Sequence[float]) -> list[float]:
    """The median of the five (of many points: a quarter) around each; one bad take does not bend it."""
    count = len(values)
    half = max(5, count // 4) // 2
    return [statistics.median(values[max(0, i - half) : min(count, i + half + 1)]) for i in range(count)]


def axis_range(values: Sequence[float]) -> tuple[int, int]:
    """The scores shown: whole tens around the values, at least 40 wide, so that noise looks like noise."""
    low = math.floor(min(values, default=60) / 10) * 10
    high = math.ceil(max(values, default=100) / 10) * 10
    while high - low < 40:
        if high < 100:
            high += 10
        if high - low < 40 and low > 0:
            low -= 10
    return max(0, low), min(100, high)


class TrendPlot(QWidget):
    """The plot; a click on a dot tells its key."""

    point_clicked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points: tuple[TrendPoint, ...] = ()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # time runs to the right on every chart
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("分数走势"))
        self.setMouseTracking(True)
        theme.changed.connect(self.update)

    def show_points(self, points: Sequence[TrendPoint], remark: str = "") -> None:
        """Show points in order of time; `remark` says in words what they show."""
        self._points = tuple(point for point in points if math.isfinite(point.value))
        self.setAccessibleDescription(remark)
        self.update()

    @property
    def points(self) -> tuple[TrendPoint, ...]:
        """What is drawn."""
        return self._points

    def sizeHint(self) -> QSize:
        """A band across the page."""
        return QSize(640, 190)

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(280, 150)

    def _area(self) -> QRectF:
        line = QFontMetricsF(self._theme.font(TypeSize.SMALL)).height()
        return QRectF(self.rect()).adjusted(line * 2.4, line * 1.7, -16, -line * 1.4)

    def position(self, index: int) -> QPointF:
        """Where a point is drawn."""
        area = self._area()
        low, high = axis_range([point.value for point in self._points])
        count = len(self._points)
        # few points stand together in the middle instead of being stretched over the page
        step = min(area.width() / max(1, count), 96.0)
        left = area.center().x() - step * (count - 1) / 2
        y = area.bottom() - area.height() * (self._points[index].value - low) / (high - low)
        return QPointF(left + index * step, y)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axis, trend and dots."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        colours = self._theme.colours
        area = self._area()
        values = [point.value for point in self._points]
        painter.setFont(self._theme.font(TypeSize.SMALL))
        metrics = QFontMetricsF(painter.font())
        low, high = axis_range(values)
        for score in range(low, high + 1, 20 if high - low > 50 else 10):
            y = area.bottom() - area.height() * (score - low) / (high - low)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.text_soft))
            painter.drawText(
                QRectF(0, y - metrics.height() / 2, area.left() - 8, metrics.height()),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                str(score),
            )
        painter.setPen(QColor(colours.text_soft))
        painter.drawText(QPointF(4, metrics.ascent() + 1), isolate(tr("分数（满分 100）")))
        places = [self.position(i) for i in range(len(self._points))]
        if len(values) >= TREND_FROM:
            self._paint_trend(painter, area, values, places, (low, high))
        self._paint_dots(painter, places)
        self._paint_dates(painter, area, places, metrics)
        painter.end()

    def _paint_trend(
        self,
        painter: QPainter,
        area: QRectF,
        values: list[float],
        places: list[QPointF],
        axis: tuple[int, int],
    ) -> None:
        colours = self._theme.colours
        low, high = axis
        line = QPolygonF(
            [
                QPointF(place.x(), area.bottom() - area.height() * (value - low) / (high - low))
                for place, value in zip(places, running_median(values), strict=True)
            ]
        )
        painter.setPen(round_pen(colours.accent_text, 2.5))
        painter.drawPolyline(line)
        # named beside a piece of the line, above the plot, where no dot can cover it
        word = tr("走势")
        metrics = QFontMetricsF(painter.font())
        left = area.right() - metrics.horizontalAdvance(word)
        middle = metrics.height() / 2 + 1
        painter.drawLine(QPointF(left - 32, middle), QPointF(left - 8, middle))
        painter.drawText(QPointF(left, metrics.ascent() + 1), word)

    def _paint_dots(self, painter: QPainter, places: list[QPointF]) -> None:
        colours = self._theme.colours
        for place in places:
            painter.setPen(QPen(QColor(colours.surface), 1.5))
            painter.setBrush(QColor(colours.text_soft))
            painter.drawEllipse(place, 5, 5)

    def _paint_dates(
        self, painter: QPainter, area: QRectF, places: list[QPointF], metrics: QFontMetricsF
    ) -> None:
        painter.setPen(QColor(self._theme.colours.text_soft))
        right_edge = -math.inf
        for point, place in zip(self._points, places, strict=True):
            width = metrics.horizontalAdvance(point.label)
            left = place.x() - width / 2
            if left > right_edge + 12:
                painter.drawText(QPointF(left, area.bottom() + metrics.ascent() + 4), point.label)
                right_edge = left + width

    def _point_at(self, position: QPointF) -> TrendPoint | None:
        for index, point in enumerate(self._points):
            away = self.position(index) - position
            if math.hypot(away.x(), away.y()) <= 12:
                return point
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which dot was clicked."""
        point = self._point_at(event.position())
        if point is not None and point.key:
            self.point_clicked.emit(point.key)

    def event(self, event: QEvent) -> bool:
        """Tooltips of single dots."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            point = self._point_at(QPointF(event.pos()))
            if point is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), point.tooltip, self)
            return True
        return super().event(event)


class TrendDots(QWidget):
    """The last takes of one prompt as a few small dots, higher is better; the newest is filled."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: tuple[float, ...] = ()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFixedSize(132, 32)
        theme.changed.connect(self.update)

    def show_values(self, values: Sequence[float], description: str) -> None:
        """Scores in order of time; at most the last ten are drawn."""
        self._values = tuple(values)[-10:]
        self.setToolTip(description)
        self.setAccessibleName(description)
        self.setVisible(len(self._values) > 1)
        self.update()

    @property
    def values(self) -> tuple[float, ...]:
        """What is drawn."""
        return self._values

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots over a base line."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        low, high = axis_range(self._values)
        step = (self.width() - RADIUS * 2) / 9
        left = self.width() - RADIUS - step * (len(self._values) - 1)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(
            QPointF(RADIUS, self.height() - 2), QPointF(self.width() - RADIUS, self.height() - 2)
        )
        for index, value in enumerate(self._values):
            y = 6 + (self.height() - 14) * (1 - (value - low) / (high - low))
            newest = index == len(self._values) - 1
            painter.setPen(QPen(QColor(colours.text_soft), 1.5))
            painter.setBrush(QColor(colours.text if newest else colours.surface))
            painter.drawEllipse(
                QPointF(left + index * step, y), 4.5 if newest else 3.5, 4.5 if newest else 3.5
            )
        painter.end()
