"""What is carried on a stick: results to the centre, and a kit to the stations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QMessageBox,
    QVBoxLayout,
)

from app.i18n import tr
from app.practice.kit_values import (
    Collected,
    KitCancelledError,
    KitContents,
    KitUntrustedError,
    MadeKit,
    Merged,
)
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.screens.station.kit_dialog import KitDialog, read_choices
from app.ui.screens.station.sticks import Stick, find_sticks, kit_on, new_kit_folder
from app.ui.screens.station.words import collected_text, megabytes, merged_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio
    from app.ui.screens.station.kit_dialog import Choices

T = TypeVar("T")

NARROWEST = 10
"""Letters of a stick's name that are always to be seen."""

LOOK_MS = 3000
"""How often it looks for sticks while it is on screen."""


class StickCard(Card):
    """One stick is chosen; each button does one thing with it. A trainer only takes results along."""

    failed = Signal(str)
    brought = Signal()  # results came in

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, *, runs_machine: bool) -> None:
        super().__init__(tr("U 盘"))
        self._studio, self._jobs, self._theme = studio, jobs, theme
        self._looking = False
        self._folders: list[Path] = []  # chosen by hand
        self._found: list[Stick] = []
        self.question: QMessageBox | None = None
        self._shown: list[Path] = []  # in the order of the list
        self.sticks = QComboBox()
        self.sticks.setAccessibleName(tr("用哪个 U 盘"))
        self.sticks.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sticks.setMinimumContentsLength(NARROWEST)
        other = button(tr("选文件夹…"), self._choose_folder, theme, icon="folder")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.sticks, 1)
        row.addWidget(other)
        self.body.addLayout(row)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(0, 1)
        self.clear_stick = QCheckBox(tr("收好的从 U 盘上删掉"))
        self.clear_stick.setAccessibleName(self.clear_stick.text())
        self.buttons: list[Button] = []
        if runs_machine:
            self.merge_button = self._add(
                tr("把学员电脑的成绩收进来"),
                tr("U 盘从各台电脑回来以后做。插几次都不会重复。"),
                tr("收进来"),
                lambda: self._with_folder(self.merge),
                "down",
            )
            self._grid.addWidget(self.clear_stick, self._grid.rowCount(), 0, 1, 2)
            self._line()
        self.collect_button = self._add(
            tr("从这台电脑带走成绩"),
            tr("这里练的成绩和录音，加密拷到 U 盘上。"),
            tr("拷到 U 盘"),
            lambda: self._with_folder(self.collect),
            "up",
        )
        if runs_machine:
            self._line()
            self.make_button = self._add(
                tr("做安装盘"),
                tr("程序、语音模型、名单和计划，带到每台电脑上。"),
                tr("做安装盘…"),
                lambda: self._with_folder(self.ask_contents),
                "export_file",
            )
        self.body.addLayout(self._grid)
        self.panel = LongJobPanel(jobs, theme)
        self.body.addWidget(self.panel)
        self.said = QVBoxLayout()
        self.said.setSpacing(SPACE // 2)
        self.body.addLayout(self.said)
        if not runs_machine:
            self.body.addWidget(label(tr("收成绩、做安装盘由管理员来做。"), "small"))
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._show_sticks([])

    def _add(
        self, title: str, explanation: str, action: str, pressed: Callable[[], object], icon: str
    ) -> Button:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(title))
        texts.addWidget(label(explanation, "small"))
        made = button(action, pressed, self._theme, icon=icon, name=title)
        row = self._grid.rowCount()
        self._grid.addLayout(texts, row, 0)
        self._grid.addWidget(made, row, 1, Qt.AlignmentFlag.AlignTop)
        self.buttons.append(made)
        return made

    def _line(self) -> None:
        self._grid.addWidget(rule(), self._grid.rowCount(), 0, 1, 2)

    # which stick

    def load(self) -> None:
        """Look for sticks, now and while the page is open."""
        self.look()
        self._timer.start()

    def leave(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look what is plugged in; a drive that hangs holds nothing else up."""
        if not self._looking:
            self._looking = True
            self._jobs.run(find_sticks, self._looked, owner=self)

    def _looked(self, result: Ok[list[Stick]] | Err) -> None:
        self._looking = False
        self._show_sticks(result.value if isinstance(result, Ok) else [])

    def _show_sticks(self, found: list[Stick]) -> None:
        self._found = found
        before = self.sticks.currentData()
        wanted = [
            (f"{isolate(each.name)} · {tr('空 {size}', size=megabytes(each.free))}", each.path)
            for each in found
        ] + [(isolate(str(each)), each) for each in self._folders]
        paths = [path for _, path in wanted]
        if paths == self._shown and self.sticks.count():
            return
        self._shown = paths
        self.sticks.clear()
        for text, path in wanted:
            self.sticks.addItem(text, path)
        if not wanted:
            self.sticks.addItem(tr("没有看到 U 盘"))
        self.sticks.setEnabled(bool(wanted))
        at = next((i for i, (_, path) in enumerate(wanted) if path == before), 0)
        self.sticks.setCurrentIndex(at)

    @property
    def folder(self) -> Path | None:
        """The stick or folder that is chosen."""
        chosen = self.sticks.currentData()
        return chosen if isinstance(chosen, Path) else None

    def _choose_folder(self) -> Path | None:
        folder = QFileDialog.getExistingDirectory(self, tr("选 U 盘上的文件夹"))
        if not folder:
            return None
        self.use(Path(folder))
        return Path(folder)

    def use(self, folder: Path) -> None:
        """Take a folder as the stick."""
        if folder not in self._folders:
            self._folders.append(folder)
            self._show_sticks(self._found)
        self.sticks.setCurrentIndex(self._shown.index(folder) if folder in self._shown else 0)

    def _with_folder(self, work: Callable[[Path], object]) -> None:
        folder = self.folder or self._choose_folder()
        if folder is not None:
            work(folder)

    # results

    def merge(self, folder: Path) -> None:
        """Take in what stations brought."""
        clear_stick = self.clear_stick.isChecked()

        def work(job: Job) -> Merged:
            return self._studio.kit.merge(
                kit_on(folder) or folder, clear=clear_stick, progress=job.progress, cancelled=job.cancelled
            )

        self._start(tr("正在收成绩…"), work, self._merged)

    def _merged(self, done: Merged) -> None:
        for text, role in merged_text(done):
            self.said.addWidget(label(text, role))
        if done.cleared:
            text = tr("从 U 盘上删掉了 {count} 个收好的文件。", count=isolate(str(done.cleared)))
            self.said.addWidget(label(text, "small"))
        if any(each.new for each in done.stations):
            self.brought.emit()

    def collect(self, folder: Path, fingerprint: str = "") -> None:
        """Write the results of this machine onto the stick. `fingerprint` is the centre's that was agreed."""

        def work(job: Job) -> Collected:
            return self._studio.kit.collect(
                kit_on(folder) or folder,
                only_new=True,
                given_fingerprint=fingerprint,
                progress=job.progress,
                cancelled=job.cancelled,
            )

        def failed(error: Exception) -> bool:
            if not isinstance(error, KitUntrustedError) or fingerprint:
                return False
            self._ask_trust(folder, error.fingerprint)
            return True

        self._start(tr("正在拷成绩…"), work, self._collected, failed)

    def _collected(self, done: Collected) -> None:
        self._say(collected_text(done))

    def _ask_trust(self, folder: Path, fingerprint: str) -> None:
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("这是哪个中心的 U 盘？"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(
            tr(
                "这台电脑还不认识 U 盘上的中心。请打电话问中心，指纹是不是：\n\n{fingerprint}",
                fingerprint=isolate(fingerprint),
            )
        )
        box.setInformativeText(tr("不一样就不要拷：成绩会落到别人手里。"))
        yes = box.addButton(tr("一样，拷成绩"), QMessageBox.ButtonRole.AcceptRole)
        no = box.addButton(tr("不拷"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        box.finished.connect(
            lambda _answer: self.collect(folder, fingerprint) if box.clickedButton() == yes else None
        )
        self.question = box
        box.open()

    # a kit

    def ask_contents(self, folder: Path) -> None:
        """Ask what the kit is to hold."""
        self._jobs.run(
            lambda: read_choices(self._studio), lambda result: self._ask(folder, result), owner=self
        )

    def _ask(self, folder: Path, result: Ok[Choices] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self.dialog = KitDialog(result.value, folder, self._theme, self)
        self.dialog.accepted.connect(lambda: self.make(folder, self.dialog.contents))
        self.dialog.open()

    def make(self, folder: Path, contents: KitContents) -> None:
        """Write a kit; stopped or torn out, the same again goes on."""

        def work(job: Job) -> MadeKit:
            return self._studio.kit.make(new_kit_folder(folder), contents, job.progress, job.cancelled)

        self._start(tr("正在做安装盘…"), work, self._made)

    def _made(self, made: MadeKit) -> None:
        self._say(
            [
                tr(
                    "安装盘做好了：{folder}，{size}。",
                    folder=isolate(str(made.folder)),
                    size=megabytes(made.info.size),
                ),
                tr(
                    "中心的指纹是 {fingerprint}。抄下来，不要放在 U 盘上；安装的人要核对它。",
                    fingerprint=isolate(made.fingerprint),
                ),
            ]
        )
        if made.key_is_new:
            text = tr("第一次做，新做了一把中心的密钥。丢了它就打不开带回来的成绩：请另存一份，锁起来。")
            self.said.addWidget(label(text, "late"))
            self.key_button = button(tr("另存密钥…"), self._ask_key_folder, self._theme, icon="lock")
            self.said.addLayout(leading(self.key_button))

    def _ask_key_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("密钥另存到哪里？最好是另一个 U 盘。"))
        if folder:
            self.keep_key(Path(folder))

    def keep_key(self, folder: Path) -> None:
        """Write the centre's key into a folder that will be locked away."""

        def kept(result: Ok[str] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            where = isolate(str(folder))
            self.said.addWidget(label(tr("密钥存好了：{folder}。请锁起来。", folder=where)))

        self._jobs.run(lambda: self._studio.kit.keep_key(folder), kept, owner=self)

    # inside

    def _start(
        self,
        doing: str,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], bool] = lambda _error: False,
    ) -> None:
        clear(self.said)
        for each in self.buttons:
            each.setEnabled(False)

        def finished(result: Ok[T] | Err) -> None:
            for each in self.buttons:
                each.setEnabled(True)
            if isinstance(result, Ok):
                done(result.value)
            elif isinstance(result.error, KitCancelledError):
                self.said.addWidget(label(str(result.error), "soft"))
            elif not failed(result.error):
                self.said.addWidget(label(str(result.error), "error"))

        self.panel.start(doing, work, finished)

    def _say(self, sentences: Iterable[str]) -> None:
        for each in sentences:
            self.said.addWidget(label(each))
