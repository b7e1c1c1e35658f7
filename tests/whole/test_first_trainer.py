"""Somebody who never saw Kaibo sets up a centre, a class of three and the first assignment.

The real window over a real studio in an empty home, by mouse and keys alone; what she does is counted. A
click, a key and a field that is filled in are one action each, and five minutes are a hundred of three
seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.bootstrap import build_studio, read_settings
from app.practice.plans_values import DueState
from app.practice.studio import Studio
from app.ui.application import make_application
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.teach.hand_out import WHAT, HandOutDialog
from app.ui.start_up import WindowKeeper
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.hand import Hand, find, said

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "pipewire-0.3")

SECONDS = 3
"""For one action, with looking where it is: a slow hand that reads as it goes."""

PIN = "4071"
NAMES = ("阿依古丽", "努尔", "阿里木")
LESSON = "四个声调，一个轻声"


@pytest.fixture
def keeper(qtbot: QtBot, own_home: Path) -> Iterator[WindowKeeper]:
    """Kaibo as it starts for the first time."""
    studio = build_studio(own_home, read_settings(own_home))
    application = make_application(studio.settings)
    jobs = Jobs()
    made = WindowKeeper(application, studio, jobs, Theme(application, studio.settings))
    made.start()
    made.window.resize(1366, 768)
    yield made
    made.window.close()
    jobs.wait()
    studio.close()


def at(keeper: WindowKeeper, qtbot: QtBot, place: Place) -> MainWindow:
    """The window, once it shows a place; it is another one whenever somebody else signs in."""
    qtbot.waitUntil(lambda: keeper.window.where.place is place and keeper.window.isVisible(), timeout=20_000)
    window = keeper.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_a_centre_a_class_and_an_assignment_in_five_minutes(keeper: WindowKeeper, qtbot: QtBot) -> None:
    hand = Hand()
    studio: Studio = keeper._studio

    # the first page says what a trainer does
    window = at(keeper, qtbot, Place.WELCOME)
    hand.press_text(window.welcome, "建立培训点")

    # the centre, its first class and herself
    window = at(keeper, qtbot, Place.SET_UP)
    qtbot.waitUntil(lambda: hasattr(window.set_up, "centre") and window.set_up.centre.hasFocus())
    for text in ("喀什直播培训中心", "王老师", PIN, PIN):
        hand.type(text)
        hand.key(Qt.Key.Key_Return)

    # three trainees
    window = at(keeper, qtbot, Place.PEOPLE)
    adding = window.people.list.adding
    for name in NAMES:
        qtbot.waitUntil(lambda: adding.name.isEnabled() and adding.name.hasFocus())
        hand.type(name)
        hand.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(studio.people.profiles()) == len(NAMES) + 1)

    # the first lesson
    hand.press_text(window.people, "布置功课")
    window = at(keeper, qtbot, Place.TEACH)
    qtbot.waitUntil(lambda: window.teach.set_up is not None)
    assert window.teach.set_up is not None
    hand.press(window.teach.set_up.main)
    qtbot.waitUntil(lambda: window.teach.findChild(HandOutDialog) is not None)
    dialog = window.teach.findChild(HandOutDialog)
    titles = [dialog.list.item(row).data(WHAT).title for row in range(dialog.list.count())]
    hand.press_row(dialog.list, dialog.list.model().index(titles.index(LESSON), 0))
    hand.press(dialog.give)
    qtbot.waitUntil(lambda: window.teach.desk is not None and window.teach.desk.any_given)
    assert "听第一段录音" in said(window.teach.set_up)
    trainers = hand.actions

    # a trainee finds it
    hand.press(window.rail.buttons[Place.PROFILE])
    window = at(keeper, qtbot, Place.PROFILE)
    qtbot.waitUntil(lambda: window.profile.faces is not None)
    hand.press_text(window.profile, NAMES[1])
    window = at(keeper, qtbot, Place.TODAY)
    qtbot.waitUntil(lambda: LESSON in said(window.today))
    assert studio.profile is not None
    assert studio.profile.name == NAMES[1]
    assert [(each.lesson_id, each.state) for each in studio.plans.due()] == [
        (lesson_id(studio), DueState.OPEN)
    ]
    assert find(window.today, "开始").isEnabled()
    assert not window.rail.buttons[Place.TEACH].isVisible()
    window.go(Where(Place.TEACH))
    assert window.where.place is Place.TODAY

    print(f"{trainers} actions of the trainer, {hand.actions - trainers} of the trainee")
    assert trainers * SECONDS < 5 * 60


def lesson_id(studio: Studio) -> str:
    """The id of the lesson that was handed out."""
    return next(each.id for each in studio.library.lessons if each.title == LESSON)
