"""One attempt in the list, drawn as one button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.ui.screens.history.view import AttemptLine
from app.ui.theme import RADIUS, SPACE, Theme, TypeSize
from app.ui.widgets.labels import literal


class AttemptRow(QAbstractButton):
    """Text and lesson on the leading side; what was off, the score and the length on the other."""

    def __init__(self, line: AttemptLine, theme: Theme) -> None:
        super().__init__()
        self._line = line
        self._theme = theme
        self.setAccessibleName(line.description)
        self.setToolTip(literal(line.text))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)

    @property
    def line(self) -> AttemptLine:
        """What is shown."""
        return self._line

    def sizeHint(self) -> QSize:
        """Two lines of text."""
        return QSize(480, self._theme.size(60))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint in the window's direction; the Chinese text itself stays as it is."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        colours = self._theme.colours
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.rail))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent_text), 2))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        inner = area.adjusted(2 * SPACE, SPACE, -2 * SPACE, -SPACE)
        scale = self._theme.size
        columns = (scale(72), scale(104), scale(230))  # length, score, what was off
        trailing = self._from_end(inner, columns)
        text = self._leading(inner, inner.width() - sum(columns) - 3 * SPACE)
        upper = QRectF(text.left(), text.top(), text.width(), text.height() * 0.56)
        lower = QRectF(text.left(), upper.bottom(), text.width(), text.height() - upper.height())
        small, body = self._theme.font(TypeSize.SMALL), self._theme.font(TypeSize.BODY)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._write(painter, upper, self._line.text, self._theme.prompt_font(TypeSize.LEAD), colours.text)
        painter.setLayoutDirection(self.layoutDirection())
        self._write(painter, lower, f"{self._line.time} · {self._line.lesson}", small, colours.text_soft)
        length, score, summary = trailing
        self._write(painter, summary, self._line.summary, body, colours.text_soft)
        bold = self._theme.font(TypeSize.LEAD, bold=True)
        self._write(painter, score, self._line.score, bold, colours.text, end=True)
        self._write(painter, length, self._line.duration, small, colours.text_soft, end=True)
        painter.end()

    def _from_end(self, inner: QRectF, widths: tuple[int, ...]) -> list[QRectF]:
        """Columns from the trailing edge inwards."""
        columns = []
        used = 0.0
        for width in widths:
            left = inner.left() + used if self.isRightToLeft() else inner.right() - used - width
            columns.append(QRectF(left, inner.top(), width, inner.height()))
            used += width
        return columns

    def _leading(self, inner: QRectF, width: float) -> QRectF:
        left = inner.right() - width if self.isRightToLeft() else inner.left()
        return QRectF(left, inner.top(), width, inner.height())

    def _write(
        self, painter: QPainter, room: QRectF, text: str, font: QFont, colour: str, *, end: bool = False
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        right = end != self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags), shown)
