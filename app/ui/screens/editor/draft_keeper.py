"""Keeps what is being written and checks it, shortly after each change, one piece of work at a time."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.curriculum.values import Lesson
from app.errors import ExpectedError
from app.practice.faults import Fault
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.editor.manuscript import Manuscript

if TYPE_CHECKING:
    from app.practice.authoring import Authoring

PAUSE_MS = 500
"""How long typing must rest."""


class DraftKeeper(QObject):
    """Watches one manuscript. An older draft never replaces a newer one, whichever thread is faster."""

    checked = Signal(object)  # tuple[Fault, ...]
    kept = Signal()
    failed = Signal(str)

    def __init__(self, authoring: Authoring, jobs: Jobs) -> None:
        super().__init__()
        self._authoring = authoring
        self._jobs = jobs
        self._manuscript: Manuscript | None = None
        self._lock = threading.Lock()
        self._manuscripts = 0
        self._newest = (0, -1)  # manuscript and revision on disk, or saved
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self.run)

    def watch(self, manuscript: Manuscript) -> None:
        """Look after another manuscript from now on, and check it at once."""
        if self._manuscript is not None:
            self._manuscript.changed.disconnect(self._rest.start)
        self._manuscript = manuscript
        self._begin()
        manuscript.changed.connect(self._rest.start)
        self.run()

    def run(self) -> None:
        """Keep and check what is written now, in the background."""
        manuscript = self._manuscript
        if manuscript is None:
            return
        self._rest.stop()
        lesson, revision, dirty = manuscript.lesson(), manuscript.revision, manuscript.dirty
        age = (self._manuscripts, revision)

        def work() -> tuple[Fault, ...]:
            if dirty:
                self._keep(lesson, age)
            return self._authoring.check(lesson)

        def done(result: Ok[tuple[Fault, ...]] | Err) -> None:
            if manuscript is not self._manuscript:
                return
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            elif revision == manuscript.revision:
                self.checked.emit(result.value)
                if dirty and manuscript.dirty:
                    self.kept.emit()

        self._jobs.run(work, done, owner=self)

    def keep_now(self) -> bool:
        """Keep what is written before the page is left; whether there was something unsaved."""
        manuscript = self._manuscript
        self._rest.stop()
        if manuscript is None or not manuscript.dirty:
            return False
        try:
            self._keep(manuscript.lesson(), (self._manuscripts, manuscript.revision))
        except ExpectedError as error:
            self.failed.emit(str(error))
            return False
        return True

    def save(self, lesson: Lesson, revision: int) -> Lesson:
        """Save what was written at `revision`, so that no older draft can come back. Blocks; any thread.

        Raises ExpectedError when the lesson has a fault or the disk refuses; the draft is kept then.
        """
        age = (self._manuscripts, revision)
        with self._lock:
            saved = self._authoring.save(lesson)
            self._newest = max(self._newest, age)
            return saved

    def forget(self, lesson_id: str) -> None:
        """Throw the draft away; none that is still on its way comes back."""
        self._begin()
        with self._lock:
            self._authoring.forget_draft(lesson_id)

    def _begin(self) -> None:
        with self._lock:
            self._manuscripts += 1
            self._newest = (self._manuscripts, -1)

    def _keep(self, lesson: Lesson, age: tuple[int, int]) -> None:
        with self._lock:
            if age > self._newest:
                self._authoring.keep_draft(lesson)
                self._newest = age
