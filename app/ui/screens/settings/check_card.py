"""Settings: this machine is examined, and what was found can be printed or saved as a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from app.errors import ExpectedError
from app.i18n import tr
from app.practice.doctor_values import Checkup, Line, State
from app.practice.doctor_words import headline
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.sheets.checkup_page import paint_checkup, whole
from app.ui.sheets.writing import ask_where, print_sheets, write_pdf
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, rule
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

_ICONS = {
    State.GOOD: ("check", "good"),
    State.WARNING: ("warning", "off"),
    State.BROKEN: ("close", "wrong"),
    State.SKIPPED: ("info", "not_assessable"),
}
"""Icon and colour; each has a shape of its own."""

_ORDER = (State.BROKEN, State.WARNING, State.SKIPPED, State.GOOD)


class CheckCard(Card):
    """One button; then what is wrong first, with what to do, and below it what is well."""

    failed = Signal(str)
    told = Signal(str)
    microphone_wanted = Signal()  # whoever listens on this page should let go of it

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("检查这台电脑"))
        self._studio, self._jobs, self._theme = studio, jobs, theme
        self.checkup: Checkup | None = None
        self.body.addWidget(
            label(tr("声音、语音模型、磁盘、权限和中心数据库，一样一样看一遍，大约十秒钟。"), "soft")
        )
        self.play = QCheckBox(tr("也放一声试音，用麦克风听"))
        self.play.setAccessibleName(self.play.text())
        self.body.addWidget(self.play)
        self.panel = LongJobPanel(jobs, theme)
        self.body.addWidget(self.panel)
        self._headline = label("", "strong")
        self._headline.hide()
        self.body.addWidget(self._headline)
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(2, 1)
        self._lines.hide()
        self.body.addWidget(self._lines)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        self.start_button = button(tr("开始检查"), self.start, theme, icon="check")
        self._print = button(tr("打印"), self.print_page, theme, kind="quiet")
        self._save = button(tr("存成 PDF"), self._ask_save, theme, kind="quiet", icon="export_file")
        for each in (self.start_button, self._print, self._save):
            row.addWidget(each)
        row.addStretch(1)
        self.body.addLayout(row)
        self._print.hide()
        self._save.hide()

    def start(self) -> None:
        """Examine the machine, with progress and a way to stop."""
        self.microphone_wanted.emit()
        self.start_button.setEnabled(False)
        play = self.play.isChecked()

        def work(job: Job) -> Checkup:
            return self._studio.doctor.examine(job.progress, job.cancelled, play=play)

        self.panel.start(tr("正在检查…"), work, self._examined)

    def _examined(self, result: Ok[Checkup] | Err) -> None:
        self.start_button.setEnabled(True)
        self.start_button.setText(tr("再检查一次"))
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self.checkup = checkup = result.value
        self._headline.setText(headline(checkup))
        clear(self._grid)
        lines = sorted(checkup.lines, key=lambda line: _ORDER.index(line.finding.state))
        for each in lines:
            self._add(each)
        for widget in (self._headline, self._lines, self._print, self._save):
            widget.show()

    def _add(self, line: Line) -> None:
        row = self._grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        finding = line.finding
        mark = QLabel()
        mark.setPixmap(self._theme.pixmap(*_ICONS[finding.state], 20, self))
        mark.setAccessibleName(_state_name(finding.state))
        self._grid.addWidget(mark, row, 0, top)
        self._grid.addWidget(label(str(line.title), "soft", wrap=False), row, 1, top)
        self._grid.addWidget(label(whole(finding.text)), row, 2)
        if finding.advice is not None:
            self._grid.addWidget(label(whole(finding.advice), "small"), row + 1, 2)
            self._grid.addWidget(rule(), row + 2, 0, 1, 3)

    # the page

    def print_page(self) -> None:
        """Print what was found."""
        if self.checkup is None:
            return
        checkup = self.checkup
        try:
            print_sheets(
                self, tr("检查这台电脑"), [lambda painter, area: paint_checkup(painter, area, checkup)]
            )
        except ExpectedError as error:
            self.failed.emit(str(error))

    def _ask_save(self) -> None:
        if self.checkup is None:
            return
        checkup = self.checkup
        path = ask_where(self, f"kaibo-{checkup.station}-{checkup.made.astimezone():%Y-%m-%d}.pdf")
        if path is None:
            return
        sheet = [lambda painter, area: paint_checkup(painter, area, checkup)]
        self._jobs.run(lambda: write_pdf(path, tr("检查这台电脑"), sheet), self._saved, owner=self)

    def _saved(self, result: Ok[int | None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.told.emit(tr("存好了。"))


def _state_name(state: State) -> str:
    return {
        State.GOOD: tr("正常"),
        State.WARNING: tr("要注意"),
        State.BROKEN: tr("不行"),
        State.SKIPPED: tr("没有检查"),
    }[state]
