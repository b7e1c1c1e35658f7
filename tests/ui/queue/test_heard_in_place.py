"""The trainee hears it in place: on her Today page, and with her take."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from app.audio.recording import save_recording
from app.practice import review_sentences
from app.practice.reviews_values import Comment, Need
from app.speech.values import Part, Verdict
from app.ui.attempt.sound_box import Sound
from app.ui.jobs import Jobs
from app.ui.screens.history.detail import AttemptDetail
from app.ui.screens.today import TodayScreen
from app.ui.theme import Theme
from tests.audio.fake_microphone import tone
from tests.ui.conftest import InlineExecutor
from tests.ui.queue.conftest import Centre


@pytest.fixture
def detail(centre: Centre, theme: Theme, application: QApplication) -> AttemptDetail:
    centre.add("a", "努尔")
    made = AttemptDetail(centre.studio, Jobs(InlineExecutor()), theme)
    made.resize(1262, 768)
    made.show()
    return made


def reviewed(centre: Centre) -> Comment:
    """王老师 says something of 努尔's take, in writing and aloud, and 努尔 comes back."""
    centre.sign_in("王老师")
    reviews = centre.studio.reviews
    reviews.comment("a", "第一声要高，还要平，不要往下掉。", 0.5)
    path = centre.studio.home / "comments" / "v.flac"
    recording = save_recording(tone(1.0), path, created=centre.studio.attempt("a").created)
    spoken = Comment(
        "v", 1.7, "", recording.created, voice=path, voice_seconds=1.0, voice_sha256=recording.sha256
    )
    centre.studio._store.reviews.add_comment("a", spoken)
    reviews.change_verdict("a", 2, Part.TONE, Verdict.WRONG)
    reviews.accept("a")
    centre.sign_in("努尔")
    return spoken


def texts(widget: QLabel | AttemptDetail | TodayScreen) -> list[str]:
    QApplication.processEvents()  # what was just made is shown
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]


def test_whose_verdict_is_whose(centre: Centre, detail: AttemptDetail) -> None:
    reviewed(centre)
    detail.show_attempt(centre.studio.attempt("a"), "课")
    said = detail.result.said
    assert said.isVisible() and any("改了 1 处判定" in each for each in texts(detail))
    assert detail.result.selected == 2  # what is new is opened first
    lines = detail.result.panel.verdict_lines
    assert any("老师：不对" in line and "电脑：准确" in line for line in lines)
    assert "以老师的为准" in detail.result.panel.advice
    detail.result.choose(1)
    assert not any("老师" in line for line in detail.result.panel.verdict_lines)
    assert not said.ask.isVisible()
    assert centre.studio.reviews.heard()[0].seen


def test_comments_are_marks_that_sound_when_pressed(centre: Centre, detail: AttemptDetail) -> None:
    reviewed(centre)
    detail.show_attempt(centre.studio.attempt("a"), "课")
    waveform = detail.result.waveform
    x = next(x for x in range(waveform.width()) if abs(waveform.time_at(x) - 1.7) < 0.01)
    mark = waveform.mark_at(QPointF(x, 5))
    assert mark is not None and mark.id == "v"
    QTest.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPointF(x, 5).toPoint())
    assert detail.sounds.sound is Sound.COMMENT and centre.played[-1][0] == 16_000
    QTest.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPointF(x, 60).toPoint())
    assert detail.sounds.sound is Sound.TAKE  # below the flag the take itself is played
    written = next(row for row in detail.result.said.comments.rows if row.comment.voice is None)
    assert written.hear is not None
    written.hear.click()
    assert centre.played[-1][1] == 0.5


def test_a_voice_that_is_missing_is_said(centre: Centre, detail: AttemptDetail) -> None:
    spoken = reviewed(centre)
    assert spoken.voice is not None
    spoken.voice.unlink()
    told: list[str] = []
    detail.failed.connect(told.append)
    detail.show_attempt(centre.studio.attempt("a"), "课")
    detail.result.said.sound.choose("v")
    assert any("找不到录音文件" in each for each in told)


def test_asking_for_a_trainers_ears(centre: Centre, detail: AttemptDetail) -> None:
    centre.sign_in("努尔")
    detail.show_attempt(centre.studio.attempt("a"), "课")
    said = detail.result.said
    assert said.ask.isVisible()
    said.send("第二个字对吗")
    assert not said.ask.isVisible() and said.take_back.isVisible()
    assert any("第二个字对吗" in each for each in texts(detail))
    centre.sign_in("王老师")
    assert centre.studio.reviews.queue().counts == {Need.ASKED: 1}
    centre.sign_in("努尔")
    said.take_back.click()
    assert said.ask.isVisible()


def test_without_a_trainer_there_is_nobody_to_ask(centre: Centre, detail: AttemptDetail) -> None:
    centre.studio.people.set_trainers(centre.studio.people.cohorts()[0].id, [])
    centre.sign_in("努尔")
    detail.show_attempt(centre.studio.attempt("a"), "课")
    assert not detail.result.said.ask.isVisible() and not detail.result.said.isVisible()


def test_today_says_what_was_heard(centre: Centre, theme: Theme, application: QApplication) -> None:
    centre.add("a", "努尔")
    centre.sign_in("努尔")
    screen = TodayScreen(centre.studio, Jobs(InlineExecutor()), theme)
    screen.resize(1262, 768)
    screen.show()
    screen.enter()
    assert not any("老师听了" in each for each in texts(screen))
    reviewed(centre)
    screen.enter()
    assert "老师听了您的 1 段录音" in texts(screen)
    assert any("2 条评语" in each and "改了 1 处判定" in each for each in texts(screen))
    opened: list[str] = []
    screen.attempt_wanted.connect(opened.append)
    look = next(each for each in screen.findChildren(type(screen._main)) if each.text() == "看看")
    look.click()
    assert opened == ["a"]
    centre.studio.reviews.see("a")
    screen.enter()
    assert not any("老师听了" in each for each in texts(screen))


def test_a_prepared_sentence_is_read_in_her_own_language(
    centre: Centre, detail: AttemptDetail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_sentences, "tr", lambda text: f"({text})")
    reviewed(centre)
    centre.sign_in("王老师")
    centre.studio.reviews.comment("a", "自己写的一句")
    centre.sign_in("努尔")
    detail.show_attempt(centre.studio.attempt("a"), "课")
    shown = texts(detail)
    assert "(第一声要高，还要平，不要往下掉。)" in shown and "自己写的一句" in shown
