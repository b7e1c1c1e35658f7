"""Her tone contour over the target on the five-level staff (五度标记法) of every Chinese phonetics book.

Level 5 is on top and time runs to the right in every language. The two curves differ in stroke, not only in
colour: hers is solid, the target dashed; each is labelled in words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.speech.values import Contour
from app.ui.i18n import isolate
from app.ui.theme import RADIUS, Theme, TypeSize
from app.ui.widgets.strokes import round_pen

_TOP, _BOTTOM = 5.5, 0.5  # levels at the edges of the staff: a little air beyond 5 and 1


@dataclass(frozen=True)
class ContourScale:
    """Maps seconds and levels to pixels of `staff`."""

    staff: QRectF
    start: float
    end: float

    def x(self, time: float) -> float:
        """Pixels from the left for `time` in seconds."""
        span = self.end - self.start
        return self.staff.left() + (self.staff.width() * (time - self.start) / span if span > 0 else 0.0)

    def y(self, level: float) -> float:
        """Pixels from the top for `level`; beyond the staff it stays at its edge."""
        inside = min(_TOP, max(_BOTTOM, level))
        return self.staff.top() + self.staff.height() * (_TOP - inside) / (_TOP - _BOTTOM)


def voiced_runs(contour: Contour | None) -> list[list[tuple[float, float]]]:
    """The contour as runs of (time, level) between its unvoiced (NaN) points."""
    runs: list[list[tuple[float, float]]] = []
    open_run = False
    for time, level in zip(contour.times, contour.levels, strict=True) if contour else ():
        if not (math.isfinite(time) and math.isfinite(level)):
            open_run = False
            continue
        if not open_run:
            runs.append([])
            open_run = True
        runs[-1].append((time, level))
    return runs


def contour_span(hers: Contour | None, target: Contour | None) -> tuple[float, float]:
    """The seconds that both contours lie in; 0 to 0.3 when there is neither."""
    times = [t for contour in (hers, target) if contour for t in contour.times if math.isfinite(t)]
    if not times or max(times) <= min(times):
        start = times[0] if times else 0.0
        return start, start + 0.3
    return min(times), max(times)


def path_of(runs: list[list[tuple[float, float]]], scale: ContourScale) -> QPainterPath:
    """The runs as smooth strokes (Catmull-Rom through the measured points)."""
    path = QPainterPath()
    for run in runs:
        points = [QPointF(scale.x(time), scale.y(level)) for time, level in run]
        path.moveTo(points[0])
        if len(points) == 1:
            path.lineTo(points[0] + QPointF(0.1, 0))
        for i in range(len(points) - 1):
            before, here, there = points[max(0, i - 1)], points[i], points[i + 1]
            after = points[min(len(points) - 1, i + 2)]
            path.cubicTo(here + (there - before) / 6, there - (after - here) / 6, there)
    return path


class ContourView(QWidget):
    """The staff with the two curves, and a cursor while the syllable is played.

    `own` tells whether who looks at it is who spoke.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, own: bool = True) -> None:
        super().__init__(parent)
        self._theme = theme
        self._own = own
        self._hers: Contour | None = None
        self._target: Contour | None = None
        self._tone = 5
        self._cursor: float | None = None
        self._message = ""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_contours(
        self,
        hers: Contour | None,
        target: Contour | None,
        tone: int,
        *,
        description: str = "",
        message: str = "",
    ) -> None:
        """Show a syllable. `tone` colours the target; `message` stands there when hers is missing."""
        self._hers, self._target, self._tone = hers, target, tone
        self._cursor = None
        self._message = message
        self.setAccessibleName(tr("声调曲线"))
        self.setAccessibleDescription(description)
        self.update()

    def set_cursor(self, seconds: float | None) -> None:
        """Where playback is, in seconds of the recording; None hides the cursor."""
        if seconds != self._cursor:
            self._cursor = seconds
            self.update()

    def sizeHint(self) -> QSize:
        """A comfortable staff."""
        return QSize(420, 240)

    def minimumSizeHint(self) -> QSize:
        """The smallest staff that can be read."""
        return QSize(240, 140)

    def _scale(self) -> ContourScale:
        start, end = contour_span(self._hers, self._target)
        edge = self._theme.size(TypeSize.SMALL)
        staff = QRectF(self.rect()).adjusted(edge * 2.4, 6, -edge * 4.2, -edge * 1.9)
        margin = (end - start) * 0.04
        return ContourScale(staff, start - margin, end + margin)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the staff, then the target, then hers on top."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        colours = self._theme.colours
        scale = self._scale()
        self._paint_staff(painter, scale)
        painter.setBrush(Qt.BrushStyle.NoBrush)  # a brush would fill the curves as if they were closed
        hers, target = voiced_runs(self._hers), voiced_runs(self._target)
        tone_colour = QColor(colours.tone(self._tone))
        if target:
            band = QColor(tone_colour)
            band.setAlphaF(0.16)
            path = path_of(target, scale)
            stroker = QPainterPathStroker(round_pen(band, min(28.0, scale.staff.height() / 7)))
            outline = stroker.createStroke(path)
            outline.setFillRule(Qt.FillRule.WindingFill)  # where the band overlaps itself it stays filled
            painter.fillPath(outline, band)
            dashed = QPen(tone_colour, 2.5)
            dashed.setDashPattern([3.2, 2.6])
            painter.setPen(dashed)
            painter.drawPath(path)
        if hers:
            painter.setPen(round_pen(colours.text, 4))
            painter.drawPath(path_of(hers, scale))
            painter.setBrush(QColor(colours.text))
            painter.setPen(Qt.PenStyle.NoPen)
            time, level = hers[0][0]
            painter.drawEllipse(QPointF(scale.x(time), scale.y(level)), 5, 5)
        elif self._message:
            painter.setFont(self._theme.font(TypeSize.BODY))
            painter.setPen(QColor(colours.text_soft))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            room = scale.staff.adjusted(16, 0, -16, 0)
            words = painter.boundingRect(room, int(flags), self._message)
            painter.fillRect(words.adjusted(-8, -4, 8, 4), QColor(colours.surface))  # over the target's line
            painter.drawText(room, int(flags), self._message)
        self._paint_labels(painter, scale, hers, target)
        if self._cursor is not None and scale.start <= self._cursor <= scale.end:
            painter.setPen(QPen(QColor(colours.accent_text), 2))
            x = scale.x(self._cursor)
            painter.drawLine(QPointF(x, scale.staff.top()), QPointF(x, scale.staff.bottom()))
        painter.end()

    def _paint_staff(self, painter: QPainter, scale: ContourScale) -> None:
        colours = self._theme.colours
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(scale.staff, RADIUS / 2, RADIUS / 2)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        metrics = QFontMetricsF(painter.font())
        for level in range(1, 6):
            y = scale.y(level)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(scale.staff.left(), y), QPointF(scale.staff.right(), y))
            painter.setPen(QColor(colours.text_soft))
            label = QRectF(0, y - metrics.height() / 2, scale.staff.left() - 8, metrics.height())
            painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(level))
        below = QRectF(
            scale.staff.left(), scale.staff.bottom() + 2, scale.staff.width(), metrics.height() + 2
        )
        painter.setPen(QColor(colours.text_soft))
        levels, time = isolate(tr("5 最高，1 最低")), isolate(tr("时间")) + " →"
        centred = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | centred, levels)
        if metrics.horizontalAdvance(levels + "  " + time) <= below.width():  # else they would overlap
            painter.drawText(below, Qt.AlignmentFlag.AlignRight | centred, time)

    def _paint_labels(
        self,
        painter: QPainter,
        scale: ContourScale,
        hers: list[list[tuple[float, float]]],
        target: list[list[tuple[float, float]]],
    ) -> None:
        """A word at the end of each curve, apart from each other however close the curves end."""
        colours = self._theme.colours
        ends: list[tuple[float, float, str, QColor]] = []
        if hers:
            time, level = hers[-1][-1]
            ends.append(
                (
                    scale.x(time),
                    scale.y(level),
                    tr("您的") if self._own else tr("学员的"),
                    QColor(colours.text),
                )
            )
        if target:
            time, level = target[-1][-1]
            ends.append((scale.x(time), scale.y(level), tr("目标"), QColor(colours.tone(self._tone))))
        painter.setFont(self._theme.font(TypeSize.SMALL, bold=True))
        height = QFontMetricsF(painter.font()).height() + 1
        tops = spread([end[1] - height / 2 for end in ends], height, self.rect().height() - height)
        left = scale.staff.right() + 6
        for (_x, _y, word, colour), top in zip(ends, tops, strict=True):
            painter.setPen(colour)
            painter.drawText(
                QRectF(left, top, self.width() - left, height),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                word,
            )


def spread(tops: list[float], height: float, lowest: float) -> list[float]:
    """Move at most two labels of `height` so that they neither overlap nor leave 0 … `lowest`."""
    placed = [min(max(0.0, top), lowest) for top in tops]
    if len(placed) == 2 and abs(placed[0] - placed[1]) < height:
        upper = 0 if placed[0] <= placed[1] else 1
        middle = sum(placed) / 2
        top = min(max(0.0, middle - height / 2), lowest - height)
        placed[upper], placed[1 - upper] = top, top + height
    return placed
