"""A take's listener that hands every call to the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.errors import ExpectedError
from app.storage.values import Attempt
from app.ui.jobs import Err, Ok


class TakeSignals(QObject):
    """Hears of one take on a worker thread and tells it as signals, which cross to the window's thread.

    One object a take, and it is the first thing each signal carries: what an earlier take has to say after
    its page went on can be told apart. Connect methods of QObjects, not lambdas: a take may outlive its page,
    and a connection to a method goes with the object.
    """

    scored = Signal(object, object)  # TakeSignals, Attempt
    lost = Signal(object)  # TakeSignals
    cut_short = Signal(object, object)  # TakeSignals, ExpectedError
    failed = Signal(object, object)  # TakeSignals, ExpectedError

    def take_scored(self, attempt: Attempt) -> None:
        """The attempt is stored and can be shown."""
        self.scored.emit(self, attempt)

    def take_lost_microphone(self) -> None:
        """The microphone went away; what was said is being scored."""
        self.lost.emit(self)

    def take_cut_short(self, error: ExpectedError) -> None:
        """The disk refused the rest; what was written is being scored."""
        self.cut_short.emit(self, error)

    def take_failed(self, error: ExpectedError) -> None:
        """The take could not be scored or stored."""
        self.failed.emit(self, error)

    def imported(self, result: Ok[Attempt] | Err) -> None:
        """A file was scored like a take, or could not be."""
        if isinstance(result, Ok):
            self.take_scored(result.value)
        else:
            self.take_failed(result.error)
