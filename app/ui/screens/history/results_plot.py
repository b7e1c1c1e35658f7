"""Training above, results below, on one axis of weeks that runs to the right in every language.

Drawn as the trend is: dots and bars that differ in form, numbers written at them, no colour that says
anything alone. Weeks of which something is not known have no dot; no line is drawn over them.
"""

from __future__ import annotations

import itertools

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.screens.history.results_view import Panel, ResultsView
from app.ui.theme import SPACE, Theme, TypeSize
from app.ui.widgets.strokes import round_pen

_STEP = 96.0
"""Pixels a week at most: few weeks stand together instead of being stretched."""


class ResultsPlot(QWidget):
    """The panels below each other; the tooltip of a week says all its numbers."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view = ResultsView((), (), (), "")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("练习和直播，一周一周对着看"))
        theme.changed.connect(self.update)

    def show_view(self, view: ResultsView) -> None:
        """Show these weeks."""
        self._view = view
        self.setAccessibleDescription("\n\n".join([view.remark, *view.told]))
        self.updateGeometry()
        self.update()

    @property
    def view(self) -> ResultsView:
        """What is drawn."""
        return self._view

    def sizeHint(self) -> QSize:
        """As high as its panels."""
        return QSize(640, round(self._panels_top() + self._high() * len(self._view.panels) + self._row()))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(320, self.sizeHint().height())

    # where things stand

    def _row(self) -> float:
        return QFontMetricsF(self._theme.font(TypeSize.SMALL)).height() + 4

    def _high(self) -> float:
        """A panel: a line for the numbers at its dots, and room for these to rise."""
        return 2.2 * self._row() + SPACE

    def _panels_top(self) -> float:
        groups = {panel.result for panel in self._view.panels}
        return self._row() * len(groups) + SPACE * (len(groups) - 1)

    def _names_width(self) -> float:
        metrics = QFontMetricsF(self._theme.font(TypeSize.SMALL))
        widest = max((metrics.horizontalAdvance(each.name) for each in self._view.panels), default=0.0)
        return min(widest, self.width() * 0.3) + 2 * SPACE

    def x_of(self, week: int) -> float:
        """The middle of a week."""
        left = self._names_width()
        count = max(1, len(self._view.weeks))
        step = min((self.width() - left - SPACE) / count, _STEP)
        return left + (week + 0.5) * step

    def week_at(self, x: float) -> int | None:
        """The week under a place, None beside them."""
        weeks = range(len(self._view.weeks))
        return next((i for i in weeks if abs(self.x_of(i) - x) <= self._step() / 2), None)

    def _step(self) -> float:
        return self.x_of(1) - self.x_of(0)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint group by group, panel by panel, then the weeks."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        y = 0.0
        group: bool | None = None
        for panel in self._view.panels:
            if panel.result is not group:
                if group is not None:
                    y += SPACE
                group = panel.result
                self._heading(painter, y, tr("直播的结果") if group else tr("练了多少"))
                y += self._row()
            self._panel(painter, QRectF(0, y, self.width(), self._high()), panel)
            y += self._high()
        self._weeks(painter, y)
        painter.end()

    def _heading(self, painter: QPainter, y: float, text: str) -> None:
        painter.setFont(self._theme.font(TypeSize.SMALL, bold=True))
        painter.setPen(QColor(self._theme.colours.text))
        area = QRectF(0, y, self.width(), self._row())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _panel(self, painter: QPainter, area: QRectF, panel: Panel) -> None:
        colours = self._theme.colours
        painter.setFont(self._theme.font(TypeSize.SMALL))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(colours.text_soft))
        names = self._names_width()
        name = isolate(metrics.elidedText(panel.name, Qt.TextElideMode.ElideRight, names - 2 * SPACE))
        place = QRectF(0, area.top(), names - 2 * SPACE, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        floor = area.bottom() - 4
        painter.setPen(QPen(QColor(colours.line), 1))
        end = self.x_of(len(self._view.weeks) - 1) + self._step() / 2
        painter.drawLine(QPointF(names, floor), QPointF(end, floor))
        known = [value for value in panel.values if value is not None]
        low = 0.0 if panel.bars else min(known)
        high = max(known)
        rise = area.height() - self._row() - 12
        ink = colours.accent_text if panel.result else colours.text_soft
        places: list[QPointF | None] = []
        for week, value in enumerate(panel.values):
            if value is None:
                places.append(None)
                continue
            share = 0.5 if high == low and not panel.bars else (value - low) / ((high - low) or 1)
            base = floor if panel.bars else floor - 7
            places.append(QPointF(self.x_of(week), base - share * rise))
        if panel.bars:
            self._bars(painter, places, floor, ink)
        else:
            self._dots(painter, places, ink)
        self._numbers(painter, places, panel, metrics)

    def _bars(self, painter: QPainter, places: list[QPointF | None], floor: float, ink: str) -> None:
        wide = min(22.0, self._step() * 0.6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        for place in places:
            if place is not None and place.y() < floor:
                painter.drawRect(QRectF(place.x() - wide / 2, place.y(), wide, floor - place.y()))

    def _dots(self, painter: QPainter, places: list[QPointF | None], ink: str) -> None:
        painter.setPen(round_pen(ink, 1.5))
        for one, other in itertools.pairwise(places):
            if one is not None and other is not None:
                painter.drawLine(one, other)
        painter.setPen(QPen(QColor(self._theme.colours.surface), 1.5))
        painter.setBrush(QColor(ink))
        for place in places:
            if place is not None:
                painter.drawEllipse(place, 4.5, 4.5)

    def _numbers(
        self, painter: QPainter, places: list[QPointF | None], panel: Panel, metrics: QFontMetricsF
    ) -> None:
        """The number above each dot, where there is room for it; the latest always."""
        painter.setPen(QColor(self._theme.colours.text))
        left_edge = float("inf")
        for place, value, text in reversed(list(zip(places, panel.values, panel.texts, strict=True))):
            if place is None or (panel.bars and not value):
                continue
            width = metrics.horizontalAdvance(text)
            left = place.x() - width / 2
            if left + width < left_edge - 6:
                above = 3 if panel.bars else 7
                painter.drawText(QPointF(left, place.y() - above), text)
                left_edge = left

    def _weeks(self, painter: QPainter, y: float) -> None:
        painter.setFont(self._theme.font(TypeSize.SMALL))
        painter.setPen(QColor(self._theme.colours.text_soft))
        metrics = QFontMetricsF(painter.font())
        title = metrics.elidedText(tr("周一的日期"), Qt.TextElideMode.ElideRight, self._names_width() - SPACE)
        painter.drawText(QPointF(0, y + metrics.ascent() + 4), isolate(title))
        right_edge = -1.0
        for week, text in enumerate(self._view.weeks):
            width = metrics.horizontalAdvance(text)
            left = self.x_of(week) - width / 2
            if left > right_edge + 10:
                painter.drawText(QPointF(left, y + metrics.ascent() + 4), text)
                right_edge = left + width

    def event(self, event: QEvent) -> bool:
        """A tooltip with all numbers of the week under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            under = self.week_at(event.pos().x())
            if under is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._view.told[under], self)
            return True
        return super().event(event)
