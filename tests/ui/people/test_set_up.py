"""A centre begins: one page, and on to its people."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.people.values import ADMINISTRATOR
from app.practice.studio import Studio
from app.ui.screens.welcome import SetUpScreen
from app.ui.start_up import WindowKeeper
from app.ui.where import Place, Where
from tests.ui.people.conftest import PIN, id_of, open_window


@pytest.fixture
def keeper(application, home: Studio, jobs, theme, qtbot) -> WindowKeeper:
    made = open_window(application, home, jobs, theme)
    yield made
    made.window.close()


def open_set_up(keeper: WindowKeeper) -> SetUpScreen:
    keeper.window.go(Where(Place.SET_UP))
    return keeper.window.set_up


def test_a_first_start_leads_to_a_centre_with_the_keyboard_alone(
    keeper: WindowKeeper, home: Studio, qtbot
) -> None:
    home.change_settings(welcome_done=False)
    keeper.window.go(Where(Place.WELCOME))
    keeper.window.welcome.set_up_wanted.emit()
    page = keeper.window.set_up
    for line, text in ((page.centre, "喀什中心"), (page.name, "王老师"), (page.pin, PIN), (page.again, PIN)):
        assert page.focusWidget() is line
        line.insert(text)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    window = keeper.window
    assert window.where.place is Place.PEOPLE
    assert home.settings.welcome_done
    assert home.profile is not None and home.profile.role == ADMINISTRATOR
    adding = window.people.list.adding
    assert window.people.list.focusWidget() is adding.name  # the next thing to do
    adding.name.insert("努尔")
    qtbot.keyClick(adding.name, Qt.Key.Key_Return)
    adding.name.insert("阿丽")
    qtbot.keyClick(adding.name, Qt.Key.Key_Return)
    [cohort] = home.people.led()
    assert [each.name for each in home.people.profiles(cohort.id)] == ["努尔", "阿丽"]


@pytest.mark.parametrize(
    ("centre", "name", "pin", "again", "cohort", "said"),
    [
        ("", "王", PIN, PIN, "一班", "培训点"),
        ("中心", " ", PIN, PIN, "一班", "名字"),
        ("中心", "王", "12", "12", "一班", "4 到 12"),
        ("中心", "王", "1234", "1234", "一班", "太好猜"),
        ("中心", "王", PIN, "4072", "一班", "不一样"),
        ("中心", "王", PIN, PIN, " ", "班级"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(
    keeper: WindowKeeper, home: Studio, centre, name, pin, again, cohort, said
) -> None:
    page = open_set_up(keeper)
    for line, text in (
        (page.centre, centre),
        (page.name, name),
        (page.pin, pin),
        (page.again, again),
        (page.cohort, cohort),
    ):
        line.setText(text)
    page.set_up()
    assert said in page._error.text()
    assert home.people.centre() is None
    assert home.people.faces() == []


def test_somebody_known_sets_it_up_with_the_pin_she_has(keeper: WindowKeeper, home: Studio) -> None:
    home.create_profile("王老师", "zh")
    home.people.change_pin("", PIN)
    home.people.add("努尔", "ug")
    home.people.sign_out()
    page = open_set_up(keeper)
    page.who.setCurrentIndex(page.who.findData(id_of(home, "王老师")))
    assert page.name.isHidden() and page.pin.isHidden() and not page.old_pin.isHidden()
    page.centre.setText("中心")
    page.old_pin.setText("9182")
    page.set_up()
    assert "密码不对" in page._error.text()
    assert home.people.centre() is None
    page.old_pin.setText(PIN)
    page.set_up()
    assert home.people.centre() is not None
    assert keeper.window.where.place is Place.PEOPLE


def test_somebody_new_is_asked_for_a_name(keeper: WindowKeeper, home: Studio) -> None:
    home.people.add("努尔", "ug")
    page = open_set_up(keeper)
    assert page.who.currentText() == "努尔" and page.name.isHidden()
    page.who.setCurrentIndex(0)
    assert not page.name.isHidden() and page.old_pin.isHidden()


def test_back_leads_where_she_came_from(keeper: WindowKeeper, home: Studio) -> None:
    open_set_up(keeper).back_wanted.emit()
    assert keeper.window.where.place is Place.PROFILE
    home.change_settings(welcome_done=False)
    open_set_up(keeper).back_wanted.emit()
    assert keeper.window.where.place is Place.WELCOME
