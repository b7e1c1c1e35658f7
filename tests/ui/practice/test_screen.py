"""The practice screen as a window: keys, focus, faces, themes, directions, dropping files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.audio.values import SignalWarning
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import LANGUAGES, msg
from app.practice.take import TakeState
from app.settings import Settings
from app.speech.values import TakeStatus
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.screens.practice.drop_hint import dropped_sound
from app.ui.screens.practice.picture import render_practice_picture, save_practice_picture
from app.ui.screens.practice.screen import PracticeScreen
from app.ui.screens.practice.state import Face
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio

LONG = "大家好，欢迎来到我的直播间，今天给大家带来的是我们家乡的红枣，皮薄肉厚，又甜又糯。"


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> Iterator[PracticeScreen]:
    made = PracticeScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1262, 740)
    made.open_prompt("jujube", "origin")
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()


def press(qtbot: QtBot, screen: PracticeScreen, key: Qt.Key) -> None:
    target = screen.focusWidget() or screen
    qtbot.keyClick(target, key)


def take(qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio, **changes: TakeStatus) -> None:
    screen.rehearsal.press()
    screen.rehearsal.press()
    studio.finish_scoring(**changes)


def reach(face: Face, screen: PracticeScreen, studio: FakeStudio) -> None:
    """Bring the screen to a face as a user would."""
    rehearsal = screen.rehearsal
    if face is Face.EMPTY:
        screen.open_prompt("jujube", "nothing")
    elif face is Face.LOADING:
        studio.speech_ready = False
        screen.open_prompt("jujube", "origin")
    elif face is Face.NO_MICROPHONE:
        studio.failing["open_microphone"] = ExpectedError(msg("没有找到麦克风。请插上麦克风，再试一次。"))
        rehearsal.press()
    elif face is Face.COUNTDOWN:
        studio.settings = replace(studio.settings, countdown_seconds=3)
        rehearsal.press()
    elif face in (Face.RECORDING, Face.PAUSED, Face.SCORING, Face.FAILED):
        rehearsal.press()
        if face is Face.PAUSED:
            rehearsal.pause()
        if face in (Face.SCORING, Face.FAILED):
            rehearsal.press()
        if face is Face.FAILED:
            studio.fail_scoring(ExpectedError(msg("磁盘满了，这一遍没能评分。录音留在本机。")))
    elif face in (Face.SCORED, Face.NOT_ASSESSABLE):
        rehearsal.press()
        rehearsal.press()
        scored = face is Face.SCORED
        studio.finish_scoring(status=TakeStatus.SCORED if scored else TakeStatus.SILENT)
    assert screen.view.face is face


def visible_texts(widget: QWidget) -> str:
    return "\n".join(
        each.text()
        for each in widget.findChildren(QWidget)
        if isinstance(each, QLabel | QPushButton) and each.isVisible() and each.text()
    )


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("look", ["light", "dark"])
def test_every_face_fits_the_smallest_window_in_every_language(
    qtbot: QtBot, application: QApplication, jobs: Jobs, look: str, language: str
) -> None:
    apply_language(application, language)
    theme = Theme(application, Settings(theme=look, language=language, reduced_motion=True))
    studio = FakeStudio()
    screen = PracticeScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.resize(1262, 740)
    screen.show()
    for face in Face:
        studio.speech_ready = True
        studio.take_state = TakeState.IDLE
        studio.settings = replace(studio.settings, countdown_seconds=0)
        studio.failing.clear()
        screen.open_prompt("jujube", "origin")
        reach(face, screen, studio)
        application.processEvents()
        assert screen.size() == QSize(1262, 740), f"{face} needs {screen.minimumSizeHint()}"
        for button in screen.findChildren(QPushButton):
            if button.isVisible():
                place = button.rect().translated(button.mapTo(screen, QPoint(0, 0)))
                assert screen.rect().contains(place), f"{face}: {button.text()} is cut off"
                assert button.width() >= button.sizeHint().width(), f"{face}: {button.text()} is clipped"
        assert screen.stage.isVisible() == (face not in (Face.EMPTY, Face.SCORED, Face.NOT_ASSESSABLE))
        assert not screen.grab().isNull()
    screen.hide()


def test_a_prompt_that_is_gone_says_so(screen: PracticeScreen) -> None:
    screen.open_prompt("jujube", "nothing")
    assert "打不开" in visible_texts(screen)
    assert screen.back.isVisible()
    assert not screen.hear.listen.isVisible()


def test_a_long_prompt_fits_with_its_result(
    screen: PracticeScreen, studio: FakeStudio, application: QApplication, qtbot: QtBot
) -> None:
    prompt = Prompt("long", LONG * 6)
    screen.rehearsal._open("jujube", None, prompt)
    take(qtbot, screen, studio)
    application.processEvents()
    assert screen.size() == QSize(1262, 740)
    assert screen.result.panel.height() >= 200
    assert screen.ruby.verticalScrollBar().maximum() > 0
    screen.result.choose(80)
    assert screen.ruby.viewport().rect().contains(screen.ruby.cell_rect(80).center().toPoint())


# keys


def test_space_records_and_stops_and_records_again(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    press(qtbot, screen, Qt.Key.Key_Space)
    assert screen.view.face is Face.RECORDING
    press(qtbot, screen, Qt.Key.Key_Space)
    assert screen.view.face is Face.SCORING
    studio.finish_scoring()
    assert screen.view.face is Face.SCORED
    press(qtbot, screen, Qt.Key.Key_Space)
    assert screen.view.face is Face.RECORDING


def test_again_has_the_focus_after_a_take(screen: PracticeScreen, studio: FakeStudio, qtbot: QtBot) -> None:
    take(qtbot, screen, studio)
    assert screen.focusWidget() is screen.again


@pytest.mark.parametrize("key", [Qt.Key.Key_R, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_r_and_enter_begin_again(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio, key: Qt.Key
) -> None:
    take(qtbot, screen, studio)
    press(qtbot, screen, key)
    assert screen.view.face is Face.RECORDING


def test_enter_does_not_throw_a_running_take_away(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    press(qtbot, screen, Qt.Key.Key_Space)
    press(qtbot, screen, Qt.Key.Key_Return)
    assert screen.view.face in (Face.RECORDING, Face.SCORING)
    assert all(call[0] != "discard_take" for call in studio.calls)


def test_p_pauses_l_listens_m_plays_mine(qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio) -> None:
    press(qtbot, screen, Qt.Key.Key_L)
    assert studio.playing
    press(qtbot, screen, Qt.Key.Key_Space)
    assert not studio.playing
    press(qtbot, screen, Qt.Key.Key_P)
    assert screen.view.face is Face.PAUSED
    press(qtbot, screen, Qt.Key.Key_P)
    press(qtbot, screen, Qt.Key.Key_Space)
    studio.finish_scoring()
    press(qtbot, screen, Qt.Key.Key_M)
    assert studio.playing
    press(qtbot, screen, Qt.Key.Key_M)
    assert not studio.playing


def test_escape_goes_back_when_nothing_goes_on(qtbot: QtBot, screen: PracticeScreen) -> None:
    with qtbot.waitSignal(screen.back_wanted) as back:
        press(qtbot, screen, Qt.Key.Key_Escape)
    assert back.args == ["jujube"]


@pytest.mark.parametrize("language", ["zh_CN", "ug"])
def test_arrows_move_along_the_characters_and_play_them(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio, application: QApplication, language: str
) -> None:
    apply_language(application, language)
    take(qtbot, screen, studio)
    opened = screen.result.selected
    assert opened == 1  # the first advice is about it
    press(qtbot, screen, Qt.Key.Key_Right)
    assert screen.result.selected == 2
    played = [call for call in studio.calls if call[0] == "play"][-1]
    view = screen.result.view
    assert view is not None
    start = view.syllables[2].start
    assert start is not None
    assert played[2] == pytest.approx(start - 0.06)
    for _ in range(3):
        press(qtbot, screen, Qt.Key.Key_Left)
    assert screen.result.selected == 0  # and not beyond the first


def test_a_held_key_counts_once(qtbot: QtBot, screen: PracticeScreen) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent

    for repeated in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", repeated
        )
        QApplication.sendEvent(screen, event)
    assert screen.view.face is Face.RECORDING


def test_the_mouse_does_not_take_the_space_key_away(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    qtbot.mouseClick(screen.hear.listen, Qt.MouseButton.LeftButton)
    press(qtbot, screen, Qt.Key.Key_Space)
    assert screen.view.face is Face.RECORDING


# the result


def test_the_worst_syllable_is_open_with_words_and_sounds(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    take(qtbot, screen, studio)
    panel = screen.result.panel
    assert any("不对" in line and "听起来像第一声" in line for line in panel.verdict_lines)
    assert "第四声降得不够" in panel.advice
    assert panel.advice not in screen.result.summary.texts  # said once
    qtbot.mouseClick(panel.hers, Qt.MouseButton.LeftButton)
    assert studio.playing
    qtbot.mouseClick(panel.target, Qt.MouseButton.LeftButton)
    assert [call[0] for call in studio.calls if call[0] in ("play", "tone_example")][-2:] == [
        "tone_example",
        "play",
    ]
    qtbot.mouseClick(panel.target, Qt.MouseButton.LeftButton)
    assert not studio.playing


def test_a_click_on_a_character_opens_and_plays_it(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    take(qtbot, screen, studio)
    at = screen.ruby.cell_rect(4).center().toPoint()
    qtbot.mouseClick(screen.ruby.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert screen.result.selected == 4
    assert studio.playing


def test_a_dropped_syllable_has_nothing_to_play(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    take(qtbot, screen, studio)
    screen.result.choose(8)
    assert not screen.result.panel.hers.isEnabled()
    assert not screen.result.panel.target.isEnabled()
    assert not studio.playing


def test_the_cursor_follows_the_sound(qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio) -> None:
    take(qtbot, screen, studio)
    screen.result.play_take()
    studio._played = 0.7
    qtbot.waitUntil(lambda: screen.ruby._sounding == 1, timeout=2000)
    studio.on_finished()
    qtbot.waitUntil(lambda: screen.ruby._sounding is None, timeout=2000)


def test_a_click_in_the_waveform_plays_from_there(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    take(qtbot, screen, studio)
    screen.result.waveform.seek.emit(1.0)
    assert [call for call in studio.calls if call[0] == "play"][-1][2] == 1.0
    assert screen.result.selected == 2


def test_characters_do_nothing_before_a_take(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    at = screen.ruby.cell_rect(2).center().toPoint()
    qtbot.mouseClick(screen.ruby.viewport(), Qt.MouseButton.LeftButton, pos=at)
    press(qtbot, screen, Qt.Key.Key_Right)
    press(qtbot, screen, Qt.Key.Key_M)
    assert not studio.playing


def test_a_recording_that_cannot_be_read_is_said(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    studio.failing["samples"] = ExpectedError(msg("录音文件不见了。"))
    with qtbot.waitSignal(screen.failed) as told:
        take(qtbot, screen, studio)
    assert told.args == ["录音文件不见了。"]
    assert not screen.result.play_button.isEnabled()
    assert screen.view.face is Face.SCORED


def test_unassessable_takes_are_kind_and_can_be_heard(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    take(qtbot, screen, studio, status=TakeStatus.TOO_NOISY)
    assert "周围太吵了" in visible_texts(screen)
    assert screen.result.panel.isHidden()
    assert screen.focusWidget() is screen.again
    press(qtbot, screen, Qt.Key.Key_M)
    assert studio.playing


def test_a_recording_without_a_score_can_be_scored_now(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    studio._attempts[2] = unscored = replace(studio.attempt("a2"), score=None)
    screen.show_attempt(unscored)
    assert screen.view.face is Face.NOT_ASSESSABLE
    assert screen.result.score_button.isVisible()
    studio.failing["rescore"] = ExpectedError(msg("评分没有成功。"))
    with qtbot.waitSignal(screen.failed):
        screen.result.score_button.click()
    studio.failing.clear()
    screen.result.score_button.click()
    assert screen.view.face is Face.SCORED
    assert not screen.result.score_button.isVisible()
    assert screen.result.panel.isVisible()


def test_a_prompt_can_be_skipped(qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio) -> None:
    with qtbot.waitSignal(screen.next_wanted) as on:
        screen.skip.click()
    assert on.args == ["jujube", "origin"]
    take(qtbot, screen, studio)
    assert not screen.skip.isVisible()  # there is "next" now


def test_the_prompt_gets_its_height_for_the_width_there_is(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio, application: QApplication
) -> None:
    take(qtbot, screen, studio)
    for width in (1262, 1800, 1262):
        screen.resize(width, 740 if width < 1500 else 1000)
        application.processEvents()
        assert screen.ruby.verticalScrollBar().maximum() == 0
        needed = screen.ruby.height_within(1000, screen.ruby.character_size)
        assert abs(screen.ruby.height() - needed) <= 4


def test_next_and_back_are_the_main_windows_business(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    take(qtbot, screen, studio)
    with qtbot.waitSignal(screen.next_wanted) as on:
        screen.next.click()
    assert on.args == ["jujube", "origin"]


# waiting for a take


def test_warnings_are_shown_with_their_sign(screen: PracticeScreen, studio: FakeStudio) -> None:
    studio.warn(SignalWarning.SILENT)
    screen.rehearsal.tick()
    assert "静音" in screen.stage.warning
    studio.warn(None)


def test_without_a_microphone_there_is_something_to_do(
    qtbot: QtBot, screen: PracticeScreen, studio: FakeStudio
) -> None:
    reach(Face.NO_MICROPHONE, screen, studio)
    texts = visible_texts(screen)
    assert "没有找到麦克风" in texts
    for button in (screen.stage.retry, screen.stage.settings, screen.stage.bring):
        assert button.isVisible()
        assert button.isEnabled()
    with qtbot.waitSignal(screen.settings_wanted):
        screen.stage.settings.click()
    studio.failing.clear()
    screen.stage.retry.click()
    assert screen.view.face is Face.READY


def test_hiding_the_page_lets_the_microphone_go(screen: PracticeScreen, studio: FakeStudio) -> None:
    assert studio.microphone_open
    screen.hide()
    assert not studio.microphone_open
    screen.show()
    assert studio.microphone_open


# dropping a file


def mime(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (lambda: mime("/a/take.WAV"), Path("/a/take.WAV")),
        (lambda: mime("/a/take.opus"), Path("/a/take.opus")),
        (lambda: mime("/a/take.txt"), None),
        (lambda: mime("/a/1.wav", "/a/2.wav"), None),
        (QMimeData, None),
    ],
)
def test_what_may_be_dropped(data: Callable[[], QMimeData], path: Path | None) -> None:
    assert dropped_sound(data()) == path


def test_a_dropped_file_is_scored(screen: PracticeScreen, studio: FakeStudio) -> None:
    data = mime("/a/take.mp3")
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(screen, enter)
    assert enter.isAccepted()
    assert screen._drop_hint.isVisible()
    assert not screen._drop_hint.grab().isNull()
    drop = QDropEvent(QPoint(5, 5), copy, data, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(screen, drop)
    assert not screen._drop_hint.isVisible()
    assert screen.view.face is Face.SCORED
    assert ("score_file", Path("/a/take.mp3"), "origin", "jujube") in studio.calls


def test_nothing_is_dropped_into_a_running_take(screen: PracticeScreen) -> None:
    screen.rehearsal.press()
    data = mime("/a/take.mp3")
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(screen, enter)
    assert not screen._drop_hint.isVisible()


# the picture


@pytest.mark.parametrize("language", ["zh_CN", "ug"])
def test_a_picture_shows_the_attempt(application: QApplication, studio: FakeStudio, language: str) -> None:
    attempt = studio.attempt("a2")
    image = render_practice_picture(studio, attempt, QSize(1366, 768), language)  # type: ignore[arg-type]
    assert image.size() == QSize(1366, 768)
    colours = {image.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}
    assert len(colours) > 20
    assert not studio.playing


def test_the_picture_is_written(application: QApplication, studio: FakeStudio, tmp_path: Path) -> None:
    target = tmp_path / "picture.png"
    save_practice_picture(studio, studio.attempt("a0"), target)  # type: ignore[arg-type]
    assert target.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OSError, match="could not write"):
        save_practice_picture(studio, studio.attempt("a0"), tmp_path / "no" / "picture.png")  # type: ignore[arg-type]
