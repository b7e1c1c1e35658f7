"""Coming in and going out: faces, PINs, languages, and nothing left of who was here before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import i18n
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.studio import Studio
from app.practice.take import TakeState
from app.ui.jobs import Jobs
from app.ui.screens.profile.entry import Entry
from app.ui.start_up import WindowKeeper, window_language
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.fake_studio import FakeStudio
from tests.ui.people.conftest import PIN, id_of, open_studio, open_window


@pytest.fixture
def keeper(
    application: QApplication, centre: Studio, jobs: Jobs, theme: Theme, qtbot
) -> Iterator[WindowKeeper]:
    """The centre's window, with nobody signed in."""
    centre.people.sign_out()
    centre.change_settings(profile_id="")
    made = open_window(application, centre, jobs, theme)
    yield made
    made.window.close()


def face(keeper: WindowKeeper, name: str) -> None:
    """Press somebody's face."""
    faces = keeper.window.profile.faces
    assert faces is not None
    next(each for each in faces.tiles if each.face.name == name).click()


def entry(keeper: WindowKeeper) -> Entry:
    made = keeper.window.profile.entry
    assert made is not None
    return made


def type_pin(keeper: WindowKeeper, pin: str, qtbot) -> None:
    pad = entry(keeper).pad
    for digit in pin:
        qtbot.keyClick(pad, digit)
    qtbot.keyClick(pad, Qt.Key.Key_Return)


def test_nobody_sees_anything_of_anybody(keeper: WindowKeeper) -> None:
    window = keeper.window
    assert window.where.place is Place.PROFILE
    shown = {place for place, each in window.rail.buttons.items() if not each.isHidden()}
    assert shown == {Place.PROFILE, Place.SETTINGS}
    for place in (Place.TODAY, Place.PROGRESS, Place.LIVE, Place.PEOPLE, Place.TEACH):
        window.go(Where(place))
        assert window.where.place is Place.PROFILE


def test_a_click_is_enough_without_a_pin(keeper: WindowKeeper) -> None:
    face(keeper, "努尔")
    assert keeper.window.where.place is Place.TODAY
    assert keeper.window.rail.buttons[Place.PROFILE].text() == "努尔"
    assert not keeper.window.rail.buttons[Place.TODAY].isHidden()
    assert keeper.window.rail.buttons[Place.TEACH].isHidden()


def test_a_pin_is_asked_for_and_a_wrong_one_keeps_her_out(keeper: WindowKeeper, qtbot) -> None:
    face(keeper, "王老师")
    type_pin(keeper, "9182", qtbot)
    assert "密码不对" in entry(keeper).pad.sentence
    assert keeper._studio.profile is None
    type_pin(keeper, PIN, qtbot)
    assert keeper.window.where.place is Place.TEACH


def test_after_wrong_tries_the_pad_waits(keeper: WindowKeeper, qtbot) -> None:
    face(keeper, "王老师")
    for _ in range(3):
        type_pin(keeper, "9182", qtbot)
    pad = entry(keeper).pad
    assert pad.waiting
    assert "0:05" in pad.sentence
    type_pin(keeper, PIN, qtbot)  # not looked at: the pad takes no keys
    assert keeper._studio.profile is None
    keeper.window.profile.escape()
    face(keeper, "王老师")
    type_pin(keeper, PIN, qtbot)  # going back and coming again does not shorten the wait
    assert entry(keeper).pad.waiting
    assert keeper._studio.profile is None


def test_with_a_starting_pin_she_chooses_her_own(keeper: WindowKeeper, centre: Studio, qtbot) -> None:
    centre.people.sign_in(id_of(centre, "王老师"), PIN)
    starting = centre.people.reset_pin(id_of(centre, "努尔"))
    centre.people.sign_out()
    keeper.window.profile.enter()
    face(keeper, "努尔")
    type_pin(keeper, starting, qtbot)
    assert "4 到 12 位" in entry(keeper).pad.sentence
    type_pin(keeper, "1234", qtbot)
    assert "太好猜" in entry(keeper).pad.sentence
    type_pin(keeper, "8305", qtbot)
    type_pin(keeper, "8306", qtbot)
    assert "不一样" in entry(keeper).pad.sentence
    type_pin(keeper, "8305", qtbot)
    type_pin(keeper, "8305", qtbot)
    assert keeper.window.where.place is Place.TODAY
    assert centre.people.sign_in(id_of(centre, "努尔"), "8305").name == "努尔"


def test_where_everybody_must_have_a_pin_she_chooses_one_at_the_door(
    keeper: WindowKeeper, centre, qtbot
) -> None:
    centre.people.sign_in(id_of(centre, "王老师"), PIN)
    centre.people.change_centre(pins_required=True)
    centre.people.sign_out()
    face(keeper, "努尔")
    type_pin(keeper, "8305", qtbot)
    type_pin(keeper, "8305", qtbot)
    assert centre.profile is not None
    assert centre.people.has_pin(centre.profile.id)


def test_a_trainer_without_a_pin_is_told_whom_to_ask(keeper: WindowKeeper, centre: Studio, tmp_path) -> None:
    centre.people.sign_in(id_of(centre, "王老师"), PIN)
    roster = tmp_path / "名单.csv"
    roster.write_text("姓名,角色\n李老师,教师\n", encoding="utf-8")
    centre.people.rosters.apply(centre.people.rosters.read(roster))
    centre.people.sign_out()
    keeper.window.profile.enter()
    face(keeper, "李老师")
    assert centre.profile is None
    failure = keeper.window.profile._failure
    assert not failure.isHidden()
    assert "管理员" in failure.text()


def test_the_way_out_of_a_forgotten_pin_is_one_that_there_is(keeper: WindowKeeper, centre: Studio) -> None:
    face(keeper, "王老师")
    assert "kaibo people reset-pin" in entry(keeper)._forgotten.text()
    centre.people.sign_in(id_of(centre, "王老师"), PIN)
    centre.people.reset_pin(id_of(centre, "努尔"))
    centre.people.sign_out()
    keeper.window.profile.enter()
    face(keeper, "努尔")
    assert "教师" in entry(keeper)._forgotten.text()


def test_the_window_speaks_her_language_while_she_is_here(keeper: WindowKeeper, centre: Studio) -> None:
    face(keeper, "阿丽")
    assert i18n.language() == "ug"
    assert keeper.window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    keeper.window.go(Where(Place.PROFILE))
    keeper.window.profile.sign_out()
    assert i18n.language() == "zh_CN"
    assert keeper.window.where.place is Place.PROFILE
    face(keeper, "努尔")
    assert i18n.language() == "zh_CN"


def test_the_language_she_chooses_in_a_centre_is_hers(keeper: WindowKeeper, centre: Studio) -> None:
    face(keeper, "努尔")
    keeper.change_language("kk")
    assert i18n.language() == "kk"
    assert centre.settings.language == "zh_CN"
    assert centre.people.profile(id_of(centre, "努尔")).language == "kk"
    keeper.window.profile.sign_out()
    assert i18n.language() == "zh_CN"


def test_who_goes_leaves_nothing_behind(keeper: WindowKeeper, centre: Studio) -> None:
    face(keeper, "努尔")
    hers = keeper.window
    hers.go(Where(Place.PROGRESS))
    hers.go(Where(Place.PROFILE))
    hers.profile.sign_out()
    assert centre.profile is None
    assert centre.settings.profile_id == ""
    assert keeper.window is not hers
    face(keeper, "阿丽")
    assert centre.profile is not None and centre.profile.name == "阿丽"


def test_who_was_here_last_finds_the_pad_ready(
    application, centre: Studio, own_home: Path, jobs, theme, qtbot
) -> None:
    centre.close()
    again = open_studio(own_home)
    keeper = open_window(application, again, jobs, theme)
    assert again.profile is None
    assert keeper.window.where.place is Place.PROFILE
    type_pin(keeper, PIN, qtbot)
    assert again.profile is not None and again.profile.name == "王老师"
    keeper.window.close()
    again.close()


def test_at_the_start_the_window_is_in_the_language_of_who_is_here(home: Studio) -> None:
    nur = home.create_profile("努尔", "ug")
    assert window_language(home) == "zh_CN"
    home.people.change(nur.id, language="ug")
    home.people.sign_in(nur.id)
    assert window_language(home) == "ug"
    home.people.sign_out()
    assert window_language(home) == "zh_CN"


def test_at_home_everything_is_a_click(application, home: Studio, jobs, theme, qtbot) -> None:
    home.people.add("努尔", "ug")
    home.people.add("阿丽", "kk")
    keeper = open_window(application, home, jobs, theme)
    face(keeper, "阿丽")
    assert home.profile is not None and home.profile.name == "阿丽"
    keeper.window.go(Where(Place.PROFILE))
    assert keeper.window.profile.out.isHidden()  # nobody signs out at home
    face(keeper, "努尔")
    assert home.profile.name == "努尔"
    keeper.change_language("en")
    assert home.settings.language == "en"
    keeper.window.close()


def test_a_take_that_runs_is_kept_before_she_goes(application, jobs, theme, qtbot) -> None:
    studio = FakeStudio()
    keeper = WindowKeeper(application, studio, jobs, theme)
    keeper.start()
    keeper.window.practise("tones", "buy")
    keeper.window.practice.rehearsal.press()
    assert studio.take_state is TakeState.RECORDING
    keeper.window.go(Where(Place.PROFILE))
    assert studio.take_state is TakeState.SCORING
    keeper.window.profile.sign_out()
    assert studio.profile is None
    assert "discard_take" not in [call[0] for call in studio.calls]
    studio.fail_scoring(ExpectedError(msg("录音已经存好，在本人的记录里。")))
    assert "录音已经存好，在本人的记录里。" in keeper.window.notices.sentences
    keeper.window.close()
