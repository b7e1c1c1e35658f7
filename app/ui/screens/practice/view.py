"""From the state to what is on the page: a pure function, tested as a table."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import language, tr
from app.ui.attempt.result import compared
from app.ui.attempt.sound_box import Sound
from app.ui.attempt.words import duration_words
from app.ui.i18n import isolate
from app.ui.recording import warning_sentence
from app.ui.screens.practice.state import Face, Phase, PracticeState, face_of, must_say_first
from app.ui.widgets.record_button import RecordLook

STILL_WORKING = 2.0
"""Seconds of scoring after which the page says that it is still at it."""


@dataclass(frozen=True)
class PracticeView:
    """What the page shows. A button is None where it is not there."""

    face: Face
    title: str
    place: str  # 第 2 句，共 8 句
    hint: str
    meaning: str
    look: RecordLook
    record_enabled: bool
    record_name: str  # for screen readers, and as the tooltip
    count: int
    headline: str  # one line under the button, or the card's title
    explanation: str
    keys: str  # which keys do what now
    clock: str
    warning: str
    pause: str
    redo: bool
    import_enabled: bool
    listen_enabled: bool
    held_back: str  # why there is nothing to hear yet
    play_take: str
    trend: str
    trend_values: tuple[float, ...]
    retry: bool  # look for the microphone again
    skip: bool  # to the next prompt without a take
    has_result: bool


def derive_view(state: PracticeState) -> PracticeView:
    """The page for `state`."""
    face = face_of(state)
    headline, explanation = _sentences(state, face)
    idle = state.phase is Phase.IDLE
    numbers = {"number": state.number, "count": state.count}
    totals = tuple(each.total for each in reversed(state.earlier) if each.total is not None)
    return PracticeView(
        face=face,
        title=isolate(state.lesson_title) if state.lesson_title else tr("练习"),
        place=tr("第 {number} 句，共 {count} 句", **numbers) if state.number else "",
        hint=state.prompt.hint if state.prompt else tr("这一句现在打不开，课程文件可能被移走了。"),
        meaning=_meaning(state),
        look=_look(state, face),
        record_enabled=face not in (Face.LOADING, Face.SCORING, Face.EMPTY),
        record_name=_record_name(state),
        count=state.countdown,
        headline=headline,
        explanation=explanation,
        keys=_keys(face, must_say_first(state)),
        clock=duration_words(state.elapsed) if state.phase in (Phase.RECORDING, Phase.PAUSED) else "",
        warning=_warning(state, face),
        pause={Phase.RECORDING: tr("暂停"), Phase.PAUSED: tr("继续")}.get(state.phase, ""),
        redo=state.phase in (Phase.RECORDING, Phase.PAUSED),
        import_enabled=idle and state.prompt is not None and state.speech_ready,
        listen_enabled=idle,
        held_back=tr("这一句先自己读一遍，读完就能听示范。") if must_say_first(state) else "",
        play_take=tr("停止") if state.sound is Sound.TAKE else tr("听整句"),
        trend=_trend(state),
        trend_values=totals,
        retry=face is Face.NO_MICROPHONE,
        skip=face in (Face.LOADING, Face.NO_MICROPHONE, Face.READY, Face.FAILED),
        has_result=face in (Face.SCORED, Face.NOT_ASSESSABLE),
    )


def _meaning(state: PracticeState) -> str:
    """The prompt's meaning in the learner's language; English where that is missing, nothing for Chinese."""
    if state.prompt is None or language() == "zh_CN":
        return ""
    return state.prompt.meanings.get(language()) or state.prompt.meanings.get("en", "")


def _look(state: PracticeState, face: Face) -> RecordLook:
    if face in (Face.SCORING, Face.LOADING):
        return RecordLook.BUSY
    if face is Face.COUNTDOWN and not state.countdown:
        return RecordLook.BUSY  # the take thrown away is still being put away
    return {
        Phase.COUNTDOWN: RecordLook.COUNTDOWN,
        Phase.RECORDING: RecordLook.STOP,
        Phase.PAUSED: RecordLook.PAUSED,
    }.get(state.phase, RecordLook.RECORD)


def _record_name(state: PracticeState) -> str:
    if state.phase is Phase.COUNTDOWN:
        return tr("取消倒数")
    if state.phase in (Phase.RECORDING, Phase.PAUSED):
        return tr("停止录音")
    return tr("再录一遍") if state.attempt is not None else tr("开始录音")


def _sentences(state: PracticeState, face: Face) -> tuple[str, str]:
    """The headline and what it means."""
    if face is Face.LOADING:
        if state.speech_error:
            return tr("语音识别没有准备好"), state.speech_error
        heard = tr("准备好了就能录音。") if must_say_first(state) else tr("可以先听示范。准备好了就能录音。")
        return tr("正在准备语音识别…"), heard
    if face is Face.NO_MICROPHONE:
        return tr("现在没有可用的麦克风"), state.microphone_error
    if face is Face.READY:
        return tr("准备好了就开始"), ""
    if face is Face.COUNTDOWN:
        return tr("马上开始"), ""
    if face is Face.RECORDING:
        return tr("正在录音"), ""
    if face is Face.PAUSED:
        return tr("已暂停"), tr("前面录下的都在。")
    if face is Face.SCORING:
        return _scoring_sentences(state)
    if face is Face.FAILED:
        return tr("这一遍没有完成"), state.failure
    return "", ""


def _scoring_sentences(state: PracticeState) -> tuple[str, str]:
    if state.trouble:
        explanation = state.trouble
    elif state.scoring_for >= STILL_WORKING:
        explanation = tr("还在评分，请再等一下。录音已经保存。")
    else:
        explanation = ""
    return (tr("正在读取并评分…") if state.importing else tr("正在评分…")), explanation


def _keys(face: Face, held_back: bool) -> str:
    if face is Face.READY and held_back:
        return tr("空格键：开始录音")
    if face is Face.READY:
        return tr("空格键：开始录音　L：听示范")
    if face is Face.COUNTDOWN:
        return tr("空格键：取消")
    if face is Face.RECORDING:
        return tr("空格键：停止　P：暂停　R：重来")
    if face is Face.PAUSED:
        return tr("空格键：停止　P：继续　R：重来")
    if face is Face.SCORED:
        return tr("空格键：再来一遍　← →：换字　M：听自己　L：听示范")
    if face in (Face.NOT_ASSESSABLE, Face.FAILED):
        return tr("空格键：再来一遍")
    return ""


def _warning(state: PracticeState, face: Face) -> str:
    """One sentence about the sound, before the take and during it."""
    if state.warning is None or face not in (Face.READY, Face.COUNTDOWN, Face.RECORDING):
        return ""
    return warning_sentence(state.warning)


def _trend(state: PracticeState) -> str:
    """How the attempt shown compares with the one before it."""
    if state.attempt is None or state.attempt.score is None or state.phase is not Phase.IDLE:
        return ""
    before = [
        each.total
        for each in reversed(state.earlier)
        if each.total is not None and each.created < state.attempt.created and each.id != state.attempt.id
    ]
    return compared(state.attempt.score.total, before)
