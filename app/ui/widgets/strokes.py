"""Pens with rounded ends and corners, which drawn marks, curves and meters share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen


def round_pen(colour: QColor | str, width: float) -> QPen:
    """A solid pen of `width` pixels with round caps and joins."""
    return QPen(
        QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )
