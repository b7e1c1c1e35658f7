"""Keeps marks in the order in which they were made, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.speech.values import Part, Verdict
from app.ui.jobs import Err, Jobs, Ok

if TYPE_CHECKING:
    from app.practice.studio import Studio


class MarkSaver(QObject):
    """Saves in the background; several jobs at once could overtake each other."""

    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._studio = studio
        self._jobs = jobs
        self._waiting: dict[tuple[str, int], Mapping[Part, Verdict]] = {}
        self._busy = False
        self._then: Callable[[], object] | None = None

    def keep(self, attempt_id: str, position: int, marks: Mapping[Part, Verdict]) -> None:
        """Keep what she heard of a syllable."""
        self._waiting[attempt_id, position] = dict(marks)
        self._next()

    def when_kept(self, then: Callable[[], object]) -> None:
        """Call `then` once everything is kept; not at all when something could not be."""
        self._then = then
        self._next()

    def _next(self) -> None:
        if self._busy:
            return
        if not self._waiting:
            then, self._then = self._then, None
            if then is not None:
                then()
            return
        key = next(iter(self._waiting))
        marks = self._waiting.pop(key)
        self._busy = True

        def done(result: Ok[None] | Err) -> None:
            self._busy = False
            if isinstance(result, Err):
                self._waiting.setdefault(key, marks)  # tried again with the next mark
                self._then = None
                self.failed.emit(str(result.error))
            else:
                self._next()

        self._jobs.run(lambda: self._studio.agreement.mark(*key, marks), done, owner=self)
