"""What viewers would see: her, mirrored, or a calm picture with the name of the product."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.ui.lens.preview import covering
from app.ui.theme import RADIUS, Theme

_TOP, _BOTTOM, _TABLE, _INK = "#3a2622", "#1b1413", "#4d342c", "#f3e6da"


class LivePicture(QWidget):
    """Holds one picture of the camera, in memory, and lets it go."""

    def __init__(self, theme: Theme, product: str) -> None:
        super().__init__()
        self._theme, self._product = theme, product
        self._picture = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("直播画面"))

    @property
    def picture(self) -> QImage:
        """The camera's picture as it came; null when there is none."""
        return self._picture

    def show_picture(self, picture: QImage) -> None:
        """Show the next picture of the camera."""
        self._picture = picture
        self.update()

    def clear(self) -> None:
        """The calm picture again."""
        self._picture = QImage()
        self.update()

    def sizeHint(self) -> QSize:
        """As a landscape picture."""
        return QSize(640, 400)

    def minimumSizeHint(self) -> QSize:
        """Small windows still show a face."""
        return QSize(280, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint her, turned round as a mirror does, or the table."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect())
        frame = QPainterPath()
        frame.addRoundedRect(area, RADIUS, RADIUS)
        painter.setClipPath(frame)
        if self._picture.isNull():
            self._paint_calm(painter, area)
        else:
            painter.translate(area.width(), 0)
            painter.scale(-1, 1)
            painter.drawImage(area, self._picture, covering(self._picture.size(), area))
        painter.end()

    def _paint_calm(self, painter: QPainter, area: QRectF) -> None:
        """A lamp-lit wall, a table, and the product's name on a card."""
        wall = QLinearGradient(QPointF(0, 0), QPointF(0, area.height()))
        wall.setColorAt(0, QColor(_TOP))
        wall.setColorAt(1, QColor(_BOTTOM))
        painter.fillRect(area, wall)
        table = QRectF(0, area.height() * 0.78, area.width(), area.height() * 0.22)
        painter.fillRect(table, QColor(_TABLE))
        font = self._theme.prompt_font()
        font.setPixelSize(max(18, min(round(area.height() * 0.11), round(area.width() * 0.07))))
        painter.setFont(font)
        words = painter.fontMetrics().elidedText(
            self._product, Qt.TextElideMode.ElideRight, round(area.width() * 0.8)
        )
        width = painter.fontMetrics().horizontalAdvance(words) + 2 * font.pixelSize()
        height = 2.2 * font.pixelSize()
        card = QRectF((area.width() - width) / 2, table.top() - height, width, height)
        painter.setPen(QPen(QColor(_INK), 1.4))
        painter.setBrush(QColor(_BOTTOM))
        painter.drawRoundedRect(card, RADIUS, RADIUS)
        painter.setPen(QColor(_INK))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawText(card, Qt.AlignmentFlag.AlignCenter, words)
