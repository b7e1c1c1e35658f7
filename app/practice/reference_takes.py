"""Recording how something should sound, for a lesson: journaled like any take, but nobody's attempt."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from app.audio.journal import JournaledTake, TakeCutShort
from app.audio.journal import discard as discard_journal
from app.audio.recorder import Recorder
from app.audio.trimming import trim_silence
from app.audio.values import SAMPLE_RATE
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import Message, msg
from app.people.values import Profile
from app.practice.keeper import take_meta
from app.speech.values import FloatArray

LONGEST = 120.0
"""Seconds. Nothing that is recorded for a lesson takes longer than reading a passage aloud."""


@dataclass(frozen=True)
class ReferenceTake:
    """What was recorded: samples (n,), 16 kHz mono, without the silence around them.

    Until `ReferenceTakes.forget` its journal is on disk: after a crash it is offered like any take.
    `trouble` says why it ended by itself.
    """

    samples: FloatArray
    journaled: JournaledTake
    trouble: Message | None = None

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / SAMPLE_RATE


class ReferenceTakes:
    """One recording at a time, while no take is running."""

    def __init__(
        self, recorder: Recorder, get_ready: Callable[[], Profile], is_free: Callable[[], bool]
    ) -> None:
        """`get_ready` opens the microphone and says who speaks; `is_free` whether no take uses it."""
        self._recorder = recorder
        self._get_ready = get_ready
        self._is_free = is_free
        self._running = False
        self._lost = False

    @property
    def running(self) -> bool:
        """Whether something is being recorded, also when it has ended by itself and nobody stopped it yet."""
        return self._running

    @property
    def over(self) -> bool:
        """Whether the running recording has to be stopped: the microphone is gone, or it is long enough."""
        return self._running and (self._lost or self._recorder.elapsed() >= LONGEST)

    def start(self, text: str, lesson_id: str) -> None:
        """Begin to record `text`. Raises ExpectedError when the microphone or the disk will not."""
        if self._running or not self._is_free():
            raise ExpectedError(msg("上一遍还在处理，请稍等一下再录。"))
        speaker = self._get_ready()
        self._lost = False
        meta = take_meta(Prompt("", text), lesson_id, speaker, free=True)
        self._recorder.start(uuid.uuid4().hex, meta, on_lost=self._lose)
        self._running = True

    def stop(self) -> ReferenceTake:
        """End the recording; blocks shortly.

        Raises ExpectedError when nothing was said; that recording is not kept.
        """
        self._running = False
        trouble: Message | None = None
        try:
            journaled = self._recorder.stop()
            if journaled.interrupted:
                trouble = msg("麦克风断开了。断开之前说的都还在，可以听一听再决定。")
        except TakeCutShort as cut:
            journaled, trouble = cut.take, cut.message
        samples = trim_silence(journaled.samples())
        if not len(samples):
            discard_journal(journaled)
            raise ExpectedError(msg("没有录到声音。请检查麦克风是不是静音了，再录一遍。"))
        return ReferenceTake(samples, journaled, trouble)

    def cancel(self) -> None:
        """End the recording and forget it."""
        if self._running:
            self._running = False
            self._recorder.discard()

    def forget(self, take: ReferenceTake) -> None:
        """Drop the journal: the recording is kept with its lesson, or it is not wanted."""
        discard_journal(take.journaled)

    def _lose(self) -> None:
        self._lost = True
