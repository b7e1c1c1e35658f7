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
def icon_pixmap(
    name: str, colour: str, size: int, mirrored: bool = False, ratio: float = 1.0, air: int = 0
) -> QPixmap:
    """The icon, `size` logical pixels square, in `colour` (`#rrggbb`), with `air` pixels on both sides."""
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    side = round(size * ratio)
    pixmap = QPixmap(QSize(side + 2 * round(air * ratio), side))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mirrored:
        painter.translate(pixmap.width(), 0)
        painter.scale(-1, 1)
    renderer.render(painter, QRectF(round(air * ratio), 0, side, side))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def tinted_icon(name: str, colour: str, disabled: str, mirrored: bool = False, air: int = 0) -> QIcon:
    """The icon in `colour`, with a `disabled` version, at the sizes and densities the window uses."""
    icon = QIcon()
    for size in (16, 20, 24, 32):
        for ratio in (1.0, 2.0):
            icon.addPixmap(icon_pixmap(name, colour, size, mirrored, ratio, air))
            icon.addPixmap(icon_pixmap(name, disabled, size, mirrored, ratio, air), QIcon.Mode.Disabled)
    return icon
