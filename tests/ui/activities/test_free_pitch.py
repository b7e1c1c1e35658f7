"""The free talk: recorded safely, ended in time, heard again, and only measured things said of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.audio.importing import import_audio
from app.audio.values import SignalWarning
from app.bootstrap import read_settings
from app.curriculum.values import FreePitch, Outcome
from app.errors import ExpectedError
from app.i18n import msg
from app.practice import free_takes
from app.practice.free_takes import longest_take
from app.practice.studio import Studio
from app.practice.take import TakeState
from app.speech.delivery import Delivery
from app.speech.values import Verdict
from app.storage.opening import open_store
from app.ui.activities import activity_view
from app.ui.activities.free_pitch import FreePitchView
from app.ui.activities.free_pitch_take import PitchPhase
from app.ui.activities.free_pitch_words import findings, pause_marks
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.record_button import RecordLook
from tests.audio.fake_microphone import FakeMicrophone
from tests.ui.activities.test_product_card import CARD
from tests.ui.fake_free_takes import DELIVERY
from tests.ui.fake_studio import FakeStudio

STEP = FreePitch("pitch", "用一分钟介绍和田红枣", ("产地", "口感", "价格"), 60, hint="不背。")
DEMO = Path(__file__).resolve().parent.parent.parent.parent / "assets" / "demo" / "demo.flac"


def shown(qtbot: QtBot, view: FreePitchView) -> FreePitchView:
    qtbot.addWidget(view)
    view.resize(780, 700)
    view.show()
    qtbot.waitExposed(view)
    view.focus()
    return view


@pytest.fixture
def view(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> FreePitchView:
    made = activity_view(STEP, "jujube", studio, jobs, theme)  # type: ignore[arg-type]
    assert isinstance(made, FreePitchView)
    return shown(qtbot, made)


def texts(view: FreePitchView) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in view.findChildren(QLabel) if each.isVisible() and each.text())


def calls(studio: FakeStudio) -> list[str]:
    return [each[0] for each in studio.calls]


def talk(view: FreePitchView, studio: FakeStudio) -> None:
    view.take.press()
    view.take.press()
    studio.free_takes.finish()


def test_the_task_its_points_and_its_time_stand_there(view: FreePitchView) -> None:
    said = texts(view)
    for text in (STEP.task, *STEP.points, "1:00", "不背。", "录音只留在这台电脑上。"):
        assert text in said
    assert view.focusWidget() is view.stage.record


def test_space_begins_and_ends_and_p_pauses(view: FreePitchView, studio: FakeStudio, qtbot: QtBot) -> None:
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.take.state.phase is PitchPhase.RECORDING
    assert ("start_free_take", "pitch", "jujube") in studio.calls
    assert view.stage.record.look is RecordLook.STOP
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert studio.take_state is TakeState.PAUSED
    assert "前面录下的都在" in texts(view)
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert studio.take_state is TakeState.RECORDING
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.take.state.phase is PitchPhase.KEEPING
    assert not view.stage.record.isEnabled()
    assert studio.take_state is TakeState.SCORING


def test_the_countdown_can_be_cancelled(view: FreePitchView, studio: FakeStudio) -> None:
    studio.settings = replace(studio.settings, countdown_seconds=3)
    view.take.press()
    assert (view.take.state.phase, view.stage.record.count) == (PitchPhase.COUNTDOWN, 3)
    view.take.count_down()
    assert view.stage.record.count == 2
    view.take.press()
    assert view.take.state.phase is PitchPhase.READY
    assert "start_free_take" not in calls(studio)
    view.take.press()
    for _ in range(3):
        view.take.count_down()
    assert view.take.state.phase is PitchPhase.RECORDING


def test_the_clock_tells_what_is_left_and_what_is_over(
    view: FreePitchView, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.take.press()
    monkeypatch.setattr(studio, "elapsed", lambda: 17.4)
    view.take.tick()
    assert "还有" in view.stage.clock.text() and "0:43" in view.stage.clock.text()
    monkeypatch.setattr(studio, "elapsed", lambda: 69.0)
    view.take.tick()
    assert "超了" in view.stage.clock.text() and "0:09" in view.stage.clock.text()
    assert "把这句话说完" in texts(view)


def test_a_take_that_ends_by_itself_is_kept_and_said_to_be(
    view: FreePitchView, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.take.press()
    monkeypatch.setattr(studio, "elapsed", lambda: longest_take(60) - 0.5)
    view.take.tick()
    studio.take_state = TakeState.SCORING
    view.take.tick()
    assert view.take.state.phase is PitchPhase.KEEPING
    studio.free_takes.finish()
    assert "录到了最长的时间" in texts(view)


def test_after_the_talk_it_is_heard_seen_and_ticked(
    view: FreePitchView, studio: FakeStudio, qtbot: QtBot
) -> None:
    outcomes: list[Outcome] = []
    view.finished.connect(outcomes.append)
    talk(view, studio)
    assert view.take.state.phase is PitchPhase.DONE
    said = texts(view)
    assert "最长 \u20683.2\u2069 秒" in said
    assert "母语者朗读时一般" in said
    assert view.result.waveform.duration == pytest.approx(52.0, abs=0.1)
    assert not studio.microphone_open
    qtbot.keyClick(view, Qt.Key.Key_M)
    assert studio.playing
    qtbot.keyClick(view, Qt.Key.Key_M)
    assert not studio.playing
    qtbot.keyClick(view, Qt.Key.Key_1)
    qtbot.mouseClick(view.result.ticks.buttons[2], Qt.MouseButton.LeftButton)
    assert view.result.ticked == ("产地", "价格")
    with qtbot.waitSignal(view.settled):
        view.done.click()
    assert [(each.right, each.asked, each.answers) for each in outcomes] == [(0, 0, ("产地", "价格"))]


def test_it_can_be_told_again_and_every_take_is_kept(view: FreePitchView, studio: FakeStudio) -> None:
    before = len(studio.attempts())
    talk(view, studio)
    view.result._tick(0)
    view.again.click()
    assert view.take.state.phase is PitchPhase.RECORDING
    assert studio.microphone_open
    view.take.press()
    studio.free_takes.finish()
    assert view.result.ticked == ()
    assert len(studio.attempts()) == before + 2
    assert "discard_take" not in calls(studio)


@pytest.mark.parametrize("way", ["stop", "hide"])
def test_leaving_in_the_middle_keeps_what_was_said(view: FreePitchView, studio: FakeStudio, way: str) -> None:
    view.take.press()
    view.stop() if way == "stop" else view.hide()
    assert studio.take_state is TakeState.SCORING
    assert not studio.microphone_open
    assert "discard_take" not in calls(studio)
    studio.free_takes.finish()
    assert view.take.state.attempt is not None


def test_a_talk_that_cannot_be_stored_is_told_though_its_page_is_gone(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    notices = NoticeBar(theme)
    column.addWidget(notices)
    view = FreePitchView(STEP, "jujube", studio, jobs, theme)  # type: ignore[arg-type]
    column.addWidget(view)
    window.show()
    view.take.press()
    view.stop()
    view.setParent(None)
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    studio.fail_scoring(ExpectedError(msg("录音存不进 D:，磁盘可能满了。请腾出一些空间再试。")))
    assert any("磁盘可能满了" in each for each in notices.sentences)


def test_a_preview_leaves_the_microphone_alone(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    view = FreePitchView(STEP, "jujube", studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.show()
    qtbot.waitExposed(view)
    assert "open_microphone" not in calls(studio)
    view.focus()
    assert studio.microphone_open
    view.hide()
    assert not studio.microphone_open
    view.show()
    assert studio.microphone_open


def test_without_a_microphone_it_says_what_to_do(view: FreePitchView, studio: FakeStudio) -> None:
    studio.failing["open_microphone"] = ExpectedError(msg("没有找到麦克风。请插上麦克风，再试一次。"))
    view.take.press()
    assert "没有找到麦克风" in texts(view)
    assert view.stage.retry.isVisible()
    del studio.failing["open_microphone"]
    view.stage.retry.click()
    assert view.take.state.microphone_error == ""
    assert not view.stage.retry.isVisible()


def test_a_muted_or_quiet_microphone_is_said_while_she_talks(view: FreePitchView, studio: FakeStudio) -> None:
    view.take.press()
    studio.warn(SignalWarning.SILENT)
    view.take.tick()
    assert "麦克风可能静音了" in view.stage.warning.text()
    studio.warn(None)
    view.take._microphone.forget_warning()
    view.take.tick()
    assert not view.stage.warning.isVisible()
    studio.warn(SignalWarning.NOISY)
    view.take.tick()
    assert "评" not in view.stage.warning.text()  # nothing is scored here


def test_a_microphone_pulled_out_is_told_and_the_talk_kept(view: FreePitchView, studio: FakeStudio) -> None:
    view.take.press()
    studio.lose_microphone()
    assert view.take.state.phase is PitchPhase.KEEPING
    assert "断开之前说的都保存好了" in texts(view)
    studio.free_takes.finish()
    assert "断开之前说的都保存好了" in texts(view)
    assert view.result.isVisible()


def test_a_disk_that_refuses_in_the_middle_is_told(view: FreePitchView, studio: FakeStudio) -> None:
    view.take.press()
    assert studio._listener is not None
    studio._listener.take_cut_short(ExpectedError(msg("磁盘满了，录音停在第 8 秒，之前说的都保存好了。")))
    studio.take_state = TakeState.SCORING
    studio.free_takes.finish()
    assert "磁盘满了" in texts(view)
    assert view.take.state.phase is PitchPhase.DONE


@pytest.mark.parametrize("moment", ["start", "keep"])
def test_what_fails_is_said_and_can_be_tried_again(
    view: FreePitchView, studio: FakeStudio, moment: str
) -> None:
    error = ExpectedError(msg("磁盘快满了，还没有开始录音。请删掉一些不用的文件，再试一次。"))
    if moment == "start":
        studio.failing["start_free_take"] = error
        view.take.press()
    else:
        view.take.press()
        view.take.press()
        studio.fail_scoring(error)
    assert view.take.state.phase is PitchPhase.READY
    assert "磁盘快满了" in texts(view)
    studio.failing.clear()
    talk(view, studio)
    assert view.take.state.phase is PitchPhase.DONE
    assert "磁盘快满了" not in texts(view)


def test_a_recording_that_cannot_be_measured_can_still_be_ticked(
    view: FreePitchView, studio: FakeStudio, qtbot: QtBot
) -> None:
    studio.failing["measure"] = ExpectedError(msg("找不到录音文件。"))
    with qtbot.waitSignal(view.failed) as told:
        talk(view, studio)
    assert "找不到录音文件" in told.args[0]
    assert view.result.ticks.isVisible()


def test_the_product_card_is_one_press_away(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    studio.library.product = lambda lesson_id: CARD if lesson_id == "jujube" else None
    view = shown(
        qtbot,
        FreePitchView(replace(STEP, product="jujube"), "x", studio, jobs, theme),  # type: ignore[arg-type]
    )
    assert view.product is not None
    assert CARD.origin not in texts(view)
    view.product.click()
    assert CARD.origin in texts(view)
    assert CARD.forbidden[0] in texts(view)
    view.take.press()
    assert CARD.origin in texts(view)  # she may look while she talks
    view.take.press()
    studio.free_takes.finish()
    assert CARD.origin not in texts(view)
    gone = FreePitchView(replace(STEP, product="gone"), "x", studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(gone)
    assert gone.product is None


# what is said of a talk


def said(delivery: Delivery, planned: int = 60) -> dict[str, tuple[str, Verdict]]:
    return {each.name: (each.sentence, each.verdict) for each in findings(delivery, planned)}


def test_only_what_was_measured_is_said() -> None:
    assert set(said(DELIVERY)) == {"时长", "停顿", "音量", "起伏"}
    short = replace(DELIVERY, spread_db=None, drift_db=None, range_st=None)
    assert set(said(short)) == {"时长", "停顿"}
    for sentence, _verdict in said(DELIVERY).values():
        assert "语速" not in sentence and "字" not in sentence  # nobody knows how many syllables it were


def test_silence_is_called_silence() -> None:
    nobody = Delivery(20.0, 0.0, 20.0, (), None, None, None)
    [(name, (sentence, verdict))] = said(nobody).items()
    assert (name, verdict) == ("声音", Verdict.OFF)
    assert "没有听到说话声" in sentence


@pytest.mark.parametrize(
    ("changes", "name", "part", "verdict"),
    [
        ({}, "时长", "其中说话", Verdict.GOOD),
        ({"duration": 20.0}, "时长", "短了一些", Verdict.OFF),
        ({"duration": 80.0}, "时长", "长了一些", Verdict.OFF),
        ({"pauses": ((3.0, 3.8), (9.0, 10.0))}, "停顿", "2 次", Verdict.GOOD),
        ({}, "停顿", "不会冷场", Verdict.OFF),
        ({"pauses": ()}, "停顿", "没有半秒以上的停顿", Verdict.OFF),
        ({}, "音量", "一样稳", Verdict.GOOD),
        ({"drift_db": -6.2}, "音量", "越说越轻", Verdict.OFF),
        ({"spread_db": 7.0}, "音量", "忽大忽小", Verdict.OFF),
        ({}, "起伏", "母语者", Verdict.GOOD),
        ({"range_st": 4.0}, "起伏", "有点平", Verdict.OFF),
    ],
)
def test_each_finding_says_what_it_means(
    changes: dict[str, float], name: str, part: str, verdict: Verdict
) -> None:
    sentence, judged = said(replace(DELIVERY, **changes))[name]  # type: ignore[arg-type]
    assert part in sentence
    assert judged is verdict


def test_long_pauses_are_marked_in_the_waveform() -> None:
    assert [(each.start, each.end) for each in pause_marks(DELIVERY)] == [(25.4, 28.6)]


# all of it, with a real studio; only the microphone is a fake


class LiveMicrophone(FakeMicrophone):
    """Gives silence in real time where the test says nothing, as a real one does."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        threading.Thread(target=self._hiss, daemon=True).start()

    def say(self, samples: np.ndarray) -> None:
        with self._lock:
            super().say(samples)

    def _hiss(self) -> None:
        while not self.closed and not self.finished:
            self.say(np.full(800, 1e-4, np.float32))
            time.sleep(0.05)


@pytest.fixture
def real(own_home: Path) -> Iterator[tuple[Studio, LiveMicrophone]]:
    microphone = LiveMicrophone()
    studio = Studio(own_home, read_settings(own_home), open_store(own_home), (), lambda _device: microphone)
    studio.create_profile("努尔", "ug")
    studio.change_settings(countdown_seconds=0)
    yield studio, microphone
    studio.close()
    microphone.closed = True  # one that was never opened would hiss until the last test


def test_a_real_talk_is_recorded_measured_and_stored(
    qtbot: QtBot, theme: Theme, real: tuple[Studio, LiveMicrophone]
) -> None:
    studio, microphone = real
    jobs = Jobs()
    view = shown(qtbot, FreePitchView(STEP, "jujube", studio, jobs, theme))
    view.take.press()
    qtbot.waitUntil(lambda: studio.take_state is TakeState.RECORDING, timeout=5_000)
    microphone.say(import_audio(DEMO))
    qtbot.waitUntil(lambda: studio.elapsed() > 5.5, timeout=20_000)
    view.take.press()
    qtbot.waitUntil(lambda: view.take.state.delivery is not None, timeout=20_000)
    qtbot.waitUntil(lambda: view.result.play.isEnabled(), timeout=20_000)
    delivery = view.take.state.delivery
    assert delivery is not None and delivery.speaking > 3.0
    [attempt] = studio.attempts()
    assert attempt.status == "free"
    assert attempt.text == STEP.task
    assert "时长" in texts(view)
    view.stop()
    jobs.wait()


def test_a_real_talk_ends_in_time_whatever_the_page_does(
    qtbot: QtBot, theme: Theme, real: tuple[Studio, LiveMicrophone], monkeypatch: pytest.MonkeyPatch
) -> None:
    studio, microphone = real
    monkeypatch.setattr(free_takes, "longest_take", lambda _planned: 2.0)
    jobs = Jobs()
    view = shown(qtbot, FreePitchView(STEP, "jujube", studio, jobs, theme))
    view.take.press()
    qtbot.waitUntil(lambda: studio.take_state is TakeState.RECORDING, timeout=5_000)
    view.take._tick.stop()  # a page that hangs
    microphone.say(import_audio(DEMO)[: 3 * 16_000])
    qtbot.waitUntil(lambda: view.take.state.phase is PitchPhase.DONE, timeout=20_000)
    [attempt] = studio.attempts()
    assert 2.0 <= attempt.duration < 4.5
    view.stop()
    jobs.wait()
