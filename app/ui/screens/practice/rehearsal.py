"""The practice screen without its widgets: what happens on every key, click, callback and tick."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.curriculum.values import Lesson, Prompt
from app.errors import ExpectedError
from app.i18n import tr
from app.practice.take import TakeState
from app.storage.values import Attempt, AttemptSummary
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.attempt.words import attempt_prompt
from app.ui.hearing import ReferencePlayer, SystemVoice
from app.ui.jobs import Err, Jobs, Ok
from app.ui.recording import PageMicrophone, TakeSignals
from app.ui.screens.practice.state import Face, Phase, PracticeState, face_of, must_say_first

if TYPE_CHECKING:
    from app.practice.studio import Studio

TICK_MS = 33
"""Milliseconds between two looks at the microphone's level."""

EARLIER_TAKES = 12
_METERED = (Face.READY, Face.COUNTDOWN, Face.RECORDING)


class Rehearsal(QObject):
    """Holds the state, changes it, and tells the screen."""

    changed = Signal(object)  # PracticeState
    attempt_ready = Signal(object)  # Attempt, to be shown now
    level_changed = Signal(object)  # Level, or None
    spoken_so_far = Signal(str)
    back_wanted = Signal()
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(
        self, studio: Studio, jobs: Jobs, sounds: SoundBox, voice: SystemVoice | None = None
    ) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._sounds = sounds
        self.reference = ReferencePlayer(studio, jobs, sounds, voice, self)
        self.state = PracticeState(speech_ready=studio.speech_ready)
        self.lesson_id = ""
        self._lesson: Lesson | None = None
        self._take: TakeSignals | None = None  # whose end the page waits for
        self._unheard: list[TakeSignals] = []  # every take that has not told its end
        self._start_when_free = False
        self._since = QElapsedTimer()
        self._microphone = PageMicrophone(studio, jobs)
        self._microphone.setParent(self)
        self._microphone.changed.connect(lambda failure: self._set(microphone_error=failure))
        self._microphone.level_changed.connect(self.level_changed)
        self._microphone.told.connect(self.failed)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)
        self._count = QTimer(self)
        self._count.setInterval(1000)
        self._count.timeout.connect(self.count_down)
        sounds.changed.connect(lambda sound: self._set(sound=sound))
        self.reference.failed.connect(self.failed)

    # opening and leaving

    def open(self, lesson_id: str, prompt_id: str) -> None:
        """Show a prompt of a lesson."""
        lesson = self._studio.library.lesson(lesson_id)
        prompt = next((each for each in lesson.prompts if each.id == prompt_id), None) if lesson else None
        self._open(lesson_id, lesson, prompt)

    def open_attempt(self, attempt: Attempt) -> None:
        """Show an attempt as if it had just been made; works when its lesson is gone, too."""
        lesson = self._studio.library.lesson(attempt.lesson_id)
        prompts = lesson.prompts if lesson else ()
        prompt = next(
            (each for each in prompts if each.id == attempt.prompt_id and each.text == attempt.text), None
        )
        self._open(attempt.lesson_id, lesson, prompt or attempt_prompt(attempt))
        self._set(attempt=attempt, said=True)
        self.attempt_ready.emit(attempt)

    def _open(self, lesson_id: str, lesson: Lesson | None, prompt: Prompt | None) -> None:
        self._abandon()
        self._sounds.stop()
        self.lesson_id, self._lesson = lesson_id, lesson
        prompts = lesson.prompts if lesson else ()
        self.state = PracticeState(
            prompt=prompt,
            lesson_title=lesson.title if lesson else "",
            number=prompts.index(prompt) + 1 if prompt in prompts else 0,
            count=len(prompts),
            speech_ready=self._studio.speech_ready,
            speech_error=self.state.speech_error,
            microphone_error=self.state.microphone_error,
        )
        self.changed.emit(self.state)
        if self.shown:
            self._microphone.open()
        if prompt is None:
            self.reference.open("")
        else:
            self.reference.open(prompt.text, prompt.pinyin, prompt.reference)
        if prompt is not None:
            self._read_earlier()

    def enter(self) -> None:
        """The page is shown: listen to the microphone."""
        if self.shown:
            return
        self.reference.look()
        self._microphone.open()
        self._tick.start()

    def leave(self) -> None:
        """The page goes away: a running take is ended and kept, the microphone is let go."""
        if not self.shown:
            return
        if self.state.phase is Phase.COUNTDOWN:
            self._cancel_countdown()
        elif self.state.phase in (Phase.RECORDING, Phase.PAUSED):
            self._stop()
        self._sounds.stop()
        self._tick.stop()
        self._microphone.close()

    def hand_over(self) -> list[TakeSignals]:
        """The takes that are being scored, for somebody else to hear of: this page is about to go."""
        takes, self._unheard = self._unheard, []
        self._take = None
        for take in takes:
            for signal in (take.scored, take.lost, take.cut_short, take.failed):
                signal.disconnect()
        return takes

    @property
    def shown(self) -> bool:
        """Whether the page is on screen."""
        return self._tick.isActive()

    @property
    def busy(self) -> bool:
        """Whether a take is being counted in or recorded."""
        return self.state.phase in (Phase.COUNTDOWN, Phase.RECORDING, Phase.PAUSED)

    # what the user does

    def press(self) -> None:
        """Space, or the record button: begins, cancels the countdown, or ends the take."""
        if self.state.phase is Phase.IDLE:
            self._begin()
        elif self.state.phase is Phase.COUNTDOWN:
            self._cancel_countdown()
        elif self.state.phase in (Phase.RECORDING, Phase.PAUSED):
            self._stop()

    def again(self) -> None:
        """R: the take that is being made is thrown away and begun anew; when idle, a new one begins."""
        if self.state.phase in (Phase.RECORDING, Phase.PAUSED):
            self._abandon()
            self._set(phase=Phase.IDLE)
        if self.state.phase is Phase.IDLE:
            self._begin()

    def pause(self) -> None:
        """P: pause, or go on."""
        if self.state.phase is Phase.RECORDING:
            self._studio.pause_take()
            self._set(phase=Phase.PAUSED, warning=None)
        elif self.state.phase is Phase.PAUSED:
            try:
                self._studio.resume_take()
            except ExpectedError as error:
                self.failed.emit(str(error))
                return
            self._set(phase=Phase.RECORDING)

    def escape(self) -> None:
        """Esc: ends what is going on, and goes back when nothing is."""
        if self.busy:
            self.press()
        elif self._sounds.sound is not None:
            self._sounds.stop()
        elif self.state.phase is Phase.IDLE:
            self.back_wanted.emit()

    def listen(self) -> None:
        """L: hear how it should sound, or stop hearing it. What is read aloud is heard after it was said."""
        may = self.state.phase is Phase.IDLE and not must_say_first(self.state)
        if may or self._sounds.sound is Sound.REFERENCE:
            self.reference.listen()

    def import_file(self, path: Path) -> None:
        """Score a sound file as a take of this prompt."""
        prompt, lesson_id = self.state.prompt, self.lesson_id
        if self.state.phase is not Phase.IDLE or prompt is None or not self.state.speech_ready:
            return
        self._sounds.stop()
        self._take = take = self._new_take()
        self._scoring(importing=True)
        self._jobs.run(lambda: self._studio.score_file(path, prompt, lesson_id), take.imported, owner=take)

    def has_score(self, attempt: Attempt) -> None:
        """The attempt on the page, which had none, has been scored."""
        self._set(attempt=attempt)
        self._read_earlier()

    def retry_microphone(self) -> None:
        """Look for the microphone again."""
        self._sounds.stop()
        self._microphone.search()

    def speech_failed(self, sentence: str) -> None:
        """The speech model could not be loaded."""
        self._set(speech_error=sentence)

    # the take

    def _begin(self) -> None:
        if face_of(self.state) in (Face.EMPTY, Face.LOADING) or not self._studio.speech_ready:
            return
        self._sounds.stop()
        if not self._microphone.open():
            self._set(attempt=None, failure="")
            return
        seconds = self._studio.settings.countdown_seconds
        if seconds > 0:
            self._set(phase=Phase.COUNTDOWN, countdown=seconds, failure="")
            self._count.start()
        else:
            self._start()

    def count_down(self) -> None:
        """One second of the countdown is over."""
        if self.state.phase is not Phase.COUNTDOWN:
            self._count.stop()
        elif self.state.countdown > 1:
            self._set(countdown=self.state.countdown - 1)
        else:
            self._count.stop()
            self._start()

    def _cancel_countdown(self) -> None:
        self._count.stop()
        self._start_when_free = False
        self._set(phase=Phase.IDLE, countdown=0, warning=None)
        if self.state.attempt is not None:
            self.attempt_ready.emit(self.state.attempt)

    def _start(self) -> None:
        prompt = self.state.prompt
        assert prompt is not None
        if self._studio.take_state is not TakeState.IDLE:
            # a take thrown away a moment ago is still being put away: begin as soon as it is
            self._start_when_free = True
            self._set(phase=Phase.COUNTDOWN, countdown=0)
            return
        self._start_when_free = False
        take = self._new_take()
        try:
            self._studio.start_take(prompt, self.lesson_id, take)
        except ExpectedError as error:
            self._heard(take)
            self._not_started(error)
            return
        self._take = take
        self._microphone.forget_warning()
        self._set(
            phase=Phase.RECORDING,
            countdown=0,
            elapsed=0.0,
            attempt=None,
            failure="",
            trouble="",
            warning=None,
        )

    def _new_take(self) -> TakeSignals:
        take = TakeSignals()
        take.scored.connect(self._scored)
        take.lost.connect(self._lost)
        take.cut_short.connect(self._cut_short)
        take.failed.connect(self._failed)
        self._unheard.append(take)
        return take

    def _heard(self, take: TakeSignals) -> bool:
        """Whether the page was waiting for this take, which is over now."""
        if take in self._unheard:
            self._unheard.remove(take)
        current = take is self._take
        if current:
            self._take = None
        return current

    def _not_started(self, error: ExpectedError) -> None:
        if self._studio.microphone_open:
            self._set(phase=Phase.IDLE, attempt=None, failure=str(error))
        else:
            self._set(phase=Phase.IDLE, attempt=None, microphone_error=str(error))

    def _stop(self) -> None:
        self._studio.stop_take()
        self._scoring()

    def _scoring(self, *, importing: bool = False, trouble: str = "") -> None:
        self._since.start()
        self._set(
            phase=Phase.SCORING,
            importing=importing,
            trouble=trouble,
            scoring_for=0.0,
            failure="",
            warning=None,
            elapsed=0.0,
        )

    def _abandon(self) -> None:
        """Throw away what is being counted in or recorded."""
        self._count.stop()
        self._start_when_free = False
        if self.state.phase in (Phase.RECORDING, Phase.PAUSED):
            self._studio.discard_take()
            if self._take is not None:
                self._heard(self._take)
        self._take = None

    def _scored(self, take: TakeSignals, attempt: Attempt) -> None:
        if not self._heard(take):
            return
        self._set(phase=Phase.IDLE, attempt=attempt, failure="", said=True)
        self.attempt_ready.emit(attempt)
        self._read_earlier()

    def _lost(self, take: TakeSignals) -> None:
        if take is self._take:
            self._scoring(trouble=tr("麦克风断开了。断开之前的录音已经保存，正在评分。"))

    def _cut_short(self, take: TakeSignals, error: ExpectedError) -> None:
        if take is self._take:
            self._scoring(trouble=str(error))
        self.failed.emit(str(error))

    def _failed(self, take: TakeSignals, error: ExpectedError) -> None:
        current = self._heard(take)
        if current:
            self._set(phase=Phase.IDLE, attempt=None, failure=str(error))
        if not current or not self.shown:
            self.failed.emit(str(error))  # she is elsewhere by now

    # what comes in by itself

    def tick(self) -> None:
        """Look at the microphone, the clock and the model."""
        changes: dict[str, Any] = {}
        if not self.state.speech_ready and self._studio.speech_ready:
            changes.update(speech_ready=True, speech_error="")
        if self._start_when_free and self._studio.take_state is TakeState.IDLE:
            self._start()
        if self.state.phase is Phase.RECORDING:
            changes["elapsed"] = float(math.floor(self._studio.elapsed()))
            self.spoken_so_far.emit(self._studio.partial())
        if self.state.phase is Phase.SCORING:
            changes["scoring_for"] = float(self._since.elapsed() // 1000)
        self._look_at_level(changes)
        if any(getattr(self.state, name) != value for name, value in changes.items()):
            self._set(**changes)

    def _look_at_level(self, changes: dict[str, Any]) -> None:
        if face_of(self.state) not in _METERED or self.state.microphone_error:
            self.level_changed.emit(None)
            return
        if not self._studio.microphone_open:
            if self.state.phase is Phase.IDLE:
                changes["microphone_error"] = tr("麦克风断开了。请插好麦克风，再试一次。")
            return
        changes["warning"] = self._microphone.look()

    def _read_earlier(self) -> None:
        prompt, lesson_id = self.state.prompt, self.lesson_id
        if prompt is None:
            return
        self._jobs.run(
            lambda: self._studio.attempts(lesson_id, prompt.id, EARLIER_TAKES),
            lambda got: self._have_earlier(prompt, got),
            owner=self,
        )

    def _have_earlier(self, prompt: Prompt, result: Ok[list[AttemptSummary]] | Err) -> None:
        if self.state.prompt is not prompt:
            return
        if isinstance(result, Ok):
            self._set(earlier=tuple(result.value))
        else:
            self.failed.emit(str(result.error))

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.changed.emit(self.state)
