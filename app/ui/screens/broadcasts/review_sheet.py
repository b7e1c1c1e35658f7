"""A review on one page of A4: black on white, for a printer or a PDF; empty parts get lines."""

from __future__ import annotations

import html
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPainter,
    QPalette,
    QPen,
    QTextDocument,
    QTextOption,
)

from app import i18n
from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.theme.fonts import families

PAGE = QSizeF(794.0, 1123.0)
"""A4 in units of 1/96 inch; all measures below are in these."""

MARGIN = 60.0

_SIZE = 17  # pixels of body text at scale 1
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3)
_LINE = 36.0  # between the lines to write on
_GAP = 20.0
_INK, _GREY, _RULE = QColor("#000000"), QColor("#444444"), QColor("#999999")


@dataclass(frozen=True)
class SheetText:
    """What the sheet says. The numbers stand before part `numbers_at`, counted from 0.

    `parts` are headings with what is written and how many lines there are to write on when nothing is.
    """

    title: str
    name: str
    when: str
    person: str
    numbers: tuple[tuple[str, str], ...]
    numbers_at: int
    parts: tuple[tuple[str, str, int], ...]
    asked: tuple[str, ...]


def paint_review(painter: QPainter, area: QRectF, text: SheetText) -> float:
    """Draw the sheet into `area` (device units, the whole page); returns the scale of type that fitted."""
    painter.save()
    painter.translate(area.topLeft())
    factor = min(area.width() / PAGE.width(), area.height() / PAGE.height())
    painter.scale(factor, factor)
    room = PAGE.height() - MARGIN
    scale = next((s for s in _SCALES if _Sheet(None, s).draw(text) <= room), _SCALES[-1])
    _Sheet(painter, scale).draw(text)
    painter.restore()
    return scale


class _Sheet:
    """Draws from top to bottom; without a painter it only measures."""

    def __init__(self, painter: QPainter | None, scale: float) -> None:
        self._painter = painter
        self._scale = scale
        self._y = MARGIN

    def draw(self, text: SheetText) -> float:
        """Everything; returns how far down it reaches."""
        self._text(text.title, 1.5, bold=True)
        who = [text.person, text.name, text.when]
        self._text("　".join(each for each in who if each), 1.0, colour=_GREY)
        self._rule()
        for number, (heading, words, lines) in enumerate(text.parts):
            if number == text.numbers_at:
                self._numbers(text.numbers)
            self._text(isolate(heading), 1.1, bold=True)
            if words:
                self._text("\n".join(isolate(line) for line in words.splitlines()))
            else:
                self._write_on(lines)
            self._y += _GAP * self._scale
        if text.numbers_at >= len(text.parts):
            self._numbers(text.numbers)
        if text.asked:
            self._text(tr("练习时留下的问题"), 1.1, bold=True)
            for question in text.asked:
                self._text(f"· {question}")
        return self._y

    def _numbers(self, numbers: tuple[tuple[str, str], ...]) -> None:
        if not numbers:
            return
        self._text(tr("这场的结果"), 1.1, bold=True)
        width = (PAGE.width() - 2 * MARGIN) / 4
        right_to_left = i18n.is_right_to_left()
        for start in range(0, len(numbers), 4):
            top, lowest = self._y, self._y
            for column, (name, value) in enumerate(numbers[start : start + 4]):
                at = 3 - column if right_to_left else column
                self._y = top
                left = MARGIN + at * width
                self._text(name, 0.85, colour=_GREY, left=left, width=width - 8)
                self._text(value, 1.2, bold=True, left=left, width=width - 8)
                lowest = max(lowest, self._y)
            self._y = lowest
        self._y += _GAP * self._scale

    def _text(
        self,
        words: str,
        size: float = 1.0,
        *,
        bold: bool = False,
        colour: QColor = _INK,
        left: float = MARGIN,
        width: float = PAGE.width() - 2 * MARGIN,
    ) -> None:
        document = QTextDocument()
        document.setDocumentMargin(0)
        font = QFont()
        font.setFamilies(families(i18n.language()))
        font.setPixelSize(max(1, round(_SIZE * size * self._scale)))
        font.setBold(bold)
        document.setDefaultFont(font)
        right_to_left = i18n.is_right_to_left()
        direction = Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        option = QTextOption(
            (Qt.AlignmentFlag.AlignRight if right_to_left else Qt.AlignmentFlag.AlignLeft)
            | Qt.AlignmentFlag.AlignAbsolute
        )
        option.setTextDirection(direction)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        document.setDefaultTextOption(option)
        document.setHtml(html.escape(words).replace("\n", "<br>"))
        document.setTextWidth(width)
        if self._painter is not None:
            self._painter.save()
            self._painter.translate(QPointF(left, self._y))
            context = QAbstractTextDocumentLayout.PaintContext()
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.Text, colour)
            context.palette = palette
            document.documentLayout().draw(self._painter, context)
            self._painter.restore()
        self._y += document.size().height() + 3.0 * self._scale

    def _rule(self) -> None:
        self._y += 4.0 * self._scale
        self._across()
        self._y += _GAP * self._scale

    def _write_on(self, lines: int) -> None:
        for _ in range(lines):
            self._y += _LINE * self._scale
            self._across()

    def _across(self) -> None:
        if self._painter is not None:
            self._painter.setPen(QPen(_RULE, 0.8))
            self._painter.drawLine(QPointF(MARGIN, self._y), QPointF(PAGE.width() - MARGIN, self._y))
