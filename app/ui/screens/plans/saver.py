"""Saves a plan shortly after each change, one saving at a time, so that nothing has to be confirmed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import ExpectedError
from app.practice.plans_values import PlanItem
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.plans.draft import PlanDraft

if TYPE_CHECKING:
    from app.practice.plans import Plans

PAUSE_MS = 400
"""How long typing must rest."""


class PlanSaver(QObject):
    """Watches one draft. An older state never replaces a newer one, whichever thread is faster."""

    saved = Signal()
    failed = Signal(str)

    def __init__(self, plans: Plans, jobs: Jobs) -> None:
        super().__init__()
        self._plans = plans
        self._jobs = jobs
        self._draft: PlanDraft | None = None
        self._kept: tuple[str, tuple[PlanItem, ...]] = ("", ())
        self._lock = threading.Lock()
        self._count = self._newest = 0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self.run)

    def watch(self, draft: PlanDraft | None) -> None:
        """Look after another draft from now on; None for a plan that may only be read."""
        self._rest.stop()
        self._draft = draft
        if draft is not None:
            self._kept = (draft.title, draft.items)
            draft.changed.connect(self._rest.start)

    @property
    def unsaved(self) -> bool:
        """Whether something is not kept yet."""
        return self._draft is not None and self._kept != (self._draft.title, self._draft.items)

    def run(self) -> None:
        """Save what there is now, in the background."""
        draft = self._draft
        self._rest.stop()
        if draft is None or not self.unsaved:
            return
        self._count += 1
        state, number = (draft.title, draft.items), self._count

        def done(result: Ok[None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            elif draft is self._draft:
                self._kept = state
                self.saved.emit()

        self._jobs.run(lambda: self._save(draft.id, *state, number), done, owner=self)

    def save_now(self) -> bool:
        """Save before the page is left or the plan is given; whether nothing is unsaved any more."""
        draft = self._draft
        self._rest.stop()
        if draft is None or not self.unsaved:
            return True
        self._count += 1
        try:
            self._save(draft.id, draft.title, draft.items, self._count)
        except ExpectedError as error:
            self.failed.emit(str(error))
            return False
        self._kept = (draft.title, draft.items)
        self.saved.emit()
        return True

    def _save(self, plan_id: str, title: str, items: tuple[PlanItem, ...], number: int) -> None:
        """A title that cannot be used does not hold up the lessons."""
        with self._lock:
            if number < self._newest:
                return
            self._newest = number
            self._plans.change(plan_id, items=items)
            if title != self._kept[0]:
                self._plans.change(plan_id, title=title)
