"""Free takes of the pretended studio: recorded at once, measured as the test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.audio.values import Recording
from app.curriculum.values import FreePitch, Prompt
from app.practice.take import TakeListener, TakeState
from app.speech.delivery import Delivery
from app.speech.values import FloatArray
from app.storage.values import Attempt

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

NOW = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
DELIVERY = Delivery(
    duration=52.0,
    speaking=41.0,
    first=0.8,
    pauses=((12.0, 12.8), (25.4, 28.6), (40.1, 40.9)),
    spread_db=2.1,
    drift_db=-1.0,
    range_st=9.5,
)


class FakeFreeTakes:
    """`delivery` is what `measure` answers."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.delivery = DELIVERY

    def start(
        self,
        pitch: FreePitch,
        lesson_id: str,
        listener: TakeListener,
        hear: Callable[[FloatArray], None] | None = None,
    ) -> None:
        self._studio._note("start_free_take", pitch.id, lesson_id)
        self._studio._prompt = Prompt(pitch.id, pitch.task)
        self._studio._lesson_id, self._studio._listener = lesson_id, listener
        self._studio.take_state = TakeState.RECORDING

    def measure(self, recording: Recording) -> Delivery:
        self._studio._note("measure", recording.path)
        return self.delivery

    def finish(self) -> Attempt:
        """What the worker thread would do after `stop_take`."""
        studio = self._studio
        assert studio._prompt is not None and studio._listener is not None
        made = studio._keep(studio._prompt, studio._lesson_id, NOW)
        studio.take_state = TakeState.IDLE
        duration = self.delivery.duration
        kept = replace(made, score=None, free=True, recording=replace(made.recording, duration=duration))
        studio._attempts[-1] = kept
        studio._listener.take_scored(kept)
        return kept
