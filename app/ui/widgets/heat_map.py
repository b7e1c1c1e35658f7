"""A table of small cells whose colour says how much, with the number written in each.

What is known too little of is hatched and has no number, so that nothing rests on colour alone. Laid out from
left to right in every language: pinyin and the hours of a day run that way. Arrow keys move, Enter presses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QWidget

from app.ui.theme import Theme, TypeSize
from app.ui.theme.contrast import contrast
from app.ui.theme.tokens import Colours

LEAST_CELL = 27
"""Pixels at font scale 1: room for three digits."""
MOST_CELL = 64
STEPS = 5


@dataclass(frozen=True)
class HeatCell:
    """One cell: how strongly it is filled (0 to 1), what stands in it, and what is said of it in words.

    `thin` is hatched: there is something, and too little to tell.
    """

    key: tuple[str, str]
    level: float
    text: str
    told: str
    thin: bool = False


@dataclass(frozen=True)
class HeatTable:
    """Headings and cells by row and column; `ruled` rows and columns are set off from what follows them."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[HeatCell | None, ...], ...] = ()
    ruled: int = 0


class HeatMap(QWidget):
    """The table; `pressed` tells a cell's key."""

    pressed = Signal(str, str)

    def __init__(self, theme: Theme, name: str, *, pressable: bool = True) -> None:
        super().__init__()
        self._theme = theme
        self._table = HeatTable()
        self._pressable = pressable
        self._at = (0, 0)
        self._chosen: tuple[str, str] | None = None
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        theme.changed.connect(self.update)

    def show_table(self, table: HeatTable, told: str = "") -> None:
        """Show a table; `told` says in words what it shows."""
        self._table = table
        self._at = (0, 0)
        self._chosen = None
        self.setAccessibleDescription(told)
        self.setMinimumWidth(math.ceil(self._heads() + len(table.columns) * self._theme.size(LEAST_CELL)) + 1)
        self.updateGeometry()
        self.update()

    @property
    def table(self) -> HeatTable:
        """What is shown."""
        return self._table

    def choose(self, key: tuple[str, str] | None) -> None:
        """Frame a cell."""
        self._chosen = key
        self.update()

    # where things stand

    def sizeHint(self) -> QSize:
        """As wide as its cells may be."""
        return QSize(round(self._heads() + len(self._table.columns) * MOST_CELL), self._height())

    def minimumSizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(self.minimumWidth(), self._height())

    def _height(self) -> int:
        return math.ceil(self._row() * (len(self._table.rows) + 1)) + 2

    def _row(self) -> float:
        return float(self._theme.size(24))

    def _heads(self) -> float:
        metrics = QFontMetricsF(self._theme.font(TypeSize.SMALL))
        return max((metrics.horizontalAdvance(each) for each in self._table.rows), default=0.0) + 12

    def _column(self) -> float:
        count = max(1, len(self._table.columns))
        widest = float(self._theme.size(MOST_CELL))
        return min((self.width() - self._heads() - 2) / count, widest)

    def place_of(self, row: int, column: int) -> QRectF:
        """Where a cell is."""
        wide, high = self._column(), self._row()
        return QRectF(self._heads() + column * wide, (row + 1) * high, wide, high)

    def cell_at(self, place: QPointF) -> HeatCell | None:
        """The cell under a place."""
        found = self._index_at(place)
        return None if found is None else self._table.cells[found[0]][found[1]]

    def _index_at(self, place: QPointF) -> tuple[int, int] | None:
        row = math.floor(place.y() / self._row()) - 1
        column = math.floor((place.x() - self._heads()) / self._column())
        if 0 <= row < len(self._table.rows) and 0 <= column < len(self._table.columns):
            return row, column
        return None

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint headings, cells, and where the keyboard is."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        colours = self._theme.colours
        table = self._table
        painter.setPen(QColor(colours.text_soft))
        for column, text in enumerate(table.columns):
            place = self.place_of(-1, column)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        for row, text in enumerate(table.rows):
            place = QRectF(0, self.place_of(row, 0).top(), self._heads() - 6, self._row())
            painter.setPen(QColor(colours.text_soft))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            for column, cell in enumerate(table.cells[row]):
                if cell is not None:
                    self._paint_cell(painter, self.place_of(row, column).adjusted(1, 1, -1, -1), cell)
        self._paint_rules(painter)
        if self.hasFocus() and table.cells:
            painter.setPen(QPen(QColor(colours.accent_text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.place_of(*self._at).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_cell(self, painter: QPainter, place: QRectF, cell: HeatCell) -> None:
        colours = self._theme.colours
        if cell.thin:
            painter.fillRect(place, QColor(colours.not_assessable_soft))
            painter.save()
            painter.setClipRect(place)
            painter.setPen(QPen(QColor(colours.control_line), 1))
            for start in range(-round(place.height()), round(place.width()), 6):
                left = place.left() + start
                painter.drawLine(QPointF(left, place.bottom()), QPointF(left + place.height(), place.top()))
            painter.restore()
        else:
            fill = fill_of(colours, cell.level)
            painter.fillRect(place, QColor(fill))
            ink = max((colours.text, colours.surface, colours.on_accent), key=lambda c: contrast(c, fill))
            painter.setPen(QColor(ink))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, cell.text)
        if cell.key == self._chosen:
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)

    def _paint_rules(self, painter: QPainter) -> None:
        """Set sums off from what they sum up."""
        ruled = self._table.ruled
        if not ruled:
            return
        painter.setPen(QPen(QColor(self._theme.colours.control_line), 1))
        last = self.place_of(len(self._table.rows) - 1, len(self._table.columns) - 1)
        corner = self.place_of(ruled, ruled)
        painter.drawLine(QPointF(0, corner.top()), QPointF(last.right(), corner.top()))
        painter.drawLine(QPointF(corner.left(), 0), QPointF(corner.left(), last.bottom()))

    # pressing and telling

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press the cell under the pointer."""
        found = self._index_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = found
            self._press()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be pressed."""
        there = self._pressable and self.cell_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys go to the next cell that holds something; Enter and space press it."""
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._move(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._press()
        else:
            super().keyPressEvent(event)

    def _move(self, down: int, along: int) -> None:
        row, column = self._at[0] + down, self._at[1] + along
        while 0 <= row < len(self._table.rows) and 0 <= column < len(self._table.columns):
            cell = self._table.cells[row][column]
            if cell is not None:
                self._at = (row, column)
                where = self.place_of(row, column).toRect().center()
                QToolTip.showText(self.mapToGlobal(where), cell.told, self)
                self.setAccessibleDescription(cell.told)
                break
            row, column = row + down, column + along
        self.update()

    def _press(self) -> None:
        row, column = self._at
        if not self._pressable or row >= len(self._table.cells) or column >= len(self._table.columns):
            return
        cell = self._table.cells[row][column]
        if cell is not None:
            self.choose(cell.key)
            self.pressed.emit(*cell.key)

    def event(self, event: QEvent) -> bool:
        """Tooltips of single cells."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(QPointF(event.pos()))
            if cell is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), cell.told, self)
            return True
        return super().event(event)


class ScrolledHeatMap(QScrollArea):
    """A heat map that scrolls sideways where there is no room for its narrowest cells."""

    def __init__(self, heat: HeatMap) -> None:
        super().__init__()
        self.heat = heat
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWidget(heat)
        heat.setProperty("scrolled", "true")

    def show_table(self, table: HeatTable, told: str = "") -> None:
        """Show a table."""
        self.heat.show_table(table, told)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As high as the table, and the bar where there is one."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as may be: it scrolls."""
        return QSize(240, self.height())

    def _fit(self) -> None:
        bar = self.horizontalScrollBar().sizeHint().height() if self.heat.minimumWidth() > self.width() else 0
        self.setFixedHeight(self.heat.sizeHint().height() + bar)


def fill_of(colours: Colours, level: float) -> str:
    """A cell's colour, in five steps from pale to strong: on each of them a number can be read."""
    return mixed(colours.accent_soft, colours.accent, round(level * STEPS) / STEPS)


def mixed(pale: str, strong: str, level: float) -> str:
    """A colour between two, as `#rrggbb`; `level` from 0, the pale one, to 1."""
    level = max(0.0, min(1.0, level))
    parts = [
        round(int(pale[i : i + 2], 16) * (1 - level) + int(strong[i : i + 2], 16) * level) for i in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def heat_table(
    rows: Sequence[str],
    columns: Sequence[str],
    cell: Callable[[int, int], HeatCell | None],
    ruled: int = 0,
) -> HeatTable:
    """A table whose cells come from a function of row and column."""
    cells = tuple(tuple(cell(row, column) for column in range(len(columns))) for row in range(len(rows)))
    return HeatTable(tuple(rows), tuple(columns), cells, ruled)
