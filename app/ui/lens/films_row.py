"""In the settings: how many films there are, what they take of the disk, and copying them elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.practice.videos import VideoUse
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, leading
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class FilmsRow(QWidget):
    """Hidden while the present profile has no films."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio, self._jobs = studio, jobs
        self.words = label("", "soft")
        self.panel = LongJobPanel(jobs, theme)
        self.export = button(tr("导出我的录像…"), self._ask_folder, theme, icon="export_file")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.words)
        column.addWidget(self.panel)
        column.addLayout(leading(self.export))
        self.hide()

    def load(self) -> None:
        """Count anew."""
        self._jobs.run(self._studio.videos.use, self._show, owner=self)

    def _show(self, result: Ok[VideoUse] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        use = result.value
        size = QLocale().formattedDataSize(use.size, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
        self.setVisible(use.count > 0)
        self.words.setText(
            trn(
                "{number} 段录像，占 {size}。删掉一次练习，它的录像也会删掉。",
                "{number} 段录像，占 {size}。删掉一次练习，它的录像也会删掉。",
                use.count,
                size=isolate(size),
            )
        )

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("录像导出到哪个文件夹？"))
        if folder:
            self.export_to(Path(folder))

    def export_to(self, folder: Path) -> None:
        """Copy the films there, with progress and a way to stop."""

        def work(job: Job) -> int:
            return self._studio.videos.copy_to(
                folder, lambda done, count: job.progress(done / max(1, count)), job.cancelled
            )

        self.panel.start(tr("正在导出录像…"), work, self._exported)

    def _exported(self, result: Ok[int] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.told.emit(trn("导出了 {number} 段录像。", "导出了 {number} 段录像。", result.value))
