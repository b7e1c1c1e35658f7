"""A free take on the progress page: listed, opened, heard, said again, and never offered a score."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.curriculum.values import FreePitch, Lesson
from app.storage.values import Attempt
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.history.attempt_row import AttemptRow
from app.ui.screens.history.screen import HistoryScreen
from app.ui.screens.rescue import RescueDialog
from app.ui.theme import Theme
from app.ui.where import Place
from tests.ui.fake_studio import NOW, FakeStudio, FakeTake

PITCH = FreePitch("pitch", "用一分钟介绍和田红枣", ("产地", "口感"), 60)
LESSON = Lesson("talk", "自己讲", "讲一讲。", "开口", 5, 1, (PITCH,))


class Silent:
    def take_scored(self, attempt: Attempt) -> None: ...
    def take_lost_microphone(self) -> None: ...


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> HistoryScreen:
    studio._attempts.clear()
    studio.free_takes.start(PITCH, "talk", Silent())  # type: ignore[arg-type]
    studio.free_takes.finish()
    studio.library = SimpleNamespace(
        lessons=(LESSON,), problems=(), lesson=lambda key: LESSON if key == "talk" else None
    )
    made = HistoryScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1262, 740)
    made.show()
    made.enter()
    return made


def test_it_is_listed_with_its_task_and_called_what_it_is(screen: HistoryScreen) -> None:
    [row] = screen.findChildren(AttemptRow)
    assert row.line.text == PITCH.task
    assert row.line.summary == "自由试讲"
    assert row.line.score == ""
    assert "自己讲" in row.line.lesson


def test_it_is_opened_without_any_offer_to_score_it(screen: HistoryScreen, studio: FakeStudio) -> None:
    screen.open_attempt(studio._attempts[0].id)
    assert screen.shows_attempt
    result = screen.detail.result
    assert result.view is not None
    assert (result.view.free, result.view.unscored) == (True, False)
    assert result.score_button.isHidden()
    assert screen.detail.anew.isHidden()
    assert PITCH.task in result.summary.texts[0]
    assert "自由试讲" in result.view.explanation
    assert screen.detail.ruby.isHidden()
    assert result.play_button.text() == "听录音"
    assert result.waveform.duration == pytest.approx(52.0, abs=0.1)


def test_saying_it_again_leads_back_to_its_step(
    qtbot: QtBot, screen: HistoryScreen, studio: FakeStudio
) -> None:
    screen.open_attempt(studio._attempts[0].id)
    assert screen.detail.again.text() == "再讲一遍"
    with qtbot.waitSignal(screen.step_wanted) as asked:
        screen.detail.again.click()
    assert asked.args == ["talk", 0]


def test_it_can_be_heard_when_its_lesson_is_gone(screen: HistoryScreen, studio: FakeStudio) -> None:
    studio._attempts[0] = replace(studio._attempts[0], lesson_id="gone")
    screen.open_attempt(studio._attempts[0].id)
    assert screen.detail.again.isHidden()
    screen.detail.result.play_take()
    assert studio.playing


def test_wherever_it_is_asked_for_it_opens_on_the_progress_page(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    studio.free_takes.start(PITCH, "talk", Silent())  # type: ignore[arg-type]
    attempt = studio.free_takes.finish()
    window = MainWindow(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show_attempt(attempt.id)
    assert window.where.place is Place.PROGRESS
    assert window.history.shows_attempt
    assert window.history.detail.attempt == attempt


def test_a_rescued_talk_is_kept_and_no_score_is_promised(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    take = FakeTake("t", {"text": PITCH.task, "kind": "free"}, NOW, 60.0, Path("t"))
    dialog = RescueDialog(studio, jobs, theme, [(take, "阿依古丽")])  # type: ignore[arg-type, list-item]
    qtbot.addWidget(dialog)
    said = [each.text() for each in dialog.findChildren(QPushButton)]
    assert "留下" in said
    assert "留下并评分" not in said
