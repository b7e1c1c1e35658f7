"""Whole backups of this machine, and how long recordings stay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from app.i18n import tr, trn
from app.practice.station_values import BackupStopped, Due, Made, StationBackup
from app.practice.upkeep import KEPT_FOR
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.screens.station.facts import Facts
from app.ui.screens.station.words import megabytes
from app.ui.texts import when
from app.ui.theme import Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class BackupCard(Card):
    """Where, when last, and one now. What of it can be put back where."""

    restore_wanted = Signal()  # the settings, where a copy of the database is put back
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, *, runs_machine: bool) -> None:
        super().__init__(tr("整机备份"))
        self._studio, self._jobs = studio, jobs
        place = studio.policy.backup_folder
        self.facts = Facts()
        self.said = QVBoxLayout()
        self.panel = LongJobPanel(jobs, theme)
        self.body.addWidget(label(tr("成绩、录音、设置一起存一份，放在别的硬盘上。"), "soft"))
        self.body.addWidget(self.facts)
        self.body.addWidget(self.panel)
        self.body.addLayout(self.said)
        self.now = button(tr("现在备份") if place else tr("备份到文件夹…"), self.ask, theme, icon="copy")
        self.settings = button(tr("恢复成绩…"), self.restore_wanted.emit, theme, icon="again")
        self.facts.setVisible(place is not None)
        if place is not None or runs_machine:
            self.body.addLayout(leading(self.now, self.settings))
        else:
            self.body.addWidget(label(tr("中心没有规定备份放在哪里；请管理员来备份。"), "small"))
            self.body.addLayout(leading(self.settings))
        whole = tr(
            "换了硬盘、要恢复整台电脑：先关掉开播，再运行 {command}。",
            command=isolate("kaibo station restore"),
        )
        self.body.addWidget(label(whole, "small"))

    def load(self) -> None:
        """Look what there is."""
        place = self._studio.policy.backup_folder
        if place is None:
            return
        self.facts.show_facts(
            (tr("放在"), isolate(str(place)), ""), (tr("最近一次"), tr("正在读取…"), "soft")
        )
        self._jobs.run(self._studio.upkeep.backups, self._show, owner=self)

    def _show(self, result: Ok[list[StationBackup]] | Err) -> None:
        place = (tr("放在"), isolate(str(self._studio.policy.backup_folder)), "")
        if isinstance(result, Err):
            self.facts.show_facts(place, (tr("最近一次"), str(result.error), "error"))
            return
        newest = next(iter(result.value), None)
        text = tr("还没有备份")
        if newest is not None:
            takes = trn("{number} 次练习", "{number} 次练习", newest.attempts)
            text = f"{when(newest.created)} · {takes} · {megabytes(newest.size)}"
        self.facts.show_facts(
            place, (tr("最近一次"), text, ""), (tr("下一次"), tr("每天第一次打开开播时自动做"), "")
        )

    # backing up

    def ask(self) -> None:
        """Back up to the centre's place, or ask for one."""
        if self._studio.policy.backup_folder is not None:
            self.back_up(None)
            return
        folder = QFileDialog.getExistingDirectory(self, tr("备份放在哪里？最好是移动硬盘。"))
        if folder:
            self.back_up(Path(folder))

    def back_up(self, folder: Path | None) -> None:
        """Back up, with progress and a way to stop."""
        clear(self.said)
        self.now.setEnabled(False)

        def work(job: Job) -> Made | None:
            try:
                return self._studio.upkeep.back_up(
                    folder,
                    progress=lambda done, whole: job.progress(done / max(1, whole)),
                    stop=job.cancelled,
                )
            except BackupStopped:
                return None

        self.panel.start(tr("正在备份…"), work, self._made)

    def _made(self, result: Ok[Made | None] | Err) -> None:
        self.now.setEnabled(True)
        if isinstance(result, Err):
            self.said.addWidget(label(str(result.error), "error"))
            return
        made = result.value
        if made is None:
            self.said.addWidget(label(tr("备份停下了，没有留下半个备份。以前的都在。"), "soft"))
            return
        where = isolate(str(made.backup.path.parent))
        self.said.addWidget(label(tr("备份好了：{folder}", folder=where)))
        if made.left_out:
            text = trn(
                "有 {number} 个文件正在使用，没有备份，下次再备。",
                "有 {number} 个文件正在使用，没有备份，下次再备。",
                len(made.left_out),
            )
            self.said.addWidget(label(text, "small"))
        self.load()


class RetentionCard(Card):
    """How long the centre keeps recordings. There is none where it keeps them for ever."""

    def __init__(self, studio: Studio, jobs: Jobs, days: int) -> None:
        super().__init__(tr("录音保留多久"))
        self._studio, self._jobs = studio, jobs
        self.body.addWidget(
            label(
                trn(
                    "中心规定录音保留 {number} 天。过期的在每天第一次打开开播时删除，成绩一直留着。",
                    "中心规定录音保留 {number} 天。过期的在每天第一次打开开播时删除，成绩一直留着。",
                    days,
                ),
                "soft",
            )
        )
        self.facts = Facts()
        self.body.addWidget(self.facts)

    def load(self) -> None:
        """Count them."""
        self._jobs.run(self._studio.upkeep.due_recordings, self._show, owner=self)

    def _show(self, result: Ok[Due] | Err) -> None:
        if isinstance(result, Err):
            self.facts.show_facts((tr("现在过期的"), str(result.error), "error"))
            return
        due = result.value
        going = tr("没有")
        if due.going:
            count = trn("{number} 段", "{number} 段", len(due.going))
            going = f"{count} · {megabytes(due.size)}"
        kept = "\n".join(
            f"{KEPT_FOR[why]}：{trn('{number} 段', '{number} 段', count)}" for why, count in due.kept.items()
        )
        removed = self._studio.upkeep.state.removed
        self.facts.show_facts(
            (tr("现在过期的"), going, ""),
            (tr("过期但留着"), kept, ""),
            (tr("今天删除了"), trn("{number} 段", "{number} 段", removed) if removed else "", ""),
        )
