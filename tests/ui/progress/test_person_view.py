"""The cards about one person: on her own page, and for her trainers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.learning_values import Drill, Sound, Stage
from app.practice.progress_values import PracticeDay, SoundMap
from app.speech.values import Part
from app.ui.jobs import Jobs
from app.ui.progress import PersonView
from app.ui.progress.days_card import WEEKS, days_words
from app.ui.progress.sounds_card import ExampleRow
from app.ui.screens.history.screen import HistoryScreen
from app.ui.theme import Theme
from tests.ui.fake_progress import TODAY
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def view(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> PersonView:
    made = PersonView(studio, jobs, theme, own=True)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    made.load()
    return made


def texts(widget: object) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel))  # type: ignore[attr-defined]


def test_it_tells_days_changes_and_sounds(view: PersonView) -> None:
    assert "这周练了 3 天" in view.days.sentence.text()
    assert "↑" in texts(view.changes) and "另外 1 个音" in texts(view.changes)
    assert view.sounds.heat.table.rows[1] == "zh"
    assert not view.sounds.behind.isVisible()


def test_days_are_counted_and_what_is_missing_is_not(studio: FakeStudio) -> None:
    progress = studio.progress.of_person
    monday = TODAY - timedelta(days=TODAY.weekday())
    old = PracticeDay(monday - timedelta(weeks=WEEKS), 5, 60.0)  # before the dots begin
    assert "练了 0 天" not in days_words(replace(progress, days=(old,)))
    assert days_words(replace(progress, days=())) == "哪天有空，说上几句就好。"
    before = replace(progress, days=(PracticeDay(monday - timedelta(days=2), 5, 60.0),))
    assert days_words(before) == "最近 8 周练了 1 天，开口 \u20681\u2069 分钟。"
    for progress_of in (progress, before):
        for word in ("断", "没", "失", "缺"):
            assert word not in days_words(progress_of)


def test_a_cell_shows_and_plays_what_she_said(qtbot: QtBot, view: PersonView, studio: FakeStudio) -> None:
    [kept, *_] = studio._attempts
    studio.progress.found = [replace(studio.progress.found[0], attempt_id=kept.id, position=0)]
    view.sounds.heat.pressed.emit("zh", "ang")
    assert ("examples", "nu", "zh", "ang", None) in studio.calls
    [row] = view.sounds.findChildren(ExampleRow)
    assert "张 zhāng" in texts(row) and "声母 不对" in texts(row)
    row.listen.click()
    assert studio.playing
    with qtbot.waitSignal(view.attempt_wanted) as caught:
        row.open.click()
    assert caught.args == [kept.id]


def test_a_weak_sound_is_practised(qtbot: QtBot, view: PersonView, studio: FakeStudio) -> None:
    sound = Sound(Part.INITIAL, "zh")
    studio.learning.sounds = [Drill(sound, Stage.WORD, 3, "z")]
    view.sounds.heat.pressed.emit("zh", "ang")
    assert view.sounds.drill.isVisible() and "zh" in view.sounds.drill.text()
    with qtbot.waitSignal(view.drill_wanted) as caught:
        view.sounds.drill.click()
    assert caught.args == [sound]
    studio.learning.sounds = []
    view.sounds.tones.pressed.emit("tone", "1")
    assert ("examples", "nu", None, None, 1) in studio.calls
    assert not view.sounds.drill.isVisible()


def test_a_failure_is_told_and_hides_what_was_there(
    qtbot: QtBot, view: PersonView, studio: FakeStudio
) -> None:
    studio.progress.error = ExpectedError(msg("硬盘满了。"))
    with qtbot.waitSignal(view.failed):
        view.sounds.heat.pressed.emit("zh", "ang")
    with qtbot.waitSignal(view.failed):
        view.load()


def test_who_has_said_nothing_sees_no_empty_table(view: PersonView, studio: FakeStudio) -> None:
    studio.progress.of_person = replace(
        studio.progress.of_person, days=(), sounds=SoundMap(), changes=(), total=None, prompts=0, contrasts=()
    )
    view.load()
    assert not view.sounds.heat.isVisible()
    assert "说得还少" in texts(view.sounds) and "说得还少" in texts(view.changes)


def test_it_is_on_the_progress_page_but_not_of_a_single_lesson(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    screen = HistoryScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.resize(1262, 740)
    screen.show()
    screen.enter()
    assert screen.person.isVisible()
    screen.filter.setCurrentIndex(1)
    assert not screen.person.isVisible()
    screen.filter.setCurrentIndex(0)
    assert screen.person.isVisible()
    assert not screen.person.isWindow()


def test_the_way_to_the_takes_is_short(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> None:
    screen = HistoryScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.resize(1262, 740)
    screen.show()
    screen.enter()
    qtbot.waitUntil(lambda: screen.scroll_area.verticalScrollBar().maximum() > 400)
    screen.to_takes.click()
    bar = screen.scroll_area.verticalScrollBar()
    assert bar.value() > screen.person.y()
    screen.filter.setCurrentIndex(1)
    assert not screen.to_takes.isVisible()
