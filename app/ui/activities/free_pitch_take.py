"""A free talk from the countdown to the stored recording: what happens on every press, callback and tick."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from app.audio.values import SignalWarning
from app.curriculum.values import FreePitch
from app.errors import ExpectedError
from app.i18n import tr
from app.practice.free_takes import longest_take
from app.practice.take import TakeState
from app.speech.delivery import Delivery
from app.storage.values import Attempt
from app.ui.jobs import Err, Jobs, Ok
from app.ui.recording import PageMicrophone, TakeSignals

if TYPE_CHECKING:
    from app.practice.studio import Studio

TICK_MS = 33
"""Milliseconds between two looks at the microphone's level."""


class PitchPhase(Enum):
    """What is going on."""

    READY = "ready"
    COUNTDOWN = "countdown"
    RECORDING = "recording"
    PAUSED = "paused"
    KEEPING = "keeping"  # being written to its place
    DONE = "done"


@dataclass(frozen=True)
class PitchState:
    """Everything the page knows at one moment. Times in seconds; sentences are ready to show."""

    planned: int
    phase: PitchPhase = PitchPhase.READY
    countdown: int = 0
    elapsed: float = 0.0
    warning: SignalWarning | None = None
    microphone_error: str = ""
    failure: str = ""
    trouble: str = ""  # what ended the take before she did
    attempt: Attempt | None = None
    delivery: Delivery | None = None

    @property
    def left(self) -> float:
        """Seconds left of the plan; negative beyond it."""
        return self.planned - self.elapsed


class PitchTake(QObject):
    """Holds the state, changes it, and tells the page."""

    changed = Signal(object)  # PitchState
    level_changed = Signal(object)  # Level, or None
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs, pitch: FreePitch, lesson_id: str) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._pitch = pitch
        self._lesson_id = lesson_id
        self.state = PitchState(planned=pitch.seconds)
        self._take: TakeSignals | None = None
        self._shown = False
        self._start_when_free = False
        self._microphone = PageMicrophone(studio, jobs)
        self._microphone.setParent(self)
        self._microphone.changed.connect(self._microphone_changed)
        self._microphone.level_changed.connect(self.level_changed)
        self._microphone.told.connect(self.failed)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)
        self._count = QTimer(self)
        self._count.setInterval(1000)
        self._count.timeout.connect(self.count_down)

    # coming and going

    def enter(self) -> None:
        """The page is shown: listen to the microphone."""
        if self._shown:
            return
        self._shown = True
        if self.state.phase is not PitchPhase.DONE:
            self._microphone.open()
        self._tick.start()

    def leave(self) -> None:
        """The page goes: a running take is ended and kept, the microphone let go."""
        if not self._shown:
            return
        self._shown = False
        if self.state.phase is PitchPhase.COUNTDOWN:
            self._cancel_countdown()
        elif self.busy:
            self._stop()
        self._tick.stop()
        self._microphone.close()

    @property
    def pending(self) -> TakeSignals | None:
        """The take whose end has not been heard of yet."""
        return self._take

    @property
    def busy(self) -> bool:
        """Whether a take is being recorded."""
        return self.state.phase in (PitchPhase.RECORDING, PitchPhase.PAUSED)

    # what she does

    def press(self) -> None:
        """Space, or the record button: begins, cancels the countdown, or ends the take."""
        if self.state.phase in (PitchPhase.READY, PitchPhase.DONE):
            self._begin()
        elif self.state.phase is PitchPhase.COUNTDOWN:
            self._cancel_countdown()
        elif self.busy:
            self._stop()

    def pause(self) -> None:
        """Stop listening for a while, or go on."""
        if self.state.phase is PitchPhase.RECORDING:
            self._studio.pause_take()
            self._set(phase=PitchPhase.PAUSED, warning=None)
        elif self.state.phase is PitchPhase.PAUSED:
            try:
                self._studio.resume_take()
            except ExpectedError as error:
                self.failed.emit(str(error))
                return
            self._set(phase=PitchPhase.RECORDING)

    def retry_microphone(self) -> None:
        """Look for the microphone again."""
        self._microphone.search()

    # the take

    def _begin(self) -> None:
        self.enter()
        if not self._microphone.open():
            self._set(phase=PitchPhase.READY, attempt=None, delivery=None, failure="")
            return
        seconds = self._studio.settings.countdown_seconds
        self._set(
            phase=PitchPhase.COUNTDOWN,
            countdown=seconds,
            elapsed=0.0,
            attempt=None,
            delivery=None,
            failure="",
            trouble="",
        )
        if seconds > 0:
            self._count.start()
        else:
            self._start()

    def count_down(self) -> None:
        """One second of the countdown is over."""
        if self.state.phase is not PitchPhase.COUNTDOWN:
            self._count.stop()
        elif self.state.countdown > 1:
            self._set(countdown=self.state.countdown - 1)
        else:
            self._count.stop()
            self._start()

    def _cancel_countdown(self) -> None:
        self._count.stop()
        self._start_when_free = False
        self._set(phase=PitchPhase.READY, countdown=0, warning=None)

    def _start(self) -> None:
        if self._studio.take_state is not TakeState.IDLE:
            self._start_when_free = True  # the take before is still being put away
            self._set(countdown=0)
            return
        self._start_when_free = False
        take = TakeSignals()
        take.setParent(QCoreApplication.instance())  # it may outlive this page, and must not die elsewhere
        take.scored.connect(self._kept)
        take.lost.connect(self._lost)
        take.cut_short.connect(self._cut_short)
        take.failed.connect(self._failed)
        try:
            self.begin_take(take)
        except ExpectedError as error:
            take.deleteLater()
            self._not_started(error)
            return
        self._take = take
        self._microphone.forget_warning()
        self._set(phase=PitchPhase.RECORDING, countdown=0, elapsed=0.0, warning=None)

    def begin_take(self, take: TakeSignals) -> None:
        """Have the talk recorded and `take` told of its end. Raises ExpectedError when it cannot begin."""
        self._studio.free_takes.start(self._pitch, self._lesson_id, take)

    def _not_started(self, error: ExpectedError) -> None:
        if self._studio.microphone_open:
            self._set(phase=PitchPhase.READY, countdown=0, failure=str(error))
        else:
            self._set(phase=PitchPhase.READY, countdown=0, microphone_error=str(error))

    def _stop(self) -> None:
        self._studio.stop_take()
        self._set(phase=PitchPhase.KEEPING, warning=None)

    def _kept(self, take: TakeSignals, attempt: Attempt) -> None:
        if take is not self._take:
            return
        self._take = None
        take.deleteLater()
        self._microphone.close()
        self._set(phase=PitchPhase.DONE, attempt=attempt, elapsed=attempt.recording.duration, warning=None)
        self._jobs.run(
            lambda: self._studio.free_takes.measure(attempt.recording),
            lambda got: self._measured(attempt, got),
            owner=self,
        )

    def _measured(self, attempt: Attempt, result: Ok[Delivery] | Err) -> None:
        if attempt is not self.state.attempt:
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self._set(delivery=result.value)

    def _lost(self, take: TakeSignals) -> None:
        if take is self._take:
            trouble = tr("麦克风断开了。断开之前说的都保存好了。")
            self._set(phase=PitchPhase.KEEPING, trouble=trouble, warning=None)

    def _cut_short(self, take: TakeSignals, error: ExpectedError) -> None:
        if take is self._take:
            self._set(phase=PitchPhase.KEEPING, trouble=str(error), warning=None)

    def _failed(self, take: TakeSignals, error: ExpectedError) -> None:
        if take is not self._take:
            return
        self._take = None
        take.deleteLater()
        self._set(phase=PitchPhase.READY, failure=str(error), warning=None)
        if not self._shown:
            self.failed.emit(str(error))  # she is elsewhere by now

    # what comes in by itself

    def tick(self) -> None:
        """Look at the microphone and the clock; notice when the take has ended by itself."""
        if self._start_when_free and self._studio.take_state is TakeState.IDLE:
            self._start()
        changes: dict[str, Any] = {}
        if self.state.phase is PitchPhase.RECORDING:
            changes["elapsed"] = float(math.floor(self._studio.elapsed()))
            if self._studio.take_state is TakeState.SCORING:
                changes = {"phase": PitchPhase.KEEPING, "warning": None}
                if ended_by_time(self.state):
                    changes["trouble"] = tr("录到了最长的时间，已经停下来，说的都保存好了。")
        self._look_at_level(changes)
        if any(getattr(self.state, name) != value for name, value in changes.items()):
            self._set(**changes)

    def _look_at_level(self, changes: dict[str, Any]) -> None:
        metered = (PitchPhase.READY, PitchPhase.COUNTDOWN, PitchPhase.RECORDING)
        if self.state.phase not in metered or self.state.microphone_error or "phase" in changes:
            self.level_changed.emit(None)
            return
        if not self._studio.microphone_open:
            if self.state.phase is PitchPhase.READY:
                changes["microphone_error"] = tr("麦克风断开了。请插好麦克风，再试一次。")
            return
        changes["warning"] = self._microphone.look()

    def _microphone_changed(self, failure: str) -> None:
        if self.state.phase is not PitchPhase.DONE or failure:
            self._set(microphone_error=failure)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.changed.emit(self.state)


def ended_by_time(state: PitchState) -> bool:
    """Whether a take that has ended by itself has done so because its time was up."""
    return state.elapsed >= longest_take(state.planned) - 2.0
