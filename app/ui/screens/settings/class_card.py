"""Settings: the class, and how strictly its takes are judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.i18n import tr
from app.people.profiles import LONGEST_NAME
from app.people.values import TRAINEE, TRAINER, Cohort
from app.speech.values import Strictness
from app.ui.attempt.ledger import strictness_name
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ClassCard(Card):
    """Anybody may say which class she is in; a trainer makes classes and sets their strictness."""

    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("班级和评分"))
        self._studio = studio
        self._jobs = jobs
        rows = FormRows()
        self.role = QComboBox()
        self.role.addItem(tr("学员"), TRAINEE)
        self.role.addItem(tr("教师"), TRAINER)
        self.role.activated.connect(self._take_role)
        rows.add_field(tr("我是"), self.role)
        self.cohort = QComboBox()
        self.cohort.activated.connect(self._join)
        rows.add_field(tr("我的班级"), self.cohort)
        self.body.addLayout(rows)

        self.trainers = QWidget()
        inside = FormRows()
        inside.setContentsMargins(0, 0, 0, 0)
        self.strictness = QComboBox()
        for each in Strictness:
            self.strictness.addItem(strictness_name(each), each)
        self.strictness.activated.connect(self._set_strictness)
        inside.add_field(
            tr("严格程度"),
            self.strictness,
            tr(
                "宽松：把握很大才判错，错怪的少，漏掉的多。严格：稍有怀疑就判，漏掉的少，错怪的多，"
                "有偏差也扣得更多。只影响以后的评分；以前的可以在“进步”页重新评。"
            ),
        )
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(tr("例如：2026 秋 1 班"))
        self.name.returnPressed.connect(self.add_class)
        self.add = button(tr("新建"), self.add_class, theme, icon="add_profile", name=tr("新建班级"))
        beside = QHBoxLayout()
        beside.setSpacing(SPACE)
        beside.addWidget(self.name, 1)
        beside.addWidget(self.add)
        inside.add_field(tr("新的班级"), self.name, beside=beside)
        self.trainers.setLayout(inside)
        self.body.addSpacing(SPACE)
        self.body.addWidget(self.trainers)
        self._told = label("", "soft")
        self.body.addWidget(self._told)
        self.hide()

    def load(self) -> None:
        """Read the classes and whose settings these are."""
        self._jobs.run(self._studio.classes.all, self._show, owner=self)

    def _show(self, result: Ok[list[Cohort]] | Err) -> None:
        profile = self._studio.profile
        self.setVisible(profile is not None)
        if profile is None:
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        cohorts = result.value
        trainer = profile.teaches
        self.role.setCurrentIndex(max(0, self.role.findData(profile.role)))
        self.cohort.clear()
        self.cohort.addItem(tr("不在班级里"), "")
        for each in cohorts:
            self.cohort.addItem(each.name, each.id)
        self.cohort.setCurrentIndex(max(0, self.cohort.findData(profile.cohort_id)))
        mine = next((each for each in cohorts if each.id == profile.cohort_id), None)
        strictness = Strictness(mine.strictness) if mine else Strictness.NORMAL
        self.strictness.setCurrentIndex(self.strictness.findData(strictness))
        self.strictness.setEnabled(mine is not None)
        self.trainers.setVisible(trainer)
        name = strictness_name(strictness)
        if trainer:
            self._told.setText("" if mine else tr("先选一个班级，再设定它的严格程度。"))
        elif mine:
            self._told.setText(tr("评分的严格程度：{name}（由教师设定）", name=name))
        else:
            self._told.setText(tr("评分的严格程度：{name}", name=name))
        self._told.setVisible(bool(self._told.text()))

    @property
    def sentence(self) -> str:
        """What is said below the fields."""
        return self._told.text()

    def _take_role(self, index: int) -> None:
        role = str(self.role.itemData(index))
        self._do(lambda: self._studio.classes.take_role(role))

    def _join(self, index: int) -> None:
        cohort_id = str(self.cohort.itemData(index) or "")
        self._do(lambda: self._studio.classes.join(cohort_id))

    def _set_strictness(self, index: int) -> None:
        cohort_id = str(self.cohort.currentData() or "")
        strictness = Strictness(self.strictness.itemData(index))
        self._do(lambda: self._studio.classes.set_strictness(cohort_id, strictness))

    def add_class(self) -> None:
        """Make the class whose name was typed, and be in it."""
        name = self.name.text()

        def work() -> None:
            self._studio.classes.join(self._studio.classes.add(name).id)

        self._do(work)

    def _do(self, work: Callable[[], object]) -> None:
        self._jobs.run(work, self._done, owner=self)

    def _done(self, result: Ok[object] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.name.clear()
        self.load()
