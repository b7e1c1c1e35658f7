"""Draws the program's icon in the sizes that desktops ask for: PNG files, and one .ico for Windows.

python draw_icons.py FOLDER
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
DRAWING = PROJECT / "assets" / "icons" / "kaibo.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw_icons(folder: Path) -> dict[int, Path]:
    """Write `kaibo-SIZE.png` for each size into `folder`, and `kaibo.ico`; returns the PNG files by size."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication(["draw_icons"])
    drawing = QSvgRenderer(str(DRAWING))
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {}
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        drawing.render(painter)
        painter.end()
        drawn[size] = folder / f"kaibo-{size}.png"
        if not image.save(str(drawn[size])):
            raise OSError(f"cannot write {drawn[size]}")
    (folder / "kaibo.ico").write_bytes(as_ico({size: drawn[size].read_bytes() for size in WINDOWS_SIZES}))
    del application
    return drawn


def as_ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon file of PNG pictures by size in pixels (Windows Vista and later read these)."""
    offset = 6 + 16 * len(pictures)
    entries, data = b"", b""
    for size, png in sorted(pictures.items()):
        side = size % 256  # one byte, in which 0 means 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), offset + len(data))
        data += png
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + data


if __name__ == "__main__":
    draw_icons(Path(sys.argv[1]))
