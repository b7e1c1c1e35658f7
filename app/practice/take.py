"""What a take goes through, and who is told about it."""

from __future__ import annotations

from enum import Enum
from typing import Protocol

from app.errors import ExpectedError
from app.storage.values import Attempt


class TakeState(Enum):
    """Where a take stands."""

    IDLE = "idle"
    RECORDING = "recording"
    PAUSED = "paused"
    SCORING = "scoring"


class TakeListener(Protocol):
    """Told how a take ends. Called on a worker thread; a window hands the call to its own."""

    def take_scored(self, attempt: Attempt) -> None:
        """The attempt is stored and can be shown."""

    def take_lost_microphone(self) -> None:
        """The microphone went away; what was said up to here is being scored and kept."""

    def take_cut_short(self, error: ExpectedError) -> None:
        """The disk refused the rest of the take; what was written is being scored and kept."""

    def take_failed(self, error: ExpectedError) -> None:
        """The take could not be scored or stored; the sentence says what became of the recording."""
