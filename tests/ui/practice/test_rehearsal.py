"""What happens on keys, clicks, ticks and callbacks, without the screen."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from app.audio.values import SignalWarning
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.take import TakeState
from app.speech.values import TakeStatus
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.hearing import VoiceKind
from app.ui.jobs import Jobs
from app.ui.screens.practice.rehearsal import Rehearsal
from app.ui.screens.practice.state import Face, Phase, face_of
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio

NO_MICROPHONE = ExpectedError(msg("没有找到麦克风。请插上麦克风，再试一次。"))


class PretendedVoice(QObject):
    """The computer's Chinese voice, without a sound."""

    ready = Signal()
    finished = Signal()
    failed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.available = False
        self.name = "Tingting"
        self.said: list[str] = []
        self.stopped = 0

    def look(self) -> None:
        return

    def say(self, text: str, speed: float = 1.0) -> None:
        self.said.append(text)

    def stop(self) -> None:
        self.stopped += 1


@pytest.fixture
def voice(application: object) -> PretendedVoice:
    return PretendedVoice()


@pytest.fixture
def rehearsal(studio: FakeStudio, jobs: Jobs, voice: PretendedVoice) -> Rehearsal:
    made = Rehearsal(studio, jobs, SoundBox(studio), voice)  # type: ignore[arg-type]
    made.open("tones", "ma")
    made.enter()
    return made


def face(rehearsal: Rehearsal) -> Face:
    return face_of(rehearsal.state)


def called(studio: FakeStudio, name: str) -> int:
    return sum(call[0] == name for call in studio.calls)


def with_countdown(studio: FakeStudio, seconds: int) -> None:
    studio.settings = replace(studio.settings, countdown_seconds=seconds)


def test_a_take_from_the_first_key_to_the_score(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    with_countdown(studio, 2)
    rehearsal.press()
    assert (face(rehearsal), rehearsal.state.countdown) == (Face.COUNTDOWN, 2)
    rehearsal.count_down()
    assert rehearsal.state.countdown == 1
    rehearsal.count_down()
    assert face(rehearsal) is Face.RECORDING
    assert studio.take_state is TakeState.RECORDING
    rehearsal.press()
    assert face(rehearsal) is Face.SCORING
    shown = []
    rehearsal.attempt_ready.connect(shown.append)
    attempt = studio.finish_scoring()
    assert face(rehearsal) is Face.SCORED
    assert shown == [attempt]
    assert attempt.id in {each.id for each in rehearsal.state.earlier}


def test_a_second_key_during_the_countdown_cancels_it(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    with_countdown(studio, 3)
    rehearsal.press()
    rehearsal.press()
    assert face(rehearsal) is Face.READY
    rehearsal.count_down()  # a tick that was already on its way
    assert face(rehearsal) is Face.READY
    assert called(studio, "start_take") == 0


def test_a_cancelled_countdown_gives_the_result_back(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    rehearsal.press()
    rehearsal.press()
    attempt = studio.finish_scoring()
    with_countdown(studio, 3)
    rehearsal.press()
    assert face(rehearsal) is Face.COUNTDOWN
    shown = []
    rehearsal.attempt_ready.connect(shown.append)
    rehearsal.press()
    assert face(rehearsal) is Face.SCORED
    assert shown == [attempt]


def test_no_countdown_when_none_is_wanted(rehearsal: Rehearsal) -> None:
    rehearsal.press()
    assert face(rehearsal) is Face.RECORDING


def test_pause_and_go_on(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    rehearsal.pause()
    assert face(rehearsal) is Face.READY  # nothing to pause
    rehearsal.press()
    rehearsal.pause()
    assert (face(rehearsal), studio.take_state) == (Face.PAUSED, TakeState.PAUSED)
    rehearsal.pause()
    assert (face(rehearsal), studio.take_state) == (Face.RECORDING, TakeState.RECORDING)
    rehearsal.pause()
    rehearsal.press()
    assert face(rehearsal) is Face.SCORING


def test_redo_throws_the_take_away_and_begins_anew(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    rehearsal.press()
    rehearsal.again()
    assert called(studio, "discard_take") == 1
    assert called(studio, "start_take") == 2
    assert face(rehearsal) is Face.RECORDING


def test_redo_waits_until_the_old_take_is_put_away(
    rehearsal: Rehearsal, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsal.press()
    monkeypatch.setattr(studio, "discard_take", lambda: setattr(studio, "take_state", TakeState.SCORING))
    rehearsal.again()
    assert called(studio, "start_take") == 1
    assert face(rehearsal) is Face.COUNTDOWN
    rehearsal.tick()
    assert called(studio, "start_take") == 1
    studio.take_state = TakeState.IDLE
    rehearsal.tick()
    assert called(studio, "start_take") == 2
    assert face(rehearsal) is Face.RECORDING


def test_escape_ends_what_goes_on_and_then_goes_back(
    rehearsal: Rehearsal, studio: FakeStudio, qtbot: QtBot
) -> None:
    with_countdown(studio, 3)
    rehearsal.press()
    rehearsal.escape()
    assert face(rehearsal) is Face.READY
    with_countdown(studio, 0)
    rehearsal.press()
    rehearsal.escape()  # kept, not thrown away
    assert (called(studio, "stop_take"), called(studio, "discard_take")) == (1, 0)
    studio.finish_scoring()
    rehearsal.listen()
    rehearsal.escape()
    assert not studio.playing
    with qtbot.waitSignal(rehearsal.back_wanted):
        rehearsal.escape()


def test_no_microphone_and_then_one(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    studio.failing["open_microphone"] = NO_MICROPHONE
    rehearsal.press()
    assert face(rehearsal) is Face.NO_MICROPHONE
    assert rehearsal.state.microphone_error == str(NO_MICROPHONE)
    del studio.failing["open_microphone"]
    rehearsal.retry_microphone()
    assert face(rehearsal) is Face.READY


def test_a_microphone_that_goes_away_while_waiting_is_noticed(
    rehearsal: Rehearsal, studio: FakeStudio
) -> None:
    studio.microphone_open = False
    rehearsal.tick()
    assert face(rehearsal) is Face.NO_MICROPHONE


def test_a_take_that_cannot_start_says_why(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    studio.failing["start_take"] = ExpectedError(msg("请先选择是谁在练习，再开始录音。"))
    rehearsal.press()
    assert (face(rehearsal), rehearsal.state.failure) == (Face.FAILED, "请先选择是谁在练习，再开始录音。")
    del studio.failing["start_take"]
    rehearsal.press()
    assert face(rehearsal) is Face.RECORDING


def test_the_plug_is_pulled(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    rehearsal.press()
    studio.lose_microphone()
    assert face(rehearsal) is Face.SCORING
    assert "断开" in rehearsal.state.trouble
    studio.finish_scoring()
    assert face(rehearsal) is Face.SCORED


def test_a_full_disk_cuts_the_take_short(rehearsal: Rehearsal, studio: FakeStudio, qtbot: QtBot) -> None:
    rehearsal.press()
    error = ExpectedError(msg("磁盘满了，后面的没有录下来。"))
    assert studio._listener is not None
    with qtbot.waitSignal(rehearsal.failed):
        studio._listener.take_cut_short(error)
    assert (face(rehearsal), rehearsal.state.trouble) == (Face.SCORING, str(error))


def test_scoring_that_fails_says_what_became_of_the_recording(
    rehearsal: Rehearsal, studio: FakeStudio
) -> None:
    rehearsal.press()
    rehearsal.press()
    studio.fail_scoring(ExpectedError(msg("这一遍没能评分。录音在本机，没有丢失。")))
    assert (face(rehearsal), "没有丢失" in rehearsal.state.failure) == (Face.FAILED, True)


@pytest.mark.parametrize("status", [TakeStatus.SILENT, TakeStatus.TOO_NOISY, TakeStatus.OFF_TASK])
def test_takes_that_cannot_be_assessed(rehearsal: Rehearsal, studio: FakeStudio, status: TakeStatus) -> None:
    rehearsal.press()
    rehearsal.press()
    studio.finish_scoring(status=status)
    assert face(rehearsal) is Face.NOT_ASSESSABLE
    rehearsal.again()
    assert face(rehearsal) is Face.RECORDING


def test_a_listener_is_heard_from_another_thread(
    rehearsal: Rehearsal, studio: FakeStudio, qtbot: QtBot
) -> None:
    rehearsal.press()
    rehearsal.press()
    threads = []
    rehearsal.attempt_ready.connect(lambda _attempt: threads.append(threading.current_thread()))
    with qtbot.waitSignal(rehearsal.attempt_ready, timeout=3000):
        worker = threading.Thread(target=studio.finish_scoring)
        worker.start()
    worker.join()
    assert threads == [threading.main_thread()]
    assert face(rehearsal) is Face.SCORED


def test_the_score_of_a_prompt_left_behind_is_not_shown(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    rehearsal.press()
    rehearsal.press()
    rehearsal.open("tones", "buy")
    studio.finish_scoring()
    assert face(rehearsal) is Face.READY
    assert rehearsal.state.prompt is not None
    assert rehearsal.state.prompt.id == "buy"


def test_leaving_keeps_a_running_take(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    rehearsal.press()
    assert rehearsal.busy
    rehearsal.leave()
    assert called(studio, "stop_take") == 1
    assert not studio.microphone_open
    rehearsal.leave()  # hidden as well as left
    assert called(studio, "close_microphone") == 1


def test_looking_for_the_microphone_scans_anew_in_the_background(
    studio: FakeStudio, hand: HandExecutor, voice: PretendedVoice
) -> None:
    made = Rehearsal(studio, Jobs(hand), SoundBox(studio), voice)  # type: ignore[arg-type]
    told: list[str] = []
    made.failed.connect(told.append)
    studio.failing["open_microphone"] = NO_MICROPHONE
    made.open("tones", "ma")
    made.enter()
    hand.wait()
    assert face(made) is Face.NO_MICROPHONE
    studio.failing.clear()
    made.retry_microphone()
    made.retry_microphone()  # while it is looking
    assert called(studio, "refresh_devices") == 0
    hand.wait()
    assert called(studio, "refresh_devices") == 1
    assert (face(made), told) == (Face.READY, [])
    studio.refreshes = False
    made.retry_microphone()
    hand.wait()
    assert len(told) == 1
    assert "没能重新查找" in told[0]
    made.retry_microphone()
    made.leave()
    hand.wait()
    assert not studio.microphone_open  # nobody listens any more


def test_another_microphone_than_the_chosen_one_is_said_once(
    rehearsal: Rehearsal, studio: FakeStudio
) -> None:
    told: list[str] = []
    rehearsal.failed.connect(told.append)
    studio.microphone_notice = msg("选定的麦克风没有接上，现在用的是“{name}”。", name="内置")
    rehearsal.press()
    rehearsal.press()
    rehearsal.open("tones", "buy")
    assert told == ["选定的麦克风没有接上，现在用的是“内置”。"]


def test_warnings_stay_long_enough_to_be_read(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    studio.warn(SignalWarning.NOISY)
    rehearsal.tick()
    assert rehearsal.state.warning is SignalWarning.NOISY
    studio.warn(None)
    rehearsal.tick()
    assert rehearsal.state.warning is SignalWarning.NOISY


def test_a_new_take_begins_without_an_old_warning(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    studio.warn(SignalWarning.SILENT)
    rehearsal.tick()
    rehearsal.press()
    studio.warn(SignalWarning.CLIPPING)
    rehearsal.tick()
    assert rehearsal.state.warning is SignalWarning.CLIPPING


def test_elapsed_time_and_what_was_said_so_far(
    rehearsal: Rehearsal, studio: FakeStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsal.press()
    monkeypatch.setattr(studio, "elapsed", lambda: 7.9)
    with qtbot.waitSignal(rehearsal.spoken_so_far) as said:
        rehearsal.tick()
    assert said.args == ["这是"]
    assert rehearsal.state.elapsed == 7.0


def test_models_that_are_still_loading(studio: FakeStudio, jobs: Jobs, voice: PretendedVoice) -> None:
    studio.speech_ready = False
    made = Rehearsal(studio, jobs, SoundBox(studio), voice)  # type: ignore[arg-type]
    made.open("tones", "ma")
    made.enter()
    made.press()
    assert (face(made), called(studio, "start_take")) == (Face.LOADING, 0)
    made.speech_failed("模型坏了，请重新安装。")
    assert made.state.speech_error
    studio.speech_ready = True
    made.tick()
    assert (face(made), made.state.speech_error) == (Face.READY, "")


# hearing the reference


def test_the_reference_is_played_and_stopped(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    assert [each.kind for each in rehearsal.reference.voices] == [VoiceKind.HUMMED]
    rehearsal.listen()
    assert studio.playing
    assert rehearsal.state.sound is Sound.REFERENCE
    rehearsal.listen()
    assert not studio.playing
    assert rehearsal.state.sound is None


def test_recording_stops_the_reference(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    rehearsal.listen()
    rehearsal.press()
    assert not studio.playing
    rehearsal.listen()
    assert not studio.playing


def test_the_computers_voice_comes_before_a_hum(rehearsal: Rehearsal, voice: PretendedVoice) -> None:
    voice.available = True
    voice.ready.emit()
    kinds = [each.kind for each in rehearsal.reference.voices]
    assert kinds == [VoiceKind.SYSTEM, VoiceKind.HUMMED]
    rehearsal.listen()
    assert voice.said == ["妈麻马骂"]
    assert rehearsal.state.sound is Sound.REFERENCE
    voice.finished.emit()
    assert rehearsal.state.sound is None
    rehearsal.listen()
    rehearsal.press()
    assert voice.stopped == 1


def test_the_end_of_an_old_sound_does_not_end_a_new_one(
    rehearsal: Rehearsal, studio: FakeStudio, qtbot: QtBot
) -> None:
    rehearsal.listen()
    first = studio.on_finished
    rehearsal.listen()
    rehearsal.listen()
    first()
    assert rehearsal.state.sound is Sound.REFERENCE
    studio.on_finished()
    qtbot.waitUntil(lambda: rehearsal.state.sound is None)


def test_a_loudspeaker_that_goes_away_is_said(rehearsal: Rehearsal, studio: FakeStudio, qtbot: QtBot) -> None:
    rehearsal.listen()
    studio.play_error = ExpectedError(msg("播放中断了，扬声器可能被拔掉了。"))
    with qtbot.waitSignal(rehearsal._sounds.failed) as told:
        studio.on_finished()
    assert told.args == ["播放中断了，扬声器可能被拔掉了。"]
    assert rehearsal.state.sound is None


def test_no_loudspeaker_is_said(rehearsal: Rehearsal, studio: FakeStudio, qtbot: QtBot) -> None:
    sounds = rehearsal._sounds
    studio.failing["play"] = ExpectedError(msg("没有找到扬声器。"))
    with qtbot.waitSignal(sounds.failed) as told:
        rehearsal.listen()
    assert told.args == ["没有找到扬声器。"]
    assert rehearsal.state.sound is None


# importing, opening, work that takes its time


def test_a_file_is_scored_like_a_take(studio: FakeStudio, hand: HandExecutor, voice: PretendedVoice) -> None:
    made = Rehearsal(studio, Jobs(hand), SoundBox(studio), voice)  # type: ignore[arg-type]
    made.open("tones", "ma")
    hand.wait()
    made.import_file(Path("take.mp3"))
    assert (made.state.phase, made.state.importing) == (Phase.SCORING, True)
    made.press()  # nothing begins meanwhile
    assert made.state.phase is Phase.SCORING
    hand.wait()
    assert face(made) is Face.SCORED


def test_a_file_that_cannot_be_read_says_so(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    studio.failing["score_file"] = ExpectedError(msg("这个文件不是录音。"))
    rehearsal.import_file(Path("take.mp3"))
    assert (face(rehearsal), rehearsal.state.failure) == (Face.FAILED, "这个文件不是录音。")


def test_a_file_that_cannot_be_read_is_said_on_another_prompt(
    studio: FakeStudio, hand: HandExecutor, voice: PretendedVoice
) -> None:
    made = Rehearsal(studio, Jobs(hand), SoundBox(studio), voice)  # type: ignore[arg-type]
    told: list[str] = []
    made.failed.connect(told.append)
    made.open("tones", "ma")
    made.enter()
    studio.failing["score_file"] = ExpectedError(msg("这个文件不是录音。"))
    made.import_file(Path("take.mp3"))
    made.open("tones", "buy")
    hand.wait()
    assert told == ["这个文件不是录音。"]
    assert face(made) is Face.READY


def test_a_failed_take_is_said_when_she_is_elsewhere(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    told: list[str] = []
    rehearsal.failed.connect(told.append)
    full = ExpectedError(msg("磁盘满了。"))
    rehearsal.press()
    rehearsal.press()
    studio.fail_scoring(full)  # she sees it on the page
    assert (face(rehearsal), told) == (Face.FAILED, [])
    rehearsal.press()
    rehearsal.leave()
    studio.fail_scoring(full)
    assert told == ["磁盘满了。"]
    rehearsal.enter()
    rehearsal.press()
    rehearsal.press()
    rehearsal.open("tones", "buy")
    studio.fail_scoring(full)
    assert told == ["磁盘满了。"] * 2
    assert face(rehearsal) is Face.READY


def test_takes_are_handed_over_until_they_have_told_their_end(
    rehearsal: Rehearsal, studio: FakeStudio
) -> None:
    rehearsal.press()
    rehearsal.again()  # the first one is thrown away
    rehearsal.press()
    rehearsal.open("tones", "buy")
    (take,) = rehearsal.hand_over()
    assert rehearsal.hand_over() == []
    told: list[str] = []
    rehearsal.failed.connect(told.append)
    take.take_failed(ExpectedError(msg("磁盘满了。")))
    assert told == []


def test_an_attempt_is_opened_with_its_prompt(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    attempt = studio.attempt("a1")
    rehearsal.open_attempt(attempt)
    assert face(rehearsal) is Face.SCORED
    assert rehearsal.state.prompt is not None
    assert rehearsal.state.prompt.text == attempt.text
    assert rehearsal.state.number == 2


def test_an_attempt_whose_lesson_is_gone_opens_too(rehearsal: Rehearsal, studio: FakeStudio) -> None:
    attempt = replace(studio.attempt("a1"), lesson_id="gone")
    rehearsal.open_attempt(attempt)
    assert face(rehearsal) is Face.SCORED
    assert rehearsal.state.number == 0


def test_a_prompt_that_is_not_there_leaves_an_empty_page(rehearsal: Rehearsal) -> None:
    rehearsal.open("tones", "nothing")
    assert face(rehearsal) is Face.EMPTY
    rehearsal.press()
    rehearsal.listen()
    rehearsal.import_file(Path("take.wav"))
    assert face(rehearsal) is Face.EMPTY


def test_answers_to_an_old_prompt_are_not_shown(
    studio: FakeStudio, hand: HandExecutor, voice: PretendedVoice
) -> None:
    made = Rehearsal(studio, Jobs(hand), SoundBox(studio), voice)  # type: ignore[arg-type]
    made.open("tones", "ma")
    made.open("jujube", "taste")
    hand.wait()
    prompts = {each.prompt_id for each in made.state.earlier}
    assert prompts <= {"taste"}


def test_a_failing_reference_is_told_and_the_page_lives(
    rehearsal: Rehearsal, studio: FakeStudio, qtbot: QtBot
) -> None:
    studio.failing["references"] = ExpectedError(msg("示范录音坏了。"))
    with qtbot.waitSignal(rehearsal.failed):
        rehearsal.open("tones", "buy")
    assert (face(rehearsal), rehearsal.reference.voices) == (Face.READY, ())
