"""What the cells of a heat map mean, drawn once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.ui.theme import Theme, TypeSize

_BAR = 96.0
_AIR = 8.0


class Legend(QWidget):
    """A bar from weak to good, and what is hatched."""

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
        """Paint the bar, its two ends in words, and the hatching."""
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
        gradient = QLinearGradient(x, 0, x + _BAR, 0)
        gradient.setColorAt(0, QColor(colours.accent))
        gradient.setColorAt(1, QColor(colours.accent_soft))
        painter.fillRect(QRectF(x, 4, _BAR, high - 8), gradient)
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
