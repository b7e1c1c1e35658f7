"""Plans in the main window: how one gets there, back, and that nothing is lost on the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.practice.plans_values import Plan
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def window(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> MainWindow:
    made = MainWindow(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


def test_one_gets_there_and_back_by_keyboard(
    qtbot: QtBot, window: MainWindow, studio: FakeStudio, plan: Plan
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
    assert window.where.place is Place.PLANS
    window.plans.list.rows[0].open.click()
    assert window.where == Where(Place.PLANS, plan_id=plan.id)
    assert window.plans.currentWidget() is window.plans.page
    window.plans.page.board.rows[0].down.click()
    window.go_back()
    assert window.where == Where(Place.PLANS)
    assert window.plans.currentWidget() is window.plans.list
    assert studio.plans.kept[plan.id].items[0].lesson_id == "jujube"  # saved on the way


def test_a_plan_is_saved_when_the_window_is_closed(
    window: MainWindow, studio: FakeStudio, plan: Plan
) -> None:
    window.go(Where(Place.PLANS, plan_id=plan.id))
    window.plans.page.board.rows[0].down.click()
    window.close()
    assert studio.plans.kept[plan.id].items[0].lesson_id == "jujube"
