from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import TRAINER, Centre
from app.speech.values import Strictness
from app.ui.jobs import Jobs
from app.ui.screens.settings import SettingsScreen
from app.ui.theme import DARK, LIGHT
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import NOW, FakeStudio


@pytest.fixture
def screen(studio: FakeStudio, jobs: Jobs, theme, qtbot) -> SettingsScreen:
    made = SettingsScreen(studio, jobs, theme)
    qtbot.addWidget(made)
    made.enter()
    made.show()
    return made


def choose(box, data: object) -> None:
    index = box.findData(data)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def test_choices_are_saved_at_once(screen: SettingsScreen, studio: FakeStudio) -> None:
    choose(screen.look.look, "dark")
    choose(screen.look.scale, 1.15)
    choose(screen.sound.countdown, 5)
    choose(screen.sound.speaker, "alsa:out")
    choose(screen.sound.test.devices, "alsa:USB")
    screen.look.calm.setChecked(False)
    now = studio.settings
    assert (now.theme, now.font_scale, now.countdown_seconds) == ("dark", 1.15, 5)
    assert (now.output_device, now.input_device, now.reduced_motion) == ("alsa:out", "alsa:USB", False)


def test_the_look_changes_at_once(screen: SettingsScreen, studio: FakeStudio, theme) -> None:
    screen.look_changed.connect(lambda: theme.apply(studio.settings))
    choose(screen.look.look, "dark")
    assert theme.colours is DARK
    choose(screen.look.look, "light")
    assert theme.colours is LIGHT


def test_a_setting_that_cannot_be_saved_is_said(screen: SettingsScreen, studio: FakeStudio) -> None:
    told: list[str] = []
    screen.failed.connect(told.append)
    screen.done.connect(told.append)
    studio.failing["change_settings"] = ExpectedError(msg("设置没能保存。"))
    choose(screen.sound.countdown, 10)
    assert told == ["设置没能保存。"]


def test_importing_a_model_shows_progress_and_can_be_stopped(
    studio: FakeStudio, theme, qtbot, application, hand: HandExecutor
) -> None:
    screen = SettingsScreen(studio, Jobs(hand), theme)
    qtbot.addWidget(screen)
    screen.show()
    told: list[str] = []
    screen.failed.connect(told.append)
    screen.done.connect(told.append)
    screen.model.import_file(Path("big.zip"))
    assert screen.model.panel.isVisible()
    screen.model.panel.stop()
    hand.wait()
    assert told == ["已停止。"]
    assert not screen.model.panel.isVisible()
    screen.model.import_file(Path("big.zip"))
    hand.wait()
    assert "kaibo-small" in told[-1]


def test_another_model_is_loaded_in_the_background(screen: SettingsScreen, studio: FakeStudio) -> None:
    choose(screen.model.choice, "kaibo-small")
    assert ("use_model", "kaibo-small") in studio.calls
    assert screen.model.choice.isEnabled()


def test_a_model_that_does_not_load_is_said(screen: SettingsScreen, studio: FakeStudio) -> None:
    told: list[str] = []
    screen.failed.connect(told.append)
    screen.done.connect(told.append)
    studio.failing["use_model"] = ExpectedError(msg("这个模型不完整。"))
    choose(screen.model.choice, "kaibo-small")
    assert told == ["这个模型不完整。"]
    assert screen.model.choice.currentData() == ""


def test_backups_can_be_made_and_asked_back(screen: SettingsScreen, studio: FakeStudio) -> None:
    told: list[str] = []
    wanted: list[object] = []
    screen.failed.connect(told.append)
    screen.done.connect(told.append)
    screen.restore_wanted.connect(wanted.append)
    screen.data.make_backup()
    assert "备份好了。" in told
    screen.data._restore.click()
    assert wanted == studio.database.backups()


def test_export_tells_how_much_was_written(screen: SettingsScreen, studio: FakeStudio) -> None:
    told: list[str] = []
    screen.failed.connect(told.append)
    screen.done.connect(told.append)
    screen.data.export_to(Path("out.zip"))
    assert ("export", Path("out.zip")) in studio.calls
    assert "3" in told[-1]


def test_leaving_lets_go_of_the_microphone(screen: SettingsScreen, studio: FakeStudio) -> None:
    screen.sound.test.start()
    assert studio.microphone_open
    screen.leave()
    assert not studio.microphone_open


def test_export_says_which_recordings_are_gone(screen: SettingsScreen, studio: FakeStudio) -> None:
    failures: list[str] = []
    screen.failed.connect(failures.append)
    studio.missing = ("a0", "a1")
    screen.data.export_to(Path("out.zip"))
    assert len(failures) == 1
    assert "2" in failures[0]


@pytest.mark.parametrize(
    ("typed", "written"), [("mine", "mine.zip"), ("mine.ZIP", "mine.ZIP"), ("March.2026", "March.2026.zip")]
)
def test_an_export_is_always_a_zip_and_overwriting_is_not_promised(
    screen: SettingsScreen,
    studio: FakeStudio,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    typed: str,
    written: str,
) -> None:
    asked: list[QFileDialog.Option] = []

    def choose_name(*_arguments: object, options: QFileDialog.Option) -> tuple[str, str]:
        asked.append(options)
        return str(tmp_path / typed), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose_name)
    screen.data._ask_export()
    assert ("export", tmp_path / written) in studio.calls
    assert asked == [QFileDialog.Option.DontConfirmOverwrite]


def test_at_home_she_chooses_her_class_and_sees_how_strictly_it_is_judged(
    screen: SettingsScreen, studio: FakeStudio
) -> None:
    card = screen.classes
    assert not card.isHidden() and card.people.isHidden()
    assert "标准" in card.sentence
    studio.classes.add("一班")
    studio.classes.set_strictness("c0", Strictness.LENIENT)
    card.load()
    choose(card.cohort, "c0")
    assert studio.profile is not None and studio.profile.cohort_id == "c0"
    assert card.sentence == "评分的严格程度：宽松（由教师设定）"
    assert card.cohort.isEnabled()


def test_in_a_centre_only_her_trainers_move_her(screen: SettingsScreen, studio: FakeStudio) -> None:
    here = studio.profile
    assert here is not None
    studio.people.set_up("中心", "一班", "4071", name="王老师")
    studio.people.move([here.id], "c0")
    studio.people.sign_in(here.id)
    screen.classes.load()
    assert not screen.classes.cohort.isEnabled()
    assert "请找教师" in screen.classes.sentence


def test_a_trainer_finds_the_way_to_the_people(screen: SettingsScreen, studio: FakeStudio) -> None:
    asked: list[bool] = []
    screen.people_wanted.connect(lambda: asked.append(True))
    studio.people.set_up("中心", "一班", "4071", name="王老师")
    screen.classes.load()
    screen.classes.people.click()
    assert asked == [True]


def test_she_sets_changes_and_drops_her_pin(screen: SettingsScreen, studio: FakeStudio) -> None:
    told: list[str] = []
    screen.done.connect(told.append)
    here = studio.profile
    assert here is not None
    dialog = screen.classes.ask_pin()
    assert dialog is not None
    dialog.new.setText("1234")
    dialog.again.setText("1234")
    dialog.keep()
    assert "太好猜" in dialog.sentence
    dialog.new.setText("4071")
    dialog.again.setText("4072")
    dialog.keep()
    assert "不一样" in dialog.sentence
    dialog.again.setText("4071")
    dialog.keep()
    assert studio.people.pins == {here.id: "4071"}
    dialog = screen.classes.ask_pin()
    assert dialog is not None and not dialog.remove.isHidden()
    dialog.old.setText("9999")
    dialog.remove.click()
    assert "密码不对" in dialog.sentence
    dialog.old.setText("4071")
    dialog.remove.click()
    assert studio.people.pins == {}
    assert told == ["密码设好了。", "以后不用密码了。"]


def test_nobody_signed_in_has_no_card(screen: SettingsScreen, studio: FakeStudio) -> None:
    studio.people.sign_out()
    screen.classes.load()
    assert screen.classes.isHidden()


def test_in_a_centre_model_and_voices_are_the_trainers(screen: SettingsScreen, studio: FakeStudio) -> None:
    assert screen.model.isVisible() and screen.voices.isVisible()
    studio.people.made = Centre("喀什中心", NOW)
    screen.enter()
    assert not screen.model.isVisible() and not screen.voices.isVisible()
    assert studio.profile is not None
    studio.profile = dataclasses.replace(studio.profile, role=TRAINER)
    screen.enter()
    assert screen.model.isVisible() and screen.voices.isVisible()
    studio.profile = None
    screen.enter()
    assert not screen.model.isVisible()
