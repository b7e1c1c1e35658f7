"""One take that waits, drawn as one button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.i18n import tr, trn
from app.practice.reviews_values import QueueRow
from app.ui.attempt.words import duration_words
from app.ui.i18n import isolate
from app.ui.screens.queue.words import reason_text
from app.ui.texts import when
from app.ui.theme import RADIUS, SPACE, Theme, TypeSize
from app.ui.widgets.labels import literal

_NAME, _LENGTH, _SCORE = 156, 60, 84  # pixels of columns at font scale 1


class TakeRow(QAbstractButton):
    """Who and when at the leading side, then why and what was said; score and length at the other."""

    def __init__(self, row: QueueRow, lesson: str, theme: Theme) -> None:
        super().__init__()
        self.row = row
        self._theme = theme
        self._reason = reason_text(row)
        said = trn("已写 {number} 处", "已写 {number} 处", row.said) if row.said else ""
        self._what = " · ".join(isolate(part) for part in (lesson, said) if part)
        self._score = "" if row.total is None else tr("{score} 分", score=isolate(f"{row.total:.0f}"))
        self._length = duration_words(row.duration)
        self._when = when(row.created)
        self.setAccessibleName(
            "，".join(part for part in (row.name, self._reason, row.text, self._what, self._score) if part)
        )
        self.setToolTip(literal(row.text))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self.update)

    @property
    def reason(self) -> str:
        """Why it waits, as shown."""
        return self._reason

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
        small, body = self._theme.font(TypeSize.SMALL), self._theme.font(TypeSize.BODY)
        name = self._slice(inner, 0, scale(_NAME))
        ends = scale(_SCORE) + scale(_LENGTH)
        words = self._slice(inner, scale(_NAME) + 2 * SPACE, inner.width() - scale(_NAME) - ends - 4 * SPACE)
        score = self._slice(inner, inner.width() - ends, scale(_SCORE))
        length = self._slice(inner, inner.width() - scale(_LENGTH), scale(_LENGTH))
        upper, lower = self._halves(name)
        self._write(painter, upper, self.row.name, self._theme.font(TypeSize.LEAD, bold=True), colours.text)
        self._write(painter, lower, self._when, small, colours.text_soft)
        upper, lower = self._halves(words)
        self._write(painter, upper, self._reason, body, colours.text)
        prompt = " · ".join(part for part in (isolate(self.row.text), self._what) if part)
        self._write(painter, lower, prompt, small, colours.text_soft)
        self._write(painter, score, self._score, body, colours.text, end=True)
        self._write(painter, length, self._length, small, colours.text_soft, end=True)
        painter.end()

    def _slice(self, inner: QRectF, start: float, width: float) -> QRectF:
        """A column that begins `start` pixels from the leading edge."""
        left = inner.right() - start - width if self.isRightToLeft() else inner.left() + start
        return QRectF(left, inner.top(), width, inner.height())

    @staticmethod
    def _halves(room: QRectF) -> tuple[QRectF, QRectF]:
        upper = QRectF(room.left(), room.top(), room.width(), room.height() * 0.54)
        return upper, QRectF(room.left(), upper.bottom(), room.width(), room.height() - upper.height())

    def _write(
        self, painter: QPainter, room: QRectF, text: str, font: QFont, colour: str, *, end: bool = False
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.setLayoutDirection(self.layoutDirection())
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        right = end != self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags), shown)
