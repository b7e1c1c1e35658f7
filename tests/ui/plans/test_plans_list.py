"""The list of plans: what there is, whose it is, who follows it; and the dialog that gives one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Cohort
from app.practice.plans_values import Given, Plan
from app.ui.screens.plans import PlansScreen, plan_page
from app.ui.screens.plans.facts import People
from app.ui.screens.plans.give_dialog import GiveDialog
from app.ui.theme import Theme
from tests.ui.fake_studio import NOW, FakeStudio
from tests.ui.plans.conftest import ITEMS


def texts(widget: QWidget) -> str:
    QApplication.processEvents()  # what was made just now is shown by then
    shown = "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())
    return shown.replace("\u2068", "").replace("\u2069", "")


def press(widget: QWidget, text: str) -> None:
    next(each for each in widget.findChildren(QPushButton) if each.text() == text).click()


def test_an_empty_list_leads_to_the_first_plan(screen: PlansScreen, studio: FakeStudio) -> None:
    screen.enter()
    assert "还没有自己的计划" in texts(screen)
    press(screen, "做第一个计划")
    assert screen.currentWidget() is screen.page
    assert screen.page.title.selectedText() == "新的学习计划"
    assert len(studio.plans.kept) == 1


def test_plans_are_listed_with_who_follows_them(screen: PlansScreen, studio: FakeStudio, plan: Plan) -> None:
    studio.plans.give(plan.id, date(2026, 3, 2), cohort_ids=[studio.people.led()[0].id])
    others = studio.plans.make("李老师的", ITEMS[:1])
    studio.plans.kept[others.id] = replace(others, owner_id="p1")
    studio.plans.assign(studio.people.led()[0].id, "opening", date(2026, 3, 9))
    screen.enter()
    shown = texts(screen)
    for words in (
        "第一周",
        "3 课",
        "布置给：一班，3 月 2 日开始",
        "别的教师的计划",
        "Нұрлан",
        "单独布置的课",
    ):
        assert words in shown, words
    assert "开播的第一分钟" in shown and "3 月 9 日以前" in shown  # the single lesson bears its own title


def test_a_single_lesson_is_taken_back_from_the_list(screen: PlansScreen, studio: FakeStudio) -> None:
    studio.plans.assign(studio.people.led()[0].id, "opening", date(2026, 3, 9))
    screen.enter()
    [row] = screen.list.rows
    assert not row.archive.isVisible() and not row.copy.isVisible()
    row.take_back.click()
    assert studio.plans.given() == []
    assert "单独布置的课" not in texts(screen)


def test_last_terms_plan_is_copied_and_named(screen: PlansScreen, studio: FakeStudio, plan: Plan) -> None:
    screen.enter()
    screen.list.rows[0].archive.click()
    assert studio.plans.kept[plan.id].archived
    assert "第一周" not in texts(screen)
    press(screen, "看收起来的 1 个计划")
    screen.list.rows[0].copy.click()
    assert screen.page.draft.items == plan.items
    assert screen.page.title.hasFocus() or screen.page.title.selectedText()
    screen.enter()
    next(row for row in screen.list.rows if row.plan.id == plan.id).archive.click()
    assert not studio.plans.kept[plan.id].archived


def test_a_list_that_cannot_be_read_says_so(screen: PlansScreen, studio: FakeStudio, plan: Plan) -> None:
    studio.failing["plans"] = ExpectedError(msg("数据库忙，请稍后再试。"))
    screen.enter()
    assert "数据库忙" in texts(screen)
    studio.failing.clear()
    press(screen, "再试一次")
    assert "第一周" in texts(screen)


# -- giving


@pytest.fixture
def dialog(qtbot: QtBot, studio: FakeStudio, theme: Theme, plan: Plan) -> Iterator[GiveDialog]:
    first, second = studio.people.led()[0], Cohort("k2", "二班", NOW)
    alone = replace(studio._profiles[2], id="alone", name="新来的", cohort_id="")
    people = People((first, second), (studio._profiles[1], studio._profiles[2], alone))
    lessons = {each.id: each for each in studio.library.lessons}
    given = (Given("g", plan.id, "k2", "", date(2026, 2, 1), NOW, ""),)
    parent = QWidget()
    qtbot.addWidget(parent)
    made = GiveDialog(plan, plan.title, people, given, lessons, date(2026, 3, 2), theme, parent)
    made.show()
    yield made  # its parent lives as long


def test_what_they_will_get_is_shown_with_its_dates(dialog: GiveDialog) -> None:
    assert not dialog.give.isEnabled()
    dialog.calendar.setSelectedDate(QDate(2026, 3, 9))
    shown = texts(dialog)
    assert "3 月 9 日" in shown and "3 月 12 日" in shown and "录 2 次" in shown
    assert dialog.start == date(2026, 3, 9)


def test_a_class_takes_its_members_along(dialog: GiveDialog, studio: FakeStudio) -> None:
    cohort = studio.people.led()[0]
    dialog.tick(studio._profiles[1].id)
    assert (dialog.cohort_ids, dialog.profile_ids) == ([], [studio._profiles[1].id])
    dialog.tick(cohort.id)
    assert (dialog.cohort_ids, dialog.profile_ids) == ([cohort.id], [])  # she gets it with the class
    dialog.tick("alone")
    assert dialog.profile_ids == ["alone"]
    assert "1 个班，1 个人，3 月 2 日开始" in texts(dialog)
    assert dialog.give.isEnabled()


def test_who_has_it_already_is_told(dialog: GiveDialog) -> None:
    item = dialog.tree.topLevelItem(1)
    assert item is not None and "2 月 1 日已布置" in item.text(0).replace("\u2068", "").replace("\u2069", "")


def test_the_tree_is_ticked_by_keyboard(qtbot: QtBot, dialog: GiveDialog, studio: FakeStudio) -> None:
    dialog.tree.setFocus()
    first = dialog.tree.topLevelItem(0)
    assert first is not None
    dialog.tree.setCurrentItem(first)
    qtbot.keyClick(dialog.tree, Qt.Key.Key_Space)
    assert dialog.cohort_ids == [studio.people.led()[0].id]


def test_giving_asks_saves_first_and_gives(
    screen: PlansScreen, studio: FakeStudio, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = studio.people.led()[0]

    def answer(dialog: GiveDialog) -> int:
        assert studio.plans.kept[plan.id].items[0].lesson_id == "jujube"
        dialog.tick(cohort.id)
        dialog.calendar.setSelectedDate(QDate.currentDate())
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(plan_page.GiveDialog, "exec", answer)
    screen.open_plan(plan.id)
    screen.page.board.rows[0].down.click()
    screen.page.give.click()
    assert ("give", plan.id, date.today(), [cohort.id], []) in studio.calls


def test_without_classes_and_trainees_there_is_a_sentence(
    qtbot: QtBot, screen: PlansScreen, studio: FakeStudio, plan: Plan
) -> None:
    studio.classes.cohorts.clear()
    studio._profiles[1:] = []
    screen.open_plan(plan.id)
    with qtbot.waitSignal(screen.failed) as caught:
        screen.page.give.click()
    assert "班级" in caught.args[0]
