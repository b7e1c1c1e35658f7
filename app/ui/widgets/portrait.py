"""Somebody's face: her picture cut to a circle, or her initials on a calm colour of her own."""

from __future__ import annotations

import colorsys
import re
import zlib
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageReader, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.errors import ExpectedError
from app.i18n import msg
from app.ui.theme import Theme

SIDE = 96
"""Pixels of a picture as it is held for the screen: twice the usual size, for dense screens."""

KEPT_SIDE = 256
"""Pixels of a picture as it is kept."""

LARGEST = 256 * 1024
"""Bytes of a picture as it is kept."""

MOST_PIXELS = 60_000_000
"""A picture with more is refused: it would take too much memory to look at it."""


def initials(name: str) -> str:
    """Two letters or characters that stand for a name, one where letters join.

    Chinese names are known by their end (阿依古丽: 古丽), others by the beginnings of their words.
    """
    words = re.split(r"[\s·•.]+", name.strip().removesuffix("老师"))
    first = next((each for each in words if each), name.strip())
    han = "".join(each for each in first if _is_han(each))
    if han:
        return han[-2:]
    if first and "\u0600" <= first[0] <= "\u06ff":
        return first[0]
    return "".join(each[0] for each in words[:2] if each).upper()


def calm_colours(key: str, *, dark: bool) -> tuple[QColor, QColor]:
    """Ground and text for whoever has this id, the same every day; their contrast is above 7 : 1."""
    hue = zlib.crc32(key.encode()) % 24 / 24
    ground = (hue, 0.24, 0.30) if dark else (hue, 0.86, 0.42)
    text = (hue, 0.93, 0.40) if dark else (hue, 0.20, 0.50)
    return _colour(*ground), _colour(*text)


def draw_portrait(
    painter: QPainter, rect: QRect, name: str, key: str, picture: QImage | None, theme: Theme
) -> None:
    """Draw somebody into a square; `key` is her id."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    round_one = QPainterPath()
    round_one.addEllipse(QRectF(rect))
    painter.setClipPath(round_one)
    if picture is not None:
        painter.drawImage(rect, picture)
    else:
        ground, text = calm_colours(key, dark=theme.colours.dark)
        painter.fillRect(rect, ground)
        painter.setPen(text)
        letters = initials(name)
        font = QFont(painter.font())
        font.setPixelSize(max(8, rect.height() * (34 if len(letters) > 1 else 46) // 100))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letters)
    painter.restore()


def read_portrait(path: Path | None, side: int = SIDE) -> QImage | None:
    """A kept picture at `side` pixels, None when there is none to show. Any thread."""
    if path is None:
        return None
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    return None if image.isNull() else _square(image, side)


def picture_from_file(path: Path) -> bytes:
    """A photo from a file as it is kept: square, small, upright, without what the camera noted.

    Raises ExpectedError when it is no picture that can be read.
    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        raise _no_picture(reader.errorString())
    if min(size.width(), size.height()) > 2 * KEPT_SIDE:
        wanted = QSize(2 * KEPT_SIDE, 2 * KEPT_SIDE)
        reader.setScaledSize(size.scaled(wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    if image.isNull():
        raise _no_picture(reader.errorString())
    flat = QImage(QSize(KEPT_SIDE, KEPT_SIDE), QImage.Format.Format_RGB888)
    flat.fill(Qt.GlobalColor.white)
    painter = QPainter(flat)
    painter.drawImage(0, 0, _square(image, KEPT_SIDE))
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    flat.save(buffer, "JPEG", 88)  # type: ignore[call-overload]  # the stubs want the format as bytes
    made = bytes(held.data())
    if not made or len(made) > LARGEST:
        raise _no_picture(f"{len(made)} bytes")
    return made


class Portrait(QWidget):
    """Somebody's face by itself."""

    def __init__(
        self, theme: Theme, name: str = "", key: str = "", picture: QImage | None = None, side: int = 48
    ) -> None:
        super().__init__()
        self._theme = theme
        self._name, self._key, self._picture = name, key, picture
        self.setFixedSize(theme.size(side), theme.size(side))
        theme.changed.connect(self.update)

    def show_person(self, name: str, key: str, picture: QImage | None = None) -> None:
        """Show somebody else."""
        self._name, self._key, self._picture = name, key, picture
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter = QPainter(self)
        draw_portrait(painter, self.rect(), self._name, self._key, self._picture, self._theme)
        painter.end()


def _square(image: QImage, side: int) -> QImage:
    """The middle of a picture, a little above it in high ones, where faces are."""
    least = min(image.width(), image.height())
    top = (image.height() - least) // 3 if image.height() > image.width() else 0
    middle = image.copy((image.width() - least) // 2, top, least, least)
    return middle.scaled(
        side, side, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


@lru_cache(maxsize=128)
def _colour(hue: float, light: float, strong: float) -> QColor:
    red, green, blue = colorsys.hls_to_rgb(hue, light, strong)
    return QColor.fromRgbF(red, green, blue)


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _no_picture(detail: str) -> ExpectedError:
    return ExpectedError(msg("这张照片打不开。请选一张 PNG 或 JPEG 照片。"), detail)
