"""Settings: voice packs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QMessageBox, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, literal
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.audio.pack_layouts import OfferedVoice
    from app.audio.voice_pack import ImportedPack, VoicePack
    from app.practice.studio import Studio


class VoicesCard(Card):
    """The voice packs on this machine: whose voice, under which licence; bringing one in, taking one away."""

    failed = Signal(str)
    told = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("声音包"))
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self.body.addWidget(
            label(
                tr("声音包是别人录好的词和音节。导入以后，课里没有录音的词也能听真人读。"),
                "soft",
            )
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE)
        self.body.addLayout(self._list)
        self._rows: list[QWidget] = []
        self.panel = LongJobPanel(jobs, theme)
        self.body.addWidget(self.panel)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        self._import = button(tr("导入声音包…"), self._open_menu, theme, icon="import_file")
        row.addWidget(self._import)
        row.addStretch(1)
        self.body.addLayout(row)

    def load(self) -> None:
        """List the packs."""
        self._jobs.run(self._studio.voices.packs, self._show, owner=self)

    # listing and removing

    def _show(self, result: Ok[list[VoicePack]] | Err) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        for pack in result.value:
            self._rows.append(self._row(pack))
        if not result.value:
            self._rows.append(label(tr("还没有声音包。"), "small"))
        for row in self._rows:
            self._list.addWidget(row)

    def _row(self, pack: VoicePack) -> QWidget:
        row = QWidget()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        name = label(isolate(pack.name), "strong")
        about = label(
            trn("{number} 个录音", "{number} 个录音", len(pack.entries))
            + " · "
            + _licence_words(pack.licence),
            "soft",
        )
        origin = label(tr("来源：{origin}", origin=isolate(pack.origin)), "small")
        for each in (name, about, origin):
            each.setMinimumWidth(1)
            texts.addWidget(each)
        remove = button(
            tr("删除"),
            lambda: self._ask_remove(pack),
            self._theme,
            kind="quiet",
            icon="trash",
            name=tr("删除声音包“{name}”", name=isolate(pack.name)),
        )
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addLayout(texts, 1)
        across.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _ask_remove(self, pack: VoicePack) -> None:
        question = tr("要删除声音包“{name}”吗？录音会从这台电脑上删掉。", name=isolate(pack.name))
        answer = QMessageBox.question(self, tr("删除声音包"), literal(question))
        if answer == QMessageBox.StandardButton.Yes:
            self.remove(pack.id)

    def remove(self, pack_id: str) -> None:
        """Remove a pack."""
        self._jobs.run(lambda: self._studio.voices.remove_pack(pack_id), self._removed, owner=self)

    def _removed(self, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.told.emit(tr("声音包已删除。"))
        self.load()

    # importing

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("选择 ZIP 文件…")).triggered.connect(lambda: self._ask_for_file())
        menu.addAction(tr("选择文件夹…")).triggered.connect(lambda: self._ask_for_folder())
        menu.popup(self._import.mapToGlobal(self._import.rect().bottomLeft()))

    def _ask_for_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, tr("选择声音包的 ZIP 文件"), "", tr("ZIP 文件 (*.zip)")
        )
        if path:
            self.look_at(Path(path))

    def _ask_for_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("选择声音包的文件夹"))
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """See what is in a zip file or folder, then ask whether to take it over."""
        self._import.setEnabled(False)

        def looked(result: Ok[tuple[OfferedVoice, ...]] | Err) -> None:
            self._import.setEnabled(True)
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            elif self.agreed(result.value):
                self.import_path(path)

        self.panel.start(
            tr("正在查看 {file}", file=isolate(path.name)),
            lambda _job: self._studio.voices.look_at(path),
            looked,
        )

    def agreed(self, voices: tuple[OfferedVoice, ...]) -> bool:
        """Whether she wants these voices, having read whose they are and under which licence."""
        return (
            QMessageBox.question(self, tr("导入声音包"), literal(offer_words(voices)))
            == QMessageBox.StandardButton.Yes
        )

    def import_path(self, path: Path) -> None:
        """Take a pack over, with progress and a way to stop."""
        self._import.setEnabled(False)

        def work(job: Job) -> list[ImportedPack]:
            return self._studio.voices.import_pack(path, job.progress, job.cancelled)

        self.panel.start(tr("正在检查并导入 {file}", file=isolate(path.name)), work, self._imported)

    def _imported(self, result: Ok[list[ImportedPack]] | Err) -> None:
        self._import.setEnabled(True)
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            count = sum(len(each.pack.entries) for each in result.value)
            self.told.emit(trn("导入了 {number} 个录音。", "导入了 {number} 个录音。", count))
            skipped = sum(each.skipped for each in result.value)
            if skipped:
                self.failed.emit(
                    trn(
                        "有 {number} 个录音读不出来，没有导入。",
                        "有 {number} 个录音读不出来，没有导入。",
                        skipped,
                    )
                )
        self.load()


def offer_words(voices: tuple[OfferedVoice, ...]) -> str:
    """What a pack would bring, for the question before it is taken over."""
    blocks = []
    for voice in voices:
        words, count = voice.words, len(voice.entries)
        blocks.append(
            "\n".join(
                (
                    isolate(voice.name),
                    tr("{words} 个词，{syllables} 个音节", words=words, syllables=count - words),
                    _licence_words(voice.licence),
                    tr("来源：{origin}", origin=isolate(voice.origin)),
                )
            )
        )
    return "\n\n".join((tr("里面有这些声音："), *blocks, tr("要导入吗？录音会复制到您的数据文件夹里。")))


def _licence_words(licence: str) -> str:
    if not licence:
        return tr("许可：没有写明，请先确认可以使用")
    return tr("许可：{licence}", licence=isolate(licence))
