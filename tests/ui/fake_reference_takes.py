"""Recordings for lessons as the pretended studio makes them: half a second of humming."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.audio.journal import JournaledTake
from app.i18n import Message
from app.practice.reference_takes import ReferenceTake
from app.speech.values import FloatArray

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

NOW = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


class FakeReferenceTakes:
    """`samples` is what was said; `over` and `trouble` are the test's to set."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        time = np.arange(8_000) / 16_000
        self.samples: FloatArray = (0.2 * np.sin(2 * np.pi * 200 * time)).astype(np.float32)
        self.running = False
        self.over = False
        self.trouble: Message | None = None

    def start(self, text: str, lesson_id: str) -> None:
        self._studio._note("start_reference", text, lesson_id)
        self._studio.open_microphone()
        self.running, self.over = True, False

    def stop(self) -> ReferenceTake:
        self._studio._note("stop_reference")
        self.running = self.over = False
        journaled = JournaledTake("r", {}, NOW, 0.5, Path("r.pcm"), interrupted=False)
        return ReferenceTake(self.samples, journaled, self.trouble)

    def cancel(self) -> None:
        self._studio._note("cancel_reference")
        self.running = self.over = False

    def forget(self, take: ReferenceTake) -> None:
        self._studio._note("forget_reference")
