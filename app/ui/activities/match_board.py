"""Two columns of items and the lines that join them, by clicks, by dragging or by keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from app.i18n import tr
from app.ui.activities.option_button import Mark, OptionButton
from app.ui.theme import SPACE, Theme

GAP = 88
"""Pixels between the columns at font scale 1: room for the lines."""


class MatchBoard(QWidget):
    """Left items are numbered, right ones lettered; each left item is joined to at most one right item.

    Keys: a number takes a left item, a letter joins it; arrows move, Enter and Space take and join.
    """

    changed = Signal()
    said = Signal(str)  # what was joined, for a screen reader

    def __init__(self, left: Sequence[str], right: Sequence[str], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.left = [OptionButton(text, str(i + 1), theme) for i, text in enumerate(left)]
        self.right = [OptionButton(text, chr(ord("A") + i), theme) for i, text in enumerate(right)]
        self._joins: dict[int, int] = {}
        self._marks: dict[int, Mark] = {}  # of left items that were checked
        self._fixed: frozenset[int] = frozenset()
        self._taken: OptionButton | None = None
        self._pressed_at: QPoint | None = None
        self._drag_to: QPoint | None = None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(SPACE)
        grid.setHorizontalSpacing(theme.size(GAP))
        for column, side in enumerate((self.left, self.right)):
            grid.setColumnStretch(column, 1)
            for row, each in enumerate(side):
                grid.addWidget(each, row, column)
                each.clicked.connect(lambda _checked=False, each=each: self._click(each))
                each.installEventFilter(self)
        theme.changed.connect(self.update)

    @property
    def joins(self) -> Mapping[int, int]:
        """Which right item each left one is joined to."""
        return dict(self._joins)

    def focus(self) -> None:
        """Begin at the first left item that is not joined yet."""
        free = next((each for i, each in enumerate(self.left) if i not in self._joins), None)
        if free is not None:
            free.setFocus()

    def show_joins(self, joins: Mapping[int, int], marks: Mapping[int, Mark], *, fixed: bool) -> None:
        """Show these lines, checked as `marks` say. `fixed` ones stay, and hers end."""
        self._joins = dict(joins)
        self._marks = dict(marks)
        self._fixed = frozenset(joins) if fixed else frozenset()
        self._taken = None
        self._dress()

    def set_open(self, is_open: bool) -> None:
        """Let items be joined, or no longer; fixed ones stay as they are."""
        taken = {self._joins[each] for each in self._fixed}
        for index, each in enumerate(self.left):
            each.setEnabled(is_open and index not in self._fixed)
        for index, each in enumerate(self.right):
            each.setEnabled(is_open and index not in taken)

    def _click(self, item: OptionButton) -> None:
        other = self._taken
        if other is item:
            self._taken = None
        elif other is None or self._is_left(other) == self._is_left(item):
            self._taken = item
        else:
            self._join(other, item)
        self._dress()

    def _is_left(self, item: OptionButton) -> bool:
        return item in self.left

    def _join(self, one: OptionButton, other: OptionButton) -> None:
        first, second = (one, other) if self._is_left(one) else (other, one)
        left, right = self.left.index(first), self.right.index(second)
        self._joins = {i: j for i, j in self._joins.items() if i != left and j != right}
        self._joins[left] = right
        self._taken = None
        self._dress()
        self.said.emit(_pair(first, second))
        following = next((each for i, each in enumerate(self.left) if i not in self._joins), None)
        if following is not None:
            following.setFocus()
        self.changed.emit()

    def _dress(self) -> None:
        backwards = {j: i for i, j in self._joins.items()}
        for index, each in enumerate(self.left):
            partner = self._joins.get(index)
            each.set_note("" if partner is None else f"→ {self.right[partner].key}")
            each.set_mark(self._mark_of(each, self._marks.get(index)))
        for index, each in enumerate(self.right):
            joined = backwards.get(index)
            each.set_note("" if joined is None else f"← {self.left[joined].key}")
            each.set_mark(self._mark_of(each, None if joined is None else self._marks.get(joined)))
        self.update()

    def _mark_of(self, item: OptionButton, checked: Mark | None) -> Mark:
        return Mark.CHOSEN if item is self._taken else checked or Mark.NONE

    # keys

    def press_key(self, event: QKeyEvent) -> bool:
        """Take the left item of a typed number, or the right one of a letter; False for other keys."""
        if event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier):
            return False
        typed = event.text().upper()
        found = next((each for each in (*self.left, *self.right) if each.key == typed), None)
        if found is None or not found.isEnabled():
            return False
        found.setFocus()
        found.click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the column and between the columns."""
        side = next((s for s in (self.left, self.right) if any(each.hasFocus() for each in s)), None)
        if side is None:
            event.ignore()
            return
        here = next(i for i, each in enumerate(side) if each.hasFocus())
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            there = self.left if event.key() == Qt.Key.Key_Left else self.right
            there[min(here, len(there) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            side[(here + step) % len(side)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            event.ignore()

    # dragging

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a drag that begins on an item; where it ends on the other side, the two are joined."""
        if not isinstance(watched, OptionButton) or not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        at = self.mapFromGlobal(event.globalPosition().toPoint())
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed_at = at
        elif event.type() == QEvent.Type.MouseMove and self._pressed_at is not None:
            far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
            if self._drag_to is not None or far:
                self._drag_to = at
                self._taken = watched
                self._dress()
        elif event.type() == QEvent.Type.MouseButtonRelease:
            dragged, self._drag_to, self._pressed_at = self._drag_to is not None, None, None
            if dragged:
                watched.setDown(False)
                self._drop(watched, self.childAt(at))
                return True
        return super().eventFilter(watched, event)

    def _drop(self, item: OptionButton, target: QWidget | None) -> None:
        self._taken = None
        fits = isinstance(target, OptionButton) and target.isEnabled()
        if fits and isinstance(target, OptionButton) and self._is_left(item) != self._is_left(target):
            self._join(item, target)
        self._dress()

    # lines

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line for each join: solid, broken where it is wrong."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        for left, right in self._joins.items():
            mark = self._marks.get(left, Mark.NONE)
            colour = {Mark.RIGHT: colours.good, Mark.WRONG: colours.wrong}.get(mark, colours.accent_text)
            style = Qt.PenStyle.DashLine if mark is Mark.WRONG else Qt.PenStyle.SolidLine
            self._line(painter, _edge(self.left[left], 1), _edge(self.right[right], 0), colour, style)
        if self._drag_to is not None and self._taken is not None:
            begin = _edge(self._taken, 1 if self._is_left(self._taken) else 0)
            self._line(painter, begin, self._drag_to, colours.accent_text, Qt.PenStyle.DotLine)
        painter.end()

    def _line(self, painter: QPainter, begin: QPoint, end: QPoint, colour: str, style: Qt.PenStyle) -> None:
        painter.setPen(QPen(QColor(colour), 2, style))
        painter.drawLine(begin, end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for point in (begin, end):
            painter.drawEllipse(point, 4, 4)

    def describe(self) -> str:
        """The joins in words, for a screen reader."""
        return "；".join(_pair(self.left[i], self.right[j]) for i, j in sorted(self._joins.items()))


def _pair(left: OptionButton, right: OptionButton) -> str:
    return tr("{left} 配 {right}", left=left.words, right=right.words)


def _edge(item: OptionButton, side: int) -> QPoint:
    area = item.geometry()
    return QPoint(area.right() - 1 if side else area.left() + 2, area.center().y())
