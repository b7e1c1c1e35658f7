"""What the cells of a heat map mean, drawn once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.ui.theme import Theme, TypeSize
from app.ui.widgets.heat_map import STEPS, fill_of

_BAR = 96.0
_AIR = 8.0


class Legend(QWidget):
    """Steps from weak to good, and what is hatched."""

    def __init__(self, theme: Theme, pale: str = "", strong: str = "", thin: str | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._texts = (strong or tr("要多练"), pale or tr("准确"), tr("说得还少") if thin is None else thin)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(" · ".join(each for each in self._texts if each))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        metrics = QFontMetricsF(self._theme.font(TypeSize.SMALL))
        words = sum(metrics.horizontalAdvance(each) for each in self._texts)
        return QSize(round(words + _BAR + 7 * _AIR + 20), round(metrics.height()) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps, their two ends in words, and the hatching."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        metrics = QFontMetricsF(painter.font())
        colours = self._theme.colours
        strong, pale, thin = self._texts
        high = self.height()
        x = 0.0

        def word(text: str) -> float:
            wide = metrics.horizontalAdvance(text)
            painter.setPen(QColor(colours.text_soft))
            painter.drawText(QRectF(x, 0, wide + 1, high), Qt.AlignmentFlag.AlignVCenter, text)
            return x + wide + _AIR

        x = word(strong)
        wide = _BAR / (STEPS + 1)
        for step in range(STEPS + 1):
            fill = QColor(fill_of(colours, 1 - step / STEPS))
            painter.fillRect(QRectF(x + step * wide, 4, wide - 1, high - 8), fill)
        x += _BAR + _AIR
        x = word(pale) + _AIR
        if thin:
            place = QRectF(x, 4, 20, high - 8)
            painter.fillRect(place, QColor(colours.not_assessable_soft))
            painter.setClipRect(place)
            painter.setPen(QPen(QColor(colours.control_line), 1))
            for start in range(-20, 20, 6):
                painter.drawLine(
                    QPointF(x + start, place.bottom()), QPointF(x + start + place.height(), place.top())
                )
            painter.setClipping(False)
            x += 20 + _AIR
            word(thin)
        painter.end()
