from __future__ import annotations

import pytest

from app.audio.values import InputDevice, Level, SignalWarning
from app.errors import ExpectedError
from app.i18n import msg
from app.ui.microphone_check import SENTENCES, MicrophoneOutcome, derive_outcome
from app.ui.widgets.microphone_test import READING_MS, TEST_MS, MicrophoneTest
from tests.ui.fake_studio import FakeStudio

SPEECH = Level(-12.0, -22.0, -60.0, None)
PAUSE = Level(-50.0, -58.0, -60.0, None)
DEAD = Level(-120.0, -120.0, -120.0, SignalWarning.SILENT)


@pytest.mark.parametrize(
    ("levels", "outcome"),
    [
        ([PAUSE] * 20 + [SPEECH] * 60 + [PAUSE] * 20, MicrophoneOutcome.WORKS),
        ([DEAD] * 100, MicrophoneOutcome.MUTED),
        ([], MicrophoneOutcome.MUTED),
        ([PAUSE] * 100, MicrophoneOutcome.TOO_QUIET),
        ([Level(-40.0, -48.0, -60.0, SignalWarning.TOO_QUIET)] * 100, MicrophoneOutcome.TOO_QUIET),
        ([Level(-5.0, -25.0, -32.0, SignalWarning.NOISY)] * 100, MicrophoneOutcome.TOO_NOISY),
        ([Level(0.0, -6.0, -60.0, SignalWarning.CLIPPING)] * 30 + [SPEECH] * 70, MicrophoneOutcome.TOO_LOUD),
        ([SPEECH] * 95 + [Level(0.0, -6.0, -60.0, SignalWarning.CLIPPING)] * 5, MicrophoneOutcome.WORKS),
    ],
)
def test_outcomes(levels: list[Level], outcome: MicrophoneOutcome) -> None:
    assert derive_outcome(levels) is outcome


def test_every_outcome_says_what_happened_and_what_to_do() -> None:
    assert set(SENTENCES) == set(MicrophoneOutcome)


def run_through(test: MicrophoneTest) -> list[MicrophoneOutcome]:
    outcomes: list[MicrophoneOutcome] = []
    test.finished.connect(outcomes.append)
    test.start()
    test._timer.stop()  # the test's own clock
    for _reading in range(TEST_MS // READING_MS):
        test._read()
    return outcomes


def test_a_working_microphone(studio: FakeStudio, jobs, theme, qtbot) -> None:
    test = MicrophoneTest(studio, jobs, theme)
    qtbot.addWidget(test)
    test.show_devices()
    assert [test.devices.itemText(i) for i in range(3)][1] == "USB 麦克风"
    assert run_through(test) == [MicrophoneOutcome.WORKS]
    assert test.outcome_text == str(SENTENCES[MicrophoneOutcome.WORKS][0])
    assert test.start_button.isEnabled()


def test_the_microphone_is_let_go_when_the_test_ends(studio: FakeStudio, jobs, theme, qtbot) -> None:
    test = MicrophoneTest(studio, jobs, theme)
    qtbot.addWidget(test)
    test.start()
    assert studio.microphone_open
    test.stop()
    assert not studio.microphone_open


def test_no_microphone_is_said_in_the_error_s_own_words(studio: FakeStudio, jobs, theme, qtbot) -> None:
    studio.failing["open_microphone"] = ExpectedError(msg("系统不允许使用麦克风。"))
    test = MicrophoneTest(studio, jobs, theme)
    qtbot.addWidget(test)
    outcomes: list[MicrophoneOutcome] = []
    test.finished.connect(outcomes.append)
    test.start()
    assert outcomes == [MicrophoneOutcome.NOT_AVAILABLE]
    assert test.outcome_text == "系统不允许使用麦克风。"


def test_an_unplugged_choice_is_kept_and_shown(studio: FakeStudio, jobs, theme, qtbot) -> None:
    studio.change_settings(input_device="alsa:Headset")
    studio.devices = [InputDevice("alsa:USB", "USB", 1, 48_000.0, True)]
    test = MicrophoneTest(studio, jobs, theme)
    qtbot.addWidget(test)
    test.show_devices()
    assert "alsa:Headset" in test.devices.currentText()
    test.devices.activated.emit(1)
    assert studio.settings.input_device == "alsa:USB"


def test_looking_for_devices_in_vain_is_said(studio: FakeStudio, jobs, theme, qtbot) -> None:
    test = MicrophoneTest(studio, jobs, theme)
    qtbot.addWidget(test)
    test.find_devices()
    assert ("refresh_devices",) in studio.calls
    assert test.outcome_text == ""
    studio.refreshes = False
    test.find_devices()
    assert "没能重新查找" in test.outcome_text
    assert test.devices.count() == 3  # what is known is still there


def test_another_microphone_than_the_chosen_one_is_named(studio: FakeStudio, jobs, theme, qtbot) -> None:
    test = MicrophoneTest(studio, jobs, theme)
    qtbot.addWidget(test)
    test.start()
    assert "没有接上" not in test._instruction.text()
    studio.microphone_notice = msg("选定的麦克风没有接上，现在用的是“{name}”。", name="内置")
    test.start()
    assert "现在用的是“内置”" in test._instruction.text()
    test.stop()
