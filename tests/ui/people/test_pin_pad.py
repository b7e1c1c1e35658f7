"""The pad for PINs: what it takes, and how it waits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.widgets.pin_pad import PinPad


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pad(theme: Theme, qtbot: QtBot, clock: Clock) -> PinPad:
    made = PinPad(theme, clock)
    qtbot.addWidget(made)
    return made


def press(pad: PinPad, text: str) -> None:
    pad.keyPressEvent(
        QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, text)
    )


def test_keyboard_and_mouse_type_the_same(pad: PinPad, qtbot: QtBot) -> None:
    got: list[str] = []
    pad.entered.connect(got.append)
    press(pad, "4")
    press(pad, "٠")  # an Arabic nought
    pad.keys["7"].click()
    press(pad, "x")
    pad.keys["9"].click()
    pad.erase.click()
    pad.keys["1"].click()
    pad.enter_key.click()
    assert got == ["4071"]


def test_too_short_is_not_handed_in(pad: PinPad, qtbot: QtBot) -> None:
    got: list[str] = []
    pad.entered.connect(got.append)
    for digit in "407":
        press(pad, digit)
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    assert got == [] and not pad.enter_key.isEnabled()


def test_it_counts_the_wait_down_and_opens_again(pad: PinPad, clock: Clock) -> None:
    pad.wait(75)
    assert "1:15" in pad.sentence
    assert not pad.keys["1"].isEnabled()
    clock.now += 70.5
    pad._tick()
    assert "0:05" in pad.sentence
    clock.now += 5
    pad._tick()
    assert not pad.waiting
    assert pad.keys["1"].isEnabled()
    assert "再试" in pad.sentence


def test_a_screen_reader_hears_how_many_and_never_which(pad: PinPad) -> None:
    press(pad, "4")
    press(pad, "0")
    assert "2" in pad.accessibleName()
    assert "40" not in pad.accessibleName()


def test_esc_gives_up(pad: PinPad, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pad.given_up):
        qtbot.keyClick(pad, Qt.Key.Key_Escape)
