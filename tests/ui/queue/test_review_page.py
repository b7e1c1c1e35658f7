"""A take reviewed by mouse and by keyboard, kept in a real database."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.practice.reviews_values import ReviewState
from app.speech.values import Part, Verdict
from app.ui.attempt.sound_box import Sound
from app.ui.screens.queue.review_page import ReviewPage
from tests.audio.fake_microphone import tone, until
from tests.ui.queue.conftest import Centre, Open


@pytest.fixture
def page(centre: Centre, open_queue: Open) -> ReviewPage:
    for attempt_id in ("a", "b", "c"):
        centre.add(attempt_id, "努尔")
    screen = open_queue()
    screen.open_take(0)
    screen.activateWindow()
    QTest.qWaitForWindowExposed(screen)
    return screen.page


def now_open(page: ReviewPage) -> str:
    assert page.row is not None
    return page.row.attempt_id


def press(page: ReviewPage, key: Qt.Key, **more: Qt.KeyboardModifier) -> None:
    QTest.keyClick(page.focusWidget() or page, key, **more)


def test_keys_only(centre: Centre, page: ReviewPage, qtbot: QtBot) -> None:
    assert now_open(page) == "c"
    selected = page.take.selected
    press(page, Qt.Key.Key_Right)
    assert page.take.selected == (selected or 0) + 1
    press(page, Qt.Key.Key_3)
    press(page, Qt.Key.Key_3)
    press(page, Qt.Key.Key_1)
    review = centre.studio.reviews.review("c")
    position = page.take.selected
    assert position is not None
    assert review.trainers(position, Part.TONE) is Verdict.WRONG
    assert review.trainers(position, Part.INITIAL) is Verdict.OFF
    assert "听好了" in page.accept.text()
    press(page, Qt.Key.Key_Return)
    assert centre.studio.reviews.review("c").state is ReviewState.CHANGED
    assert now_open(page) == "b"
    press(page, Qt.Key.Key_Return)
    assert centre.studio.reviews.review("b").state is ReviewState.ACCEPTED
    assert now_open(page) == "a"
    press(page, Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert now_open(page) == "b"
    assert centre.studio.reviews.review("b").state is ReviewState.OPEN


def test_all_round_back_to_the_machines(centre: Centre, page: ReviewPage) -> None:
    for _ in Verdict:
        page.verdicts.cycle(Part.FINAL)
    assert centre.studio.reviews.review("c").changes == ()
    assert "没有问题" in page.accept.text()


def test_verdicts_by_mouse_show_whose_is_whose(centre: Centre, page: ReviewPage, qtbot: QtBot) -> None:
    position = page.take.selected or 0
    qtbot.mouseClick(page.verdicts.buttons[Part.TONE, Verdict.OFF], Qt.MouseButton.LeftButton)
    assert centre.studio.reviews.review("c").trainers(position, Part.TONE) is Verdict.OFF
    lines = page.take.panel.verdict_lines
    assert any("老师：有偏差" in line and "电脑：准确" in line for line in lines)
    assert page.hasFocus()  # the keys go on working


def test_play_pause_and_a_comment_at_the_playhead(centre: Centre, page: ReviewPage) -> None:
    press(page, Qt.Key.Key_Space)
    assert page.sounds.sound is Sound.TAKE and centre.played[-1][1] == 0.0
    page.sounds.moved.emit(1.3)
    press(page, Qt.Key.Key_Space)
    assert page.sounds.sound is None
    press(page, Qt.Key.Key_C)
    assert page.editor.line.hasFocus()
    QTest.keyClicks(page.editor.line, "1 2 cv")  # letters and digits are written, not obeyed
    press(page, Qt.Key.Key_Return)
    [comment] = centre.studio.reviews.review("c").comments
    assert (comment.text, comment.at) == ("1 2 cv", 1.3)
    assert page.hasFocus() and now_open(page) == "c"
    press(page, Qt.Key.Key_Space)
    assert centre.played[-1][1] == 1.3  # goes on where it was paused


def test_a_comment_on_the_whole_take_and_a_prepared_one(centre: Centre, page: ReviewPage) -> None:
    page.syllable(1)
    page.editor.where.click()
    page.write_comment("很好")
    assert centre.studio.reviews.review("c").comments[0].at is None
    page.editor.where.click()
    menu = page.editor.sentences.menu()
    group = menu.actions()[1].menu()
    group.actions()[2].trigger()
    comment = centre.studio.reviews.review("c").comments[1]
    assert comment.text == "第三声要低下去，先别急着扬起来。" and comment.at is not None
    page.remove_comment(comment)
    assert len(centre.studio.reviews.review("c").comments) == 1
    page.take_back()
    assert len(centre.studio.reviews.review("c").comments) == 2


def test_a_spoken_comment(centre: Centre, page: ReviewPage) -> None:
    press(page, Qt.Key.Key_V)
    assert centre.studio.reviews.voice.running
    quiet = np.full(9600, 1e-4, np.float32)
    centre.microphone.say(np.concatenate([quiet, tone(0.5), quiet]))
    until(lambda: centre.studio.elapsed() > 1.6)
    press(page, Qt.Key.Key_V)
    [comment] = centre.studio.reviews.review("c").comments
    assert comment.voice is not None and comment.voice.is_file()
    assert not centre.studio.microphone_open
    row = page.comments.rows[0]
    assert row.hear is not None
    row.hear.click()
    assert page.sounds.sound is Sound.COMMENT
    row.hear.click()
    assert page.sounds.sound is None


def test_leaving_keeps_what_is_being_spoken(centre: Centre, page: ReviewPage) -> None:
    page.editor.toggle_voice()
    quiet = np.full(9600, 1e-4, np.float32)
    centre.microphone.say(np.concatenate([quiet, tone(0.5), quiet]))
    until(lambda: centre.studio.elapsed() > 1.6)
    page.leave()
    assert len(centre.studio.reviews.review("c").comments) == 1


def test_a_recording_that_is_missing_is_said_and_goes_on(
    centre: Centre, page: ReviewPage, qtbot: QtBot
) -> None:
    centre.studio.attempt("b").recording.path.unlink()
    told: list[str] = []
    page.failed.connect(told.append)
    page.step(1)
    assert now_open(page) == "b" and any("找不到录音文件" in each for each in told)
    page.accept_take()
    assert now_open(page) == "a"


def test_a_take_that_is_gone_is_passed_over(centre: Centre, page: ReviewPage) -> None:
    centre.sign_in("努尔")
    centre.studio.delete_attempt("b")
    centre.sign_in("王老师")
    told: list[str] = []
    page.failed.connect(told.append)
    page.accept_take()
    assert now_open(page) == "a" and told


def test_after_the_last_the_list_is_empty(centre: Centre, page: ReviewPage) -> None:
    for _ in range(3):
        page.accept_take()
    screen = page.parentWidget()
    assert not screen.inside and screen.list.takes == []  # type: ignore[union-attr]


def test_one_persons_takes_in_a_row(centre: Centre, page: ReviewPage) -> None:
    centre.add("d", "阿里")
    page.head.person.click()
    screen = page.parentWidget()
    assert [row.row.name for row in screen.list.takes] == ["努尔"] * 3  # type: ignore[union-attr]


def test_the_time_is_kept(centre: Centre, page: ReviewPage) -> None:
    QTest.qWait(30)
    page.accept_take()
    assert 0 < centre.studio.reviews.review("c").seconds < 60


def test_a_talk_has_no_verdicts_and_takes_comments(centre: Centre, open_queue: Open) -> None:
    centre.add("talk", "努尔", score=None, free=True, text="介绍红枣")
    screen = open_queue()
    screen.open_take(0)
    page = screen.page
    assert page.verdicts.isHidden() and page.ruby.isHidden() and not page.talk.isHidden()
    page.take.waveform.seek.emit(1.0)
    page.write_comment("这里可以报价格")
    assert centre.studio.reviews.review("talk").comments[0].at == 1.0
    page.take.waveform.mark_chosen.emit(centre.studio.reviews.review("talk").comments[0].id)
    assert centre.played[-1][1] == 1.0


def test_two_quick_presses_are_kept_in_their_order(centre: Centre, page: ReviewPage) -> None:
    page.verdicts.cycle(Part.TONE)
    page.verdicts.cycle(Part.TONE)
    position = page.take.selected or 0
    assert centre.studio.reviews.review("c").trainers(position, Part.TONE) is Verdict.WRONG
