"""The pages about a class, one of its members, and the centre."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Cohort
from app.practice.progress_statistics import Interval
from app.practice.progress_values import Outcome, PersonChange
from app.ui.jobs import Jobs
from app.ui.screens.class_progress import ClassProgressScreen
from app.ui.screens.class_progress.view import (
    class_summary,
    cohort_line,
    contrast_bar,
    difference_words,
    histogram,
    hour_table,
    member_line,
    outcome_dots,
    outcome_words,
    part_words,
    use_words,
    week_bars,
)
from app.ui.theme import Theme
from app.ui.widgets.states import StatePanel
from tests.ui.fake_progress import CONTRAST, FakeProgress
from tests.ui.fake_studio import NOW, FakeStudio


@pytest.fixture
def led(studio: FakeStudio, monkeypatch: pytest.MonkeyPatch) -> list[Cohort]:
    cohorts = [Cohort("k1", "一班", NOW), Cohort("k2", "二班", NOW)]
    monkeypatch.setattr(studio.people, "led", lambda: cohorts)
    return cohorts


@pytest.fixture
def screen(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, led: list[Cohort]
) -> ClassProgressScreen:
    made = ClassProgressScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1262, 740)
    made.show()
    return made


def texts(widget: object) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel))  # type: ignore[attr-defined]


def test_a_class_is_shown(screen: ClassProgressScreen, studio: FakeStudio) -> None:
    screen.open()
    assert ("class_progress", "k1") in studio.calls
    assert screen.cohort.people.rowCount() == 2
    assert "全班 2 人" in texts(screen.cohort)
    assert screen.cohort.sounds.heat.table.rows[1] == "zh"
    screen.cohort.sounds.heat.pressed.emit("zh", "ang")  # of a class there is nothing behind a cell
    assert not any(call[0] == "examples" for call in studio.calls)


def test_another_class_is_chosen(screen: ClassProgressScreen, studio: FakeStudio) -> None:
    screen.open()
    screen.cohort.classes.activated.emit(1)
    assert studio.calls[-1] == ("class_progress", "k2")


def test_a_class_that_she_no_longer_leads_gives_way_to_the_first(
    screen: ClassProgressScreen, studio: FakeStudio
) -> None:
    screen.open("gone")
    assert ("class_progress", "k1") in studio.calls


def test_a_person_is_opened_by_mouse_and_keyboard_and_left(
    qtbot: QtBot, screen: ClassProgressScreen, studio: FakeStudio
) -> None:
    screen.open()
    people = screen.cohort.people
    place = people.visualItemRect(people.item(0, 0)).center()
    QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert screen.currentWidget() is screen.person
    assert ("person", "nu") in studio.calls
    assert "努尔" in screen.person.title
    screen.escape()
    assert screen.currentWidget() is screen.cohort
    people.setCurrentCell(1, 0)
    QTest.keyClick(people, Qt.Key.Key_Return)
    assert ("person", "ali") in studio.calls
    screen.escape()
    with qtbot.waitSignal(screen.back_wanted):
        screen.escape()


def test_a_trainer_may_listen_and_not_open_or_practise(screen: ClassProgressScreen) -> None:
    screen.open("k1", "nu")
    assert screen.currentWidget() is screen.person
    sounds = screen.person.view.sounds
    sounds.heat.pressed.emit("zh", "ang")
    assert sounds.behind.isVisible() and not sounds.drill.isVisible()
    assert not any(
        each.isVisible() and each.text() == "打开" for each in sounds.findChildren(type(sounds.drill))
    )
    screen.escape()
    assert screen.currentWidget() is screen.cohort  # and it is filled
    assert screen.cohort.people.rowCount() == 2


def test_columns_are_sorted_by_what_they_mean(screen: ClassProgressScreen) -> None:
    screen.open()
    people = screen.cohort.people
    assert people.item(0, 0).text() == "\u2068努尔\u2069"
    people.sortItems(3, Qt.SortOrder.AscendingOrder)
    assert people.item(0, 0).text() == "\u2068阿里\u2069"


def test_nobody_yet(qtbot: QtBot, screen: ClassProgressScreen, studio: FakeStudio, led: list[Cohort]) -> None:
    whole = studio.progress.of_class
    studio.progress.of_class = replace(whole, members=())
    screen.open()
    assert "班里还没有学员" in screen.cohort.findChildren(StatePanel)[0].accessibleName()
    studio.progress.of_class = whole
    screen.open()  # filled again after it was empty
    qtbot.waitUntil(screen.cohort.people.isVisible)
    led.clear()
    screen.open()
    assert any("还没有带班" in each.accessibleName() for each in screen.cohort.findChildren(StatePanel))


def test_a_failure_offers_another_try(qtbot: QtBot, screen: ClassProgressScreen, studio: FakeStudio) -> None:
    studio.progress.error = ExpectedError(msg("硬盘满了。"))
    screen.open()
    [panel] = screen.cohort.findChildren(StatePanel)
    qtbot.waitUntil(panel.isVisible)
    studio.progress.error = None
    assert panel.action is not None
    panel.action.click()
    assert screen.cohort.people.rowCount() == 2


def test_the_centre(screen: ClassProgressScreen, studio: FakeStudio) -> None:
    screen.open()
    screen.open_centre()
    assert "最忙的是星期一" in screen.centre.use.text()
    assert screen.centre.hours.table.cells[0][screen.centre.hours.table.columns.index("12")] is not None
    assert "太少" in screen.centre.words.text()
    assert "人少，不算" in texts(screen.centre)
    studio.progress.of_centre = replace(studio.progress.of_centre, hours={}, outcomes=(), cohorts=())
    screen.centre.enter()
    assert not screen.centre.hours.isVisible() and not screen.centre.scatter.isVisible()


# words and numbers


@pytest.fixture
def fake(studio: FakeStudio) -> FakeProgress:
    return studio.progress


@pytest.mark.usefixtures("application")
def test_words_about_a_class(fake: FakeProgress) -> None:
    progress = fake.of_class
    assert "最近 7 天 1 人练了" in class_summary(progress)
    nu, ali = (member_line(each, progress.today) for each in progress.members)
    assert nu.texts[1:5] == ("3 天", "9 天", "20", "今天")
    assert "61 → 74" in nu.texts[5]
    assert ali.texts[1:] == ("–", "–", "0", "还没有", "–")
    assert part_words(progress.parts) == [
        "声母准确的：\u206650% → 70%\u2069（最早三周 100 次，最近三周 100 次）"
    ]
    assert [bar.text for bar in week_bars(progress)] == ["10", "10"]
    bar = contrast_bar(CONTRAST)
    assert (bar.label, bar.text) == ("z ↔ zh", "20%")
    assert "60 次里混了 12 次" in bar.told


@pytest.mark.usefixtures("application")
def test_before_and_after_is_told_as_carefully_as_it_is_known(fake: FakeProgress) -> None:
    progress = fake.of_class
    assert "只有 1 人" in difference_words(progress)
    unclear = replace(progress, difference=Interval(1.0, -2.0, 4.0))
    assert "还看不出来" in difference_words(unclear)
    clear = replace(progress, difference=Interval(3.0, 1.0, 5.0))
    assert "还看不出来" not in difference_words(clear) and "+3.0" in difference_words(clear)
    changes = tuple(PersonChange(str(i), 5, first, 100.0) for i, first in enumerate((0.0, 9.9, 10.0, 100.0)))
    found = histogram(replace(progress, changes=changes))
    assert found.first == (2, 1, 0, 0, 0, 0, 0, 0, 0, 1)
    assert found.last == (0, 0, 0, 0, 0, 0, 0, 0, 0, 4)


@pytest.mark.usefixtures("application")
def test_words_about_the_centre(fake: FakeProgress) -> None:
    centre = fake.of_centre
    assert "5 个工位" in use_words(centre)
    table = hour_table(centre)
    assert len(table.rows) == 7 and table.columns[0] == "8"
    [dot] = outcome_dots(centre)
    assert (dot.x, dot.y) == (60.0, 225.0)  # 900 yuan in four hours
    assert cohort_line(centre.cohorts[0])[4] == "人少，不算"
    many = tuple(Outcome(str(i), "k1", 1, 60, 100, 60.0) for i in range(12))
    none = replace(centre, outcomes=many, order=Interval(0.1, -0.5, 0.6))
    assert "看不出练得多" in outcome_words(none)
    for order in (Interval(0.7, 0.3, 0.9), Interval(-0.7, -0.9, -0.3)):
        assert "这不说明是练习" in outcome_words(replace(centre, outcomes=many, order=order))
    assert "还没有人记过" in outcome_words(replace(centre, outcomes=()))
