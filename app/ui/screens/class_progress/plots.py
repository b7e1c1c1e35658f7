"""Bars and dots about a class, drawn plainly: forms and numbers tell what colours tell, time runs right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.screens.class_progress.view import BINS, Bar, Dot, Histogram
from app.ui.theme import Theme, TypeSize

_STEP = 64.0


class _Plot(QWidget):
    """What the plots share: left to right, as high as they say, a tooltip for what is under the pointer."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(280, self.sizeHint().height())

    def _row(self) -> float:
        return QFontMetricsF(self._theme.font(TypeSize.SMALL)).height() + 4

    def _painter(self) -> QPainter:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        return painter

    def told_at(self, place: QPointF) -> str:
        """What is said of what is at a place."""
        raise NotImplementedError

    def event(self, event: QEvent) -> bool:
        """Tooltips."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.told_at(QPointF(event.pos())), self)
            return True
        return super().event(event)


class HistogramPlot(_Plot):
    """First hatched, last filled, beside each other in bins of ten points."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("前后对比"))
        self._found = Histogram((), (), "")

    def show_histogram(self, found: Histogram) -> None:
        """Show how many people are in each bin."""
        self._found = found
        self.setAccessibleDescription(found.remark)
        self.update()

    def sizeHint(self) -> QSize:
        """A band across its card."""
        return QSize(480, round(7 * self._row()) + 60)

    def told_at(self, place: QPointF) -> str:
        """How many people in the bin, first and last."""
        step = self.width() / len(BINS)
        index = int(place.x() // step)
        if not self._found.first or not 0 <= index < len(BINS):
            return ""
        return tr(
            "{low}–{high} 分：先前 {first} 人，最近 {last} 人",
            low=BINS[index],
            high=BINS[index] + 10,
            first=self._found.first[index],
            last=self._found.last[index],
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the legend, the bars with their numbers, and the axis."""
        painter = self._painter()
        colours = self._theme.colours
        metrics = QFontMetricsF(painter.font())
        row = self._row()
        looks = (
            (tr("第一次"), QBrush(QColor(colours.text_soft), Qt.BrushStyle.BDiagPattern)),
            (tr("最近一次"), QBrush(QColor(colours.accent_text))),
        )
        x = 0.0
        for text, brush in looks:
            painter.setPen(QPen(QColor(colours.text_soft), 1))
            painter.setBrush(brush)
            painter.drawRect(QRectF(x + 1, 4, 14, row - 8))
            painter.setPen(QColor(colours.text_soft))
            painter.drawText(QPointF(x + 22, metrics.ascent() + 2), text)
            x += 22 + metrics.horizontalAdvance(text) + 24
        floor = self.height() - row - 2
        top = 2 * row + 4
        step = self.width() / len(BINS)
        most = max((*self._found.first, *self._found.last, 1))
        wide = min(24.0, step * 0.36)
        for index, low in enumerate(BINS):
            middle = (index + 0.5) * step
            for side, counts in enumerate((self._found.first, self._found.last)):
                count = counts[index] if counts else 0
                if not count:
                    continue
                high = (floor - top) * count / most
                bar = QRectF(middle + (side - 1) * wide, floor - high, wide - 1, high)
                painter.setPen(QPen(QColor(colours.text_soft), 1))
                painter.setBrush(looks[side][1])
                painter.drawRect(bar)
                painter.setPen(QColor(colours.text))
                text = str(count)
                painter.drawText(
                    QPointF(bar.center().x() - metrics.horizontalAdvance(text) / 2, bar.top() - 3), text
                )
            painter.setPen(QColor(colours.text_soft))
            text = f"{low}–{low + 10}" if step > 56 else str(low)
            painter.drawText(
                QPointF(middle - metrics.horizontalAdvance(text) / 2, floor + metrics.ascent() + 4), text
            )
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
        painter.end()


class WeeksPlot(_Plot):
    """A bar for each week with its number."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("每周开口的分钟数"))
        self._bars: list[Bar] = []

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show the weeks in order of time."""
        self._bars = list(bars)
        self.setAccessibleDescription("\n".join(bar.told for bar in bars))
        self.update()

    def sizeHint(self) -> QSize:
        """A band across its card."""
        return QSize(480, round(6 * self._row()) + 40)

    def _step(self) -> float:
        return min(_STEP, self.width() / max(1, len(self._bars)))

    def told_at(self, place: QPointF) -> str:
        """What is known of the week."""
        index = int(place.x() // self._step())
        return self._bars[index].told if 0 <= index < len(self._bars) else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars, numbers and Mondays."""
        painter = self._painter()
        colours = self._theme.colours
        metrics = QFontMetricsF(painter.font())
        row = self._row()
        floor = self.height() - row - 2
        step = self._step()
        most = max((bar.value for bar in self._bars), default=0.0) or 1.0
        edge = -1.0
        for index, bar in enumerate(self._bars):
            middle = (index + 0.5) * step
            high = (floor - row - 4) * bar.value / most
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.text_soft))
            painter.drawRect(QRectF(middle - step * 0.3, floor - high, step * 0.6, high))
            painter.setPen(QColor(colours.text))
            width = metrics.horizontalAdvance(bar.text)
            if bar.value:
                painter.drawText(QPointF(middle - width / 2, floor - high - 3), bar.text)
            width = metrics.horizontalAdvance(bar.label)
            if middle - width / 2 > edge + 6:
                painter.setPen(QColor(colours.text_soft))
                painter.drawText(QPointF(middle - width / 2, floor + metrics.ascent() + 4), bar.label)
                edge = middle + width / 2
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(QPointF(0, floor), QPointF(step * len(self._bars), floor))
        painter.end()


class ContrastsPlot(_Plot):
    """A lying bar for each pair of sounds: its name, how often, and by how many."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("最难分清的音"))
        self._bars: list[Bar] = []

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show the pairs, the hardest first."""
        self._bars = list(bars)
        self.setAccessibleDescription("\n".join(f"{bar.label} {bar.text} {bar.told}" for bar in bars))
        self.updateGeometry()
        self.update()

    def _high(self) -> float:
        return 2 * self._row() + 2

    def sizeHint(self) -> QSize:
        """Two lines for each."""
        return QSize(420, round(self._high() * len(self._bars)) + 2)

    def told_at(self, place: QPointF) -> str:
        """The pair's numbers."""
        index = int(place.y() // self._high())
        return self._bars[index].told if 0 <= index < len(self._bars) else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint name, bar, share, and the numbers below."""
        painter = self._painter()
        colours = self._theme.colours
        metrics = QFontMetricsF(painter.font())
        names = max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0.0) + 12
        room = max(20.0, self.width() - names - 48)
        most = max((bar.value for bar in self._bars), default=0.0) or 1.0
        for index, bar in enumerate(self._bars):
            top = index * self._high()
            line = self._row()
            painter.setPen(QColor(colours.text))
            painter.drawText(QRectF(0, top, names, line), Qt.AlignmentFlag.AlignVCenter, bar.label)
            wide = room * bar.value / most
            painter.fillRect(QRectF(names, top + 4, wide, line - 8), QColor(colours.accent_text))
            painter.drawText(QRectF(names + wide + 6, top, 48, line), Qt.AlignmentFlag.AlignVCenter, bar.text)
            painter.setPen(QColor(colours.text_soft))
            area = QRectF(names, top + line - 3, self.width() - names, line)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, isolate(bar.told))
        painter.end()


class ScatterPlot(_Plot):
    """One dot a person: minutes recorded along, turnover an hour upwards."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("练习和成交"))
        self._dots: list[Dot] = []

    def show_dots(self, dots: Sequence[Dot], told: str) -> None:
        """Show people."""
        self._dots = list(dots)
        self.setAccessibleDescription(told)
        self.update()

    def sizeHint(self) -> QSize:
        """A little lower than wide."""
        return QSize(560, 300)

    def _area(self) -> QRectF:
        row = self._row()
        return QRectF(56, row + 6, self.width() - 72, self.height() - 3 * row - 8)

    def place_of(self, dot: Dot) -> QPointF:
        """Where a dot is."""
        area = self._area()
        widest = max((each.x for each in self._dots), default=1.0) or 1.0
        highest = max((each.y for each in self._dots), default=1.0) or 1.0
        return QPointF(
            area.left() + area.width() * dot.x / widest, area.bottom() - area.height() * dot.y / highest
        )

    def told_at(self, place: QPointF) -> str:
        """The nearest person's numbers."""
        near = [(each, self.place_of(each) - place) for each in self._dots]
        near = [(each, away) for each, away in near if away.x() ** 2 + away.y() ** 2 < 144]
        return min(near, key=lambda each: each[1].manhattanLength())[0].told if near else ""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes with their greatest values, then the dots."""
        painter = self._painter()
        colours = self._theme.colours
        area = self._area()
        row = self._row()
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.topLeft())
        painter.setPen(QColor(colours.text_soft))
        left = QRectF(0, area.top() - row / 2, area.left() - 6, row)
        highest = max((each.y for each in self._dots), default=0.0)
        widest = max((each.x for each in self._dots), default=0.0)
        trailing = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(left, trailing, f"{highest:,.0f}")
        painter.drawText(left.translated(0, area.height()), trailing, "0")
        below = QRectF(area.left(), area.bottom() + 2, area.width(), row)
        painter.drawText(below, trailing, f"{widest:.0f}")
        painter.drawText(QRectF(0, 0, self.width(), row), Qt.AlignmentFlag.AlignLeft, tr("每小时成交（元）"))
        painter.drawText(below.translated(0, row - 4), trailing, tr("开口（分钟）"))
        painter.setPen(QPen(QColor(colours.surface), 1))
        painter.setBrush(QColor(colours.accent_text))
        for dot in self._dots:
            painter.drawEllipse(self.place_of(dot), 4.5, 4.5)
        painter.end()
