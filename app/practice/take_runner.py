"""One take from the first sample to the stored attempt, off the caller's thread.

The recorder's writer thread hands over samples; one long-lived worker feeds them to the assessment while
she speaks, so that little is left to do when she stops. The order at the end is fixed: first the audio is
safe as FLAC, then it is scored, then the attempt is stored, and only then the journal goes.
"""

from __future__ import annotations

import logging
import queue
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from app.audio.journal import TakeCutShort
from app.audio.recorder import Recorder
from app.audio.values import SAMPLE_RATE
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile
from app.practice.keeper import Keeper, take_meta
from app.practice.take import TakeListener, TakeState
from app.speech.assessor import RunningAssessment
from app.speech.values import FloatArray, PronunciationScore

log = logging.getLogger(__name__)


@dataclass
class _Take:
    """What belongs to one take while it lasts."""

    prompt: Prompt
    lesson_id: str
    speaker: Profile
    listener: TakeListener
    limit: float | None = None  # seconds of a free take; None: a take that is scored
    hear: Callable[[FloatArray], None] | None = None  # is handed what a free take records
    chunks: queue.SimpleQueue[FloatArray | None] = field(default_factory=queue.SimpleQueue)
    running: RunningAssessment | None = None
    failure: BaseException | None = None
    discarded: bool = False


class TakeRunner:
    """Runs one take at a time. `start`, `pause`, `resume`, `stop` and `discard` return at once."""

    def __init__(self, recorder: Recorder, keeper: Keeper, on_idle: Callable[[], None]) -> None:
        """`on_idle` is called on the worker thread whenever a take is over."""
        self._recorder = recorder
        self._keeper = keeper
        self._on_idle = on_idle
        self._lock = threading.Lock()
        self._take: _Take | None = None
        self._state = TakeState.IDLE
        self._jobs: queue.SimpleQueue[_Take | None] = queue.SimpleQueue()
        self._worker = threading.Thread(target=self._work, name="take", daemon=True)
        self._worker.start()

    @property
    def state(self) -> TakeState:
        """Where the present take stands."""
        return self._state

    def partial(self) -> str:
        """What has been recognised so far in the present take."""
        take = self._take
        return take.running.partial() if take and take.running else ""

    def start(
        self,
        prompt: Prompt,
        lesson_id: str,
        speaker: Profile,
        listener: TakeListener,
        *,
        limit: float | None = None,
        hear: Callable[[FloatArray], None] | None = None,
    ) -> None:
        """Begin to record. Raises ExpectedError when the microphone will not.

        With a `limit` the take is a free one: it ends by itself after so many seconds and gets no score;
        `hear` is called on the worker thread with its samples as they come, and must return at once.
        """
        with self._lock:
            if self._state is not TakeState.IDLE:
                raise ExpectedError(msg("上一遍还在处理，请稍等一下再录。"))
            take = _Take(prompt, lesson_id, speaker, listener, limit, hear)
            self._recorder.start(
                uuid.uuid4().hex,
                take_meta(prompt, lesson_id, speaker, free=limit is not None),
                on_chunk=take.chunks.put,
                on_lost=lambda: self._lost(take),
                pauses_are_usual=limit is not None,
            )
            self._take = take
            self._state = TakeState.RECORDING
            self._jobs.put(take)

    def pause(self) -> None:
        """Stop listening without ending the take."""
        with self._lock:
            if self._state is TakeState.RECORDING:
                self._recorder.pause()
                self._state = TakeState.PAUSED

    def resume(self) -> None:
        """Go on listening."""
        with self._lock:
            if self._state is TakeState.PAUSED:
                self._recorder.resume()
                self._state = TakeState.RECORDING

    def stop(self) -> None:
        """End the take; the listener hears of its score."""
        with self._lock:
            if self._take and self._state in (TakeState.RECORDING, TakeState.PAUSED):
                self._end_listening(self._take)

    def discard(self) -> None:
        """End the take and forget it; nothing is kept and the listener hears nothing."""
        with self._lock:
            if self._take and self._state in (TakeState.RECORDING, TakeState.PAUSED):
                self._take.discarded = True
                self._end_listening(self._take)

    def close(self) -> None:
        """End a take that is still being recorded, wait for its score, and end the worker."""
        with self._lock:
            if self._take and self._state in (TakeState.RECORDING, TakeState.PAUSED):
                self._end_listening(self._take)
            self._jobs.put(None)
        self._worker.join(timeout=60)

    def _end_listening(self, take: _Take) -> None:
        """Nothing said from now on belongs to the take, however far behind the worker is."""
        if self._state is TakeState.RECORDING:
            self._recorder.pause()
        self._state = TakeState.SCORING
        take.chunks.put(None)

    def _lost(self, take: _Take) -> None:
        with self._lock:
            if take is not self._take or self._state not in (TakeState.RECORDING, TakeState.PAUSED):
                return
            self._state = TakeState.SCORING
        take.chunks.put(None)

    def _work(self) -> None:
        while (take := self._jobs.get()) is not None:
            self._run(take)
            del take  # a failed take's journal stays locked for as long as somebody holds it

    def _run(self, take: _Take) -> None:
        try:
            if take.limit is None:
                self._follow(take)
            else:
                self._watch_length(take, take.limit)
            self._end(take)
        except ExpectedError as error:
            log.warning("take not kept as an attempt: %s (%s)", str(error), error.detail)
            self._idle()
            _tell(take.listener.take_failed, error)
        except Exception as error:
            log.exception("a take failed")
            self._idle()
            sentence = (
                msg("这一遍没能评分，程序出了问题，已记入日志。录音在本机，没有丢失。")
                if take.limit is None
                else msg("这一遍没能存好，程序出了问题，已记入日志。说的都在本机，下次打开开播时可以找回。")
            )
            _tell(take.listener.take_failed, ExpectedError(sentence, repr(error)))

    def _follow(self, take: _Take) -> None:
        """Feed the assessment while she speaks. A failing assessment must not end the recording."""
        try:
            take.running = self._keeper.begin(take.prompt, take.speaker)
        except Exception as error:
            take.failure = error
        while (chunk := take.chunks.get()) is not None:
            self._feed(take, chunk)

    def _watch_length(self, take: _Take, limit: float) -> None:
        """A free take has nothing to follow but its length; whatever the window does, it ends in time."""
        heard = 0
        while (chunk := take.chunks.get()) is not None:
            heard += chunk.size
            if take.hear is not None:
                _tell(take.hear, chunk)
            if heard >= limit * SAMPLE_RATE:
                self.stop()

    def _feed(self, take: _Take, chunk: FloatArray) -> None:
        if take.running is None or take.failure is not None or take.discarded:
            return
        try:
            take.running.feed(chunk)
        except Exception as error:
            log.exception("the assessment failed while the take went on")
            take.failure = error

    def _end(self, take: _Take) -> None:
        if take.discarded:
            if take.running is not None:
                take.running.cancel()
            self._recorder.discard()
            self._idle()
            return
        try:
            journaled = self._recorder.stop()
            if journaled.interrupted:
                _tell(take.listener.take_lost_microphone)
        except TakeCutShort as cut:
            journaled = cut.take
            _tell(take.listener.take_cut_short, cut)
        while not take.chunks.empty():  # what the writer handed over after the stop was asked for
            if (chunk := take.chunks.get()) is not None:
                self._feed(take, chunk)

        def finish() -> PronunciationScore:
            if take.failure is not None:
                raise take.failure
            assert take.running is not None
            return self._keeper.finish(take.running, take.speaker)

        attempt = self._keeper.keep(
            journaled, take.prompt, take.lesson_id, take.speaker, finish if take.limit is None else None
        )
        self._idle()
        here = self._keeper.profile
        if here is not None and here.id == take.speaker.id:
            _tell(take.listener.take_scored, attempt)
        else:  # she left meanwhile, and what she said is not for the next one's eyes
            kept = msg("{name} 的这一遍已经存好，在本人的记录里。", name=take.speaker.name)
            _tell(take.listener.take_failed, ExpectedError(kept))

    def _idle(self) -> None:
        with self._lock:
            self._take = None
            self._state = TakeState.IDLE
        self._on_idle()


def _tell(listen: Callable[..., None], *news: object) -> None:
    """Tell a listener; one that fails (its page is gone) must not end the thread that keeps the takes."""
    try:
        listen(*news)
    except Exception:
        log.exception("a listener failed")
