"""A class: its name, how strictly it is judged, and who leads it; and what holds for the centre."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.people.profiles import LONGEST_NAME
from app.people.values import TRAINER, Centre, Cohort, Face
from app.speech.values import Strictness
from app.ui.attempt.ledger import strictness_name
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.people.facts import PeopleFacts
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio


class _Form(QDialog):
    """Fields, a sentence when they cannot be kept, and two buttons."""

    changed = Signal()

    def __init__(self, title: str, studio: Studio, jobs: Jobs, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._studio, self._jobs = studio, jobs
        self.setWindowTitle(title)
        self.rows = FormRows()
        self._error = label("", "error")
        self._error.hide()
        self.keep_button = button(tr("保存"), self.keep, theme, kind="main")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("取消"), self.reject, theme))
        foot.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(self.rows)
        column.addWidget(self._error)
        column.addLayout(foot)
        self.setMinimumWidth(theme.size(480))

    @property
    def sentence(self) -> str:
        """What went wrong, "" when nothing did."""
        return self._error.text() if not self._error.isHidden() else ""

    @abstractmethod
    def keep(self) -> None:
        """Keep what is written, and close."""

    def _kept(self, result: Ok[object] | Err) -> None:
        self.keep_button.setEnabled(True)
        if isinstance(result, Err):
            self._error.setText(str(result.error))
            self._error.show()
        else:
            self.accept()
            self.changed.emit()


class ClassDialog(_Form):
    """Without a class it makes one; `cohort_id` is the one made or changed."""

    def __init__(
        self,
        cohort: Cohort | None,
        facts: PeopleFacts,
        studio: Studio,
        jobs: Jobs,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(tr("班级") if cohort else tr("新班级"), studio, jobs, theme, parent)
        self._cohort, self._facts = cohort, facts
        self.cohort_id = cohort.id if cohort else ""
        self.name = QLineEdit(cohort.name if cohort else "")
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(tr("例如：2026 秋 1 班"))
        self.rows.add_field(tr("班级名称"), self.name)
        self.strictness = QComboBox()
        for each in Strictness:
            self.strictness.addItem(strictness_name(each), each)
        kept = Strictness(cohort.strictness) if cohort else Strictness.NORMAL
        self.strictness.setCurrentIndex(self.strictness.findData(kept))
        self.trainers = QListWidget()
        self.trainers.setMaximumHeight(theme.size(160))
        if cohort is not None:
            self.rows.add_field(
                tr("严格程度"),
                self.strictness,
                tr(
                    "宽松：把握很大才判错，错怪的少，漏掉的多。严格：稍有怀疑就判，漏掉的少，错怪的多，"
                    "有偏差也扣得更多。只影响以后的评分；以前的可以在“进步”页重新评。"
                ),
            )
            if facts.administrator:
                self.rows.add_field(
                    tr("带班的教师"), self.trainers, tr("管理员不用勾选，所有班都能看。教师在学员资料里设。")
                )
                self._load_trainers(cohort)
        self._ticked: set[str] = set()
        self.name.setFocus()
        self.name.selectAll()

    def _load_trainers(self, cohort: Cohort) -> None:
        people = self._studio.people

        def read() -> tuple[list[Face], set[str]]:
            return people.faces(), {each.id for each in people.trainers(cohort.id)}

        def show(result: Ok[tuple[list[Face], set[str]]] | Err) -> None:
            if isinstance(result, Err):
                self._kept(result)
                return
            faces, leading = result.value
            self._ticked = leading
            for each in faces:
                if each.role == TRAINER or each.id in leading:
                    item = QListWidgetItem(each.name, self.trainers)
                    item.setData(Qt.ItemDataRole.UserRole, each.id)
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    on = each.id in leading
                    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

        self._jobs.run(read, show, owner=self)

    def _leading(self) -> list[str]:
        items = (self.trainers.item(row) for row in range(self.trainers.count()))
        return [
            str(each.data(Qt.ItemDataRole.UserRole))
            for each in items
            if each.checkState() is Qt.CheckState.Checked
        ]

    def keep(self) -> None:
        """Make the class, or change it."""
        cohort, people, classes = self._cohort, self._studio.people, self._studio.classes
        name, strictness = self.name.text(), Strictness(self.strictness.currentData())
        leading = self._leading()
        ticked = self._facts.administrator and set(leading) != self._ticked

        def work() -> None:
            if cohort is None:
                self.cohort_id = people.add_cohort(name).id
                return
            if name != cohort.name:
                people.change_cohort(cohort.id, name=name)
            if strictness.value != cohort.strictness:
                classes.set_strictness(cohort.id, strictness)
            if ticked:
                people.set_trainers(cohort.id, leading)

        self.keep_button.setEnabled(False)
        self._jobs.run(work, self._kept, owner=self)


class CentreDialog(_Form):
    """The centre's name, and whether everybody must have a PIN; for administrators."""

    def __init__(self, centre: Centre, studio: Studio, jobs: Jobs, theme: Theme, parent: QWidget) -> None:
        super().__init__(tr("培训点"), studio, jobs, theme, parent)
        self.name = QLineEdit(centre.name)
        self.name.setMaxLength(LONGEST_NAME)
        self.rows.add_field(tr("培训点名称"), self.name)
        self.pins = QCheckBox(tr("每个人都要有密码"))
        self.pins.setChecked(centre.pins_required)
        told = tr("勾选以后，还没有密码的学员下次登录时自己选一个。教师总要有密码。")
        if studio.policy.pins_required is not None:
            self.pins.setEnabled(False)
            told = tr("由中心设定")
        self.rows.add_field(tr("密码"), self.pins, told)

    def keep(self) -> None:
        """Keep both."""
        name, pins = self.name.text(), self.pins.isChecked()
        people = self._studio.people
        self.keep_button.setEnabled(False)
        self._jobs.run(lambda: people.change_centre(name=name, pins_required=pins), self._kept, owner=self)
