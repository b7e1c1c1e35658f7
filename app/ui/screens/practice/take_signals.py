"""A take's listener that hands every call to the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.errors import ExpectedError
from app.storage.values import Attempt


class TakeSignals(QObject):
    """Hears of one take on a worker thread and tells it as signals, which cross to the window's thread.

    One object a take: what an earlier take has to say after its page went on can be told apart.
    """

    scored = Signal(object)
    lost = Signal()
    cut_short = Signal(object)
    failed = Signal(object)

    def take_scored(self, attempt: Attempt) -> None:
        """The attempt is stored and can be shown."""
        self.scored.emit(attempt)

    def take_lost_microphone(self) -> None:
        """The microphone went away; what was said is being scored."""
        self.lost.emit()

    def take_cut_short(self, error: ExpectedError) -> None:
        """The disk refused the rest; what was written is being scored."""
        self.cut_short.emit(error)

    def take_failed(self, error: ExpectedError) -> None:
        """The take could not be scored or stored."""
        self.failed.emit(error)
