"""The paper as it is laid out: items in rows, the passage in paragraphs, always from left to right.

Both paint themselves in the largest type that fits, so that nothing has to be scrolled while reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import SPACE, Theme

_BIGGEST_ITEM, _SMALLEST_ITEM = 40, 16
_PASSAGE_SIZES = (28, 26, 24, 22, 20, 18, 17, 16)
_LINE_HEIGHT = 125  # percent of what the face asks for, which is roomy already
_INDENT = 2  # characters at the beginning of a paragraph


class GridSheet(QWidget):
    """Syllables or words in rows, without pinyin, as on the real paper."""

    def __init__(self, theme: Theme, items: Sequence[str], columns: int) -> None:
        super().__init__()
        self._theme = theme
        self._items = tuple(items)
        self._columns = columns
        self._rows = -(-len(self._items) // columns)
        self._longest = max((len(each) for each in self._items), default=1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(
            "\n".join(" ".join(self._items[at : at + columns]) for at in range(0, len(self._items), columns))
        )
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for type of a comfortable size."""
        return QSize(self._columns * self._longest * 44, self._rows * 44)

    def minimumSizeHint(self) -> QSize:
        """Room for the smallest type."""
        return QSize(self._columns * self._longest * 20, self._rows * 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, a hairline under each but the last."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        wide, high = self.width() / self._columns, self.height() / self._rows
        size = int(min(_BIGGEST_ITEM, 0.62 * high, 0.8 * wide / self._longest))
        painter.setFont(self._theme.prompt_font(max(_SMALLEST_ITEM, size)))
        colours = self._theme.colours
        for row in range(1, self._rows):
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(0, round(row * high), self.width(), round(row * high))
        painter.setPen(QColor(colours.text))
        for number, item in enumerate(self._items):
            row, column = divmod(number, self._columns)
            cell = QRectF(column * wide, row * high, wide, high)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, item)
        painter.end()


class PassageSheet(QWidget):
    """A title and paragraphs."""

    def __init__(self, theme: Theme, title: str, text: str) -> None:
        super().__init__()
        self._theme = theme
        self._title = title
        self._paragraphs = [each for each in text.splitlines() if each.strip()]
        self._document = QTextDocument(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{title}\n{text}")
        theme.changed.connect(self._fit)

    def sizeHint(self) -> QSize:
        """Room for type of a comfortable size."""
        return QSize(900, 480)

    def minimumSizeHint(self) -> QSize:
        """What the smallest type needs at this width."""
        return QSize(480, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the type to the new size."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for size in _PASSAGE_SIZES:
            self._set_text(size)
            if self._document.size().height() <= self.height():
                break
        self.update()

    def _set_text(self, size: int) -> None:
        document = self._document
        document.setDocumentMargin(0)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        document.setDefaultTextOption(option)
        font = self._theme.prompt_font(size)
        document.setDefaultFont(font)
        document.clear()
        cursor = QTextCursor(document)
        heading = QTextBlockFormat()
        heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        heading.setBottomMargin(SPACE)
        cursor.setBlockFormat(heading)
        shape = cursor.charFormat()
        shape.setFont(self._theme.prompt_font(size, bold=True))
        cursor.insertText(self._title, shape)
        shape.setFont(font)
        body = QTextBlockFormat()
        body.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        body.setTextIndent(_INDENT * font.pixelSize())
        for paragraph in self._paragraphs:
            cursor.insertBlock(body, shape)
            cursor.insertText(paragraph, shape)
        document.setTextWidth(self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the document in the theme's colour."""
        painter = QPainter(self)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(self._theme.colours.text))
        self._document.documentLayout().draw(painter, context)
        painter.end()
