from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QWidget

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
    press(window.page(), "继续")
    assert window.where == Where(Place.PRACTISE, "tones", "ma")
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
    studio.start_take(window._studio.library.lesson("tones").prompts[1], "tones", window.practice)
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


def test_choosing_another_profile_changes_who_is_greeted(window: MainWindow, jobs, theme, qtbot) -> None:
    studio = FakeStudio(profiles=3)
    other = MainWindow(studio, jobs, theme)
    qtbot.addWidget(other)
    other.go(Where(Place.PROFILE))
    other.show()
    press(other.page(), "王芳")
    assert other.where.place is Place.TODAY
    assert "王芳" in other.page().title
    assert other.rail.buttons[Place.PROFILE].text() == "王芳"


def test_a_new_profile_needs_a_name(studio: FakeStudio, jobs, theme, qtbot) -> None:
    window = MainWindow(studio, jobs, theme)
    qtbot.addWidget(window)
    window.go(Where(Place.PROFILE))
    window.show()
    press(window.page(), "加入并开始")
    assert "create_profile" not in names(studio)
    window.profile.form.name.setText("  古丽  ")
    press(window.page(), "加入并开始")
    assert ("create_profile", "古丽", "ug") in studio.calls
    assert window.where.place is Place.TODAY


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
    takes = [FakeTake(f"t{i}", {"text": "红枣"}, NOW, 2.0, Path("t")) for i in range(2)]
    studio.rescued_takes = list(takes)
    keeper.start()
    dialog = keeper.window.findChild(RescueDialog)
    assert dialog is not None
    press(dialog, "听一听")
    assert studio.playing
    press(dialog, "留下并评分")
    assert not studio.playing
    assert ("keep_rescued", "t0") in studio.calls
    press(dialog, "删掉")
    assert ("discard_rescued", "t1") in studio.calls
    assert not dialog.isVisible()
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
    studio.offered_backup = Backup(Path("b.db"), NOW, BackupKind.AUTOMATIC, 12)
    keeper.start()
    box = keeper.window.findChild(QMessageBox)
    assert "12" in box.text()
    press(box, "恢复这个备份")
    assert ("restore_backup", Path("b.db")) in studio.calls
    assert "备份已经恢复。" in keeper.window.notices.sentences
    keeper.window.close()


def test_the_window_does_not_wait_for_the_model(application, studio, theme, hand: HandExecutor) -> None:
    keeper = WindowKeeper(application, studio, Jobs(hand), theme)
    keeper.start()
    assert keeper.window.isVisible()
    assert "warm_up" not in names(studio)
    hand.wait()
    assert "warm_up" in names(studio)
    keeper.window.close()
