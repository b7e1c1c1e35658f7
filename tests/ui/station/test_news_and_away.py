"""What the centre brings while a page is open, and takes whose recording lies at another machine."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import ADMINISTRATOR, TRAINEE
from app.practice.station_values import Fetched
from app.ui.attempt.attempt_view import AttemptView
from app.ui.attempt.sound_box import SoundBox
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.news import show_news
from app.ui.start_up import WindowKeeper
from app.ui.theme import Theme
from app.ui.where import Place, Where
from app.ui.widgets.ruby_text import RubyText
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def studio() -> FakeStudio:
    made = FakeStudio(profiles=3)
    assert made.profile is not None
    made.profile = dataclasses.replace(made.profile, role=ADMINISTRATOR)
    return made


@pytest.fixture
def window(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> MainWindow:
    made = MainWindow(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    return made


# -- news


def test_on_today_and_at_the_desk_news_are_simply_there(window: MainWindow, studio: FakeStudio) -> None:
    for place in (Place.TODAY, Place.TEACH):
        window.go(Where(place))
        entered: list[str] = []
        page = window.page()
        assert page is not None
        page.enter = lambda: entered.append("read anew")  # type: ignore[attr-defined]  # noqa: B023
        show_news(window)
        assert entered == ["read anew"], place
        assert not window.notices.sentences


def test_on_a_list_that_is_worked_on_she_says_when(window: MainWindow) -> None:
    window.go(Where(Place.PEOPLE))
    show_news(window)
    show_news(window)
    assert window.notices.sentences == ["中心送来了新的内容。"], "once, however often it came"
    window.go(Where(Place.SETTINGS))
    window.notices.dismiss("中心送来了新的内容。")
    show_news(window)
    assert not window.notices.sentences, "there is no list here"


def test_a_trainee_is_told_nothing_technical(window: MainWindow, studio: FakeStudio) -> None:
    assert studio.profile is not None
    studio.profile = dataclasses.replace(studio.profile, role=TRAINEE)
    for place in (Place.PROGRESS, Place.LEARN, Place.SETTINGS, Place.REPORTS):
        window.go(Where(place))
        show_news(window)
        assert not window.notices.sentences, place


def test_the_program_exchanges_whoever_is_here_and_restores_no_backup_meanwhile(
    qtbot: QtBot, application: QApplication, studio: FakeStudio, theme: Theme, hand: HandExecutor
) -> None:
    studio.hub.configured, studio.hub.seconds = True, 600.0
    keeper = WindowKeeper(application, studio, Jobs(hand), theme)  # type: ignore[arg-type]
    qtbot.addWidget(keeper.window)
    keeper.start()
    assert keeper.exchange.planned
    assert keeper.window.exchange is keeper.exchange
    hand.wait()
    keeper.exchange.start()
    keeper._restore(studio.database.backups()[0], at_start=False)
    assert "restore_backup" not in [call[0] for call in studio.calls], "it would be written into meanwhile"
    hand.wait()
    qtbot.waitUntil(lambda: bool(hand.waiting))
    hand.wait()
    assert "restore_backup" in [call[0] for call in studio.calls]
    keeper.exchange.end()
    keeper.deleteLater()


# -- from the people page


def test_the_way_from_a_person_to_erasing_her(qtbot: QtBot, window: MainWindow, studio: FakeStudio) -> None:
    window.go(Where(Place.PEOPLE))
    her = studio._profiles[1]
    dialog = window.people.list.open_person(her.id)
    assert dialog is not None
    assert dialog.erase.isVisibleTo(dialog) == window.people.list._facts.administrator  # type: ignore[union-attr]
    dialog.erase.click()
    assert window.where == Where(Place.STATION, profile_id=her.id)
    assert window.station.erase is not None and window.station.erase.chosen == her.id
    assert studio.upkeep.erased == [], "nothing is erased by going there"


# -- recordings elsewhere


@pytest.fixture
def view(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> AttemptView:
    ruby = RubyText(theme)
    made = AttemptView(studio, jobs, theme, ruby, SoundBox(studio), own=False)  # type: ignore[arg-type]
    made.kept = ruby  # type: ignore[attr-defined]
    qtbot.addWidget(ruby)
    qtbot.addWidget(made)
    made.show()
    return made


ELSEWHERE = ExpectedError(msg("这段录音还在“A-07”那台机器上。"))


def away_take(studio: FakeStudio, folder: Path) -> object:
    attempt = studio.attempt(studio.attempts(limit=1)[0].id)
    recording = dataclasses.replace(attempt.recording, away="A-07", path=folder / "take.flac")
    real = studio.samples

    def samples(recording: object) -> object:
        if not (folder / "take.flac").exists():
            raise ELSEWHERE
        return real(recording)  # type: ignore[arg-type]

    studio.samples = samples  # type: ignore[method-assign, assignment]
    return dataclasses.replace(attempt, recording=recording)


def test_without_the_key_the_sentence_stands_where_the_player_would_be(
    view: AttemptView, studio: FakeStudio, tmp_path: Path
) -> None:
    said: list[str] = []
    view.failed.connect(said.append)
    view.show_attempt(away_take(studio, tmp_path))  # type: ignore[arg-type]
    assert view.away.isVisible() and "A-07" in view.away.sentence
    assert not view.play_button.isVisible() and not view.waveform.isVisible()
    assert not view.away.again.isVisible(), "there is nothing to try"
    assert not said and not studio.share.fetches


def test_with_the_key_it_is_fetched_by_itself(view: AttemptView, studio: FakeStudio, tmp_path: Path) -> None:
    share = studio.share
    share.configured = share.has_key = True
    share.arrives = lambda: (tmp_path / "take.flac").touch()
    attempt = away_take(studio, tmp_path)
    view.show_attempt(attempt)  # type: ignore[arg-type]
    assert share.fetches == [attempt.id]  # type: ignore[attr-defined]
    assert view.play_button.isVisible() and view.play_button.isEnabled() and not view.away.isVisible()


def test_what_has_not_been_sent_yet_is_said_and_tried_again(
    view: AttemptView, studio: FakeStudio, tmp_path: Path
) -> None:
    share = studio.share
    share.configured = share.has_key = True
    share.found = Fetched(not_shared=1)
    view.show_attempt(away_take(studio, tmp_path))  # type: ignore[arg-type]
    assert "还没有把录音送到中心" in view.away.sentence and view.away.again.isVisible()
    for found, words in ((Fetched(refused=1), "没有采用"), (Fetched(locked=1), "另一把钥匙")):
        share.found = found
        view.away.again.click()
        assert words in view.away.sentence
    share.arrives = lambda: (tmp_path / "take.flac").touch()
    view.away.again.click()
    assert view.play_button.isVisible() and not view.away.isVisible()


def test_a_share_that_is_gone_is_a_sentence(view: AttemptView, studio: FakeStudio, tmp_path: Path) -> None:
    share = studio.share
    share.configured = share.has_key = True
    share.fault = ExpectedError(msg("录音的共享位置现在用不了。"))
    view.show_attempt(away_take(studio, tmp_path))  # type: ignore[arg-type]
    assert view.away.sentence == "录音的共享位置现在用不了。" and view.away.again.isVisible()
