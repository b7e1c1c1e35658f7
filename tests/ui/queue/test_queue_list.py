"""The list of takes that wait."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.speech.values import TakeStatus
from app.ui.screens.queue import list_page
from app.ui.screens.queue.list_page import QueuePage
from tests.ui.queue.conftest import Centre, Open, clear_score


def listed(page: QueuePage) -> list[tuple[str, str]]:
    return [(row.row.name, row.reason) for row in page.takes]


def test_sorted_by_need_with_the_reason_on_each(centre: Centre, open_queue: Open) -> None:
    for n in range(6):
        centre.add(f"usual{n}", "努尔")
    centre.add("low", "努尔", score=clear_score(51.0))
    off_task = dataclasses.replace(clear_score(), status=TakeStatus.OFF_TASK, total=None)
    centre.add("off", "阿里", score=off_task)
    centre.add("talk", "阿里", score=None, free=True)
    centre.add("asked", "王芳")
    centre.sign_in("王芳")
    centre.studio.reviews.ask("asked", "读得太快了吗")
    centre.sign_in("王老师")
    page = open_queue().list
    assert listed(page)[:4] == [
        ("王芳", "问：\u2068读得太快了吗\u2069"),
        ("阿里", "没有打分：听到的不是这一句"),
        ("努尔", "\u206851\u2069 分，平时 \u206880\u2069 分左右"),
        ("阿里", "自己的话，电脑不打分"),
    ]
    headings = [each.text() for each in page.findChildren(QLabel) if each.property("role") == "section"]
    assert [each.replace("\u2068", "").replace("\u2069", "") for each in headings] == [
        "请您听的（1）",
        "电脑拿不准的（1）",
        "比平时差很多的（1）",
        "自由试讲（1）",
        "新录的（6）",
    ]
    assert page.total == 10


def test_by_class_and_person(centre: Centre, open_queue: Open) -> None:
    for name in ("努尔", "阿里", "王芳"):
        centre.add(name, name)
    screen = open_queue()
    page = screen.list
    assert [page.classes.itemText(i).strip("\u2068\u2069") for i in range(page.classes.count())] == [
        "所有的班",
        "一班",
        "二班",
    ]
    page.classes.setCurrentIndex(1)
    page.classes.activated.emit(1)
    assert {name for name, _ in listed(page)} == {"努尔", "阿里"}
    assert page.persons.count() == 3
    page.persons.setCurrentIndex(page.persons.findData(centre.people["阿里"]))
    page.persons.activated.emit(1)
    assert {name for name, _ in listed(page)} == {"阿里"}
    screen.enter("", centre.people["王芳"])
    assert {name for name, _ in listed(page)} == {"王芳"}
    assert page.persons.currentData() == centre.people["王芳"]
    page.show_everybody()
    assert len(page.takes) == 3


def test_nothing_to_hear_is_said(centre: Centre, open_queue: Open) -> None:
    page = open_queue().list
    assert page.begin.isHidden()
    assert "都听完了。" in [each.text() for each in page.findChildren(QLabel)]


def test_more_are_read_when_asked_for(
    centre: Centre, open_queue: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_page, "PAGE", 2)
    for n in range(5):
        centre.add(f"a{n}", "努尔")
    page = open_queue().list
    assert len(page.takes) == 2 and page.total == 5
    page.more.click()
    assert [row.row.attempt_id for row in page.takes] == ["a4", "a3", "a2", "a1"]
    page.more.click()
    assert len(page.takes) == 5


def test_a_row_opens_its_take(centre: Centre, open_queue: Open, qtbot: QtBot) -> None:
    centre.add("first", "努尔")
    centre.add("second", "努尔")
    screen = open_queue()
    qtbot.mouseClick(screen.list.takes[1], Qt.MouseButton.LeftButton)
    assert screen.inside and screen.page.row is not None and screen.page.row.attempt_id == "first"
    screen.page.escape()
    assert not screen.inside


def test_a_trainee_is_told_that_it_is_not_hers(centre: Centre, open_queue: Open) -> None:
    centre.sign_in("努尔")
    page = open_queue().list
    assert page.takes == [] and page.begin.isHidden()
    assert any("教师" in each.text() for each in page.findChildren(QLabel))
