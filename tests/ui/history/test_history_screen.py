"""The progress screen: list, filter, paging, opening, deleting."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import LANGUAGES, msg
from app.people.values import TRAINER
from app.settings import Settings
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.screens.history.attempt_row import AttemptRow
from app.ui.screens.history.screen import HistoryScreen
from app.ui.screens.history.view import PAGE
from app.ui.theme import Theme
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio


def shown(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> HistoryScreen:
    made = HistoryScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1262, 740)
    made.show()
    made.enter()
    return made


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> Iterator[HistoryScreen]:
    made = shown(qtbot, studio, jobs, theme)
    yield made
    made.hide()


def rows(screen: HistoryScreen) -> list[AttemptRow]:
    QApplication.processEvents()  # widgets put into a layout that is on screen are shown by the event loop
    return [row for row in screen.findChildren(AttemptRow) if row.isVisibleTo(screen)]


def texts(screen: HistoryScreen) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in screen.findChildren(QLabel) if each.isVisibleTo(screen))


def test_attempts_are_listed_newest_first(screen: HistoryScreen) -> None:
    assert [row.line.id for row in rows(screen)] == ["a0", "a1", "a2"]
    assert all(row.accessibleName() for row in rows(screen))
    assert "点还太少" in texts(screen)


def test_nothing_yet_says_what_to_do(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    screen = shown(qtbot, FakeStudio(attempts=0), jobs, theme)
    assert "还没有录音" in texts(screen)
    button = next(b for b in screen.findChildren(QPushButton) if b.text() == "去练一句")
    with qtbot.waitSignal(screen.start_wanted):
        button.click()


def test_the_list_is_narrowed_to_a_lesson(screen: HistoryScreen) -> None:
    screen.filter.setCurrentIndex(screen.filter.findData("jujube"))
    assert [row.line.id for row in rows(screen)] == ["a2"]
    assert "每一遍的分数" in texts(screen)
    screen.filter.setCurrentIndex(screen.filter.findData("opening"))
    assert rows(screen) == []
    assert "这一课还没有录音" in texts(screen)
    next(b for b in screen.findChildren(QPushButton) if b.text() == "看所有课程").click()
    assert len(rows(screen)) == 3


def test_the_chosen_lesson_stays_chosen(screen: HistoryScreen) -> None:
    screen.filter.setCurrentIndex(screen.filter.findData("jujube"))
    screen.enter()
    assert screen.filter.currentData() == "jujube"
    assert len(rows(screen)) == 1


def test_older_attempts_are_read_page_by_page(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    screen = shown(qtbot, FakeStudio(attempts=PAGE + 10), jobs, theme)
    assert len(rows(screen)) == PAGE
    next(b for b in screen.findChildren(QPushButton) if b.text() == "更早的录音").click()
    ids = [row.line.id for row in rows(screen)]
    assert len(ids) == len(set(ids)) == PAGE + 10
    assert not [b for b in screen.findChildren(QPushButton) if b.text() == "更早的录音"]


def test_an_answer_to_an_old_question_is_not_shown(
    qtbot: QtBot, studio: FakeStudio, hand: HandExecutor, theme: Theme
) -> None:
    screen = shown(qtbot, studio, Jobs(hand), theme)
    hand.wait()
    screen.filter.setCurrentIndex(screen.filter.findData("tones"))
    screen.filter.setCurrentIndex(screen.filter.findData("jujube"))
    slow, fast = hand.waiting.pop(0), hand.waiting.pop(0)
    fast()
    slow()
    assert [row.line.id for row in rows(screen)] == ["a2"]


def test_a_store_that_cannot_be_read_offers_to_try_again(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    studio.failing["attempts"] = ExpectedError(msg("成绩数据库打不开。"))
    screen = shown(qtbot, studio, jobs, theme)
    assert "成绩数据库打不开。" in texts(screen)
    studio.failing.clear()
    next(b for b in screen.findChildren(QPushButton) if b.text() == "再试一次").click()
    assert len(rows(screen)) == 3


def test_an_attempt_is_opened_heard_and_practised_again(
    qtbot: QtBot, screen: HistoryScreen, studio: FakeStudio
) -> None:
    rows(screen)[2].click()
    assert screen.shows_attempt
    assert screen.detail.attempt is not None
    assert screen.detail.attempt.id == "a2"
    assert screen.detail.result.selected == 1
    qtbot.keyClick(screen.detail.again, Qt.Key.Key_M)
    assert studio.playing
    qtbot.keyClick(screen.detail.again, Qt.Key.Key_Right)
    assert screen.detail.result.selected == 2
    with qtbot.waitSignal(screen.practise_wanted) as wanted:
        screen.detail.again.click()
    assert wanted.args == ["jujube", "origin"]
    assert not studio.playing


def test_escape_is_quiet_first_and_then_goes_back(
    qtbot: QtBot, screen: HistoryScreen, studio: FakeStudio
) -> None:
    screen.open_attempt("a0")
    screen.detail.result.play_take()
    qtbot.keyClick(screen.detail.again, Qt.Key.Key_Escape)
    assert screen.shows_attempt
    assert not studio.playing
    qtbot.keyClick(screen.detail.again, Qt.Key.Key_Escape)
    assert not screen.shows_attempt


def test_leaving_is_quiet(screen: HistoryScreen, studio: FakeStudio) -> None:
    screen.open_attempt("a0")
    screen.detail.result.play_take()
    screen.leave()
    assert not studio.playing


def test_deleting_asks_first_and_keeps_by_default(screen: HistoryScreen, studio: FakeStudio) -> None:
    screen.open_attempt("a1")
    screen.ask_to_delete()
    box = screen.findChild(QMessageBox)
    assert box is not None
    assert box.defaultButton().text() == "留着"
    box.defaultButton().click()
    assert all(call[0] != "delete_attempt" for call in studio.calls)
    assert screen.shows_attempt


def test_deleting_goes_back_to_the_list(screen: HistoryScreen, studio: FakeStudio) -> None:
    screen.open_attempt("a1")
    screen.ask_to_delete()
    box = screen.findChild(QMessageBox)
    assert box is not None
    next(button for button in box.buttons() if button.text() == "删除").click()
    assert ("delete_attempt", "a1") in studio.calls
    assert not screen.shows_attempt
    assert [row.line.id for row in rows(screen)] == ["a0", "a2"]


def test_what_cannot_be_opened_or_deleted_is_said(
    qtbot: QtBot, screen: HistoryScreen, studio: FakeStudio
) -> None:
    studio.failing["attempt"] = ExpectedError(msg("这段录音已经不在了。"))
    with qtbot.waitSignal(screen.failed) as told:
        screen.open_attempt("a1")
    assert told.args == ["这段录音已经不在了。"]
    assert not screen.shows_attempt
    studio.failing.clear()
    studio.failing["delete_attempt"] = ExpectedError(msg("删不掉。"))
    screen.open_attempt("a1")
    with qtbot.waitSignal(screen.failed):
        screen.delete_attempt("a1")
    assert screen.shows_attempt


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("look", ["light", "dark"])
def test_list_and_attempt_fit_the_smallest_window(
    qtbot: QtBot, application: QApplication, jobs: Jobs, look: str, language: str
) -> None:
    apply_language(application, language)
    theme = Theme(application, Settings(theme=look, language=language, reduced_motion=True))
    screen = shown(qtbot, FakeStudio(attempts=8), jobs, theme)
    for attempt_id in ("", "a2"):
        if attempt_id:
            screen.open_attempt(attempt_id)
        application.processEvents()
        assert screen.size() == QSize(1262, 740)
        for button in screen.findChildren(QPushButton):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width(), f"{button.text()} is clipped"
        assert not screen.grab().isNull()
    foot = screen.detail.again
    assert screen.rect().contains(foot.rect().translated(foot.mapTo(screen, QPoint(0, 0))))
    screen.hide()


def test_a_trainee_has_her_own_report_one_press_away(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    screen = shown(qtbot, studio, jobs, theme)
    QApplication.processEvents()
    assert screen.report.isVisible()
    with qtbot.waitSignal(screen.report_wanted):
        screen.report.click()
    assert studio.profile is not None
    studio.profile = dataclasses.replace(studio.profile, role=TRAINER)
    screen.enter()
    QApplication.processEvents()
    assert not screen.report.isVisible()  # a trainer has them on her desk
    screen.hide()
