"""The picture in the mirror, with lines for head, shoulders and eyes over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.theme import RADIUS, Theme, TypeSize

_RATIO = 4 / 3
_EYES = 0.38  # of the height, from the top: where faces stand in portraits
_HEAD = QRectF(0.34, 0.14, 0.32, 0.52)  # shares of width and height


class LensPreview(QWidget):
    """Shows the last picture turned round, as a mirror does. Holds one picture, in memory, and lets it go."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("镜子里的您"))
        theme.changed.connect(self.update)

    @property
    def picture(self) -> QImage:
        """The picture shown, as the camera gave it; null when there is none."""
        return self._picture

    def show_picture(self, picture: QImage) -> None:
        """Show the next picture; the one before is gone."""
        self._picture = picture
        self.update()

    def clear(self) -> None:
        """Forget the picture."""
        self._picture = QImage()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """It keeps its shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Four to three."""
        return round(width / _RATIO)

    def sizeHint(self) -> QSize:
        """Large enough to see one's eyes."""
        return QSize(440, 330)

    def minimumSizeHint(self) -> QSize:
        """Small windows still show a face."""
        return QSize(280, 210)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, then the lines."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing
            | QPainter.RenderHint.SmoothPixmapTransform
            | QPainter.RenderHint.TextAntialiasing
        )
        area = QRectF(self.rect())
        frame = QPainterPath()
        frame.addRoundedRect(area, RADIUS, RADIUS)
        painter.setClipPath(frame)
        painter.fillRect(area, QColor("#14110f"))
        if not self._picture.isNull():
            painter.save()
            painter.translate(area.width(), 0)
            painter.scale(-1, 1)
            painter.drawImage(area, self._picture, covering(self._picture.size(), area))
            painter.restore()
        self._paint_guide(painter, area)
        painter.end()

    def _paint_guide(self, painter: QPainter, area: QRectF) -> None:
        """Light lines with a dark edge: seen upon any picture."""
        width, height = area.width(), area.height()
        head = QRectF(_HEAD.x() * width, _HEAD.y() * height, _HEAD.width() * width, _HEAD.height() * height)
        shoulders = QPainterPath(QPointF(0.1 * width, height))
        shoulders.cubicTo(0.14 * width, 0.78 * height, 0.3 * width, 0.76 * height, 0.41 * width, 0.7 * height)
        other = QPainterPath(QPointF(0.9 * width, height))
        other.cubicTo(0.86 * width, 0.78 * height, 0.7 * width, 0.76 * height, 0.59 * width, 0.7 * height)
        eyes = _EYES * height
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor("#50000000"), 4.0), QPen(QColor("#e8ffffff"), 1.6, Qt.PenStyle.DashLine)):
            painter.setPen(pen)
            painter.drawEllipse(head)
            painter.drawPath(shoulders)
            painter.drawPath(other)
            painter.drawLine(QPointF(0.06 * width, eyes), QPointF(0.94 * width, eyes))
        painter.setFont(self._theme.font(TypeSize.SMALL, bold=True))
        words = isolate(tr("眼睛的高度"))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        room = QRectF(0.06 * width, eyes - 22, 0.28 * width, 18)
        painter.setPen(QColor("#d0000000"))
        painter.drawText(
            room.translated(1, 1), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words
        )
        painter.setPen(QColor("#ffffff"))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words)


def covering(picture: QSize, area: QRectF) -> QRectF:
    """The middle part of a picture that has the shape of `area`."""
    wanted = area.width() / max(area.height(), 1.0)
    width, height = float(picture.width()), float(picture.height())
    if width / max(height, 1.0) > wanted:
        cut = height * wanted
        return QRectF((width - cut) / 2, 0, cut, height)
    cut = width / wanted
    return QRectF(0, (height - cut) / 2, width, cut)
