"""The five-level staff (五度标记法) to draw on: one field a syllable, level 5 on top, time to the right.

Mouse, pen and finger draw freely; each stroke draws anew the syllables that it touches. By keyboard a
syllable has three points (start, middle, end), each put on a level with 1–5 or with the arrows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPathStroker,
    QPaintEvent,
    QPen,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.speech.drawn_tone import POINTS
from app.speech.values import Contour
from app.ui.i18n import isolate
from app.ui.theme import RADIUS, Theme, TypeSize
from app.ui.widgets.contour_view import ContourScale, path_of, voiced_runs
from app.ui.widgets.strokes import round_pen

BINS = 41
"""Places across a syllable at which what is drawn is kept."""

ENOUGH = 0.4
"""Of a syllable's width: what is shorter is a dab, not a contour."""

_KEYED = (0.0, 0.5, 1.0)  # where the keyboard's points lie
_MARGIN = 0.06  # of a field, left free on both sides
_HEIGHT = 264
_NEAR = 0.25  # of a place: what is drawn beside it must not move it, or lines turn to stairs


@dataclass(frozen=True)
class TracingCell:
    """A syllable to trace: its character, its spoken pinyin and the spoken tone that colours it."""

    hanzi: str
    pinyin: str
    tone: int


@dataclass
class _Field:
    """What is drawn of one syllable: levels by place, NaN where nothing is."""

    levels: NDArray[np.float64] = field(default_factory=lambda: np.full(BINS, np.nan))
    keyed: list[float | None] = field(default_factory=lambda: [None] * len(_KEYED))

    def follow_keys(self) -> None:
        """Draw straight lines through the points that were put by keyboard."""
        known = [(at, level) for at, level in zip(_KEYED, self.keyed, strict=True) if level is not None]
        self.levels = np.full(BINS, np.nan)
        if known:
            at, level = zip(*known, strict=True)
            places = np.linspace(0.0, 1.0, BINS)
            inside = (places >= at[0] - 1e-9) & (places <= at[-1] + 1e-9)
            self.levels[inside] = np.interp(places[inside], at, level)


class TracingBoard(QWidget):
    """Holds the drawing. `changed` fires whenever it has changed."""

    changed = Signal()

    def __init__(self, theme: Theme, cells: Sequence[TracingCell]) -> None:
        super().__init__()
        self._theme = theme
        self._cells = tuple(cells)
        self._fields = [_Field() for _ in cells]
        self._targets: tuple[Contour, ...] = ()
        self._last: QPointF | None = None
        self._touched: set[int] = set()
        self._at = (0, 0)  # syllable and point of the keyboard
        self._keys_used = False
        self._open = True
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(tr("画声调的五度格"))
        self._describe()
        theme.changed.connect(self.update)

    # what is drawn

    def drawn(self, index: int) -> list[float] | None:
        """`POINTS` levels of a syllable over as much of it as was drawn; None while that is too little."""
        levels = self._fields[index].levels
        known = np.flatnonzero(np.isfinite(levels))
        if len(known) < 2 or (known[-1] - known[0]) / (BINS - 1) < ENOUGH:
            return None
        places = np.linspace(known[0], known[-1], POINTS)
        return [float(x) for x in np.interp(places, known, levels[known])]

    @property
    def whole(self) -> bool:
        """Whether every syllable is drawn."""
        return all(self.drawn(index) is not None for index in range(len(self._fields)))

    @property
    def cursor_at(self) -> tuple[int, int]:
        """The syllable and the point (0 start, 1 middle, 2 end) that the keyboard is at."""
        return self._at

    def clear(self) -> None:
        """An empty board, to be drawn on."""
        self._fields = [_Field() for _ in self._cells]
        self._targets, self._at, self._open = (), (0, 0), True
        self._tell()

    def show_targets(self, targets: Sequence[Contour]) -> None:
        """Lay the targets under the drawing; nothing can be drawn any more until `clear`."""
        self._targets, self._open = tuple(targets), False
        self._last = None
        self.update()

    # where things are

    def sizeHint(self) -> QSize:
        """A staff with room for the characters below it."""
        return QSize(self._theme.size(640), self._theme.size(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Four syllables that can still be drawn with a finger."""
        return QSize(self._theme.size(90) * max(1, len(self._cells)), self._theme.size(_HEIGHT))

    def _staff(self) -> QRectF:
        edge = self._theme.size(TypeSize.SMALL)
        return QRectF(self.rect()).adjusted(edge * 2.2, edge * 1.8, -8, -self._theme.size(64))

    def _scale(self, index: int) -> ContourScale:
        staff = self._staff()
        width = staff.width() / max(1, len(self._cells))
        room = QRectF(staff.left() + index * width, staff.top(), width, staff.height())
        return ContourScale(room, -_MARGIN, 1.0 + _MARGIN)

    def point_at(self, index: int, share: float, level: float) -> QPointF:
        """The pixel of a place (0…1) and a level in a syllable's field."""
        scale = self._scale(index)
        return QPointF(scale.x(share), scale.y(level))

    def _place_of(self, point: QPointF) -> tuple[int, float, float]:
        """The syllable, the place in it (0…1) and the level (1…5) under a pixel."""
        staff = self._staff()
        width = staff.width() / len(self._cells)
        index = int(np.clip((point.x() - staff.left()) // width, 0, len(self._cells) - 1))
        inside = (point.x() - staff.left() - index * width) / width
        share = float(np.clip(-_MARGIN + inside * (1 + 2 * _MARGIN), 0.0, 1.0))
        top, bottom = (self._scale(index).y(level) for level in (5.0, 1.0))
        level = float(np.clip(5.0 - 4.0 * (point.y() - top) / max(bottom - top, 1.0), 1.0, 5.0))
        return index, share, level

    # drawing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() == Qt.MouseButton.LeftButton and self._open:
            self._keys_used = False
            self._touched = set()
            self._last = event.position()
            self._stroke(event.position(), event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._last is not None and self._open:
            self._stroke(self._last, event.position())
            self._last = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._last = None

    def event(self, event: QEvent) -> bool:
        """A finger draws as the mouse does; left to itself it would move the page."""
        if not (isinstance(event, QTouchEvent) and self._open and event.points()):
            return super().event(event)
        place = event.points()[0].position()
        if event.type() is QEvent.Type.TouchBegin:
            self._keys_used = False
            self._touched = set()
            self._stroke(place, place)
        elif event.type() is QEvent.Type.TouchUpdate and self._last is not None:
            self._stroke(self._last, place)
        self._last = place if event.type() in (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate) else None
        event.accept()
        return True

    def _stroke(self, before: QPointF, here: QPointF) -> None:
        """Draw a straight piece, in as many steps as it has places."""
        staff = self._staff()
        step = staff.width() / len(self._cells) / BINS / 2
        count = max(1, int(abs(here.x() - before.x()) / max(step, 0.5)))
        for part in range(count + 1):
            self._dab(before + (here - before) * (part / count))
        self._tell()

    def _dab(self, point: QPointF) -> None:
        index, share, level = self._place_of(point)
        if index not in self._touched:
            self._touched.add(index)
            self._fields[index] = _Field()
        levels, place = self._fields[index].levels, share * (BINS - 1)
        nearest = round(place)
        if abs(place - nearest) <= _NEAR or not np.isfinite(levels[nearest]):
            levels[nearest] = level

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1–5 put the point on a level and go to the next; arrows move; Backspace empties the syllable."""
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not (self._open and plain):
            super().keyPressEvent(event)
            return
        syllable, point = self._at
        current = self._fields[syllable].keyed[point]
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_5:
            self._put(float(key - Qt.Key.Key_0))
            self._move(1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1.0 if key == Qt.Key.Key_Up else -1.0
            self._put(3.0 if current is None else min(5.0, max(1.0, current + step)))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._fields[syllable] = _Field()
            self._at = (syllable, 0)
        else:
            super().keyPressEvent(event)
            return
        self._keys_used = True
        self._tell()

    def _put(self, level: float) -> None:
        syllable, point = self._at
        if not any(each is not None for each in self._fields[syllable].keyed):
            self._fields[syllable] = _Field()  # what a hand has drawn there gives way
        self._fields[syllable].keyed[point] = level
        self._fields[syllable].follow_keys()

    def _move(self, step: int) -> None:
        places = len(self._cells) * len(_KEYED)
        flat = min(places - 1, max(0, self._at[0] * len(_KEYED) + self._at[1] + step))
        self._at = divmod(flat, len(_KEYED))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is when it came by keyboard."""
        super().focusInEvent(event)
        self._keys_used = event.reason() != Qt.FocusReason.MouseFocusReason
        self.update()

    def _tell(self) -> None:
        self._describe()
        self.update()
        self.changed.emit()

    def _describe(self) -> None:
        """Say where the keyboard is and what stands there, for those who do not see it."""
        syllable, point = self._at
        cell = self._cells[syllable]
        level = self._fields[syllable].keyed[point]
        where = (tr("开头"), tr("中间"), tr("结尾"))[point]
        stands = tr("还没有画") if level is None else tr("高度 {level}", level=f"{level:.0f}")
        self.setAccessibleDescription(f"{cell.hanzi} {cell.pinyin}，{where}，{stands}")

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the staff, the targets, and hers on top."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self._paint_staff(painter)
        for index in range(len(self._cells)):
            self._paint_cell(painter, index)
            if index < len(self._targets):
                self._paint_target(painter, index)
            self._paint_drawn(painter, index)
        if self.hasFocus() and self._open and self._keys_used:
            self._paint_cursor(painter)
        painter.end()

    def _paint_staff(self, painter: QPainter) -> None:
        colours, staff = self._theme.colours, self._staff()
        focused = self.hasFocus() and self._open
        painter.setPen(QPen(QColor(colours.accent_text if focused else colours.line), 2 if focused else 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(staff, RADIUS / 2, RADIUS / 2)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        metrics = QFontMetricsF(painter.font())
        scale = self._scale(0)
        for level in range(1, 6):
            y = scale.y(level)
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(QPointF(staff.left(), y), QPointF(staff.right(), y))
            painter.setPen(QColor(colours.text_soft))
            room = QRectF(0, y - metrics.height() / 2, staff.left() - 8, metrics.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(level))
        above = QRectF(staff.left(), 0, staff.width(), staff.top() - 2)
        painter.setPen(QColor(colours.text_soft))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft | middle, isolate(tr("5 最高，1 最低")))
        painter.drawText(above, Qt.AlignmentFlag.AlignRight | middle, isolate(tr("时间")) + " →")
        painter.setPen(QPen(QColor(colours.control_line), 1, Qt.PenStyle.DotLine))
        for index in range(1, len(self._cells)):
            x = staff.left() + index * staff.width() / len(self._cells)
            painter.drawLine(QPointF(x, staff.top()), QPointF(x, staff.bottom()))

    def _paint_cell(self, painter: QPainter, index: int) -> None:
        colours, cell = self._theme.colours, self._cells[index]
        room = self._scale(index).staff
        below = QRectF(room.left(), room.bottom() + 4, room.width(), self._theme.size(60))
        centre = Qt.AlignmentFlag.AlignHCenter
        painter.setFont(self._theme.prompt_font(TypeSize.TITLE))
        painter.setPen(QColor(colours.text))
        painter.drawText(below, int(centre | Qt.AlignmentFlag.AlignTop), cell.hanzi)
        painter.setFont(self._theme.prompt_font(TypeSize.LEAD))
        painter.setPen(QColor(colours.tone(cell.tone)))
        painter.drawText(below, int(centre | Qt.AlignmentFlag.AlignBottom), cell.pinyin)

    def _paint_target(self, painter: QPainter, index: int) -> None:
        colour = QColor(self._theme.colours.tone(self._cells[index].tone))
        scale = self._scale(index)
        path = path_of(voiced_runs(self._targets[index]), scale)
        band = QColor(colour)
        band.setAlphaF(0.16)
        outline = QPainterPathStroker(round_pen(band, min(28.0, scale.staff.height() / 7))).createStroke(path)
        outline.setFillRule(Qt.FillRule.WindingFill)
        painter.fillPath(outline, band)
        dashed = QPen(colour, 2.5)
        dashed.setDashPattern([3.2, 2.6])
        painter.setPen(dashed)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def _paint_drawn(self, painter: QPainter, index: int) -> None:
        levels = self._fields[index].levels
        known = np.flatnonzero(np.isfinite(levels))
        if not len(known):
            return
        scale = self._scale(index)
        points = tuple((float(at) / (BINS - 1), float(levels[at])) for at in known)
        ink = self._theme.colours.text
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(ink, 4))
        painter.drawPath(path_of([list(points)], scale))
        painter.setBrush(QColor(ink))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(scale.x(points[0][0]), scale.y(points[0][1])), 5, 5)

    def _paint_cursor(self, painter: QPainter) -> None:
        syllable, point = self._at
        level = self._fields[syllable].keyed[point]
        spot = self.point_at(syllable, _KEYED[point], 3.0 if level is None else level)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._theme.colours.accent_text), 2))
        painter.drawEllipse(spot, 9, 9)
        scale = self._scale(syllable)
        painter.setPen(QPen(QColor(self._theme.colours.accent_text), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(spot.x(), scale.y(5.4)), QPointF(spot.x(), scale.y(0.6)))
