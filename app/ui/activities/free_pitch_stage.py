"""Beside the task: the record button, the time that is left, and what is wrong with the sound."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.audio.values import Level
from app.i18n import tr
from app.ui.activities.free_pitch_take import PitchPhase, PitchState
from app.ui.activities.pitch_clock import PitchClock
from app.ui.recording import warning_sentence
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, set_look


class PitchStage(QWidget):
    """Shows a `PitchState` while there is no result."""

    pressed = Signal()
    pause_wanted = Signal()
    retry_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown = PitchClock(theme, 96)
        self.record, self.clock, self.bar = self._shown.record, self._shown.clock, self._shown.bar
        self.record.clicked.connect(lambda _checked=False: self.pressed.emit())
        self.headline = label("", "strong")
        self.explanation = label("", "soft")
        self.warning = label("", "strong")
        self.pause = button("", self.pause_wanted.emit, theme, icon="pause")
        self.retry = button(tr("再找一次麦克风"), self.retry_wanted.emit, theme, icon="again")
        for each in (self.pause, self.retry):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for text in (self.headline, self.explanation, self.warning):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        keeps_room = self.warning.sizePolicy()  # nothing jumps when it comes and goes
        keeps_room.setRetainSizeWhenHidden(True)
        self.warning.setSizePolicy(keeps_room)
        self.warning.setMinimumHeight(theme.size(44))
        column.addWidget(self.record, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.bar)
        for text in (self.headline, self.explanation):
            column.addWidget(text)
        ways = QHBoxLayout()
        ways.addStretch(1)
        ways.addWidget(self.pause)
        ways.addWidget(self.retry)
        ways.addStretch(1)
        column.addLayout(ways)
        column.addWidget(self.warning)
        column.addStretch(1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_state(self, state: PitchState) -> None:
        """Show where the take stands."""
        phase = state.phase
        running = phase in (PitchPhase.RECORDING, PitchPhase.PAUSED)
        self._shown.show_state(state, _record_name(phase))
        self.bar.setVisible(running)
        headline, explanation = _sentences(state)
        trouble = bool(state.failure or state.microphone_error) and phase is PitchPhase.READY
        set_look(self.headline, "role", "strong" if trouble else "lead")
        self.headline.setText(headline)
        self.explanation.setText(explanation)
        self.explanation.setVisible(bool(explanation))
        heard = phase in (PitchPhase.READY, PitchPhase.COUNTDOWN, PitchPhase.RECORDING)
        warned = state.warning is not None and heard and not trouble
        self.warning.setText(
            warning_sentence(state.warning, scored=False) if warned and state.warning else ""
        )
        self.warning.setVisible(warned)
        self.pause.setVisible(running)
        self.pause.setText(tr("继续") if phase is PitchPhase.PAUSED else tr("暂停"))
        self.pause.set_icon("play" if phase is PitchPhase.PAUSED else "pause")
        self.retry.setVisible(phase is PitchPhase.READY and bool(state.microphone_error))

    def set_level(self, level: Level | None) -> None:
        """The microphone's level, for the ring."""
        self.record.set_level(level)

    def _dress(self) -> None:
        self.warning.setStyleSheet(f"color: {self._theme.colours.off}; font-weight: 600;")


def _record_name(phase: PitchPhase) -> str:
    if phase is PitchPhase.COUNTDOWN:
        return tr("取消倒数")
    if phase in (PitchPhase.RECORDING, PitchPhase.PAUSED):
        return tr("停止录音")
    return tr("开始录音")


def _sentences(state: PitchState) -> tuple[str, str]:
    phase = state.phase
    if phase is PitchPhase.COUNTDOWN:
        return tr("马上开始"), ""
    if phase is PitchPhase.RECORDING:
        if state.left < 0:
            return tr("时间到了，把这句话说完。"), tr("空格键：讲完了　P：暂停")
        return tr("正在录音"), tr("空格键：讲完了　P：暂停")
    if phase is PitchPhase.PAUSED:
        return tr("已暂停"), tr("前面录下的都在。空格键：讲完了　P：继续")
    if phase is PitchPhase.KEEPING:
        return tr("正在保存…"), state.trouble
    if state.microphone_error:
        return tr("现在没有可用的麦克风"), state.microphone_error
    if state.failure:
        return tr("这一遍没有完成"), state.failure
    return tr("准备好了就开始"), tr("不用背，用自己的话讲。空格键：开始录音")
