"""The page as a function of the state: a table of its faces."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import i18n
from app.audio.values import SignalWarning
from app.curriculum.values import Prompt
from app.speech.values import TakeStatus
from app.ui.screens.practice.state import Face, Phase, PracticeState, face_of
from app.ui.screens.practice.view import STILL_WORKING, derive_view
from app.ui.widgets.record_button import RecordLook
from tests.ui.practice.examples import attempt_of, score_of, summaries

PROMPT = Prompt("ma", "妈麻马骂", hint="慢一点", meanings={"en": "mum", "ug": "ئانا"})
READY = PracticeState(prompt=PROMPT, lesson_title="四个声调", number=1, count=2)
SCORED = attempt_of("妈麻马骂", score_of("妈麻马骂"))
NOISY = attempt_of("妈麻马骂", score_of("妈麻马骂", status=TakeStatus.TOO_NOISY))


@pytest.mark.parametrize(
    ("changes", "face", "look", "record", "bring"),
    [
        ({"prompt": None}, Face.EMPTY, RecordLook.RECORD, False, False),
        ({"speech_ready": False}, Face.LOADING, RecordLook.BUSY, False, False),
        ({"microphone_error": "没有"}, Face.NO_MICROPHONE, RecordLook.RECORD, True, True),
        ({}, Face.READY, RecordLook.RECORD, True, True),
        ({"phase": Phase.COUNTDOWN, "countdown": 2}, Face.COUNTDOWN, RecordLook.COUNTDOWN, True, False),
        ({"phase": Phase.RECORDING}, Face.RECORDING, RecordLook.STOP, True, False),
        ({"phase": Phase.PAUSED}, Face.PAUSED, RecordLook.PAUSED, True, False),
        ({"phase": Phase.SCORING}, Face.SCORING, RecordLook.BUSY, False, False),
        ({"attempt": SCORED}, Face.SCORED, RecordLook.RECORD, True, True),
        ({"attempt": NOISY}, Face.NOT_ASSESSABLE, RecordLook.RECORD, True, True),
        ({"attempt": attempt_of("妈", None)}, Face.NOT_ASSESSABLE, RecordLook.RECORD, True, True),
        ({"failure": "磁盘满了"}, Face.FAILED, RecordLook.RECORD, True, True),
        # what is going on wins over what there is to show
        (
            {"attempt": SCORED, "phase": Phase.COUNTDOWN, "countdown": 1},
            Face.COUNTDOWN,
            RecordLook.COUNTDOWN,
            True,
            False,
        ),
        # a take thrown away is still being put away
        ({"phase": Phase.COUNTDOWN, "countdown": 0}, Face.COUNTDOWN, RecordLook.BUSY, True, False),
        ({"attempt": SCORED, "microphone_error": "没有"}, Face.SCORED, RecordLook.RECORD, True, True),
    ],
)
def test_faces(changes: dict, face: Face, look: RecordLook, record: bool, bring: bool) -> None:
    state = replace(READY, **changes)
    view = derive_view(state)
    assert face_of(state) is view.face is face
    assert (view.look, view.record_enabled, view.import_enabled) == (look, record, bring)
    assert view.has_result == (face in (Face.SCORED, Face.NOT_ASSESSABLE))
    assert view.retry == (face is Face.NO_MICROPHONE)
    assert view.redo == (face in (Face.RECORDING, Face.PAUSED))


@pytest.mark.parametrize("face", [Face.LOADING, Face.NO_MICROPHONE, Face.FAILED])
def test_trouble_says_what_happened_and_what_to_do(face: Face) -> None:
    changes = {
        Face.LOADING: {"speech_ready": False, "speech_error": "模型坏了，请重新安装。"},
        Face.NO_MICROPHONE: {"microphone_error": "没有找到麦克风。请插上再试。"},
        Face.FAILED: {"failure": "磁盘满了。录音留着。"},
    }[face]
    view = derive_view(replace(READY, **changes))
    assert view.headline
    assert view.explanation == list(changes.values())[-1]


@pytest.mark.parametrize(
    ("warning", "phase", "shown"),
    [
        (SignalWarning.SILENT, Phase.IDLE, True),
        (SignalWarning.NOISY, Phase.IDLE, True),
        (SignalWarning.CLIPPING, Phase.IDLE, True),
        (SignalWarning.TOO_QUIET, Phase.IDLE, True),
        (SignalWarning.TOO_QUIET, Phase.RECORDING, True),
        (SignalWarning.CLIPPING, Phase.RECORDING, True),
        (SignalWarning.CLIPPING, Phase.SCORING, False),
        (None, Phase.RECORDING, False),
    ],
)
def test_warnings_are_one_sentence_when_they_help(
    warning: SignalWarning | None, phase: Phase, shown: bool
) -> None:
    sentence = derive_view(replace(READY, warning=warning, phase=phase)).warning
    assert bool(sentence) == shown
    assert "！" not in sentence


def test_scoring_never_looks_frozen() -> None:
    fresh = derive_view(replace(READY, phase=Phase.SCORING))
    late = derive_view(replace(READY, phase=Phase.SCORING, scoring_for=STILL_WORKING))
    assert fresh.explanation == ""
    assert "还在评分" in late.explanation
    lost = derive_view(replace(READY, phase=Phase.SCORING, trouble="麦克风断开了。"))
    assert lost.explanation == "麦克风断开了。"
    assert "读取" in derive_view(replace(READY, phase=Phase.SCORING, importing=True)).headline


def test_the_clock_runs_only_while_recording() -> None:
    assert "1:05" in derive_view(replace(READY, phase=Phase.RECORDING, elapsed=65.0)).clock
    assert "0:03" in derive_view(replace(READY, phase=Phase.PAUSED, elapsed=3.0)).clock
    assert derive_view(replace(READY, elapsed=3.0)).clock == ""


def test_the_meaning_is_in_the_learners_language() -> None:
    try:
        expected = {"zh_CN": "", "en": "mum", "ug": "ئانا", "kk": "mum"}
        for language, meaning in expected.items():
            i18n.set_language(language)
            assert derive_view(READY).meaning == meaning
    finally:
        i18n.set_language("zh_CN")


def test_the_reference_is_not_heard_during_a_take() -> None:
    assert derive_view(READY).listen_enabled
    assert not derive_view(replace(READY, phase=Phase.RECORDING)).listen_enabled


def test_what_is_read_aloud_is_heard_after_it_was_said() -> None:
    aloud = replace(READY, prompt=replace(PROMPT, aloud=True))
    assert "先自己读一遍" in derive_view(aloud).held_back
    assert "L" not in derive_view(aloud).keys
    assert derive_view(replace(aloud, said=True)).held_back == ""
    assert derive_view(READY).held_back == ""


def test_the_trend_compares_with_the_take_before_not_with_itself() -> None:
    state = replace(READY, attempt=SCORED, earlier=summaries(60.0, None, 75.0))
    view = derive_view(state)
    assert "比上次高" in view.trend
    assert view.trend_values == (60.0, 75.0)
    itself = replace(summaries(80.0)[0], id="a0", created=SCORED.created)
    assert "第一次" in derive_view(replace(state, earlier=(itself,))).trend
    assert derive_view(replace(state, phase=Phase.RECORDING)).trend == ""


def test_the_place_in_the_lesson_is_told() -> None:
    assert derive_view(READY).place == "第 1 句，共 2 句"
    assert derive_view(replace(READY, number=0)).place == ""
