"""Bringing in a lesson pack: look into it, ask whether the signer is trusted, unpack it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QVBoxLayout, QWidget

from app.curriculum.packs.signing import Trust
from app.curriculum.packs.values import SUFFIX
from app.i18n import tr, trn
from app.practice.packs import unknown_signer
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.theme import Theme
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.curriculum.packs.values import PackInfo
    from app.practice.packs import OpenedPack
    from app.practice.studio import Studio


class PackImport(QWidget):
    """Shows the progress of an import; `done` follows one that went well, `failed` brings the reason."""

    done = Signal(str)  # a sentence
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._panel = LongJobPanel(jobs, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)

    def ask_for_file(self) -> None:
        """Let her choose a pack."""
        path, _filter = QFileDialog.getOpenFileName(
            self, tr("选择课包"), "", tr("课包 (*{suffix})", suffix=SUFFIX)
        )
        if path:
            self.open_pack(Path(path))

    def open_pack(self, path: Path) -> None:
        """Look into a pack and ask what must be asked."""
        self._jobs.run(
            lambda: self._studio.packs.inspect(path), lambda result: self._looked(path, result), owner=self
        )

    def _looked(self, path: Path, result: Ok[OpenedPack] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        pack = result.value
        if self.agrees(pack):
            self._install(path, pack)

    def agrees(self, pack: OpenedPack) -> bool:
        """Ask whether to unpack; says who signed, what is in it and what it would replace."""
        count = trn("{number} 课", "{number} 课", len(pack.info.lessons))
        titles = [isolate(each.title) for each in pack.info.lessons[:8]]
        if len(pack.info.lessons) > len(titles):
            titles.append("…")
        text = [tr("《{title}》，{count}：", title=isolate(pack.info.title), count=count), "\n".join(titles)]
        if pack.trust in (Trust.OWN, Trust.TRUSTED):
            text.append(tr("由“{author}”签名，这位签名人已经信任。", author=isolate(pack.info.author)))
        else:
            text.append(str(unknown_signer(pack)))
        if pack.replaces:
            text.append(
                tr(
                    "这些课会被代替，原来的留在 .replaced 文件夹里：{lessons}",
                    lessons=isolate("、".join(pack.replaces)),
                )
            )
        text += [
            tr(
                "编号“{id}”和自带的《{title}》相同，用这一课代替它。",
                id=isolate(each.id),
                title=isolate(each.title),
            )
            for each in pack.covers
        ]
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("导入课包"))
        box.setTextFormat(Qt.TextFormat.PlainText)  # a title must not be able to hide the rest
        box.setText("\n\n".join(text))
        known = pack.trust in (Trust.OWN, Trust.TRUSTED)
        yes = box.addButton(
            tr("导入") if known else tr("核对过了，信任并导入"), QMessageBox.ButtonRole.AcceptRole
        )
        no = box.addButton(tr("不导入"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(yes if known else no)
        box.exec()
        return box.clickedButton() is yes

    def _install(self, path: Path, pack: OpenedPack) -> None:
        def work(job: Job) -> PackInfo:
            return self._studio.packs.install(
                path,
                looked=pack,
                trust_signer=True,
                replace=bool(pack.replaces),
                progress=job.progress,
                cancelled=job.cancelled,
            )

        self._panel.start(tr("正在导入 {file}", file=isolate(path.name)), work, self._installed)

    def _installed(self, result: Ok[PackInfo] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        count = trn("{number} 课", "{number} 课", len(result.value.lessons))
        self.done.emit(tr("《{title}》导入好了，{count}。", title=isolate(result.value.title), count=count))
