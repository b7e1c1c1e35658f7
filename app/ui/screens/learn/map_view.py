"""The map of the lessons: a lane for each track, a stop for each lesson, and what must come before what."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.curriculum.tracks import track_name
from app.i18n import tr
from app.practice.learning_values import LessonStanding
from app.ui.i18n import isolate
from app.ui.screens.learn.way import Stop, Way
from app.ui.theme import SPACE, Theme, TypeSize
from app.ui.widgets.strokes import round_pen

LANE = 48
LABEL = 132
RADIUS = 7.0
REACH = 14.0
"""Pixels from a stop within which a click means it."""


def standing_words(standing: LessonStanding) -> str:
    """A standing in a word or two."""
    return {
        LessonStanding.DONE: tr("学完了"),
        LessonStanding.BEGUN: tr("正在学"),
        LessonStanding.OPEN: tr("可以学"),
        LessonStanding.LOCKED: tr("先学别的"),
    }[standing]


class MapView(QWidget):
    """Shows a `Way`; one stop is always chosen. Arrow keys move, Enter opens."""

    chosen = Signal(str)  # lesson id
    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._way = Way((), (), "")
        self._chosen = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("课程地图"))
        theme.changed.connect(self.update)

    def show_way(self, way: Way) -> None:
        """Show another map; what was chosen stays chosen while it is there, else the lesson to go on with."""
        self._way = way
        if way.stop(self._chosen) is None:
            self._chosen = way.next_id or (way.stops[0].lesson.id if way.stops else "")
        self._describe()
        self.updateGeometry()
        self.update()

    @property
    def chosen_id(self) -> str:
        """The lesson that is chosen, "" when there is none."""
        return self._chosen

    def choose(self, lesson_id: str) -> None:
        """Choose a lesson."""
        if self._way.stop(lesson_id) is None or lesson_id == self._chosen:
            return
        self._chosen = lesson_id
        self._describe()
        self.update()
        self.chosen.emit(lesson_id)

    def place(self, stop: Stop) -> QPointF:
        """The middle of a stop."""
        left, right = self._theme.size(LABEL) + 2 * SPACE, self.width() - 2 * SPACE
        x = left + stop.along * (right - left)
        if self.isRightToLeft():
            x = self.width() - x
        return QPointF(x, self._height() * (stop.lane + 0.5))

    def stop_at(self, point: QPointF) -> Stop | None:
        """The stop that a click at `point` means: the nearest, or None when none is near."""
        near = [
            (offset.x() ** 2 + offset.y() ** 2, index)
            for index, each in enumerate(self._way.stops)
            for offset in [self.place(each) - point]
        ]
        if not near or min(near)[0] > REACH**2:
            return None
        return self._way.stops[min(near)[1]]

    def sizeHint(self) -> QSize:
        """As high as the lanes."""
        return QSize(80 * SPACE, self._height() * len(self._way.lanes))

    def minimumSizeHint(self) -> QSize:
        """May become narrow, never lower than its lanes."""
        return QSize(48 * SPACE, self._height() * len(self._way.lanes))

    # input

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the stop, or the first of a lane that is not done when its name is clicked."""
        found = self.stop_at(event.position())
        if found is not None:
            self.choose(found.lesson.id)
            return
        lane = int(event.position().y() // self._height())
        stops = self._way.in_lane(lane)
        x = self.width() - event.position().x() if self.isRightToLeft() else event.position().x()
        if stops and x < self._theme.size(LABEL):
            left = [each for each in stops if each.standing is not LessonStanding.DONE]
            self.choose((left or list(stops))[0].lesson.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the lesson."""
        found = self.stop_at(event.position())
        if found is not None:
            self.opened.emit(found.lesson.id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a stop can be clicked."""
        over = self.stop_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move from stop to stop and from lane to lane; Enter opens."""
        here = self._way.stop(self._chosen)
        if here is None:
            super().keyPressEvent(event)
            return
        forward, back = Qt.Key.Key_Right, Qt.Key.Key_Left
        if self.isRightToLeft():
            forward, back = back, forward
        lane = self._way.in_lane(here.lane)
        at = lane.index(here)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(here.lesson.id)
        elif event.key() == forward:
            self.choose(lane[min(at + 1, len(lane) - 1)].lesson.id)
        elif event.key() == back:
            self.choose(lane[max(at - 1, 0)].lesson.id)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            other = self._way.in_lane(here.lane + (1 if event.key() == Qt.Key.Key_Down else -1))
            if other:
                self.choose(min(other, key=lambda each: abs(each.along - here.along)).lesson.id)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say a stop's title where the mouse rests."""
        if isinstance(event, QHelpEvent):
            found = self.stop_at(QPointF(event.pos()))
            if found is None:
                QToolTip.hideText()
            else:
                words = standing_words(found.standing)
                QToolTip.showText(event.globalPos(), f"{isolate(found.lesson.title)} · {words}", self)
            return True
        return super().event(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lanes, the lines to what must come before, and the stops."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_lanes(painter)
        self._paint_needs(painter)
        for each in self._way.stops:
            self._paint_stop(painter, each)
        painter.end()

    def _paint_lanes(self, painter: QPainter) -> None:
        theme = self._theme
        here = self._way.stop(self._chosen)
        small = QFontMetricsF(theme.font(TypeSize.SMALL))
        for index, lane in enumerate(self._way.lanes):
            stops = self._way.in_lane(index)
            painter.setPen(round_pen(theme.colour("line"), 3.0))
            painter.drawLine(self.place(stops[0]), self.place(stops[-1]))
            mine = here is not None and here.lane == index
            top = index * self._height()
            width = theme.size(LABEL)
            left = self.width() - width if self.isRightToLeft() else 0
            edge = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
            edge |= Qt.AlignmentFlag.AlignAbsolute
            upper = QRectF(left, top + self._height() / 2 - small.height() - 2, width, small.height() + 4)
            painter.setFont(theme.font(TypeSize.BODY, bold=mine))
            painter.setPen(theme.colour("accent_text" if mine else "text"))
            painter.drawText(upper, int(edge | Qt.AlignmentFlag.AlignBottom), track_name(lane.track))
            lower = QRectF(left, upper.bottom(), width, small.height() + 2)
            painter.setFont(theme.font(TypeSize.SMALL))
            painter.setPen(theme.colour("text_soft"))
            count = tr("{share} 课", share=isolate(f"{lane.done} / {lane.count}"))
            painter.drawText(lower, int(edge | Qt.AlignmentFlag.AlignTop), count)

    def _paint_needs(self, painter: QPainter) -> None:
        """Lines from the chosen lesson back to those it builds upon, and on to those that build upon it."""
        here = self._way.stop(self._chosen)
        if here is None:
            return
        before = [self._way.stop(each) for each in here.lesson.requires]
        after = [each for each in self._way.stops if here.lesson.id in each.lesson.requires]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for other, colour, style in (
            *((each, "accent_text", Qt.PenStyle.SolidLine) for each in before if each is not None),
            *((each, "control_line", Qt.PenStyle.DotLine) for each in after),
        ):
            pen = QPen(self._theme.colour(colour), 1.6, style)
            painter.setPen(pen)
            start, end = self.place(other), self.place(here)
            path = QPainterPath(start)
            bend = (end.x() - start.x()) / 2
            lift = -0.4 * self._height() if other.lane == here.lane else 0.0
            path.cubicTo(
                QPointF(start.x() + bend, start.y() + lift), QPointF(end.x() - bend, end.y() + lift), end
            )
            painter.drawPath(path)

    def _paint_stop(self, painter: QPainter, stop: Stop) -> None:
        theme, middle = self._theme, self.place(stop)
        chosen = stop.lesson.id == self._chosen
        radius = RADIUS + (2.0 if stop.lesson.id == self._way.next_id else 0.0)
        if chosen:
            painter.setPen(QPen(theme.colour("accent_text"), 2.0))
            painter.setBrush(theme.colour("accent_soft"))
            halo = radius + (5.0 if self.hasFocus() else 4.0)
            painter.drawEllipse(middle, halo, halo)
        fill, line, style = {
            LessonStanding.DONE: ("good", "good", Qt.PenStyle.SolidLine),
            LessonStanding.BEGUN: ("surface", "accent", Qt.PenStyle.SolidLine),
            LessonStanding.OPEN: ("surface", "text_soft", Qt.PenStyle.SolidLine),
            LessonStanding.LOCKED: ("ground", "not_assessable", Qt.PenStyle.DotLine),
        }[stop.standing]
        if stop.lesson.id == self._way.next_id:
            fill = line = "accent"
        painter.setPen(QPen(theme.colour(line), 1.8, style))
        painter.setBrush(theme.colour(fill))
        painter.drawEllipse(middle, radius, radius)
        if stop.lesson.id == self._way.next_id:
            self._paint_arrow(painter, middle)
        elif stop.standing is LessonStanding.DONE:
            painter.setPen(round_pen(theme.colour("surface"), 1.8))
            painter.drawPolyline(
                [middle + QPointF(-3.2, 0.2), middle + QPointF(-0.8, 2.8), middle + QPointF(3.4, -2.6)]
            )
        elif stop.standing is LessonStanding.BEGUN:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(middle, radius / 2, radius / 2)

    def _paint_arrow(self, painter: QPainter, middle: QPointF) -> None:
        way = -1.0 if self.isRightToLeft() else 1.0
        painter.setPen(round_pen(self._theme.colour("on_accent"), 2.0))
        painter.drawPolyline(
            [
                middle + QPointF(-1.5 * way, -3.5),
                middle + QPointF(2.0 * way, 0.0),
                middle + QPointF(-1.5 * way, 3.5),
            ]
        )

    def _height(self) -> int:
        return self._theme.size(LANE)

    def _describe(self) -> None:
        here = self._way.stop(self._chosen)
        if here is not None:
            self.setAccessibleDescription(f"{here.lesson.title}，{standing_words(here.standing)}")
