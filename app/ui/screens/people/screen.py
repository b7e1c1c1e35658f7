"""People and classes, or a roster on its way in; one at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.people.list_page import PeoplePage
from app.ui.screens.people.roster_page import RosterPage
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio

T = TypeVar("T")

KINDS = {"Excel (*.xlsx)": ".xlsx", "CSV (*.csv)": ".csv"}


class PeopleScreen(QStackedWidget):
    """The main window calls `enter`, `leave` and `escape`."""

    back_wanted = Signal()
    work_wanted = Signal()
    undo_offered = Signal(str, object)
    erase_wanted = Signal(str)  # profile id
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self._studio = studio
        self._jobs = jobs
        self.list = PeoplePage(studio, jobs, theme)
        self.roster = RosterPage(studio, jobs, theme)
        for page in (self.list, self.roster):
            self.addWidget(page)
            page.failed.connect(self.failed)
            page.done.connect(self.done)
        self.list.work_wanted.connect(self.work_wanted)
        self.list.undo_offered.connect(self.undo_offered)
        self.list.erase_wanted.connect(self.erase_wanted)
        self.list.import_wanted.connect(self.ask_for_table)
        self.list.export_wanted.connect(self.ask_where_to)
        self.list.template_wanted.connect(self.ask_for_template)
        self.roster.back_wanted.connect(self.enter)
        self.roster.other_wanted.connect(self.ask_for_table)

    def begin_with(self, cohort_id: str) -> None:
        """Show this class when the page is entered; "" is the one that was shown last."""
        self.list.begin_with(cohort_id)

    def enter(self) -> None:
        """Show people, read anew."""
        self.setCurrentWidget(self.list)
        self.list.enter()

    def escape(self) -> None:
        """Esc: from a roster back to the people, and from there home."""
        if self.currentWidget() is self.list:
            self.back_wanted.emit()
        else:
            self.enter()

    # rosters

    def ask_for_table(self) -> None:
        """Let her choose a roster."""
        path, _filter = QFileDialog.getOpenFileName(
            self, tr("选择名单"), "", tr("表格：Excel、CSV ({files})", files="*.xlsx *.csv *.tsv *.txt")
        )
        if path:
            self.open_table(Path(path))

    def open_table(self, path: Path) -> None:
        """Show what would become of a roster."""
        self.setCurrentWidget(self.roster)
        self.roster.open_file(path)

    def ask_where_to(self, cohort_id: str, name: str) -> None:
        """Ask where a roster goes: of a class, or of everybody."""
        target = self._ask_target(f"{tr('名单')} {name}".strip())
        if target is not None:
            self.write_roster(target, cohort_id or None)

    def ask_for_template(self) -> None:
        """Ask where the empty table goes."""
        target = self._ask_target(tr("空名单"))
        if target is not None:
            self.write_template(target)

    def write_roster(self, path: Path, cohort_id: str | None) -> None:
        """Write a roster."""
        rosters = self._studio.people.rosters

        def said(count: int) -> str:
            where = isolate(str(path))
            return trn("{number} 人写好了：{path}", "{number} 人写好了：{path}", count, path=where)

        self._write(lambda: rosters.write(path, cohort_id), said)

    def write_template(self, path: Path) -> None:
        """Write a table to be filled in."""
        rosters = self._studio.people.rosters
        where = isolate(str(path))
        self._write(
            lambda: rosters.write_template(path),
            lambda _nothing: tr("空表格写好了：{path}。只有姓名一定要填。", path=where),
        )

    def _write(self, work: Callable[[], T], said: Callable[[T], str]) -> None:
        def written(result: Ok[T] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.done.emit(said(result.value))

        self._jobs.run(work, written, owner=self)

    def _ask_target(self, name: str) -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        path, kind = QFileDialog.getSaveFileName(
            self, tr("存在哪里"), str(Path(folder) / f"{name}.xlsx"), ";;".join(KINDS)
        )
        if not path:
            return None
        target = Path(path)
        known = target.suffix.lower() in KINDS.values()
        return target if known else target.with_name(target.name + KINDS.get(kind, ".xlsx"))
