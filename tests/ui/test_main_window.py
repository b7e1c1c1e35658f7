from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget
from shiboken6 import isValid

from app import i18n
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.take import TakeState
from app.storage.values import Backup, BackupKind
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.rescue import RescueDialog
from app.ui.start_up import WindowKeeper
from app.ui.theme import Theme
from app.ui.where import Place, Where
from app.ui.widgets import notice_bar
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import NOW, FakeStudio, FakeTake


@pytest.fixture
def window(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot) -> MainWindow:
    made = MainWindow(studio, jobs, theme)
    qtbot.addWidget(made)
    made.go(Where(Place.TODAY))
    made.show()
    return made


@pytest.fixture
def keeper(application: QApplication, studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot) -> WindowKeeper:
    made = WindowKeeper(application, studio, jobs, theme)
    qtbot.addWidget(made.window)
    return made


def press(root: QWidget, text: str) -> None:
    QApplication.processEvents()  # what was just put into a layout is shown by then
    found = [each for each in root.findChildren(QPushButton) if each.isVisible() and text in each.text()]
    assert found, f"no button says {text!r}"
    found[0].click()


def names(studio: FakeStudio) -> list[str]:
    return [call[0] for call in studio.calls]


def test_today_goes_on_where_she_stopped(window: MainWindow) -> None:
    window.studio.see_lesson("tones", 0)
    window.go_home()
    press(window.page(), "继续")
    assert window.where == Where(Place.PRACTISE, "tones", "buy")
    assert window.page() is window.practice
    assert window.rail.buttons[Place.PRACTISE].isChecked()


def test_a_first_time_trainee_begins_with_the_first_lesson(window: MainWindow, studio, jobs, theme) -> None:
    first = MainWindow(FakeStudio(attempts=0), jobs, theme)
    first.go(Where(Place.TODAY))
    first.show()
    press(first.page(), "开始")
    assert first.where == Where(Place.LEARN, "tones")
    first.close()


def test_the_way_through_a_lesson(window: MainWindow, studio: FakeStudio) -> None:
    window.go(Where(Place.LEARN, "jujube"))
    press(window.page(), "开始说")
    assert window.where == Where(Place.PRACTISE, "jujube", "origin")
    assert ("see_lesson", "jujube", 1) in studio.calls
    window.practice.next_wanted.emit("jujube", "origin")
    assert window.where == Where(Place.PRACTISE, "jujube", "taste")
    window.practice.next_wanted.emit("jujube", "taste")
    assert window.where == Where(Place.LEARN, "jujube", step=3)
    assert window.page() is window.lesson
    press(window.page(), "看看下一步")
    assert window.where.place is Place.TODAY
    assert studio.lessons_seen()["jujube"].steps == {0, 1, 2}


def test_the_mock_test_is_opened_from_the_lessons(window: MainWindow) -> None:
    window.go(Where(Place.LEARN))
    press(window.page(), "看一看")
    assert window.where == Where(Place.EXAM)
    assert window.page() is window.exam
    window.go_back()
    assert window.where == Where(Place.LEARN)


def test_back_from_a_prompt_leads_to_its_lesson_then_home(window: MainWindow) -> None:
    window.practise("jujube", "taste")
    window.go_back()
    assert window.where == Where(Place.LEARN, "jujube", step=2)
    window.go_back()
    assert window.where == Where(Place.LEARN)
    window.go_back()
    assert window.where == Where(Place.TODAY)


def test_the_keyboard_goes_everywhere(window: MainWindow, qtbot) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for digit, place in (
        ("2", Place.LEARN),
        ("3", Place.PRACTISE),
        ("9", Place.SETTINGS),
        ("1", Place.TODAY),
    ):
        qtbot.keyClick(window, digit, Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda place=place: window.where.place is place)
    window.go(Where(Place.SETTINGS))
    qtbot.keyClick(window, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.where.place is Place.TODAY)
    assert window.page().isAncestorOf(window.focusWidget())


@pytest.fixture
def active(window: MainWindow, qtbot) -> MainWindow:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def escape(window: MainWindow, qtbot) -> None:
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)


@pytest.mark.parametrize("from_the_rail", [False, True])
def test_escape_ends_the_take_before_it_leaves_the_page(
    active: MainWindow, studio: FakeStudio, qtbot, from_the_rail: bool
) -> None:
    active.practise("tones", "buy")
    active.practice.rehearsal.press()
    assert studio.take_state is TakeState.RECORDING
    if from_the_rail:
        active.rail.buttons[Place.PRACTISE].setFocus()
    escape(active, qtbot)
    assert "stop_take" in names(studio)
    assert active.where.place is Place.PRACTISE
    studio.finish_scoring()
    escape(active, qtbot)
    assert active.where == Where(Place.LEARN, "tones", step=2)
    escape(active, qtbot)
    escape(active, qtbot)
    assert active.where == Where(Place.TODAY)


@pytest.mark.parametrize("from_the_rail", [False, True])
def test_escape_closes_an_opened_attempt_first(active: MainWindow, qtbot, from_the_rail: bool) -> None:
    active.go(Where(Place.PROGRESS))
    active.history.open_attempt("a1")
    assert active.history.shows_attempt
    if from_the_rail:
        active.rail.buttons[Place.PROGRESS].setFocus()
    escape(active, qtbot)
    assert not active.history.shows_attempt
    assert active.where.place is Place.PROGRESS
    escape(active, qtbot)
    assert active.where.place is Place.TODAY


def test_a_failure_in_the_history_is_shown(window: MainWindow, studio: FakeStudio) -> None:
    window.go(Where(Place.PROGRESS))
    studio.failing["attempt"] = ExpectedError(msg("这次练习读不出来。"))
    window.history.open_attempt("a1")
    assert window.notices.sentences == ["这次练习读不出来。"]


def test_practise_opens_the_prompt_said_last(window: MainWindow) -> None:
    window.go(Where(Place.PRACTISE))
    assert window.where == Where(Place.PRACTISE, "tones", "ma")


def test_nobody_practises_without_saying_who(jobs, theme, qtbot) -> None:
    window = MainWindow(FakeStudio(profiles=0), jobs, theme)
    qtbot.addWidget(window)
    window.go(Where(Place.PRACTISE))
    assert window.where.place is Place.PROFILE


def test_leaving_the_page_keeps_a_running_take(window: MainWindow, studio: FakeStudio) -> None:
    window.practise("tones", "buy")
    studio.start_take(window.studio.library.lesson("tones").prompts[1], "tones", window.practice)
    studio.take_state = TakeState.RECORDING
    window.go(Where(Place.TODAY))
    assert any("已经保存" in sentence for sentence in window.notices.sentences)
    assert "discard_take" not in names(studio)


def test_a_failure_of_the_store_is_visible_and_can_be_tried_again(window: MainWindow, studio) -> None:
    studio.failing["daily"] = ExpectedError(msg("成绩数据库打不开。"))
    window.go(Where(Place.TODAY))
    texts = [each.accessibleName() for each in window.page().findChildren(QWidget)]
    assert "成绩数据库打不开。" in texts
    del studio.failing["daily"]
    press(window.page(), "再试一次")
    press(window.page(), "继续")


def test_a_result_can_be_opened_from_today(window: MainWindow, studio: FakeStudio) -> None:
    press(window.page(), "看结果")
    assert window.page() is window.practice
    assert ("attempt", "a0") in studio.calls


def choose_face(keeper: WindowKeeper, name: str) -> None:
    faces = keeper.window.profile.faces
    next(each for each in faces.tiles if each.face.name == name).click()


def test_choosing_another_profile_changes_who_is_greeted(application, jobs, theme, qtbot) -> None:
    studio = FakeStudio(profiles=3)
    keeper = WindowKeeper(application, studio, jobs, theme)
    keeper.window.go(Where(Place.PROFILE))
    keeper.window.show()
    old = keeper.window
    choose_face(keeper, "王芳")
    window = keeper.window
    qtbot.addWidget(window)
    assert window is not old  # nothing of who was here before is left in it
    assert window.where.place is Place.TODAY
    assert "王芳" in window.page().title
    assert window.rail.buttons[Place.PROFILE].text() == "王芳"


def test_a_new_profile_needs_a_name(keeper: WindowKeeper, studio: FakeStudio, qtbot) -> None:
    window = keeper.window
    window.go(Where(Place.PROFILE))
    window.show()
    press(window.page(), "加入并开始")
    assert "create_profile" not in names(studio)
    window.profile.form.name.setText("  古丽  ")
    press(window.page(), "加入并开始")
    qtbot.addWidget(keeper.window)
    assert ("create_profile", "古丽", "ug") in studio.calls
    assert keeper.window.where.place is Place.TODAY


def test_the_window_remembers_its_size(window: MainWindow, studio, jobs, theme, qtbot) -> None:
    window.resize(1111, 666)  # wider than the offscreen screen, which only the height survives
    window.close()
    again = MainWindow(studio, jobs, theme)
    qtbot.addWidget(again)
    assert again.height() == 666


def test_the_welcome_asks_language_name_and_microphone(application: QApplication, jobs, theme, qtbot) -> None:
    studio = FakeStudio(profiles=0, attempts=0)
    keeper = WindowKeeper(application, studio, jobs, theme)
    keeper.start()
    window = keeper.window
    assert window.where.place is Place.WELCOME
    assert not window.rail.isVisible()
    press(window.page(), "下一步")
    window.welcome.form.name.setText("阿依古丽")
    press(window.page(), "下一步")
    press(window.page(), "直接开始")
    assert studio.settings.welcome_done
    assert window.where.place is Place.TODAY
    assert window.rail.isVisible()
    window.close()


def test_the_language_changes_while_the_window_is_open(keeper: WindowKeeper, studio: FakeStudio) -> None:
    keeper.start()
    keeper.window.go(Where(Place.SETTINGS))
    old = keeper.window
    old.settings.look.language_chosen.emit("ug")
    assert studio.settings.language == i18n.language() == "ug"
    assert keeper.window is not old
    assert keeper.window.where.place is Place.SETTINGS
    assert keeper.window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    keeper.window.close()


def test_the_welcome_stays_at_its_step_when_the_language_changes(application, jobs, theme) -> None:
    studio = FakeStudio(profiles=0, attempts=0)
    keeper = WindowKeeper(application, studio, jobs, theme)
    keeper.start()
    press(keeper.window.page(), "English")
    assert i18n.language() == "en"
    assert keeper.window.where.place is Place.WELCOME
    keeper.window.close()


def test_notices_are_shown_and_can_be_put_away(keeper: WindowKeeper, studio: FakeStudio) -> None:
    studio.notices = (msg("模型 {name} 损坏，改用自带的。", name="big"),)
    keeper.start()
    (sentence,) = keeper.window.notices.sentences
    assert "big" in sentence
    keeper.window.notices.dismiss(sentence)
    assert not keeper.window.notices.isVisible()
    keeper.window.close()


def test_a_confirmation_goes_away_by_itself(window: MainWindow, qtbot, monkeypatch) -> None:
    monkeypatch.setattr(notice_bar, "PASSING_MS", 10)
    window.go(Where(Place.SETTINGS))
    window.settings.data.make_backup()
    assert window.notices.sentences == ["备份好了。"]
    qtbot.waitUntil(lambda: not window.notices.sentences)
    assert not window.notices.isVisible()


def test_a_model_that_cannot_be_loaded_is_said(keeper: WindowKeeper, studio: FakeStudio) -> None:
    studio.failing["warm_up"] = ExpectedError(msg("语音模型读不出来。"))
    keeper.start()
    assert "语音模型读不出来。" in keeper.window.notices.sentences
    keeper.window.close()


def test_rescued_takes_are_offered(keeper: WindowKeeper, studio: FakeStudio) -> None:
    whose = ({"profile_id": "p0"}, {"profile_id": "somebody gone"})
    takes = [FakeTake(f"t{i}", {"text": "红枣", **whose[i]}, NOW, 2.0, Path("t")) for i in range(2)]
    studio.rescued_takes = list(takes)
    keeper.start()
    dialog = keeper.window.findChild(RescueDialog)
    assert dialog is not None
    labels = [each.text() for each in dialog.findChildren(QLabel)]
    assert any("阿依古丽" in each for each in labels)
    assert any("不知道是谁录的" in each for each in labels)
    press(dialog, "听一听")
    assert studio.playing
    press(dialog, "留下并评分")
    assert not studio.playing
    assert ("keep_rescued", "t0") in studio.calls
    press(dialog, "删掉")
    assert "discard_rescued" not in names(studio)  # she is asked first
    press(dialog.findChildren(QMessageBox)[-1], "留着")
    assert "discard_rescued" not in names(studio)
    press(dialog, "删掉")
    press(dialog.findChildren(QMessageBox)[-1], "删除")
    assert ("discard_rescued", "t1") in studio.calls
    assert not dialog.isVisible()
    assert not keeper.window.notices.sentences  # both are dealt with, there is nothing to add
    keeper.window.close()


def test_a_rescued_take_without_a_score_is_said_to_be_kept(keeper: WindowKeeper, studio: FakeStudio) -> None:
    studio.rescued_takes = [FakeTake("t", {}, NOW, 2.0, Path("t"))]
    keeper.start()
    press(keeper.window.findChild(RescueDialog), "留下")
    assert any("还没有评分" in sentence for sentence in keeper.window.notices.sentences)
    keeper.window.close()


def test_a_lost_loudspeaker_is_said_in_the_rescue_dialog(keeper: WindowKeeper, studio: FakeStudio) -> None:
    studio.rescued_takes = [FakeTake("t", {}, NOW, 2.0, Path("t"))]
    keeper.start()
    dialog = keeper.window.findChild(RescueDialog)
    press(dialog, "听一听")
    studio.playing, studio.play_error = False, ExpectedError(msg("播放中断了。"))
    dialog._follow_playing()
    assert dialog._failure.text() == "播放中断了。"
    dialog.close()
    keeper.window.close()


def test_a_rescued_take_that_cannot_be_kept_stays(keeper: WindowKeeper, studio: FakeStudio) -> None:
    studio.rescued_takes = [FakeTake("t", {}, NOW, 2.0, Path("t"))]
    studio.failing["keep_rescued"] = ExpectedError(msg("磁盘满了，录音还在原处。"))
    keeper.start()
    dialog = keeper.window.findChild(RescueDialog)
    press(dialog, "留下")
    assert dialog.isVisible()
    assert dialog._failure.text() == "磁盘满了，录音还在原处。"
    dialog.close()
    keeper.window.close()


def test_a_backup_is_offered_for_a_damaged_database(keeper: WindowKeeper, studio: FakeStudio) -> None:
    studio.database.offered_backup = Backup(Path("b.db"), NOW, BackupKind.AUTOMATIC, 12)
    studio.database.damaged = Path("kaibo-damaged.db")
    studio.rescued_takes = [FakeTake("t", {}, NOW, 2.0, Path("t"))]
    keeper.start()
    box = keeper.window.findChild(QMessageBox)
    assert "12" in box.text()
    assert "损坏" in box.text()
    assert keeper.window.findChild(RescueDialog) is None  # one question at a time
    press(box, "恢复这个备份")
    assert ("restore_backup", Path("b.db")) in studio.calls
    assert "备份已经恢复。" in keeper.window.notices.sentences
    assert keeper.window.findChild(RescueDialog) is not None
    keeper.window.findChild(RescueDialog).close()
    keeper.window.close()


def test_nothing_of_hers_stays_in_the_window_when_restoring_fails(
    keeper: WindowKeeper, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is opened anew whatever comes of it, and who has a PIN must type it again."""
    keeper.start()
    old = keeper.window

    def fail(_backup: Backup) -> None:
        studio.profile = None
        raise ExpectedError(msg("这个备份已损坏。"))

    monkeypatch.setattr(studio.database, "restore", fail)
    keeper.offer_backup(Backup(Path("b.db"), NOW, BackupKind.MANUAL, 12))
    press(old.findChild(QMessageBox), "恢复这个备份")
    assert keeper.window is not old
    assert keeper.window.where == Where(Place.PROFILE)
    assert "这个备份已损坏。" in keeper.window.notices.sentences
    keeper.window.close()


def test_takes_found_for_her_who_left_are_not_offered_to_the_next(
    application: QApplication, studio: FakeStudio, hand: HandExecutor, theme: Theme, qtbot
) -> None:
    keeper = WindowKeeper(application, studio, Jobs(hand), theme)
    qtbot.addWidget(keeper.window)
    studio.rescued_takes = [FakeTake("t", {"profile_id": "p0"}, NOW, 2.0, Path("t"))]
    keeper.start()
    studio.people.sign_out()
    hand.wait()
    assert keeper.window.findChild(RescueDialog) is None
    keeper.window.close()


def test_takes_are_offered_after_a_backup_was_declined(keeper: WindowKeeper, studio: FakeStudio) -> None:
    studio.database.offered_backup = Backup(Path("b.db"), NOW, BackupKind.AUTOMATIC, None)
    studio.database.damaged = Path("kaibo-damaged.db")
    studio.rescued_takes = [FakeTake("t", {}, NOW, 2.0, Path("t"))]
    keeper.start()
    press(keeper.window.findChild(QMessageBox), "先不恢复")
    assert "restore_backup" not in names(studio)
    assert keeper.window.findChild(RescueDialog) is not None
    keeper.window.findChild(RescueDialog).close()
    keeper.window.close()


def test_an_empty_list_is_not_called_damaged_and_no_is_remembered(
    application: QApplication, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    def asked() -> QMessageBox | None:
        keeper = WindowKeeper(application, studio, jobs, theme)
        keeper.start()
        box = keeper.window.findChild(QMessageBox)
        if box is not None:
            assert "损坏" not in box.text()
            assert "空的" in box.text()
            assert "12" in box.text()
            press(box, "不用了")
        keeper.window.close()
        return box

    studio.database.offered_backup = Backup(Path("b.db"), NOW, BackupKind.AUTOMATIC, 12)
    assert asked() is not None
    assert asked() is None
    studio.database.offered_backup = Backup(Path("c.db"), NOW, BackupKind.AUTOMATIC, 12)
    assert asked() is not None
    studio.database.offered_backup = Backup(Path("d.db"), NOW, BackupKind.AUTOMATIC, 0)
    assert asked() is None


def test_a_window_built_anew_still_knows_that_the_model_is_missing(
    keeper: WindowKeeper, studio: FakeStudio
) -> None:
    studio.speech_ready = False
    studio.failing["warm_up"] = ExpectedError(msg("语音模型读不出来。"))
    keeper.start()
    keeper.window.size_wanted.emit()
    assert keeper.window.practice.rehearsal.state.speech_error == "语音模型读不出来。"
    keeper.window.close()


def take_left_scoring(keeper: WindowKeeper, studio: FakeStudio, language: str = "en") -> MainWindow:
    """Change the language in the middle of a take; returns the window that is gone."""
    keeper.start()
    old = keeper.window
    old.practise("tones", "buy")
    old.practice.rehearsal.press()
    keeper.change_language(language)
    assert studio.take_state is TakeState.SCORING
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return old


def test_a_take_scored_after_its_window_went_is_said_in_the_new_one(
    keeper: WindowKeeper, studio: FakeStudio, qtbot
) -> None:
    old = take_left_scoring(keeper, studio)
    assert not isValid(old)
    worker = threading.Thread(target=studio.finish_scoring)  # a slot that raises fails the test
    worker.start()
    worker.join()
    wanted = i18n.tr("刚才的录音评好分了。")
    qtbot.waitUntil(lambda: wanted in keeper.window.notices.sentences)
    press(keeper.window.notices, i18n.tr("看结果"))
    assert wanted not in keeper.window.notices.sentences
    attempt = keeper.window.practice.rehearsal.state.attempt
    assert attempt is not None
    assert attempt.prompt_id == "buy"
    keeper.window.close()


def test_a_take_that_fails_after_its_window_went_is_said_in_the_new_one(
    keeper: WindowKeeper, studio: FakeStudio
) -> None:
    take_left_scoring(keeper, studio, "ug")
    keeper.window.size_wanted.emit()  # and another window
    studio.fail_scoring(ExpectedError(msg("磁盘满了。")))
    assert "磁盘满了。" in keeper.window.notices.sentences
    keeper.window.close()


def test_a_welcome_that_cannot_be_noted_ends_all_the_same(application: QApplication, jobs, theme) -> None:
    studio = FakeStudio(profiles=0, attempts=0)
    keeper = WindowKeeper(application, studio, jobs, theme)
    keeper.start()
    studio.failing["change_settings"] = ExpectedError(msg("设置没能保存。"))
    keeper.window.welcome.finished.emit()
    assert keeper.window.where.place is Place.PROFILE
    assert "设置没能保存。" in keeper.window.notices.sentences
    keeper.window.close()


def test_choosing_who_practises_works_on_a_disk_that_is_full(application, jobs, theme, qtbot) -> None:
    full = ExpectedError(msg("设置没能保存。"))
    studio = FakeStudio(profiles=3)
    studio.failing["change_settings"] = full
    keeper = WindowKeeper(application, studio, jobs, theme)
    keeper.window.show()
    keeper.window.go(Where(Place.PROFILE))
    choose_face(keeper, "王芳")
    assert keeper.window.where.place is Place.TODAY
    assert keeper.window.notices.sentences == ["设置没能保存。"]
    keeper.window.go(Where(Place.PROFILE))
    keeper.window.profile.form.name.setText("古丽")
    press(keeper.window.page(), "加入并开始")
    qtbot.addWidget(keeper.window)
    assert keeper.window.where.place is Place.TODAY
    assert studio.profile is not None
    assert studio.profile.name == "古丽"


def test_the_welcome_goes_on_when_only_the_settings_are_not_saved(
    application: QApplication, jobs, theme
) -> None:
    studio = FakeStudio(profiles=0, attempts=0)
    keeper = WindowKeeper(application, studio, jobs, theme)
    keeper.start()
    studio.failing["change_settings"] = ExpectedError(msg("设置没能保存。"))
    press(keeper.window.page(), "下一步")
    keeper.window.welcome.form.name.setText("阿依古丽")
    press(keeper.window.page(), "下一步")
    press(keeper.window.page(), "直接开始")
    assert keeper.window.where.place is Place.TODAY
    assert "设置没能保存。" in keeper.window.notices.sentences
    keeper.window.close()


def test_the_window_does_not_wait_for_the_model(application, studio, theme, hand: HandExecutor) -> None:
    keeper = WindowKeeper(application, studio, Jobs(hand), theme)
    keeper.start()
    assert keeper.window.isVisible()
    assert "warm_up" not in names(studio)
    hand.wait()
    assert "warm_up" in names(studio)
    keeper.window.close()
