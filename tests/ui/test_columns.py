"""Columns stand side by side where there is room, below each other where there is not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.attempt.syllable_panel import SyllablePanel
from app.ui.theme import Theme
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label


def _two(qtbot: QtBot, width: int, least: int = 300) -> tuple[QRect, QRect, QWidget]:
    holder = QWidget()
    qtbot.addWidget(holder)
    first, second = QWidget(), QWidget()
    for each in (first, second):
        each.setMinimumSize(least, 100)
    columns = Columns(spacing=16)
    columns.add_column(first, 2)
    columns.add_column(second, 1)
    holder.setLayout(columns)
    holder.resize(width, 400)
    columns.setGeometry(holder.rect())
    return first.geometry(), second.geometry(), holder


def test_there_is_room_for_both(qtbot: QtBot) -> None:
    first, second, _holder = _two(qtbot, 1000)
    assert first.top() == second.top() == 0
    assert second.left() - first.right() - 1 == 16
    assert second.right() == 999
    assert first.width() == pytest.approx(2 * second.width(), abs=2)


def test_without_room_the_second_stands_below_at_full_width(qtbot: QtBot) -> None:
    first, second, holder = _two(qtbot, 500)
    assert first.width() == second.width() == 500
    assert second.top() - first.bottom() - 1 == 16
    layout = holder.layout()
    assert layout is not None
    assert layout.heightForWidth(500) == second.bottom() + 1
    assert layout.minimumSize().width() == 300


def test_from_right_to_left_the_first_stands_at_the_right(qtbot: QtBot) -> None:
    _first, _second, holder = _two(qtbot, 1000)
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    layout = holder.layout()
    assert layout is not None
    layout.setGeometry(holder.rect())
    places = [layout.itemAt(index) for index in range(2)]
    assert places[0] is not None and places[1] is not None
    assert places[0].geometry().right() == 999
    assert places[1].geometry().left() == 0


def test_a_stack_is_as_high_as_its_wrapped_words(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    columns = Columns()
    words = label("这句话很长，窄的地方要分成好几行才放得下。" * 4)
    columns.add_stack(words)
    holder.setLayout(columns)
    assert columns.heightForWidth(200) > columns.heightForWidth(600)
    assert columns.heightForWidth(200) >= words.heightForWidth(200)


@pytest.mark.parametrize("width", [1100, 600, 420])
def test_the_three_sounds_of_a_syllable_are_never_cut_off(qtbot: QtBot, theme: Theme, width: int) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    panel = SyllablePanel(theme)
    panel.setParent(page)
    page.resize(1200, 500)
    page.show()
    panel.resize(width, 400)
    sounds = (panel.hers, panel.target, panel.both)
    qtbot.waitUntil(lambda: all(each.width() >= each.sizeHint().width() for each in sounds))
    assert all(panel.rect().contains(each.geometry()) for each in sounds)
    side_by_side = panel.hers.y() == panel.both.y()
    assert side_by_side == (width > 600)
    assert (panel.target.text() == "您的声音，正确的声调") == (width == 1100)
