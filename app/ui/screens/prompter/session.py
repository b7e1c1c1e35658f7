"""A time with the teleprompter, from the countdown to the stored recording: presses, callbacks and ticks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, QTimer, Signal

from app.audio.values import SignalWarning
from app.coaching.prompter import Pace, Passage, Prompter, passages
from app.coaching.script import Script
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.practice.take import TakeState
from app.storage.values import Attempt
from app.ui.jobs import Err, Jobs, Ok
from app.ui.recording import PageMicrophone, TakeSignals

if TYPE_CHECKING:
    from app.practice.studio import Studio

TICK_MS = 33

BESIDE = 1.5
"""Seconds beside the script before it is said: one word heard wrongly is not talk of her own."""


class PromptPhase(Enum):
    """What is going on."""

    READY = "ready"
    COUNTDOWN = "countdown"
    RUNNING = "running"
    PAUSED = "paused"
    KEEPING = "keeping"  # the recording is being written to its place
    DONE = "done"


@dataclass(frozen=True)
class PromptState:
    """Everything the page knows at one moment. Times in seconds; sentences are ready to show.

    `spent` is the time in each section so far; `marks` what was said and left out, () while not known;
    `attempt_id` what the last recording was kept as, "" while it is not.
    """

    phase: PromptPhase = PromptPhase.READY
    countdown: int = 0
    recording: bool = False
    spent: tuple[float, ...] = ()
    in_script: bool = True
    warning: SignalWarning | None = None
    trouble: str = ""
    attempt_id: str = ""
    marks: tuple[Passage, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the recording of the last take was kept."""
        return bool(self.attempt_id)

    @property
    def elapsed(self) -> float:
        """Seconds since the start, pauses taken out."""
        return sum(self.spent)


class PrompterSession(QObject):
    """Holds the state, changes it, and tells the page."""

    changed = Signal(object)  # PromptState
    moved = Signal(float)  # syllables behind her
    put = Signal(float)  # the same, put there by hand
    time_passed = Signal(float)  # seconds since the last time, for the motion
    level_changed = Signal(object)  # Level, or None
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, script: Script) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self.state = PromptState()
        self.prompter = Prompter(script)
        self.pace = Pace()
        self.by_voice = True
        self.records = True
        self._take: TakeSignals | None = None
        self._heard = ""
        self._start_at = 0
        self._beside = 0.0  # seconds
        self._microphone = PageMicrophone(studio, jobs)
        self._microphone.setParent(self)
        self._microphone.told.connect(self.failed)
        self._microphone.level_changed.connect(self.level_changed)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._on_tick)
        self._count = QTimer(self)
        self._count.setInterval(1000)
        self._count.timeout.connect(self.count_down)

    @property
    def running(self) -> bool:
        """Whether the script is moving, or only paused."""
        return self.state.phase in (PromptPhase.RUNNING, PromptPhase.PAUSED)

    # what she does

    def press(self) -> None:
        """Space, or the round button: begins, cancels the countdown, or ends."""
        if self.state.phase in (PromptPhase.READY, PromptPhase.DONE):
            self._begin()
        elif self.state.phase is PromptPhase.COUNTDOWN:
            self._cancel()
        elif self.running:
            self.stop()

    def pause(self) -> None:
        """Stand still for a while, or go on."""
        if self.state.phase is PromptPhase.RUNNING:
            if self.state.recording:
                self._studio.pause_take()
            self._set(phase=PromptPhase.PAUSED)
        elif self.state.phase is PromptPhase.PAUSED:
            if self.state.recording:
                try:
                    self._studio.resume_take()
                except ExpectedError as error:
                    self.failed.emit(str(error))
                    return
            self._set(phase=PromptPhase.RUNNING)

    def follow(self, *, by_voice: bool) -> None:
        """Follow her voice, or roll on evenly; also while she reads."""
        if by_voice != self.by_voice:
            if by_voice:
                self.prompter.move_to(int(self.pace.place))
            else:
                self.pace.move_to(self.prompter.following.position)
            self.by_voice = by_voice

    def move_to(self, position: int) -> None:
        """Put the script somewhere by hand."""
        self.prompter.move_to(position)
        self._place_shown()

    def _place_shown(self) -> None:
        self._start_at = self.prompter.following.position
        self.pace.move_to(self._start_at)
        self.put.emit(float(self._start_at))

    def change_script(self, script: Script) -> None:
        """The script was edited; she stays where she is."""
        following = self.prompter.change_script(script)
        self.pace.move_to(following.position)
        self._start_at = min(self._start_at, len(script.syllables))
        spent = [*self.state.spent, *(0.0 for _ in script.sections)][: max(1, len(script.sections))]
        if self.state.spent and len(spent) < len(self.state.spent):
            spent[-1] += sum(self.state.spent[len(spent) :])
        self._set(spent=tuple(spent), marks=())
        self.put.emit(float(following.position))

    def leave(self) -> None:
        """The page goes: what runs is ended and a recording kept."""
        if self.state.phase is PromptPhase.COUNTDOWN:
            self._cancel()
        elif self.running:
            self.stop()

    # from beginning to end

    def _begin(self) -> None:
        script = self.prompter.script
        if not script.syllables:
            self._set(
                phase=PromptPhase.READY, trouble=tr("稿子里还没有要说的话。先写一段，或者打开一个文件。")
            )
            return
        recording = self.by_voice or self.records
        if recording and not self._open_microphone():
            return
        self.prompter = Prompter(script)
        self.prompter.move_to(self._start_at)
        self._heard, self._beside = "", 0.0
        seconds = self._studio.settings.countdown_seconds
        self._set(
            phase=PromptPhase.COUNTDOWN,
            countdown=seconds,
            recording=recording,
            spent=tuple(0.0 for _ in script.sections),
            in_script=True,
            trouble="",
            attempt_id="",
            marks=(),
        )
        self._place_shown()
        if seconds > 0:
            self._count.start()
        else:
            self._start()

    def _open_microphone(self) -> bool:
        try:
            self._studio.open_microphone()
        except ExpectedError as error:
            self._set(phase=PromptPhase.READY, trouble=self._without_microphone(error))
            return False
        return True

    @staticmethod
    def _without_microphone(error: ExpectedError) -> str:
        return f"{error} {tr('没有麦克风也能用：选“匀速滚动”，不录音。')}"

    def count_down(self) -> None:
        """One second of the countdown is over."""
        if self.state.phase is not PromptPhase.COUNTDOWN:
            self._count.stop()
        elif self.state.countdown > 1:
            self._set(countdown=self.state.countdown - 1)
        else:
            self._count.stop()
            self._start()

    def _cancel(self) -> None:
        self._count.stop()
        self._microphone.close()
        self._set(phase=PromptPhase.READY, countdown=0, recording=False)

    def _start(self) -> None:
        if self.state.recording:
            take = TakeSignals()
            take.setParent(QCoreApplication.instance())  # it may outlive this page
            take.scored.connect(self._kept)
            take.lost.connect(self._lost)
            take.cut_short.connect(self._cut_short)
            take.failed.connect(self._not_kept)
            try:
                if self._studio.take_state is not TakeState.IDLE:
                    raise ExpectedError(msg("上一段录音还在保存，请等几秒再开始。"))
                self._studio.prompting.start(tr("提词器"), take)
            except ExpectedError as error:
                take.deleteLater()
                self._microphone.close()
                self._set(phase=PromptPhase.READY, countdown=0, recording=False, trouble=str(error))
                return
            self._take = take
        self._clock.start()
        self._tick.start()
        self._set(phase=PromptPhase.RUNNING, countdown=0)

    def stop(self) -> None:
        """She is through, or has had enough; the next time begins at the beginning."""
        self._start_at = 0
        if self.state.recording and self._take is not None:
            self._studio.stop_take()
            self._set(phase=PromptPhase.KEEPING)
        else:
            self._tick.stop()
            self._set(phase=PromptPhase.DONE)

    def _end_listening(self) -> None:
        self._take = None
        self._tick.stop()
        self._heard = self._studio.prompting.heard().text or self._heard
        self._studio.prompting.stop_hearing()
        self._microphone.close()

    def _kept(self, take: TakeSignals, attempt: Attempt) -> None:
        if take is not self._take:
            return
        take.deleteLater()
        self._end_listening()
        self._set(phase=PromptPhase.DONE, attempt_id=attempt.id)
        script, heard = self.prompter.script, self._heard
        if heard:
            self._jobs.run(lambda: passages(script, heard), self._marked, owner=self)

    def _marked(self, result: Ok[tuple[Passage, ...]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        elif self.state.phase is PromptPhase.DONE:
            self._set(marks=result.value)

    def _lost(self, take: TakeSignals) -> None:
        if take is self._take:
            self._set(phase=PromptPhase.KEEPING, trouble=tr("麦克风断开了。断开之前说的都保存好了。"))

    def _cut_short(self, take: TakeSignals, error: ExpectedError) -> None:
        if take is self._take:
            self._set(phase=PromptPhase.KEEPING, trouble=str(error))

    def _not_kept(self, take: TakeSignals, error: ExpectedError) -> None:
        if take is not self._take:
            return
        take.deleteLater()
        self._end_listening()
        self._set(phase=PromptPhase.DONE, trouble=str(error))
        self.failed.emit(str(error))

    # what comes in by itself

    def _on_tick(self) -> None:
        self.tick(self._clock.restart() / 1000)

    def tick(self, seconds: float) -> None:
        """So much time has passed: hear, or roll on; notice when the recording has ended by itself."""
        self.time_passed.emit(seconds)
        if self.state.phase is not PromptPhase.RUNNING:
            return
        if self.state.recording and self._studio.take_state is TakeState.SCORING:
            self._set(phase=PromptPhase.KEEPING, trouble=tr("录到了最长的时间，已经停下来，说的都保存好了。"))
            return
        changes: dict[str, Any] = {"spent": self._spend(seconds)}
        if self.state.recording:
            changes["warning"] = self._microphone.look()
            heard = self._studio.prompting.heard()
            self._heard = heard.text
            if heard.deaf and self.by_voice:
                self.by_voice = False
                self.pace.move_to(self.prompter.following.position)
                changes["trouble"] = tr("现在听不了您说的话，稿子改为匀速滚动。录音不受影响。")
        if self.by_voice:
            following = self.prompter.hear(self._heard)
            self._beside = 0.0 if following.in_script else self._beside + seconds
            changes["in_script"] = self._beside < BESIDE
            self.moved.emit(float(following.position))
        else:
            self.moved.emit(self.pace.advance(seconds, len(self.prompter.script.syllables)))
        self._set(**changes)

    def _spend(self, seconds: float) -> tuple[float, ...]:
        spent = list(self.state.spent)
        if spent:
            spent[min(self.section, len(spent) - 1)] += seconds
        return tuple(spent)

    @property
    def section(self) -> int:
        """The number of the section she is in."""
        place = self.prompter.following.position if self.by_voice else int(self.pace.place)
        return self.prompter.script.section_at(place)

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.changed.emit(self.state)
