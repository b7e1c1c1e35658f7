"""The page about one trainee, as her trainers see it: to look and to listen, nothing to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.i18n import tr
from app.practice.progress_values import PersonProgress
from app.ui.i18n import isolate
from app.ui.jobs import Jobs
from app.ui.progress import PersonView
from app.ui.theme import Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio


class PersonPage(Page):
    """`open_person` shows somebody."""

    back_wanted = Signal()
    takes_wanted = Signal(str)  # profile id: what waits to be heard of hers
    report_wanted = Signal(str)  # profile id: her page to hand out
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme)
        self.view = PersonView(studio, jobs, theme, own=False)
        self.view.failed.connect(self.failed)
        self.view.shown.connect(self._shown)
        self.back = button(tr("班级"), self.back_wanted.emit, theme, kind="quiet", icon="back")
        self.back.setAccessibleName(tr("回到班级"))
        self.set_lead(self.back)
        self._profile_id = ""
        self.hear = button(
            tr("听录音"), lambda: self.takes_wanted.emit(self._profile_id), theme, kind="quiet", icon="listen"
        )
        self.report = button(
            tr("学员报告"), lambda: self.report_wanted.emit(self._profile_id), theme, icon="export_file"
        )
        self.add_action(self.hear)
        self.add_action(self.report)
        self.body.addWidget(self.view)
        self.body.addStretch(1)

    def open_person(self, profile_id: str) -> None:
        """Show a trainee."""
        self._profile_id = profile_id
        self.set_title("")
        self.view.hide()
        self.view.load(profile_id)

    def leave(self) -> None:
        """Stop what plays."""
        self.view.stop()

    def _shown(self, progress: PersonProgress) -> None:
        self.set_title(isolate(progress.name))
        self.scroll_area.verticalScrollBar().setValue(0)
