"""Who walked away is signed out, who is recording is not."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.practice.take import TakeState
from app.ui.idle import IdleSignOut
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from app.ui.widgets.notice_bar import NoticeBar
from tests.ui.fake_studio import FakeStudio


class Machine:
    """A clock, a window that is told who left, and the watch under test."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, jobs: Jobs, theme: Theme) -> None:
        self.studio = FakeStudio()
        self.now = 0.0
        self.said: list[str] = []
        self.notices = NoticeBar(theme)
        qtbot.addWidget(self.notices)
        window = SimpleNamespace(notices=self.notices, signed_out=self.said.append)
        self.watch = IdleSignOut(qapp, self.studio, jobs, lambda: window, 5, lambda: self.now)  # type: ignore[arg-type, return-value]

    def later(self, seconds: float) -> None:
        self.now += seconds
        self.watch.look()


@pytest.fixture
def machine(qtbot: QtBot, application: QApplication, jobs: Jobs, theme: Theme) -> Iterator[Machine]:
    made = Machine(qtbot, application, jobs, theme)
    yield made
    application.removeEventFilter(made.watch)
    made.watch.deleteLater()


def test_she_is_warned_and_then_signed_out(machine: Machine) -> None:
    machine.later(239)
    assert not machine.notices.sentences
    machine.later(2)
    assert len(machine.notices.sentences) == 1 and "退出" in machine.notices.sentences[0]
    machine.later(60)
    assert machine.studio.profile is None and machine.studio.settings.profile_id == ""
    assert machine.said == ["5 分钟没有动作，已自动退出登录。练过的都已保存。"]
    assert not machine.notices.sentences
    machine.later(1000)
    assert len(machine.said) == 1, "nobody is there to be signed out"


def test_a_key_begins_the_time_anew_and_takes_the_warning_away(machine: Machine, qtbot: QtBot) -> None:
    machine.later(250)
    assert machine.notices.sentences
    line = QLineEdit()
    qtbot.addWidget(line)
    QApplication.sendEvent(
        line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
    )
    assert not machine.notices.sentences
    machine.later(239)
    assert machine.studio.profile is not None and not machine.notices.sentences


@pytest.mark.parametrize("busy", ["recording", "scoring", "playing"])
def test_recording_and_listening_are_being_there(machine: Machine, busy: str) -> None:
    machine.studio.playing = busy == "playing"
    if busy != "playing":
        machine.studio.take_state = TakeState.RECORDING if busy == "recording" else TakeState.SCORING
    machine.later(10_000)
    assert machine.studio.profile is not None
    machine.studio.playing, machine.studio.take_state = False, TakeState.IDLE
    machine.later(200)
    assert machine.studio.profile is not None, "the time begins when it is over"


def test_a_dialog_of_hers_does_not_stay_open(machine: Machine, qtbot: QtBot) -> None:
    dialog = QDialog()
    dialog.setModal(True)
    qtbot.addWidget(dialog)
    dialog.open()
    machine.later(301)
    assert not dialog.isVisible() and machine.said


def test_no_minutes_watch_nothing(qapp: QApplication, jobs: Jobs) -> None:
    watch = IdleSignOut(qapp, FakeStudio(), jobs, lambda: pytest.fail("no window is needed"), 0, lambda: 1e9)  # type: ignore[arg-type]
    assert not hasattr(watch, "_timer")
    watch.deleteLater()
