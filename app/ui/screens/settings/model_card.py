"""Settings: the speech model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout

from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio
    from app.speech.models import LocatedModel


class ModelCard(Card):
    """Which model listens, and bringing in another one."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("语音模型"))
        self._studio = studio
        self._jobs = jobs
        self.body.addWidget(
            label(tr("模型用来听出您说了什么。自带的就够用；更大的模型听得更准，也更慢。"), "soft")
        )
        rows = FormRows()
        self.choice = QComboBox()
        self.choice.activated.connect(self._choose)
        self._fixed = studio.policy.model is not None
        rows.add_field(tr("使用的模型"), self.choice, tr("由中心设定") if self._fixed else "")
        self.choice.setEnabled(not self._fixed)
        self.body.addLayout(rows)
        self._now = label("", "small")
        self.body.addWidget(self._now)
        self.panel = LongJobPanel(jobs, theme)
        self.body.addWidget(self.panel)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        self._import = button(tr("导入模型（ZIP）…"), self._ask_for_file, theme, icon="import_file")
        if self._fixed:
            self._import.hide()  # what is imported could not be chosen
        row.addWidget(self._import)
        row.addStretch(1)
        self.body.addLayout(row)

    def load(self) -> None:
        """List the models on this machine."""
        self._jobs.run(self._studio.models.installed, self._show, owner=self)

    def _show(self, result: Ok[list[LocatedModel]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self.choice.clear()
        self.choice.addItem(tr("自动选择"), "")
        for model in result.value:
            self.choice.addItem(model.name, model.name)
        chosen = self._studio.settings.model
        if self.choice.findData(chosen) < 0:
            self.choice.addItem(chosen, chosen)
        self.choice.setCurrentIndex(self.choice.findData(chosen))
        name = self._studio.model_name
        self._now.setText(tr("现在用的是 {model}", model=isolate(name)) if name else tr("模型正在准备…"))

    def _choose(self, index: int) -> None:
        choice = str(self.choice.itemData(index) or "")
        if choice == self._studio.settings.model:
            return
        self.choice.setEnabled(False)
        self._now.setText(tr("正在换模型，要几秒钟…"))

        def use() -> None:
            self._studio.models.use(choice)
            self._studio.warm_up()

        self._jobs.run(use, self._used, owner=self)

    def _used(self, result: Ok[None] | Err) -> None:
        self.choice.setEnabled(not self._fixed)
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        self.load()

    def _ask_for_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, tr("选择语音模型的 ZIP 文件"), "", tr("ZIP 文件 (*.zip)")
        )
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Bring in a zipped model, with progress and a way to stop."""
        self._import.setEnabled(False)

        def work(job: Job) -> str:
            return self._studio.models.install(path, job.progress, job.cancelled)

        self.panel.start(tr("正在检查并导入 {file}", file=isolate(path.name)), work, self._imported)

    def _imported(self, result: Ok[str] | Err) -> None:
        self._import.setEnabled(True)
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.told.emit(tr("模型 {model} 已导入，可以在上面选它。", model=isolate(result.value)))
        self.load()
