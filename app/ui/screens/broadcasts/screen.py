"""The broadcasts screen: the log, a table on its way in, a review; one at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.broadcasts.values import Broadcast
from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.broadcasts.import_page import ImportPage
from app.ui.screens.broadcasts.log_page import LogPage
from app.ui.screens.broadcasts.printing import print_review, save_pdf
from app.ui.screens.broadcasts.review_page import ReviewPage
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class BroadcastsScreen(QStackedWidget):
    """What came of real broadcasts. The main window calls `enter`, `leave` and `escape`."""

    back_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self.log = LogPage(studio, jobs, theme)
        self.importing = ImportPage(studio, jobs, theme)
        self.review = ReviewPage(studio, jobs, theme)
        for page in (self.log, self.importing, self.review):
            self.addWidget(page)
            page.failed.connect(self.failed)
        self.log.back_wanted.connect(self.back_wanted)
        self.log.import_wanted.connect(self.ask_for_table)
        self.log.export_wanted.connect(self.ask_where_to)
        self.log.review_wanted.connect(self.open_review)
        self.importing.back_wanted.connect(self.show_log)
        self.importing.done.connect(self.done)
        self.review.back_wanted.connect(self.show_log)
        self.review.pdf_wanted.connect(lambda text: save_pdf(self, text, self.done, self.failed))
        self.review.print_wanted.connect(lambda text: print_review(self, text, self.done, self.failed))

    def enter(self) -> None:
        """Show the log, read anew."""
        self.setCurrentWidget(self.log)
        self.log.enter()

    def leave(self) -> None:
        """Keep what is being written."""
        self.review.leave()

    def escape(self) -> None:
        """Esc: back to the log, and from there to the progress page."""
        if self.currentWidget() is self.log:
            self.back_wanted.emit()
        else:
            self.show_log()

    def show_log(self) -> None:
        """Back to the log, once what is being written is kept."""
        self.review.keep(self.enter)

    def open_review(self, broadcast: Broadcast) -> None:
        """Review a broadcast."""
        self.setCurrentWidget(self.review)
        self.review.open_broadcast(broadcast)

    # tables

    def ask_for_table(self) -> None:
        """Let her choose a table."""
        path, _filter = QFileDialog.getOpenFileName(
            self, tr("选择直播表格"), "", tr("表格：Excel、CSV ({files})", files="*.xlsx *.csv *.tsv *.txt")
        )
        if path:
            self.open_table(Path(path))

    def open_table(self, path: Path) -> None:
        """Show what would become of a table."""
        self.setCurrentWidget(self.importing)
        self.importing.open_file(path)

    def ask_where_to(self) -> None:
        """Ask where the log goes as a table."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        kinds = {"Excel (*.xlsx)": ".xlsx", "CSV (*.csv)": ".csv"}
        path, kind = QFileDialog.getSaveFileName(
            self, tr("存在哪里"), str(Path(folder) / f"{tr('直播记录')}.xlsx"), ";;".join(kinds)
        )
        if path:
            target = Path(path)
            known = target.suffix.lower() in kinds.values()
            self.write_table(target if known else target.with_name(target.name + kinds.get(kind, ".xlsx")))

    def write_table(self, path: Path) -> None:
        """Write the log as a table."""

        def written(result: Ok[int] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            where = isolate(str(path))
            count = result.value
            self.done.emit(trn("{number} 场写好了：{path}", "{number} 场写好了：{path}", count, path=where))

        self._jobs.run(lambda: self._studio.broadcasts.write_table(path), written, owner=self)
