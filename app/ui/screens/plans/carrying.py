"""What is carried by the pointer: lessons from the shelf, and items of the plan."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

LESSONS = "application/x-kaibo-lessons"
ITEM = "application/x-kaibo-plan-item"

PICTURE = QSize(340, 44)
"""Pixels: what is seen of a row while it is carried, at most."""


def carry_lessons(lesson_ids: Sequence[str]) -> QMimeData:
    """Lessons of the shelf."""
    data = QMimeData()
    data.setData(LESSONS, json.dumps(list(lesson_ids)).encode())
    return data


def carry_item(lesson_id: str) -> QMimeData:
    """An item of the plan."""
    data = QMimeData()
    data.setData(ITEM, lesson_id.encode())
    return data


def carried_lessons(data: QMimeData) -> list[str]:
    """The lessons that are carried; none when it is something else."""
    if not data.hasFormat(LESSONS):
        return []
    return [str(each) for each in json.loads(bytes(data.data(LESSONS).data()))]


def carried_item(data: QMimeData) -> str:
    """The lesson of the item that is carried; "" when it is something else."""
    return bytes(data.data(ITEM).data()).decode() if data.hasFormat(ITEM) else ""


def picture_of(widget: QWidget, at: QPoint) -> tuple[QPixmap, QPoint]:
    """The leading corner of a widget, which shows what it is and hides little, and where it is held."""
    width, height = min(widget.width(), PICTURE.width()), min(widget.height(), PICTURE.height())
    left = widget.width() - width if widget.isRightToLeft() else 0
    held = QPoint(max(0, min(at.x() - left, width)), max(0, min(at.y(), height)))
    return widget.grab(QRect(left, 0, width, height)), held


def start_drag(source: QWidget, data: QMimeData, picture: QPixmap, held: QPoint) -> None:
    """Carry `data` with the pointer until it is let go.

    Runs a loop of its own. Not to be called from an event of a widget that the drop may take away.
    """
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(picture)
    drag.setHotSpot(held)
    drag.exec(Qt.DropAction.MoveAction)
