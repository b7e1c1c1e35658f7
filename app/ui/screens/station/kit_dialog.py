"""What a new kit is to hold: small, with what is usually right chosen already."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import ExpectedError
from app.i18n import tr
from app.practice.kit_making import station_names
from app.practice.kit_values import KitContents
from app.ui.i18n import isolate
from app.ui.screens.station.facts import fit_height
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class Choices:
    """The speech models there are, by name, and the one in use."""

    models: tuple[tuple[str, Path], ...]
    used: str


def read_choices(studio: Studio) -> Choices:
    """What there is on this machine. Blocks."""
    installed = tuple((each.name, each.path) for each in studio.models.installed())
    try:
        used = studio.models.would_use().name
    except ExpectedError:  # no model can be used; then none is chosen already
        used = ""
    return Choices(installed, used)


class KitDialog(QDialog):
    """`contents` once it was accepted."""

    def __init__(self, choices: Choices, folder: Path, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(tr("做安装盘"))
        self.installers: tuple[Path, ...] = ()
        self.packs: tuple[Path, ...] = ()
        self.policy: Path | None = None
        rows = FormRows()
        rows.setVerticalSpacing(SPACE + SPACE // 2)
        self.installer_names = self._files(
            rows,
            tr("安装程序"),
            tr(
                "开播的安装文件，例如 {name}。电脑上已经有开播就不用带。",
                name=isolate("kaibo_0.5.0_amd64.deb"),
            ),
            self._choose_installers,
        )
        self.models: list[tuple[QCheckBox, Path]] = []
        boxes = QVBoxLayout()
        boxes.setSpacing(SPACE // 2)
        for name, path in choices.models:
            box = QCheckBox(name)
            box.setAccessibleName(tr("语音模型 {name}", name=isolate(name)))
            box.setChecked(name == choices.used)
            boxes.addWidget(box)
            self.models.append((box, path))
        if self.models:
            rows.add_field(tr("语音模型"), self.models[0][0], beside=boxes)
            self.models[0][0].setAccessibleName(tr("语音模型 {name}", name=isolate(choices.models[0][0])))
        self.records = self._box(tr("名单、班级和计划"))
        self.pins = self._box(tr("学员的密码"))
        self.reviews = self._box(tr("老师的点评"))
        self.records.toggled.connect(self.pins.setEnabled)
        self.records.toggled.connect(self.reviews.setEnabled)
        from_here = QVBoxLayout()
        from_here.setSpacing(SPACE // 2)
        for each in (self.records, self.pins, self.reviews):
            from_here.addWidget(each)
        rows.add_field(tr("从这台电脑带去"), self.records, beside=from_here)
        self.records.setAccessibleName(self.records.text())
        self.pack_names = self._files(rows, tr("课包"), "", self._choose_packs)
        self.policy_name = self._files(
            rows, tr("设置文件"), tr("中心给每台电脑定的规矩，没有可以不选。"), self._choose_policy
        )
        self.names = QLineEdit()
        self.names.setPlaceholderText("A-{01..40}")
        self.names.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        rows.add_field(
            tr("电脑的名称"),
            self.names,
            tr("{pattern} 就是从 A-01 到 A-40，安装时选一个。可以不写。", pattern=isolate("A-{01..40}")),
        )
        self._error = label("", "error")
        self._error.hide()
        foot = QHBoxLayout()
        foot.addWidget(label(tr("U 盘上有名单，请像点名册一样保管。"), "small"), 1)
        foot.addWidget(button(tr("取消"), self.reject, theme))
        self.make = button(tr("开始做"), self._check, theme, kind="main")
        foot.addWidget(self.make)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(label(tr("做到 {folder}", folder=isolate(str(folder))), "soft"))
        column.addLayout(rows)
        column.addWidget(self._error)
        column.addLayout(foot)
        fit_height(self, column, theme.size(720))

    @property
    def contents(self) -> KitContents:
        """What was chosen."""
        return KitContents(
            installers=self.installers,
            models=tuple(path for box, path in self.models if box.isChecked()),
            packs=self.packs,
            policy=self.policy,
            records=self.records.isChecked(),
            pins=self.pins.isChecked(),
            reviews=self.reviews.isChecked(),
            station_names=self.names.text().strip(),
        )

    @property
    def sentence(self) -> str:
        """What is wrong, "" when nothing is."""
        return self._error.text() if not self._error.isHidden() else ""

    def _check(self) -> None:
        wanted = self.contents
        try:
            station_names(wanted.station_names)
        except ExpectedError as error:
            self._fail(str(error))
            self.names.setFocus()
            return
        if not (wanted.installers or wanted.models or wanted.records or wanted.packs or wanted.policy):
            self._fail(tr("还没有选要带什么。"))
            return
        self.accept()

    def _fail(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()

    @staticmethod
    def _box(text: str) -> QCheckBox:
        made = QCheckBox(text)
        made.setAccessibleName(text)
        made.setChecked(True)
        return made

    def _files(self, rows: FormRows, name: str, help_text: str, choose: object) -> Button:
        made = button(tr("选文件…"), choose, self._theme, icon="folder", name=name)  # type: ignore[arg-type]
        line = QHBoxLayout()
        line.addWidget(made)
        line.addStretch(1)
        rows.add_field(name, made, help_text, beside=line)
        return made

    def _choose_installers(self) -> None:
        kinds = tr("安装文件 ({files})", files="*.deb *.tar.gz *.tar.xz *.exe")
        found, _kind = QFileDialog.getOpenFileNames(self, tr("安装程序"), "", kinds)
        if found:
            self.installers = tuple(map(Path, found))
            _show_names(self.installer_names, self.installers)

    def _choose_packs(self) -> None:
        found, _kind = QFileDialog.getOpenFileNames(
            self, tr("课包"), "", tr("课包 ({files})", files="*.kaibopack")
        )
        if found:
            self.packs = tuple(map(Path, found))
            _show_names(self.pack_names, self.packs)

    def _choose_policy(self) -> None:
        found, _kind = QFileDialog.getOpenFileName(
            self, tr("设置文件"), "", tr("设置文件 ({files})", files="*.toml")
        )
        if found:
            self.policy = Path(found)
            _show_names(self.policy_name, (self.policy,))


def _show_names(where: Button, files: tuple[Path, ...]) -> None:
    names = [each.name for each in files]
    where.setText(isolate(names[0]) + (f" +{len(names) - 1}" if len(names) > 1 else ""))
    where.setToolTip("\n".join(names))
