"""How far the machine can be trusted: the report, marking, thresholds; one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.ui.jobs import Jobs
from app.ui.screens.agreement.marking_page import MarkingPage
from app.ui.screens.agreement.printing import save_pdf
from app.ui.screens.agreement.report_page import ReportPage
from app.ui.screens.agreement.thresholds_page import ThresholdsPage
from app.ui.theme import Theme
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio


class AgreementScreen(QStackedWidget):
    """For trainers. The main window calls `enter`, `leave` and `escape`."""

    back_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self.report = ReportPage(studio, jobs, theme)
        self.marking = MarkingPage(studio, jobs, theme)
        self.thresholds = ThresholdsPage(studio, jobs, theme)
        for page in (self.report, self.marking, self.thresholds):
            self.addWidget(page)
            page.failed.connect(self.failed)
        self.report.back_wanted.connect(self.back_wanted)
        self.report.marking_wanted.connect(lambda: self._show(self.marking))
        self.report.thresholds_wanted.connect(lambda: self._show(self.thresholds))
        self.report.pdf_wanted.connect(lambda report: save_pdf(self, report, self.done, self.failed))
        self.marking.back_wanted.connect(lambda: self._show(self.report))
        self.thresholds.back_wanted.connect(lambda: self._show(self.report))
        self.thresholds.done.connect(self.done)

    def enter(self) -> None:
        """Show the report."""
        self._show(self.report)

    def leave(self) -> None:
        """Be quiet; all that was marked is kept."""
        self.marking.leave()

    def escape(self) -> None:
        """Esc: back to the report, and from there to where she came from."""
        if self.currentWidget() is self.report:
            self.back_wanted.emit()
        else:
            self._show(self.report)

    def _show(self, page: Page) -> None:
        self.marking.leave()
        self.setCurrentWidget(page)
        page.scroll_area.setFocus()
        page.enter()
