"""The prompt in large characters: size, marks, selection, tooltips, clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.speech.values import Verdict
from app.ui.i18n import apply_language
from app.ui.theme import Theme
from app.ui.widgets.ruby_cells import RubyCell, RubyVerdict
from app.ui.widgets.ruby_text import SIZES, RubyText

GOOD, OFF, WRONG, UNKNOWN = Verdict.GOOD, Verdict.OFF, Verdict.WRONG, Verdict.NOT_ASSESSABLE
ALL_GOOD = RubyVerdict((GOOD, GOOD, GOOD), GOOD, tooltip="都准确")


def cells(count: int) -> list[RubyCell]:
    return [
        RubyCell("枣", i, "zǎo", 3, hint="ˇ→ˊ" if i == 1 else "", tooltip="读第二声" if i == 1 else "")
        for i in range(count)
    ]


@pytest.fixture
def ruby(qtbot: QtBot, theme: Theme) -> RubyText:
    widget = RubyText(theme)
    qtbot.addWidget(widget)
    widget.resize(1000, 260)
    widget.show()
    return widget


def centre(ruby: RubyText, syllable: int) -> QPoint:
    return ruby.cell_rect(syllable).center().toPoint()


@pytest.mark.parametrize(
    ("count", "least", "most"), [(2, 96, 112), (10, 72, 112), (40, 32, 56), (400, 32, 32)]
)
def test_characters_are_as_large_as_the_room_allows(
    ruby: RubyText, count: int, least: int, most: int
) -> None:
    ruby.show_prompt(cells(count))
    assert least <= ruby.character_size <= most
    assert ruby.character_size in SIZES


def test_a_passage_scrolls_and_a_short_prompt_does_not(ruby: RubyText) -> None:
    ruby.show_prompt(cells(8))
    assert ruby.verticalScrollBar().maximum() == 0
    ruby.show_prompt(cells(400))
    assert ruby.verticalScrollBar().maximum() > 0
    ruby.select(399)
    assert ruby.viewport().rect().contains(centre(ruby, 399))


def test_the_text_scrolls_along_with_the_reader(ruby: RubyText) -> None:
    ruby.show_prompt(cells(400))
    ruby.set_reached(300)
    there = ruby.verticalScrollBar().value()
    assert ruby.viewport().rect().contains(centre(ruby, 300))
    ruby.set_reached(10)  # a recogniser that changes its mind does not make the text jump back
    assert ruby.verticalScrollBar().value() == there


def test_font_scale_makes_characters_larger(ruby: RubyText, theme: Theme) -> None:
    ruby.show_prompt(cells(400))
    before = ruby.character_size
    theme.apply(Settings(theme="light", font_scale=1.5))
    assert ruby.character_size == round(before * 1.5)


def test_a_click_tells_the_syllable(ruby: RubyText, qtbot: QtBot) -> None:
    ruby.show_result(cells(6), dict.fromkeys(range(6), ALL_GOOD))
    with qtbot.waitSignal(ruby.syllable_clicked) as clicked:
        qtbot.mouseClick(ruby.viewport(), Qt.MouseButton.LeftButton, pos=centre(ruby, 4))
    assert clicked.args == [4]


def test_a_sign_between_syllables_is_no_syllable(ruby: RubyText, qtbot: QtBot) -> None:
    ruby.show_prompt([*cells(2), RubyCell("，")])
    right_end = QPoint(round(ruby.cell_rect(1).right()) + 6, centre(ruby, 1).y())
    with qtbot.assertNotEmitted(ruby.syllable_clicked):
        qtbot.mouseClick(ruby.viewport(), Qt.MouseButton.LeftButton, pos=right_end)


def test_tooltips_say_sandhi_and_verdict(ruby: RubyText) -> None:
    ruby.show_result(cells(3), dict.fromkeys(range(3), ALL_GOOD))
    assert ruby.tooltip_at(centre(ruby, 1)) == "读第二声\n都准确"
    assert ruby.tooltip_at(centre(ruby, 2)) == "都准确"
    assert ruby.tooltip_at(QPoint(1, 1)) == ""


def test_what_is_selected_is_told_to_screen_readers(ruby: RubyText) -> None:
    ruby.show_result(cells(3), dict.fromkeys(range(3), ALL_GOOD))
    assert ruby.accessibleName() == "枣枣枣"
    ruby.select(2)
    assert ruby.accessibleDescription() == "都准确"
    ruby.select(None)
    assert ruby.accessibleDescription() == ""


@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_state_of_a_syllable_looks_different_without_colour(
    ruby: RubyText, theme: Theme, look: str
) -> None:
    theme.apply(Settings(theme=look, reduced_motion=True))
    states = [
        RubyVerdict((GOOD, GOOD, GOOD), GOOD),
        RubyVerdict((GOOD, GOOD, OFF), OFF),
        RubyVerdict((GOOD, GOOD, WRONG), WRONG),
        RubyVerdict((UNKNOWN, UNKNOWN, UNKNOWN), UNKNOWN),
        RubyVerdict((None, GOOD, GOOD), GOOD),
        RubyVerdict((UNKNOWN, UNKNOWN, UNKNOWN), WRONG, omitted=True),
    ]
    pictures = set()
    for state in states:
        ruby.show_result([RubyCell("枣", 0, "zǎo", 3)], {0: state})
        image = ruby.grab().toImage().convertToFormat(ruby.grab().toImage().Format.Format_Grayscale8)
        # few grey levels, so that only shape can tell the states apart
        pictures.add(bytes(value >> 6 for value in bytes(image.constBits())))
    assert len(pictures) == len(states)


def test_the_characters_keep_their_direction_in_a_right_to_left_window(
    ruby: RubyText, application: QApplication
) -> None:
    apply_language(application, "ug")
    ruby.show_prompt(cells(4))
    assert ruby.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert ruby.cell_rect(0).left() < ruby.cell_rect(3).left()


def test_said_too_much_stands_between_the_syllables(ruby: RubyText) -> None:
    extra = RubyCell("+啊", 1, tooltip="多说了“啊”", inserted=True)
    row = cells(2)
    ruby.show_result([row[0], extra, row[1]], {0: ALL_GOOD, 1: ALL_GOOD})
    gap = ruby.cell_rect(1).left() - ruby.cell_rect(0).right()
    assert gap > 20
    between = QPoint(round(ruby.cell_rect(0).right() + gap / 2), centre(ruby, 0).y())
    assert ruby.tooltip_at(between) == "多说了“啊”"
