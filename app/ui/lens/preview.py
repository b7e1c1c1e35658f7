"""The camera's picture as in a mirror, with lines for head-room, eyes and shoulders over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.theme import RADIUS, Theme, TypeSize

_RATIO = 4 / 3
_EYES = 1 / 3  # of the height, from the top: where faces stand in portraits
_HEAD = QRectF(0.35, 0.08, 0.3, 0.52)  # shares of width and height at 4 : 3; above it is the head-room
_LEAST_FOR_WORDS = 300  # pixels of width


class LensPreview(QWidget):
    """Shows the last picture turned round, as a mirror does. Holds one picture, in memory, and lets it go."""

    def __init__(self, theme: Theme, ratio: float = _RATIO) -> None:
        super().__init__()
        self._theme = theme
        self._ratio = ratio
        self._guided = True
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

    def show_guide(self, wanted: bool) -> None:
        """Show the lines, or only the picture."""
        self._guided = wanted
        self.update()

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
        """As wide as it is high, times its ratio."""
        return round(width / self._ratio)

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
        if self._guided:
            self._paint_thirds(painter, area)
            self._paint_guide(painter, area)
        painter.end()

    def _paint_thirds(self, painter: QPainter, area: QRectF) -> None:
        """Thin lines; the upper one is the height of the eyes and drawn with the guide."""
        painter.setPen(QPen(QColor("#58ffffff"), 1.0))
        for third in (1 / 3, 2 / 3):
            painter.drawLine(QPointF(third * area.width(), 0), QPointF(third * area.width(), area.height()))
        painter.drawLine(QPointF(0, area.height() * 2 / 3), QPointF(area.width(), area.height() * 2 / 3))

    def _paint_guide(self, painter: QPainter, area: QRectF) -> None:
        """Light lines with a dark edge: seen upon any picture."""
        width, height = area.width(), area.height()
        middle, shape = width / 2, height * _RATIO  # a head is not wider in a wide picture
        left, breadth = middle - _HEAD.width() * shape / 2, _HEAD.width() * shape
        head = QRectF(left, _HEAD.y() * height, breadth, _HEAD.height() * height)
        sides = [QPainterPath(), QPainterPath()]
        for path, side in zip(sides, (-1, 1), strict=True):
            path.moveTo(middle + side * 0.4 * shape, height)
            path.cubicTo(
                QPointF(middle + side * 0.36 * shape, 0.74 * height),
                QPointF(middle + side * 0.2 * shape, 0.72 * height),
                QPointF(middle + side * 0.09 * shape, 0.65 * height),
            )
        eyes = _EYES * height
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor("#50000000"), 4.0), QPen(QColor("#e8ffffff"), 1.6, Qt.PenStyle.DashLine)):
            painter.setPen(pen)
            painter.drawEllipse(head)
            for path in sides:
                painter.drawPath(path)
            painter.drawLine(QPointF(0.04 * width, eyes), QPointF(0.96 * width, eyes))
        if width >= _LEAST_FOR_WORDS:
            self._paint_words(painter, QRectF(0.04 * width, eyes - 22, 0.28 * width, 18))

    def _paint_words(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(self._theme.font(TypeSize.SMALL, bold=True))
        words = isolate(tr("眼睛的高度"))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
        painter.setPen(QColor("#d0000000"))
        painter.drawText(room.translated(1, 1), flags, words)
        painter.setPen(QColor("#ffffff"))
        painter.drawText(room, flags, words)


def covering(picture: QSize, area: QRectF) -> QRectF:
    """The middle part of a picture that has the shape of `area`."""
    wanted = area.width() / max(area.height(), 1.0)
    width, height = float(picture.width()), float(picture.height())
    if width / max(height, 1.0) > wanted:
        cut = height * wanted
        return QRectF((width - cut) / 2, 0, cut, height)
    cut = width / wanted
    return QRectF(0, (height - cut) / 2, width, cut)
