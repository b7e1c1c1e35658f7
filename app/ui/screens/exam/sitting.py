"""Sitting a part without its widgets: what happens on every key, callback and tick."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from app.audio.values import SignalWarning
from app.errors import ExpectedError
from app.i18n import tr
from app.practice.exam import LESSON, OVERTIME
from app.practice.exam_values import KeptExam
from app.practice.free_takes import longest_take
from app.practice.take import TakeState
from app.speech.psc.marks import LIMITS
from app.speech.psc.paper import PartOfPaper
from app.storage.values import Attempt
from app.ui.jobs import Err, Jobs, Ok
from app.ui.recording import PageMicrophone, TakeSignals

if TYPE_CHECKING:
    from app.practice.studio import Studio

TICK_MS = 33
"""Milliseconds between two looks at the microphone's level."""

_HURRIED = 0.2  # of the limit: who ends a part before has most likely pressed a key by mistake
_BEFORE_THE_TAKES_OWN_END = 1.0  # seconds


class Step(Enum):
    """Where a part stands."""

    READY = "ready"
    WAITING = "waiting"  # the take of the part before is being put away
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True)
class SittingState:
    """One moment of a part. Times in seconds; sentences are ready to show."""

    part: PartOfPaper
    step: Step = Step.READY
    topic: str = ""
    elapsed: float = 0.0
    speech_ready: bool = True
    microphone_error: str = ""
    warning: SignalWarning | None = None
    trouble: str = ""  # what ended the last try

    @property
    def spoken(self) -> bool:
        """Whether the part is recorded; the choosing part is not."""
        return self.part is not PartOfPaper.CHOOSING

    @property
    def left(self) -> float:
        """Seconds until the limit, negative when it is over."""
        return LIMITS[self.part] - self.elapsed

    @property
    def early(self) -> bool:
        """Whether ending now is likely a mistake, or costs points (a talk)."""
        wanted = LIMITS[self.part] * (1.0 if self.part is PartOfPaper.TALK else _HURRIED)
        return self.spoken and self.elapsed < wanted - 3.0

    @property
    def may_begin(self) -> bool:
        """Whether the part can be begun."""
        if self.step is not Step.READY or (self.spoken and self.microphone_error):
            return False
        if self.part is PartOfPaper.TALK:
            return bool(self.topic)
        return self.speech_ready or not self.spoken


def hard_stop(part: PartOfPaper) -> float:
    """Seconds after which a part is ended: two minutes beyond its limit, sooner where a take ends itself."""
    if part is PartOfPaper.TALK:
        return min(LIMITS[part] + OVERTIME, longest_take(LIMITS[part]) - _BEFORE_THE_TAKES_OWN_END)
    return LIMITS[part] + OVERTIME


class Sitting(QObject):
    """One exam being taken, part by part. Holds the state, changes it, and tells the page."""

    changed = Signal(object)  # SittingState
    level_changed = Signal(object)  # Level, or None
    part_over = Signal(object)  # KeptExam as it stands; its take is still being scored
    time_over = Signal()  # of a part that is not recorded: hand in what there is
    scored = Signal(object)  # KeptExam, a take of which was marked
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self.exam: KeptExam | None = None
        self.state = SittingState(PartOfPaper.SYLLABLES)
        self._take: TakeSignals | None = None  # of the part on the page
        self._prompt_id = ""
        self._unmarked: dict[TakeSignals, tuple[str, PartOfPaper]] = {}
        self._given_up: set[TakeSignals] = set()
        self._since = QElapsedTimer()
        self._microphone = PageMicrophone(studio, jobs)
        self._microphone.setParent(self)
        self._microphone.changed.connect(lambda failure: self._set(microphone_error=failure))
        self._microphone.level_changed.connect(self.level_changed)
        self._microphone.told.connect(self.failed)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)

    # opening and leaving

    def open(self, exam: KeptExam, part: PartOfPaper) -> None:
        """Show a part of a test, ready to be begun."""
        self.exam = exam
        self._take = None
        self.state = SittingState(part, speech_ready=self._studio.speech_ready)
        self.changed.emit(self.state)
        if self.state.spoken:
            self._microphone.forget_warning()
            self._microphone.open()
        self._tick.start()

    @property
    def running(self) -> bool:
        """Whether a part is being read, spoken or answered."""
        return self.state.step in (Step.RUNNING, Step.WAITING)

    def close(self) -> None:
        """The page goes away. What is being read is kept as a take, but the part is to be read again."""
        if self.state.step is Step.RUNNING and self.state.spoken:
            self._give_up()
            self._studio.stop_take()
        self._tick.stop()
        self._microphone.close()
        if self.running:
            self._set(step=Step.READY, elapsed=0.0)

    # what she does

    def choose_topic(self, topic: str) -> None:
        """What the talk is going to be about."""
        if self.state.step is Step.READY:
            self._set(topic=topic)

    def begin(self) -> None:
        """Begin the part; as soon as the take before has been put away."""
        if not self.state.may_begin:
            return
        if not self.state.spoken:
            self._since.start()
            self._set(step=Step.RUNNING, elapsed=0.0, trouble="")
        elif self._studio.take_state is not TakeState.IDLE:
            self._set(step=Step.WAITING, trouble="")
        else:
            self._start()

    def end(self) -> None:
        """The part was read to its end."""
        if self.state.step is not Step.RUNNING or not self.state.spoken:
            return
        self._studio.stop_take()
        self._over()

    def start_over(self) -> None:
        """Throw away what has been read of the part, to begin it anew."""
        if self.state.step is Step.RUNNING and self.state.spoken:
            self._studio.discard_take()
            self._forget_take()
            self._set(step=Step.READY, elapsed=0.0, warning=None)

    def hand_in(self, answers: list[int | None]) -> None:
        """End the choosing part."""
        exam = self.exam
        if self.state.step is not Step.RUNNING or self.state.spoken or exam is None:
            return
        seconds = self._since.elapsed() / 1000
        self._set(step=Step.OVER, elapsed=seconds)
        self._jobs.run(
            lambda: self._studio.exams.keep_choices(exam.id, answers, seconds), self._kept_end, owner=self
        )

    def retry_microphone(self) -> None:
        """Look for the microphone again."""
        self._microphone.search()

    # the take

    def _start(self) -> None:
        exam, part = self.exam, self.state.part
        assert exam is not None
        take = TakeSignals()
        take.scored.connect(self._scored)
        take.lost.connect(self._lost)
        take.cut_short.connect(self._cut_short)
        take.failed.connect(self._failed)
        try:
            if part is PartOfPaper.TALK:
                pitch = self._studio.exams.talk(exam, self.state.topic)
                self._prompt_id = pitch.id
                self._studio.free_takes.start(pitch, LESSON, take)
            else:
                prompt = self._studio.exams.prompt(exam, part)
                self._prompt_id = prompt.id
                self._studio.start_take(prompt, LESSON, take)
        except ExpectedError as error:
            if self._studio.microphone_open:
                self._set(step=Step.READY, trouble=str(error))
            else:
                self._set(step=Step.READY, microphone_error=str(error))
            return
        self._take = take
        self._unmarked[take] = (exam.id, part)
        self._microphone.forget_warning()
        self._set(step=Step.RUNNING, elapsed=0.0, warning=None, trouble="")

    def _over(self, attempt: Attempt | None = None) -> None:
        """Note that the part is done; its score comes when it comes, or is here already with `attempt`."""
        exam, part, prompt_id, topic = self.exam, self.state.part, self._prompt_id, self.state.topic
        assert exam is not None
        exam_id, exams = exam.id, self._studio.exams

        def note() -> KeptExam:
            done = exams.finish(exam_id, part, prompt_id, topic)
            return done if attempt is None else exams.keep_take(exam_id, part, attempt)

        self._take = None
        self._set(step=Step.OVER, warning=None)
        self._microphone.close()
        self._jobs.run(note, self._kept_end, owner=self)

    def _kept_end(self, result: Ok[KeptExam] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            self._set(step=Step.READY, elapsed=0.0, trouble=str(result.error))
            return
        self.exam = result.value
        self._tick.stop()
        self.part_over.emit(result.value)

    def _give_up(self) -> None:
        if self._take is not None:
            self._given_up.add(self._take)
            self._take = None

    def _forget_take(self) -> None:
        if self._take is not None:
            self._unmarked.pop(self._take, None)
            self._take = None

    def _scored(self, take: TakeSignals, attempt: Attempt) -> None:
        exam_id, part = self._unmarked.pop(take, ("", PartOfPaper.TALK))
        if not exam_id:
            return
        if take in self._given_up:
            self._given_up.discard(take)
            return
        if take is self._take:  # it ended by itself, at its longest
            self._over(attempt)
            return
        self._jobs.run(lambda: self._studio.exams.keep_take(exam_id, part, attempt), self._marked, owner=self)

    def _marked(self, result: Ok[KeptExam] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        if self.exam is not None and self.exam.id == result.value.id:
            self.exam = result.value
        self.scored.emit(result.value)

    def _lost(self, take: TakeSignals) -> None:
        if take is self._take:
            self._give_up()
            sentence = tr("麦克风断开了，读过的已经保存。插好麦克风以后，这一题从头再读一遍。")
            self._set(step=Step.READY, elapsed=0.0, warning=None, trouble=sentence)

    def _cut_short(self, take: TakeSignals, error: ExpectedError) -> None:
        if take is self._take:
            self._give_up()
            self._set(step=Step.READY, elapsed=0.0, warning=None, trouble=str(error))
        else:
            self.failed.emit(str(error))

    def _failed(self, take: TakeSignals, error: ExpectedError) -> None:
        self._unmarked.pop(take, None)
        self._given_up.discard(take)
        if take is self._take:
            self._take = None
            self._set(step=Step.READY, elapsed=0.0, warning=None, trouble=str(error))
        else:
            self.failed.emit(str(error))

    # what comes in by itself

    def tick(self) -> None:
        """Look at the clock, the microphone and the model."""
        changes: dict[str, Any] = {}
        if not self.state.speech_ready and self._studio.speech_ready:
            changes["speech_ready"] = True
        if self.state.step is Step.WAITING and self._studio.take_state is TakeState.IDLE:
            self._start()
        if self.state.step is Step.RUNNING:
            seconds = self._studio.elapsed() if self.state.spoken else self._since.elapsed() / 1000
            changes["elapsed"] = float(int(seconds))
            if seconds >= hard_stop(self.state.part):
                self._set(**changes)
                self._time_is_up()
                return
        if self.state.spoken and self.state.step in (Step.READY, Step.RUNNING):
            self._look_at_level(changes)
        if any(getattr(self.state, name) != value for name, value in changes.items()):
            self._set(**changes)

    def _time_is_up(self) -> None:
        if self.state.spoken:
            self.end()
        else:
            self.time_over.emit()

    def _look_at_level(self, changes: dict[str, Any]) -> None:
        if self.state.microphone_error:
            self.level_changed.emit(None)
        elif self._studio.microphone_open:
            changes["warning"] = self._microphone.look()
        elif self.state.step is Step.READY:
            changes["microphone_error"] = tr("麦克风断开了。请插好麦克风，再试一次。")

    def _set(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.changed.emit(self.state)
