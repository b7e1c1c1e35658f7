"""One-colour SVG icons, drawn in `currentColor` and recoloured for the theme in use."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import assets_dir


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (assets_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def icon_names() -> list[str]:
    """All icons there are."""
    return sorted(path.stem for path in (assets_dir() / "icons").glob("*.svg"))


@lru_cache(maxsize=512)
def icon_pixmap(name: str, colour: str, size: int, mirrored: bool = False, ratio: float = 1.0) -> QPixmap:
    """The icon as a square pixmap of `size` logical pixels, drawn in `colour` (`#rrggbb`)."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mirrored:
        painter.translate(pixmap.width(), 0)
        painter.scale(-1, 1)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def tinted_icon(name: str, colour: str, disabled: str, mirrored: bool = False) -> QIcon:
    """The icon in `colour`, with a `disabled` version, at the sizes and densities the window uses."""
    icon = QIcon()
    for size in (16, 20, 24, 32):
        for ratio in (1.0, 2.0):
            icon.addPixmap(icon_pixmap(name, colour, size, mirrored, ratio))
            icon.addPixmap(icon_pixmap(name, disabled, size, mirrored, ratio), QIcon.Mode.Disabled)
    return icon
