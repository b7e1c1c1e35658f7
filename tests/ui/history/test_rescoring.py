"""Old takes on the progress page: offered, scored again, compared; and the grade they add up to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.speech.values import Strictness
from app.ui.attempt.compare_dialog import CompareDialog
from app.ui.jobs import Jobs
from app.ui.screens.history.grade_card import latest_scores
from app.ui.screens.history.screen import HistoryScreen
from app.ui.theme import Theme
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> Iterator[HistoryScreen]:
    made = HistoryScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1262, 740)
    made.show()
    made.enter()
    yield made
    made.hide()


def test_nothing_is_offered_while_all_scores_are_new(screen: HistoryScreen) -> None:
    assert screen.old.isHidden()
    screen.open_attempt("a0")
    assert screen.detail.anew.isHidden() and screen.detail.versus.isHidden()


def test_an_old_take_is_scored_again_and_compared(screen: HistoryScreen, studio: FakeStudio) -> None:
    studio.rescoring.scorer = "2"
    screen.open_attempt("a0")
    assert screen.detail.anew.text() == "用新版评分再评一次"
    assert not screen.detail.anew.isHidden()
    screen.detail.anew.click()
    assert ("rescore", "a0") in studio.calls
    assert screen.detail.anew.isHidden()
    dialog = screen.detail.result.dialog
    assert isinstance(dialog, CompareDialog)
    dialog.close()
    assert screen.detail.result.dialog is None
    screen.detail.versus.click()
    assert screen.detail.result.dialog is not None
    screen.show_list()
    screen.open_attempt("a1")  # the window is about the attempt before
    assert screen.detail.result.dialog is None


def test_another_strictness_is_a_reason_too(screen: HistoryScreen, studio: FakeStudio) -> None:
    studio.rescoring.scorer = "1"
    studio.classes.add("一班")
    studio.classes.set_strictness("c0", Strictness.STRICT)
    studio.classes.join("c0")
    screen.open_attempt("a0")
    assert screen.detail.anew.text() == "按现在的严格程度再评一次"
    screen.detail.anew.click()
    attempt = screen.detail.attempt
    assert attempt is not None and attempt.score is not None
    assert attempt.score.strictness is Strictness.STRICT
    assert screen.detail.anew.isHidden()


def test_a_take_that_cannot_be_scored_again_keeps_the_offer(
    screen: HistoryScreen, studio: FakeStudio
) -> None:
    told: list[str] = []
    screen.failed.connect(told.append)
    studio.rescoring.scorer = "2"
    studio.failing["rescore"] = ExpectedError(msg("录音文件不见了。"))
    screen.open_attempt("a0")
    screen.detail.anew.click()
    assert told == ["录音文件不见了。"]
    assert screen.detail.anew.isEnabled()


def test_all_old_takes_are_scored_again_at_once(screen: HistoryScreen, studio: FakeStudio) -> None:
    studio.rescoring.scorer = "2"
    screen.enter()
    assert not screen.old.isHidden() and "有 3 遍" in screen.old.sentence
    screen.old.start_button.click()
    assert ("rescore_outdated",) in studio.calls
    assert "重新评了 3 遍" in screen.old.outcome
    assert screen.old.start_button.isHidden()
    screen.open_attempt("a0")
    assert not screen.detail.versus.isHidden()


def test_scoring_again_can_be_stopped(qtbot: QtBot, studio: FakeStudio, theme: Theme) -> None:
    hand = HandExecutor()
    screen = HistoryScreen(studio, Jobs(hand), theme)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.show()
    studio.rescoring.scorer = "2"
    screen.enter()
    hand.wait()
    screen.old.start_button.click()
    assert screen.old.panel.running
    screen.old.panel.stop()
    hand.wait()
    assert "已停止" in screen.old.outcome
    assert len(studio.rescoring.outdated()) == 3
    assert not screen.old.start_button.isHidden()


def test_short_takes_add_up_to_a_grade(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    for attempts, known in ((3, False), (24, True)):
        studio = FakeStudio(attempts=attempts)
        screen = HistoryScreen(studio, jobs, theme)  # type: ignore[arg-type]
        qtbot.addWidget(screen)
        screen.enter()
        headline, details = screen.grade.texts
        assert headline.startswith("大约") is known
        assert ("不是普通话水平测试" in details) is known
        assert known or "至少要" in details


def test_scores_that_cannot_be_read_are_passed_over(studio: FakeStudio) -> None:
    assert len(latest_scores(studio)) == 3  # type: ignore[arg-type]
    studio.failing["attempt"] = ExpectedError(msg("坏了。"))
    assert latest_scores(studio) == []  # type: ignore[arg-type]
