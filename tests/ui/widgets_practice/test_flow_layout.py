"""A row that breaks where the room ends, in both directions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.theme import SPACE
from app.ui.widgets.flow_layout import flowing


def box(width: int, height: int = 20) -> QWidget:
    made = QWidget()
    made.setFixedSize(width, height)
    return made


def holder(qtbot: QtBot, width: int, *boxes: QWidget) -> QWidget:
    made = QWidget()
    made.setLayout(flowing(*boxes))
    qtbot.addWidget(made)
    made.resize(width, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_what_has_room_stands_in_one_line(qtbot: QtBot) -> None:
    boxes = [box(100), box(50), box(60)]
    made = holder(qtbot, 400, *boxes)
    assert [each.x() for each in boxes] == [0, 100 + SPACE, 150 + 2 * SPACE]
    assert {each.y() for each in boxes} == {0}
    assert made.layout().heightForWidth(400) == 20
    assert made.layout().sizeHint().width() == 210 + 2 * SPACE


def test_the_row_breaks_where_the_room_ends(qtbot: QtBot) -> None:
    boxes = [box(100), box(100, 30), box(100)]
    made = holder(qtbot, 220, *boxes)
    assert [(each.x(), each.y()) for each in boxes] == [(0, 5), (100 + SPACE, 0), (0, 30 + SPACE)]
    assert made.layout().heightForWidth(220) == 30 + SPACE + 20
    assert made.layout().minimumSize().width() == 100


def test_hidden_ones_take_no_room(qtbot: QtBot) -> None:
    boxes = [box(100), box(100), box(100)]
    made = holder(qtbot, 220, *boxes)
    boxes[0].hide()
    made.layout().activate()
    assert [each.x() for each in boxes[1:]] == [0, 100 + SPACE]
    assert made.layout().heightForWidth(220) == 20


@pytest.mark.parametrize("width", [150, 400])
def test_it_begins_at_the_right_where_writing_does(qtbot: QtBot, width: int) -> None:
    boxes = [box(100), box(50)]
    made = holder(qtbot, width, *boxes)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    made.layout().invalidate()
    made.layout().activate()
    assert boxes[0].geometry().right() == made.width() - 1
    assert boxes[1].geometry().right() in (made.width() - 1, made.width() - 1 - 100 - SPACE)


def test_items_can_be_taken_out_again(qtbot: QtBot) -> None:
    made = holder(qtbot, 400, box(10), box(20))
    layout = made.layout()
    assert layout.count() == 2
    assert layout.itemAt(5) is None and layout.takeAt(5) is None
    taken = layout.takeAt(0)
    assert taken is not None and layout.count() == 1
    taken.widget().deleteLater()
