from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import TRAINER
from app.practice.plans_values import Given, PlanItem
from app.practice.teaching import Need, Work
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.teach.hand_out import HandOutDialog
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.fake_studio import NOW, FakeStudio
from tests.ui.fake_teaching import member

DAY = date(2026, 3, 2)
GIVEN = Given("g1", "p1", "c0", "", DAY, NOW, "")
LATE = Work(GIVEN, "c0", "四个声调", "第一周", date(2026, 3, 1), 12, 0, 18)
SOON = Work(GIVEN, "c0", "讲红枣", "第一周", date(2026, 3, 6), 3, 27, 0)


@pytest.fixture
def teaching(studio: FakeStudio) -> FakeStudio:
    """Someone who teaches one class of three, everything set up."""
    assert studio.profile is not None
    studio.profile = replace(studio.profile, role=TRAINER)
    studio.people.add_cohort("一班")
    studio.teaching.changes = {
        "members": (
            member("古丽", takes=9, minutes=12, last=DAY),
            member("努尔", takes=2, minutes=3, last=DAY, overdue=2),
            member("阿里", last=date(2026, 2, 20)),
        ),
        "waiting": {Need.ASKED: 1, Need.UNSURE: 4},
        "work": (LATE, SOON),
        "any_given": True,
        "any_heard": True,
    }
    return studio


@pytest.fixture
def window(teaching: FakeStudio, jobs: Jobs, theme: Theme, qtbot) -> MainWindow:
    made = MainWindow(teaching, jobs, theme)
    qtbot.addWidget(made)
    made.go(Where(Place.TEACH))
    made.show()
    return made


def texts(root: QWidget) -> str:
    QApplication.processEvents()
    found = root.findChildren(QLabel) + root.findChildren(QPushButton)
    return "\n".join(each.text() for each in found if each.isVisible())


def test_the_most_pressing_is_on_the_desk(window: MainWindow) -> None:
    said = texts(window.teach)
    assert "5 段要先听" in said
    assert "请您听的" in said
    assert "四个声调" in said
    assert "原定" in said
    assert "12" in said
    assert window.teach.people is not None
    names = [each.accessibleName() for each in window.teach.people.rows]
    assert [each.split("：")[0] for each in names] == ["努尔", "阿里"]  # late ones first, then who is away
    assert "2 课过了日子" in names[0]
    assert len(window.teach.people.faces) == 2
    assert window.teach.set_up is None


def test_who_teaches_begins_at_the_desk(teaching: FakeStudio, jobs, theme, qtbot) -> None:
    window = MainWindow(teaching, jobs, theme)
    qtbot.addWidget(window)
    window.go_home()
    assert window.where == Where(Place.TEACH)


def test_the_shortcut_leads_trainers_there_and_nobody_else(window: MainWindow, studio, qtbot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go(Where(Place.LEARN))
    qtbot.keyClick(window, "7", Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.where.place is Place.TEACH)
    studio.profile = replace(studio.profile, role="trainee")
    window.go(Where(Place.LEARN))
    qtbot.keyClick(window, "7", Qt.KeyboardModifier.AltModifier)
    qtbot.wait(50)
    assert window.where.place is Place.LEARN
    window.go(Where(Place.TEACH))
    assert window.where.place is Place.TODAY
    assert any("教师" in each for each in window.notices.sentences)
    assert not window.rail.buttons[Place.TEACH].isVisible()


def test_f5_reads_anew(window: MainWindow, studio: FakeStudio, qtbot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    before = len([each for each in studio.calls if each[0] == "desk"])
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: len([each for each in studio.calls if each[0] == "desk"]) == before + 1)


def test_the_class_is_remembered(window: MainWindow, studio: FakeStudio, jobs, theme, qtbot) -> None:
    studio.people.add_cohort("二班")
    window.teach.enter()
    assert window.teach.cohort.isVisible()
    window.teach.cohort.setCurrentIndex(2)
    window.teach.cohort.activated.emit(2)
    again = MainWindow(studio, jobs, theme)
    qtbot.addWidget(again)
    again.go(Where(Place.TEACH))
    assert again.teach.cohort.currentText() == "二班"


def test_a_beginner_is_led_step_by_step(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot) -> None:
    assert studio.profile is not None
    studio.profile = replace(studio.profile, role=TRAINER)
    studio._profiles.clear()
    window = MainWindow(studio, jobs, theme)
    qtbot.addWidget(window)
    window.go(Where(Place.TEACH))
    window.show()
    desk = window.teach
    assert desk.set_up is not None
    assert desk.waiting is None
    desk.set_up.name.setText("一班")
    qtbot.keyClick(desk.set_up.name, Qt.Key.Key_Return)
    assert [each.name for each in studio.people.led()] == ["一班"]
    assert "加学员" in texts(desk.set_up)
    studio.people.add("古丽", "ug", cohort_id=studio.people.led()[0].id)
    desk.enter()
    assert desk.set_up is not None
    assert isinstance(desk.set_up.main, QPushButton)
    assert desk.set_up.main.text() == "布置"
    assert desk.waiting is not None


def test_who_has_not_done_it_is_one_click_away(window: MainWindow, studio: FakeStudio) -> None:
    assert window.teach.work is not None
    window.teach.work.rows[0].click()
    assert window.where == Where(Place.PLANS, plan_id="p1", cohort_id="c0")
    assert window.plans.currentWidget() is window.plans.standing
    assert ("standing", "c0", "p1") in studio.calls
    window.plans.standing.back.click()
    assert window.where == Where(Place.TEACH)


def test_a_lesson_is_handed_out_in_three_clicks(window: MainWindow, studio: FakeStudio) -> None:
    assert window.teach.work is not None
    window.teach.work.give.click()
    dialog = window.teach.findChild(HandOutDialog)
    assert dialog is not None
    assert not dialog.give.isEnabled()
    dialog.list.setCurrentRow(1)
    dialog.give.click()
    cohort = studio.people.led()[0].id
    assert ("assign", cohort, "jujube", DAY + timedelta(days=7)) in studio.calls
    assert any("讲红枣" in each and "一班" in each for each in window.notices.sentences)


def test_a_plan_is_handed_out_from_a_day_on(window: MainWindow, studio: FakeStudio) -> None:
    plan = studio.plans.make("第一周", [PlanItem("tones")])
    studio.plans.make("还空着")
    window.teach.hand_out()
    dialog = window.teach.findChild(HandOutDialog)
    assert dialog is not None
    assert "第一周" in dialog.list.item(0).text()
    assert "还空着" not in dialog.list.item(1).text()
    dialog.list.setCurrentRow(0)
    dialog.accept()
    assert ("give", plan.id, DAY, [studio.people.led()[0].id], []) in studio.calls


def test_what_is_looked_for_is_found(window: MainWindow) -> None:
    window.teach.hand_out()
    dialog = window.teach.findChild(HandOutDialog)
    assert dialog is not None
    dialog.list.setCurrentRow(0)
    dialog.search.setText("红枣")
    shown = [
        dialog.list.item(row) for row in range(dialog.list.count()) if not dialog.list.item(row).isHidden()
    ]
    assert ["讲红枣" in each.text() for each in shown] == [True]
    assert dialog.chosen is None  # what is out of sight is not handed out
    dialog.accept()
    assert dialog.isVisible()
    dialog.reject()


def test_a_failure_is_said_and_can_be_tried_again(window: MainWindow, studio: FakeStudio) -> None:
    studio.failing["desk"] = ExpectedError(msg("成绩数据库打不开。"))
    window.teach.enter()
    assert "成绩数据库打不开。" in texts(window.teach)
    del studio.failing["desk"]
    [again] = [each for each in window.teach.findChildren(QPushButton) if each.text() == "再试一次"]
    again.click()
    assert "5 段要先听" in texts(window.teach)


def test_the_keyboard_goes_from_the_most_pressing_to_the_people(window: MainWindow, qtbot) -> None:
    desk = window.teach
    assert desk.waiting is not None
    assert desk.work is not None
    assert desk.people is not None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert window.focusWidget() is desk.waiting.listen  # what presses most
    order = [desk.waiting.trust, desk.work.give, *desk.work.rows, *desk.people.faces, *desk.people.rows]
    for each in (*order, desk.people.everybody):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert window.focusWidget() is each
    desk.people.rows[0].setFocus()
    qtbot.keyClick(desk.people.rows[0], Qt.Key.Key_Return)
    assert window.where == Where(Place.CLASS_PROGRESS, cohort_id="c0", profile_id="努尔")
