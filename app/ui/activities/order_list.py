"""A list whose items are put into order, by clicks, by dragging or by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.activities.option_button import Mark, OptionButton
from app.ui.theme import SPACE, Theme


class OrderList(QWidget):
    """The items from top to bottom, each with the number of its place.

    A press takes an item up; a press on another puts it there. Keys: arrows move, Enter and Space take up and
    put down, arrows carry what was taken up, a number puts the item there.
    """

    moved = Signal()
    said = Signal(str)  # where an item went, for a screen reader

    def __init__(self, texts: Sequence[str], theme: Theme) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._taken: OptionButton | None = None
        self._pressed_at: QPoint | None = None
        self._dragging = False
        self.items = [OptionButton(text, str(i + 1), theme, icon="grip") for i, text in enumerate(texts)]
        for each in self.items:
            self._column.addWidget(each)
            each.clicked.connect(lambda _checked=False, each=each: self._click(each))
            each.installEventFilter(self)

    @property
    def order(self) -> tuple[str, ...]:
        """The texts from top to bottom."""
        return tuple(each.words for each in self.items)

    def focus(self) -> None:
        """Begin at the first item."""
        if self.items:
            self.items[0].setFocus()

    def set_order(self, texts: Sequence[str]) -> None:
        """Put the items into this order, which holds the same texts."""
        free = list(self.items)
        self.items = []
        for text in texts:
            found = next(each for each in free if each.words == text)
            free.remove(found)
            self.items.append(found)
        self._lay_out()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show how each place stands."""
        self._taken = None
        for each, mark in zip(self.items, marks, strict=True):
            each.set_mark(mark)

    def set_open(self, is_open: bool) -> None:
        """Let items be moved, or no longer."""
        for each in self.items:
            each.setEnabled(is_open)

    def _click(self, item: OptionButton) -> None:
        if self._taken is None:
            self._take(item)
        elif self._taken is item:
            self._take(None)
        else:
            self._move(self._taken, self.items.index(item))
            self._take(None)

    def _take(self, item: OptionButton | None) -> None:
        self._taken = item
        for each in self.items:
            each.set_mark(Mark.CHOSEN if each is item else Mark.NONE)

    def _move(self, item: OptionButton, place: int) -> None:
        place = max(0, min(place, len(self.items) - 1))
        if self.items.index(item) == place:
            return
        self.items.remove(item)
        self.items.insert(place, item)
        self._lay_out()
        item.setFocus()
        self.said.emit(tr("“{item}”放到第 {number} 位。", item=item.words, number=place + 1))
        self.moved.emit()

    def _lay_out(self) -> None:
        for place, each in enumerate(self.items):
            self._column.removeWidget(each)
            self._column.insertWidget(place, each)
            each.set_key(str(place + 1))
        for before, after in zip(self.items, self.items[1:], strict=False):
            QWidget.setTabOrder(before, after)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the focus, or what was taken up; numbers put it in its place; Esc puts it down."""
        here = next((i for i, each in enumerate(self.items) if each.hasFocus()), None)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if here is None or not plain or not self.items[here].isEnabled():
            event.ignore()
            return
        number = event.key() - Qt.Key.Key_1
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            there = here + (1 if event.key() == Qt.Key.Key_Down else -1)
            if self._taken is self.items[here]:
                self._move(self._taken, there)
            elif 0 <= there < len(self.items):
                self.items[there].setFocus(Qt.FocusReason.TabFocusReason)
        elif 0 <= number < len(self.items):
            self._move(self.items[here], number)
            self._take(None)
        elif event.key() == Qt.Key.Key_Escape and self._taken is not None:
            self._take(None)
        else:
            event.ignore()

    # dragging

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While an item is dragged, it goes to the place below the pointer."""
        if not isinstance(watched, OptionButton) or not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        at = self.mapFromGlobal(event.globalPosition().toPoint())
        if event.type() == QEvent.Type.MouseButtonPress:
            self._pressed_at, self._dragging = at, False
        elif event.type() == QEvent.Type.MouseMove and self._pressed_at is not None:
            if not self._dragging:
                far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
                if not far:
                    return super().eventFilter(watched, event)
                self._dragging = True
                self._take(watched)
            self._move(watched, self._place_at(at.y(), watched))
            return True
        elif event.type() == QEvent.Type.MouseButtonRelease:
            dragged, self._dragging, self._pressed_at = self._dragging, False, None
            if dragged:
                watched.setDown(False)
                self._take(None)
                return True
        return super().eventFilter(watched, event)

    def _place_at(self, y: int, item: OptionButton) -> int:
        """The place of the item below `y`; its own while the pointer has not passed the middle of another."""
        place = self.items.index(item)
        self._column.activate()
        for index, each in enumerate(self.items):
            middle = each.geometry().center().y()
            if index < place and y < middle:
                return index
            if index > place and y > middle:
                place = index
        return place
