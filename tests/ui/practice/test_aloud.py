"""Reading aloud: she says it before she hears it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.curriculum.library import Library
from app.curriculum.values import Prompt
from app.ui.jobs import Jobs
from app.ui.screens.practice.screen import PracticeScreen
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def studio() -> FakeStudio:
    made = FakeStudio()
    made.change_settings(countdown_seconds=0)
    spoken = Library(
        tuple(
            replace(
                lesson,
                steps=tuple(
                    replace(each, aloud=True) if isinstance(each, Prompt) else each for each in lesson.steps
                ),
            )
            for lesson in made.library.lessons
        )
    )
    made.library = spoken
    return made


@pytest.fixture
def screen(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot) -> PracticeScreen:
    made = PracticeScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.open_prompt("tones", "ma")
    made.show()
    return made


def test_nothing_is_heard_before_it_was_said_once(
    screen: PracticeScreen, studio: FakeStudio, qtbot: QtBot
) -> None:
    assert not screen.hear.listen.isVisible()
    assert "先自己读一遍" in screen.hear._reason.text()
    qtbot.keyClick(screen, Qt.Key.Key_L)
    assert not studio.playing
    screen.rehearsal.press()
    screen.rehearsal.press()
    studio.finish_scoring()
    assert screen.hear.listen.isVisible()
    qtbot.keyClick(screen, Qt.Key.Key_L)
    assert studio.playing


def test_another_prompt_is_held_back_again(screen: PracticeScreen, studio: FakeStudio) -> None:
    screen.rehearsal.press()
    screen.rehearsal.press()
    studio.finish_scoring()
    screen.open_prompt("tones", "buy")
    assert not screen.hear.listen.isVisible()


def test_an_attempt_from_the_past_was_said(screen: PracticeScreen, studio: FakeStudio) -> None:
    attempt = next(each for each in studio._attempts if each.lesson_id == "tones")
    screen.show_attempt(attempt)
    assert screen.hear.listen.isVisible()
