"""What is carried by the pointer: lessons from the shelf, and items of the plan."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QWidget

LESSONS = "application/x-kaibo-lessons"
ITEM = "application/x-kaibo-plan-item"


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


def start_drag(source: QWidget, data: QMimeData, at: QPoint) -> None:
    """Carry `data` with the pointer until it is let go; the picture is the widget itself."""
    drag = QDrag(source)
    drag.setMimeData(data)
    drag.setPixmap(source.grab())
    drag.setHotSpot(at)
    drag.exec(Qt.DropAction.MoveAction)
