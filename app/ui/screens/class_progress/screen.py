"""Classes, one of their members, and the centre: three pages, one way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.ui.jobs import Jobs
from app.ui.screens.class_progress.centre_page import CentrePage
from app.ui.screens.class_progress.class_page import ClassPage
from app.ui.screens.class_progress.person_page import PersonPage
from app.ui.theme import Theme
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ClassProgressScreen(QStackedWidget):
    """The main window calls `open`, `escape` and `leave`."""

    back_wanted = Signal()
    takes_wanted = Signal(str)  # profile id
    report_wanted = Signal(str, str)  # class, profile id
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self.cohort = ClassPage(studio, jobs, theme)
        self.person = PersonPage(studio, jobs, theme)
        self.centre = CentrePage(studio, jobs, theme)
        for page in (self.cohort, self.person, self.centre):
            page.failed.connect(self.failed)
            self.addWidget(page)
        self.person.takes_wanted.connect(self.takes_wanted)
        self.person.report_wanted.connect(lambda who: self.report_wanted.emit(self.cohort.cohort_id, who))
        self.cohort.back_wanted.connect(self.back_wanted)
        self.cohort.person_wanted.connect(self.open_person)
        self.cohort.centre_wanted.connect(self.open_centre)
        for below in (self.person, self.centre):
            below.back_wanted.connect(self.show_class)

    def open(self, cohort_id: str = "", profile_id: str = "") -> None:
        """Show a class, or one of its members; "" is the class that was shown last, or the first."""
        if profile_id:
            self.cohort.cohort_id = cohort_id or self.cohort.cohort_id
            self.open_person(profile_id)
            self.cohort.enter()  # behind her: it is the way back
        else:
            self._show(self.cohort)
            self.cohort.open_class(cohort_id or self.cohort.cohort_id)

    def leave(self) -> None:
        """Before another page: what plays stops."""
        self.person.leave()

    def open_person(self, profile_id: str) -> None:
        """Show one of a class."""
        self.person.open_person(profile_id)
        self._show(self.person)

    def open_centre(self) -> None:
        """Show the centre."""
        self._show(self.centre)
        self.centre.enter()

    def show_class(self) -> None:
        """Back to the class as it was."""
        self.person.leave()
        self._show(self.cohort)

    def escape(self) -> None:
        """One level up."""
        if self.currentWidget() is self.cohort:
            self.back_wanted.emit()
        else:
            self.show_class()

    def _show(self, page: Page) -> None:
        self.setCurrentWidget(page)
        page.scroll_area.setFocus()
