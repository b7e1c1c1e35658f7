"""Settings: backups, and where everything lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QMessageBox

from app.i18n import tr, trn
from app.storage.values import Backup
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.lens.films_row import FilmsRow
from app.ui.texts import exact_time
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label, leading
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class DataCard(Card):
    """Make and restore backups, export, open the folder."""

    failed = Signal(str)
    told = Signal(str)
    restore_wanted = Signal(object)  # Backup

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("数据和备份"))
        self._studio = studio
        self._jobs = jobs
        self.body.addWidget(label(tr("成绩每天自动备份一次。录音文件不受备份和恢复影响。"), "soft"))
        rows = FormRows()
        self.backups = QComboBox()
        rows.add_field(tr("已有的备份"), self.backups)
        self.folder = QLineEdit(str(studio.home))
        self.folder.setReadOnly(True)
        self.folder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.folder.setCursorPosition(0)
        open_folder = button(tr("打开"), self._open_folder, theme, icon="folder", name=tr("打开数据文件夹"))
        where = QHBoxLayout()
        where.setSpacing(SPACE)
        where.addWidget(self.folder, 1)
        where.addWidget(open_folder)
        told = tr("录音、成绩、设置和日志都在这里。")
        if studio.policy.data_folder is not None:
            told = tr("由中心设定。录音和成绩都在这里。")
        rows.add_field(tr("数据文件夹"), self.folder, told, beside=where)
        self.body.addLayout(rows)
        self.panel = LongJobPanel(jobs, theme)
        self.body.addWidget(self.panel)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        self._restore = button(tr("恢复…"), self._ask_restore, theme, icon="again", name=tr("恢复选中的备份"))
        row.addWidget(button(tr("现在备份"), self.make_backup, theme, icon="check"))
        row.addWidget(self._restore)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addLayout(
            leading(button(tr("导出我的录音和成绩…"), self._ask_export, theme, icon="export_file"))
        )
        self.films = FilmsRow(studio, jobs, theme)
        self.films.failed.connect(self.failed)
        self.films.told.connect(self.told)
        self.body.addWidget(self.films)

    def load(self) -> None:
        """List the backups, count the films."""
        self.films.load()
        self._jobs.run(self._studio.database.backups, self._show, owner=self)

    def _show(self, result: Ok[list[Backup]] | Err) -> None:
        self.backups.clear()
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            for backup in result.value:
                text = exact_time(backup.created)
                if backup.attempts is not None:
                    text += " · " + trn("{number} 次练习", "{number} 次练习", backup.attempts)
                self.backups.addItem(text, backup)
        there = self.backups.count() > 0
        if not there:
            self.backups.addItem(tr("还没有备份"))
        self.backups.setEnabled(there)
        self._restore.setEnabled(there)

    def make_backup(self) -> None:
        """Back up now."""
        self._jobs.run(self._studio.database.make_backup, self._made, owner=self)

    def _made(self, result: Ok[Backup] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.told.emit(tr("备份好了。"))
        self.load()

    def _ask_restore(self) -> None:
        backup = self.backups.currentData()
        if isinstance(backup, Backup):
            self.restore_wanted.emit(backup)

    def _ask_export(self) -> None:
        # an export never overwrites: what is there already is said by the export, and asked only once
        path, _filter = QFileDialog.getSaveFileName(
            self,
            tr("导出到哪里？"),
            "kaibo.zip",
            tr("ZIP 文件 (*.zip)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if path:
            self.export_to(zip_named(Path(path)))

    def export_to(self, target: Path) -> None:
        """Write her attempts and recordings to `target`, with progress and a way to stop."""

        def work(job: Job) -> tuple[int, int]:
            result = self._studio.database.export(
                target, lambda done, count: job.progress(done / max(1, count)), job.cancelled
            )
            return result.attempts, len(result.missing)

        self.panel.start(tr("正在导出…"), work, self._exported)

    def _exported(self, result: Ok[tuple[int, int]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        attempts, missing = result.value
        self.told.emit(trn("导出了 {number} 次练习。", "导出了 {number} 次练习。", attempts))
        if missing:
            self.failed.emit(
                trn(
                    "有 {number} 次练习的录音文件已经不在了，只导出了成绩。",
                    "有 {number} 次练习的录音文件已经不在了，只导出了成绩。",
                    missing,
                )
            )

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._studio.home))):
            QMessageBox.information(self, tr("数据文件夹"), str(self._studio.home))


def zip_named(path: Path) -> Path:
    """`path` as the name of a zip file, whatever she typed."""
    return path if path.suffix.lower() == ".zip" else path.with_name(f"{path.name}.zip")
