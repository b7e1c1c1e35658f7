"""Help beside the opened syllable: what can be heard, and how the sound is made."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.curriculum.values import Prompt
from app.i18n import msg
from app.ui.attempt.sound_box import Sound
from app.ui.jobs import Jobs
from app.ui.screens.practice.screen import PracticeScreen
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio

INITIAL = 4  # 知, whose zh sounded like z in the pretended score


class Now:
    """Runs work at once."""

    def submit(self, work) -> None:
        work()

    def wait(self) -> None:
        pass


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio()


@pytest.fixture
def screen(studio: FakeStudio, qtbot: QtBot, application: QApplication) -> PracticeScreen:
    theme = Theme(application, studio.settings)
    made = PracticeScreen(studio, Jobs(Now()), theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1262, 740)
    made.show()
    attempt = studio._keep(Prompt("x", "你好朋友知道吗"), "jujube", studio._attempts[0].created)
    made.show_attempt(attempt)
    return made


def played(studio: FakeStudio) -> list[str]:
    return [str(call[0]) for call in studio.calls if call[0] in ("play", "tone_example", "word")]


def test_the_initials_help_shows_two_words_that_can_be_heard(
    screen: PracticeScreen, studio: FakeStudio, qtbot: QtBot
) -> None:
    screen.result.choose(INITIAL)
    panel = screen.result.panel
    assert panel.pair.isVisible()
    first, second = panel.pair.words
    assert "zh" in panel.pair._name.text() and "z" in panel.pair._name.text()
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert played(studio)[-2:] == ["word", "play"]
    assert screen.sounds.sound is Sound.PAIR
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)  # the other word takes its place
    assert screen.sounds.sound is Sound.PAIR
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert screen.sounds.sound is None


def test_a_tone_has_no_words_to_compare_but_her_own_voice(
    screen: PracticeScreen, studio: FakeStudio, qtbot: QtBot
) -> None:
    screen.result.choose(1)
    panel = screen.result.panel
    assert not panel.pair.isVisible()
    qtbot.mouseClick(panel.both, Qt.MouseButton.LeftButton)
    assert played(studio)[-2:] == ["tone_example", "play"]
    assert screen.sounds.sound is Sound.BOTH
    qtbot.mouseClick(panel.both, Qt.MouseButton.LeftButton)
    assert screen.sounds.sound is None


def test_a_hum_in_its_place_says_why(screen: PracticeScreen, studio: FakeStudio, qtbot: QtBot) -> None:
    screen.result.choose(1)
    panel = screen.result.panel
    assert not panel._source.isVisible()
    studio.voice.creaky = msg("嗓音太少")
    qtbot.mouseClick(panel.target, Qt.MouseButton.LeftButton)
    assert panel._source.isVisible() and panel._source.text() == "嗓音太少"
    screen.result.choose(2)
    assert not panel._source.isVisible()


def test_how_the_sound_is_made_is_shown_on_demand_and_for_her_language(
    screen: PracticeScreen, qtbot: QtBot
) -> None:
    screen.result.choose(INITIAL)
    panel = screen.result.panel
    assert not panel.how_to.isVisible()
    assert panel.help_button.focusPolicy() & Qt.FocusPolicy.TabFocus
    qtbot.mouseClick(panel.help_button, Qt.MouseButton.LeftButton)
    assert panel.how_to.isVisible()
    texts = "\n".join(panel.how_to.texts)
    assert "zh" in texts and "维吾尔语" in texts
    screen.result.step(1)  # the next syllable begins with its verdicts
    assert not panel.how_to.isVisible()


def test_nothing_is_offered_for_a_syllable_that_was_not_said(
    screen: PracticeScreen, studio: FakeStudio
) -> None:
    attempt = studio._keep(Prompt("y", "你好朋友知道吗今天呢"), "jujube", studio._attempts[0].created)
    screen.show_attempt(attempt)
    screen.result.choose(8)
    panel = screen.result.panel
    assert not any(each.isEnabled() for each in (panel.hers, panel.target, panel.both))
