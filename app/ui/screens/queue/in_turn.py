"""Work in the background, one piece after the other, so that two quick presses are kept in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from app.ui.jobs import Err, Jobs, Ok

Work = Callable[[], Any]
Done = Callable[[Ok[Any] | Err], None]


class InTurn(QObject):
    """Hands work to `Jobs` as soon as what was handed over before has ended."""

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._waiting: deque[tuple[Work, Done]] = deque()
        self._running = False

    def run(self, work: Work, done: Done) -> None:
        """Run `work` after everything that was asked for before, then call `done` on the GUI thread."""
        self._waiting.append((work, done))
        self._next()

    def _next(self) -> None:
        if self._running or not self._waiting:
            return
        work, done = self._waiting.popleft()
        self._running = True

        def ended(result: Ok[Any] | Err) -> None:
            self._running = False
            try:
                done(result)
            finally:
                self._next()

        self._jobs.run(work, ended, owner=self)
