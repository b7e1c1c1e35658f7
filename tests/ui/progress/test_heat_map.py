"""The heat map: laid out left to right, pressed by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from app.ui.i18n import apply_language
from app.ui.theme import Theme
from app.ui.widgets.heat_map import HeatCell, HeatMap, ScrolledHeatMap, heat_table

TABLE = heat_table(
    ["a", "b"],
    ["1", "2", "3"],
    lambda row, column: (
        None
        if (row, column) == (0, 1)
        else HeatCell((str(row), str(column)), 0.5, "50", f"{row}/{column}", thin=column == 2)
    ),
)


@pytest.fixture
def heat(qtbot: QtBot, theme: Theme) -> HeatMap:
    made = HeatMap(theme, "图")
    qtbot.addWidget(made)
    made.show_table(TABLE, "两行三列")
    made.resize(300, made.sizeHint().height())
    made.show()
    return made


def middle(heat: HeatMap, row: int, column: int) -> QPoint:
    return heat.place_of(row, column).center().toPoint()


def test_a_cell_is_pressed_with_the_mouse(qtbot: QtBot, heat: HeatMap) -> None:
    with qtbot.waitSignal(heat.pressed) as caught:
        QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=middle(heat, 1, 2))
    assert caught.args == ["1", "2"]
    with qtbot.assertNotEmitted(heat.pressed):
        QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=middle(heat, 0, 1))  # nothing was said there
        QTest.mouseClick(heat, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


def test_arrow_keys_pass_over_what_is_empty(
    qtbot: QtBot, heat: HeatMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _where, text, _widget: told.append(text))
    heat.setFocus()
    QTest.keyClick(heat, Qt.Key.Key_Right)
    assert heat.accessibleDescription() == "0/2"
    QTest.keyClick(heat, Qt.Key.Key_Right)
    assert heat.accessibleDescription() == "0/2"
    QTest.keyClick(heat, Qt.Key.Key_Down)
    with qtbot.waitSignal(heat.pressed) as caught:
        QTest.keyClick(heat, Qt.Key.Key_Return)
    assert caught.args == ["1", "2"]
    assert told == ["0/2", "1/2"]


def test_time_and_pinyin_run_to_the_right_in_uyghur(
    qtbot: QtBot, application: QApplication, theme: Theme
) -> None:
    apply_language(application, "ug")
    made = HeatMap(theme, "图")
    qtbot.addWidget(made)
    made.show_table(TABLE)
    made.resize(300, 100)
    made.show()
    assert made.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert middle(made, 0, 0).x() < middle(made, 0, 2).x()


def test_thin_cells_are_hatched_and_have_no_number(heat: HeatMap) -> None:
    image = heat.grab().toImage()

    def colours(row: int, column: int) -> set[int]:
        place = heat.place_of(row, column).adjusted(3, 3, -3, -3).toRect()
        xs, ys = range(place.left(), place.right()), range(place.top(), place.bottom())
        return {image.pixel(x, y) for x in xs for y in ys}

    assert len(colours(0, 2)) > 1  # the hatching
    assert image.pixel(middle(heat, 0, 1)) not in colours(0, 0)


def test_an_empty_table_is_no_trouble(qtbot: QtBot, heat: HeatMap) -> None:
    heat.show_table(heat_table([], [], lambda _row, _column: None))
    heat.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(heat, key)
    heat.grab()


def test_it_scrolls_where_cells_would_be_too_narrow(qtbot: QtBot, theme: Theme) -> None:
    wide = heat_table(
        ["a"], [str(each) for each in range(40)], lambda row, column: HeatCell(("a", "b"), 0, "1", "")
    )
    scrolled = ScrolledHeatMap(HeatMap(theme, "图"))
    qtbot.addWidget(scrolled)
    scrolled.resize(400, 200)
    scrolled.show()
    scrolled.show_table(wide)
    assert scrolled.horizontalScrollBar().maximum() > 0
    assert scrolled.heat.place_of(0, 0).width() >= theme.size(27) - 1
