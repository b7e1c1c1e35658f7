"""Drawing on a sheet of paper from top to bottom, in type as large as lets everything fit."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextOption

from app import i18n
from app.ui.theme.fonts import families

PORTRAIT = QSizeF(794.0, 1123.0)
"""A4 in units of 1/96 inch; all measures below are in these."""

LANDSCAPE = QSizeF(1123.0, 794.0)

INK, GREY, LINE, PALE = QColor("#000000"), QColor("#444444"), QColor("#999999"), QColor("#e4e8ec")

_SCALES = tuple(round(1.0 - 0.05 * step, 2) for step in range(16))  # 1.0 … 0.25


def paint(
    painter: QPainter,
    area: QRectF,
    page: QSizeF,
    margin: float,
    foot: float,
    draw: Callable[[Paper], None],
) -> float:
    """Let `draw` fill `area` (device units, the whole page); returns the scale of type that fitted.

    `foot` is kept free below what is drawn, for `Paper.at_foot`.
    """
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(area.width() / page.width(), area.height() / page.height())
    chosen = _SCALES[-1]
    for scale in _SCALES:
        tried = Paper(painter, page, margin, scale, dry=True)
        draw(tried)
        if tried.y <= page.height() - foot:
            chosen = scale
            break
    draw(Paper(painter, page, margin, chosen, dry=False))
    painter.restore()
    return chosen


class Paper:
    """A sheet that is filled from its top; with `dry` it only measures.

    Widths and places across are shares (0…1) of the width between the margins, counted from the side where
    the language begins. `y` is how far down it is filled.
    """

    def __init__(self, painter: QPainter, page: QSizeF, margin: float, scale: float, *, dry: bool) -> None:
        self._painter = painter
        self._page = page
        self._margin = margin
        self._width = page.width() - 2 * margin
        self._mirrored = i18n.is_right_to_left()
        self.scale = scale
        self.dry = dry
        self.y = margin

    def line(
        self,
        words: str,
        size: float = 13,
        *,
        colour: QColor = INK,
        bold: bool = False,
        centred: bool = False,
        left: float = 0.0,
        right: float = 1.0,
    ) -> None:
        """A text over as many lines as it needs; what comes next stands below it."""
        if words:
            self.y += self._text(words, self.y, size, colour, bold, centred, left, right) + 3 * self.scale

    def row(self, cells: list[tuple[str, float, float]], size: float = 12, *, bold: bool = False) -> None:
        """Texts beside each other, (words, left, right); the row is as high as the highest."""
        high = max(
            self._text(words, self.y, size, INK, bold, False, left, right) if words else 0.0
            for words, left, right in cells
        )
        self.y += high + 4 * self.scale

    def short(
        self,
        words: str,
        size: float,
        left: float,
        right: float,
        *,
        bold: bool = False,
        colour: QColor = INK,
    ) -> float:
        """One line, cut short with … where it is too long; nothing moves down. Returns its height."""
        metrics = QFontMetricsF(self._font(size, bold), self._painter.device())
        factor = metrics.height() / max(1e-6, self._line_height(size, bold))
        room = (right - left) * self._width * factor
        cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        return self._text(cut, self.y, size, colour, bold, False, left, right)

    def bar(self, share: float, left: float, right: float, high: float = 9.0) -> None:
        """A bar that is filled by `share`, 0…1, at the present line."""
        if self.dry:
            return
        top = self.y + 5 * self.scale
        whole = self._place(left, right, top, high * self.scale)
        self._painter.fillRect(whole, PALE)
        filled = self._place(left, left + (right - left) * share, top, high * self.scale)
        self._painter.fillRect(filled, GREY)

    def rule(self) -> None:
        """A hairline across the sheet."""
        if not self.dry:
            self._painter.setPen(QPen(LINE, 0.8))
            self._painter.drawLine(QPointF(self._margin, self.y), QPointF(self._margin + self._width, self.y))
        self.y += 6 * self.scale

    def gap(self, share: float = 1.0) -> None:
        """Some room."""
        self.y += 12 * share * self.scale

    def write_on(self, lines: int) -> None:
        """Lines to write on by hand, as far apart as hands need them, whatever the scale."""
        for _ in range(lines):
            self.y += 28
            self.rule()

    def at_foot(self, height: float, draw: Callable[[], None]) -> None:
        """Draw something that begins `height` above the lower edge; nothing moves down."""
        if not self.dry:
            before, self.y = self.y, self._page.height() - height
            draw()
            self.y = before

    def sign(self, names: list[str]) -> None:
        """Lines to sign on beside each other, with what belongs there below."""
        wide = 1 / len(names)
        for column, words in enumerate(names):
            left, right = column * wide, (column + 0.85) * wide
            if not self.dry:
                area = self._place(left, right, self.y, 1.0)
                self._painter.setPen(QPen(INK, 0.8))
                self._painter.drawLine(area.topLeft(), area.topRight())
            self._text(words, self.y + 6, 11 / self.scale, GREY, False, False, left, right)
        self.y += 26

    def frame(self, inset: float, wide: float) -> None:
        """A frame around the sheet."""
        if not self.dry:
            self._painter.setPen(QPen(INK, wide))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            size = self._page
            self._painter.drawRect(QRectF(inset, inset, size.width() - 2 * inset, size.height() - 2 * inset))

    # -- inside

    def _font(self, size: float, bold: bool) -> QFont:
        font = QFont()
        font.setFamilies(families(i18n.language()))
        font.setPixelSize(max(1, round(size * self.scale)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _line_height(self, size: float, bold: bool) -> float:
        return QFontMetricsF(self._font(size, bold)).height()

    def _text(
        self,
        words: str,
        top: float,
        size: float,
        colour: QColor,
        bold: bool,
        centred: bool,
        left: float,
        right: float,
    ) -> float:
        side = Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft
        option = QTextOption(
            Qt.AlignmentFlag.AlignHCenter if centred else side | Qt.AlignmentFlag.AlignAbsolute
        )
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if self._mirrored else Qt.LayoutDirection.LeftToRight
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        area = self._place(left, right, top, 4 * self._page.height())
        self._painter.setFont(self._font(size, bold))
        high = self._painter.boundingRect(area, words, option).height()
        if not self.dry:
            self._painter.setPen(colour)
            self._painter.drawText(area, words, option)
        return high

    def _place(self, left: float, right: float, top: float, high: float) -> QRectF:
        start = 1.0 - right if self._mirrored else left
        return QRectF(self._margin + start * self._width, top, (right - left) * self._width, high)
