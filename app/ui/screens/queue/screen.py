"""The queue and the take that is reviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.i18n import tr
from app.practice.reviews_values import Queue
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.queue.list_page import PAGE, QueuePage
from app.ui.screens.queue.review_page import ReviewPage
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class QueueScreen(QStackedWidget):
    """The main window calls `enter` and `leave`."""

    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self._studio = studio
        self._jobs = jobs
        self.list = QueuePage(studio, jobs, theme)
        self.page = ReviewPage(studio, jobs, theme)
        for each in (self.list, self.page):
            each.failed.connect(self.failed)
            each.done.connect(self.done)
            self.addWidget(each)
        self.list.take_wanted.connect(self.open_take)
        self.page.back_wanted.connect(self.show_list)
        self.page.more_wanted.connect(self._read_on)
        self.page.person_wanted.connect(self.show_person)

    def enter(self, cohort_id: str = "", profile_id: str = "") -> None:
        """Show what waits, of a class or a person if asked."""
        self.setCurrentWidget(self.list)
        self.list.show_only(cohort_id, profile_id)

    def show_list(self) -> None:
        """Back from a take."""
        self.page.leave()
        self.setCurrentWidget(self.list)
        self.list.enter()

    def show_person(self, profile_id: str) -> None:
        """List one person's takes."""
        self.page.leave()
        self.setCurrentWidget(self.list)
        self.list.show_only("", profile_id)

    def leave(self) -> None:
        """Before another page."""
        self.list.leave()
        if self.currentWidget() is self.page:
            self.page.leave()

    def open_take(self, at: int) -> None:
        """Review the takes that are listed, beginning with one of them."""
        if 0 <= at < len(self.list.rows):
            self.setCurrentWidget(self.page)
            self.page.open(self.list.rows, at, self.list.total)

    @property
    def inside(self) -> bool:
        """Whether a take is open, from which one goes back to the list."""
        return self.currentWidget() is self.page

    def _read_on(self) -> None:
        """The page is through with what it knew: what waits now, the finished ones have left."""
        cohort_id, profile_id = self.list.chosen

        def done(result: Ok[Queue] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                self.show_list()
                return
            queue = result.value
            if not queue.rows:
                self.done.emit(tr("这里的都听完了。"))
            self.page.go_on(queue.rows, queue.total)

        self._jobs.run(
            lambda: self._studio.reviews.queue(cohort_id=cohort_id, profile_id=profile_id, limit=2 * PAGE),
            done,
            owner=self,
        )
