"""A take's waveform: its syllables, the cursor, and a click that plays from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import tr
from app.speech.values import FloatArray
from app.ui.theme import RADIUS, Theme, TypeSize
from app.ui.widgets.labels import literal
from app.ui.widgets.strokes import round_pen

_DENSE = 10  # pixels a syllable below which boundaries would be all there is to see

_FLAG = 9  # pixels on either side of a mark that can be hit


@dataclass(frozen=True)
class WaveformSpan:
    """A syllable on the time axis: `start`/`end` in seconds of the recording."""

    syllable: int
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class WaveformExtra:
    """Something said beyond the prompt: a reading given up (`×2`), a sound too much (`+`)."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class WaveformMark:
    """Something that was said about a moment (seconds): a flag that can be pressed."""

    id: str
    at: float
    text: str


def column_peaks(samples: FloatArray, columns: int) -> NDArray[np.float32]:
    """The largest magnitude in each of `columns` equal stretches; shape (columns,), all 0 for no samples."""
    if columns <= 0 or not samples.size:
        return np.zeros(max(columns, 0), np.float32)
    edges = np.linspace(0, samples.size, columns + 1).astype(np.int64)
    starts = np.minimum(edges[:-1], samples.size - 1)
    return np.asarray(np.maximum.reduceat(np.abs(samples), starts), np.float32)


class Waveform(QWidget):
    """Draws the take; `seek` tells the second that was clicked."""

    seek = Signal(float)
    mark_chosen = Signal(str)  # the id of a mark

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._samples: FloatArray = np.zeros(0, np.float32)
        self._duration = 0.0
        self._spans: tuple[WaveformSpan, ...] = ()
        self._extras: tuple[WaveformExtra, ...] = ()
        self._marks: tuple[WaveformMark, ...] = ()
        self._selected: int | None = None
        self._cursor: float | None = None
        self._peaks: NDArray[np.float32] = np.zeros(0, np.float32)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("录音的波形"))
        self.setToolTip(tr("点一下，从那里播放"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def show_take(
        self, duration: float, spans: Sequence[WaveformSpan], extras: Sequence[WaveformExtra] = ()
    ) -> None:
        """Show a take's time axis; its samples may come later."""
        self._duration = max(0.0, duration)
        self._spans = tuple(spans)
        self._extras = tuple(extras)
        self._marks = ()
        self._samples = np.zeros(0, np.float32)
        self._selected = self._cursor = None
        self._measure()

    def set_samples(self, samples: FloatArray, rate: int) -> None:
        """The take's audio, mono; its length is what the time axis shows."""
        self._samples = samples
        self._duration = samples.size / rate
        self._measure()

    def set_marks(self, marks: Sequence[WaveformMark]) -> None:
        """Put flags on moments; pressing one tells `mark_chosen` instead of `seek`."""
        self._marks = tuple(marks)
        self.update()

    def select(self, syllable: int | None) -> None:
        """Mark a syllable's stretch."""
        self._selected = syllable
        self.update()

    def set_cursor(self, seconds: float | None) -> None:
        """Where playback is; None hides the cursor."""
        if seconds != self._cursor:
            self._cursor = seconds
            self.update()

    @property
    def duration(self) -> float:
        """Seconds shown."""
        return self._duration

    def time_at(self, x: float) -> float:
        """The second under pixel `x`, inside the take."""
        area = self._area()
        return min(max(0.0, (x - area.left()) / area.width()), 1.0) * self._duration

    def sizeHint(self) -> QSize:
        """A band across the page."""
        return QSize(600, 72)

    def minimumSizeHint(self) -> QSize:
        """The lowest band that can be read and hit."""
        return QSize(200, 56)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure the peaks for the new width."""
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek, or choose a mark."""
        if event.button() != Qt.MouseButton.LeftButton or self._duration <= 0:
            return
        mark = self.mark_at(event.position())
        if mark is not None:
            self.mark_chosen.emit(mark.id)
        else:
            self.seek.emit(self.time_at(event.position().x()))

    def mark_at(self, place: QPointF) -> WaveformMark | None:
        """The mark whose flag is under `place`, the nearest one."""
        if place.y() > 2 * _FLAG:
            return None
        near = [each for each in self._marks if abs(self._x(each.at) - place.x()) <= _FLAG]
        return min(near, key=lambda each: abs(self._x(each.at) - place.x()), default=None)

    def event(self, event: QEvent) -> bool:
        """A tooltip that says what a mark says."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            mark = self.mark_at(QPointF(event.pos()))
            if mark is not None:
                QToolTip.showText(event.globalPos(), literal(mark.text), self)
                return True
        return super().event(event)

    def _x(self, seconds: float) -> float:
        area = self._area()
        return area.left() + area.width() * min(1.0, max(0.0, seconds) / max(1e-6, self._duration))

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(8, 4, -8, -4)

    def _measure(self) -> None:
        self._peaks = column_peaks(self._samples, int(self._area().width() // 3))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint syllables, bars and cursor."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        colours = self._theme.colours
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        area = self._area()
        label = self._theme.size(TypeSize.SMALL) + 4.0 if self._spans else 0.0
        self._paint_extras(painter, area, label)
        self._paint_spans(painter, area, label)
        middle = area.top() + (area.height() - label) / 2
        painter.setPen(round_pen(colours.text_soft, 2))
        reach = (area.height() - label) / 2 - 2
        scale = max(0.2, float(self._peaks.max())) if self._peaks.size else 1.0
        bars = []
        for column, peak in enumerate(self._peaks):
            half = max(0.5, float(peak) / scale * reach)
            x = area.left() + (column + 0.5) * area.width() / max(1, self._peaks.size)
            bars.append(QLineF(x, middle - half, x, middle + half))
        if bars:
            painter.drawLines(bars)
        if self._cursor is not None and self._duration > 0:
            x = area.left() + area.width() * min(1.0, self._cursor / self._duration)
            painter.setPen(QPen(QColor(colours.accent_text), 2))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        self._paint_marks(painter, area)
        painter.end()

    def _paint_marks(self, painter: QPainter, area: QRectF) -> None:
        """A speech balloon at the top edge, with a line down to the moment's sound."""
        colours = self._theme.colours
        for mark in self._marks:
            x = self._x(mark.at)
            painter.setPen(QPen(QColor(colours.accent_text), 1.5))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setBrush(QColor(colours.accent_text))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(x - 7, 2, 14, 10), 3, 3)
            painter.drawPolygon(QPolygonF([QPointF(x - 3, 11), QPointF(x + 3, 11), QPointF(x, 16)]))

    def _paint_extras(self, painter: QPainter, area: QRectF, label: float) -> None:
        """Hatch what was said beyond the prompt."""
        colours = self._theme.colours
        if self._duration <= 0:
            return
        painter.setFont(self._theme.prompt_font(TypeSize.SMALL))
        for extra in self._extras:
            left = area.left() + area.width() * min(1.0, extra.start / self._duration)
            right = area.left() + area.width() * min(1.0, extra.end / self._duration)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(QColor(colours.control_line), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(QRectF(left, area.top(), right - left, area.height() - label))
            painter.setPen(QColor(colours.text_soft))
            room = QRectF(left - 8, area.bottom() - label, right - left + 16, label)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, extra.text)

    def _paint_spans(self, painter: QPainter, area: QRectF, label: float) -> None:
        colours = self._theme.colours
        if self._duration <= 0:
            return
        painter.setFont(self._theme.prompt_font(TypeSize.SMALL))
        dense = area.width() / max(1, len(self._spans)) < _DENSE
        for span in self._spans:
            left = area.left() + area.width() * min(1.0, span.start / self._duration)
            right = area.left() + area.width() * min(1.0, span.end / self._duration)
            if span.syllable == self._selected:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.accent_soft))
                painter.drawRect(QRectF(left, area.top(), right - left, area.height()))
            painter.setPen(QPen(QColor(colours.control_line), 1, Qt.PenStyle.DotLine))
            for x in () if dense else (left, right):
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() - label))
            chosen = span.syllable == self._selected
            painter.setPen(QColor(colours.text if chosen else colours.text_soft))
            room = QRectF(left - 8, area.bottom() - label, right - left + 16, label)
            if right - left >= self._theme.size(TypeSize.SMALL) * 0.9 or chosen:
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, span.text)
