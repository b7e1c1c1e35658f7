"""Columns that stand below each other where there is no room for them side by side."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QLayout, QLayoutItem, QVBoxLayout, QWidget

from app.ui.theme import SPACE


class Columns(QLayout):
    """Widgets beside each other, wide by their shares; below each other when one would be too narrow.

    Every widget is as high as the highest beside it.
    """

    def __init__(self, spacing: int = 2 * SPACE) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._shares: list[int] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def add_stack(self, *widgets: QWidget, share: int = 1) -> None:
        """Another column: widgets below each other, from the top."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        for each in widgets:
            column.addWidget(each)
        column.addStretch(1)
        self.add_column(holder, share)

    def add_column(self, widget: QWidget, share: int = 1) -> None:
        """Another column at the trailing end."""
        self.addWidget(widget)
        self._shares[-1] = share

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's own way in."""
        self._items.append(item)
        self._shares.append(1)

    def count(self) -> int:
        """How many columns there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """A column, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take a column out."""
        if not 0 <= index < len(self._items):
            return None
        del self._shares[index]
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """They fill the width they are given."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at `width`, side by side or not."""
        places = self._places(QRect(0, 0, width, 0))
        return max((place.bottom() + 1 for place in places), default=0)

    def sizeHint(self) -> QSize:
        """All side by side."""
        hints = [item.sizeHint() for item in self._items]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """As wide as the widest alone."""
        return QSize(max((item.minimumSize().width() for item in self._items), default=0), 0)

    def setGeometry(self, rect: QRect) -> None:
        """Put every column in its place."""
        super().setGeometry(rect)
        for item, place in zip(self._items, self._places(rect), strict=True):
            item.setGeometry(place)

    def _places(self, rect: QRect) -> list[QRect]:
        if not self._items:
            return []
        widths = self._widths(rect.width())
        if any(width < item.minimumSize().width() for width, item in zip(widths, self._items, strict=True)):
            return self._below_each_other(rect)
        height = max(_height(item, width) for item, width in zip(self._items, widths, strict=True))
        places = []
        left = rect.left()
        for width in widths:
            at = left
            if self._is_right_to_left():
                at = rect.left() + rect.right() + 1 - left - width
            places.append(QRect(at, rect.top(), width, height))
            left += width + self.spacing()
        return places

    def _below_each_other(self, rect: QRect) -> list[QRect]:
        places = []
        top = rect.top()
        for item in self._items:
            height = _height(item, rect.width())
            places.append(QRect(rect.left(), top, rect.width(), height))
            top += height + self.spacing()
        return places

    def _widths(self, width: int) -> list[int]:
        free = width - self.spacing() * (len(self._items) - 1)
        shared = [free * share // sum(self._shares) for share in self._shares]
        shared[-1] += free - sum(shared)
        return shared

    def _is_right_to_left(self) -> bool:
        parent = self.parentWidget()
        direction = parent.layoutDirection() if parent is not None else QApplication.layoutDirection()
        return direction == Qt.LayoutDirection.RightToLeft


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
