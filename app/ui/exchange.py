"""The window's exchange with the centre: by itself every now and then, or because somebody asked for it.

It begins none by itself while a take is running: what comes from the centre is written on the thread that
the score has to be written on, and whoever has just spoken should not wait for it. A take that begins
meanwhile is not disturbed: it is recorded on threads and into files that the exchange does not know.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.practice.exchange_round import Exchanged, exchange_all
from app.practice.take import TakeState
from app.ui.jobs import Err, Job, Jobs, Ok

if TYPE_CHECKING:
    from app.i18n import Message
    from app.practice.studio import Studio

LOOK_AGAIN_MS = 30_000
"""How long it waits for a take to end before it looks again."""


class Exchange(QObject):
    """Outlives the windows it works for. One exchange at a time."""

    changed = Signal()  # it began or ended
    moved = Signal(float)  # how far it is, 0 to 1
    brought = Signal()  # something came that a page may show

    def __init__(self, studio: Studio, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio, self._jobs = studio, jobs
        self._job: Job | None = None
        self.outcome: Ok[Exchanged] | Err | None = None  # of the last one in this run
        self.ended: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self._job is not None

    def plan(self) -> None:
        """Exchange by itself after a while, if the centre wants that."""
        seconds = self._studio.hub.seconds_to_next()
        if seconds is not None:
            self._timer.start(round(1000 * seconds))

    @property
    def planned(self) -> bool:
        """Whether it will exchange by itself."""
        return self._timer.isActive()

    def start(self) -> None:
        """Exchange now, unless one is under way."""
        if self._job is not None:
            return
        self._timer.stop()
        studio = self._studio
        # not None before the job runs: an executor may do it at once
        self._job = Job(lambda *_: None)
        self.changed.emit()
        job = self._jobs.run_long(
            lambda job: exchange_all(studio, job.progress, job.cancelled),
            self._done,
            progress=self._tell,
            owner=self,
        )
        if self._job is not None:
            self._job = job

    def stop(self) -> None:
        """Have it end soon; what went stays, the rest goes next time."""
        if self._job is not None:
            self._job.cancel()

    def end(self) -> None:
        """No more: the program ends."""
        self._timer.stop()
        self.stop()

    def _due(self) -> None:
        if self._studio.take_state is TakeState.IDLE:
            self.start()
        else:
            self._timer.start(LOOK_AGAIN_MS)

    def _tell(self, done: float, _doing: Message | None) -> None:
        self.moved.emit(done)

    def _done(self, result: Ok[Exchanged] | Err) -> None:
        self._job = None
        self.outcome, self.ended = result, datetime.now(UTC)
        self.changed.emit()
        if isinstance(result, Ok) and result.value.brought_news:
            self.brought.emit()
        self.plan()
