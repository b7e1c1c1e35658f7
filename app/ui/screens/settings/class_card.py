"""Settings: who is here, her picture and PIN, her class and how strictly its takes are judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout

from app.i18n import tr
from app.people.roster_words import ROLE_NAMES
from app.people.values import Centre, Cohort, Profile
from app.speech.values import Strictness
from app.ui.attempt.ledger import strictness_name
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.settings.pin_dialog import PinDialog
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label, leading
from app.ui.widgets.portrait import Portrait, picture_from_file, read_portrait

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class _Facts:
    profile: Profile
    cohorts: tuple[Cohort, ...]
    centre: Centre | None
    has_pin: bool
    pin_needed: bool
    strictness: Strictness
    picture: QImage | None


class ClassCard(Card):
    """What somebody may change of herself; trainers find the way to the people page."""

    people_wanted = Signal()
    failed = Signal(str)
    told = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("我和我的班级"))
        self._studio, self._jobs, self._theme = studio, jobs, theme
        self._facts: _Facts | None = None
        self.portrait = Portrait(theme, side=56)
        self._name = label("", "strong")
        self._role = label("", "soft")
        self.choose_picture = button(tr("选照片"), self._ask_picture, theme, kind="quiet", icon="profile")
        self.drop_picture = button(tr("不要照片"), lambda: self._keep_picture(None), theme, kind="quiet")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._name)
        texts.addWidget(self._role)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self.portrait)
        head.addLayout(texts, 1)
        head.addWidget(self.choose_picture)
        head.addWidget(self.drop_picture)
        self.body.addLayout(head)
        self.body.addSpacing(SPACE)
        rows = FormRows()
        self._pin_state = label("", "soft")
        self.pin = button(tr("设一个密码"), self.ask_pin, theme, icon="lock")
        beside = QHBoxLayout()
        beside.addWidget(self._pin_state, 1)
        beside.addWidget(self.pin)
        rows.add_field(tr("密码"), self.pin, beside=beside)
        self.cohort = QComboBox()
        self.cohort.activated.connect(self._join)
        rows.add_field(tr("我的班级"), self.cohort)
        self.body.addLayout(rows)
        self._told = label("", "soft")
        self.body.addWidget(self._told)
        self.people = button(tr("学员和班级"), self.people_wanted.emit, theme, icon="people")
        self.body.addLayout(leading(self.people))
        self.hide()

    def load(self) -> None:
        """Read who is here and which classes there are."""
        if self._studio.profile is None:
            self.hide()
            return
        self._jobs.run(self._read, self._show, owner=self)

    def _read(self) -> _Facts | None:
        studio = self._studio
        profile, people = studio.profile, studio.people
        if profile is None:  # signed out meanwhile
            return None
        return _Facts(
            profile,
            tuple(studio.classes.all()),
            people.centre(),
            people.has_pin(profile.id),
            people.pin_needed(profile.id),
            studio.classes.strictness(),
            read_portrait(people.picture(profile), 2 * 56),
        )

    def _show(self, result: Ok[_Facts | None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self._facts = facts = result.value
        self.setVisible(facts is not None)
        if facts is None:
            return
        profile = facts.profile
        self.portrait.show_person(profile.name, profile.id, facts.picture)
        self._name.setText(isolate(profile.name))
        role = str(ROLE_NAMES[profile.role]) if facts.centre else ""
        self._role.setText(role)
        self._role.setVisible(bool(role))
        self.drop_picture.setVisible(bool(profile.picture))
        self._pin_state.setText(tr("有密码") if facts.has_pin else tr("没有，点一下名字就能进来"))
        self.pin.setText(tr("换密码") if facts.has_pin else tr("设一个密码"))
        self._show_class(facts)
        self.people.setVisible(profile.teaches)

    def _show_class(self, facts: _Facts) -> None:
        profile = facts.profile
        self.cohort.clear()
        self.cohort.addItem(tr("不在班级里"), "")
        for each in facts.cohorts:
            self.cohort.addItem(each.name, each.id)
        self.cohort.setCurrentIndex(max(0, self.cohort.findData(profile.cohort_id)))
        # in a centre she may join a class while she is in none; afterwards her trainers move her
        fixed = facts.centre is not None and (bool(profile.cohort_id) or profile.teaches)
        self.cohort.setEnabled(bool(facts.cohorts) and not fixed)
        name = strictness_name(facts.strictness)
        if profile.cohort_id:
            told = tr("评分的严格程度：{name}（由教师设定）", name=name)
        else:
            told = tr("评分的严格程度：{name}", name=name)
        if fixed and not profile.teaches:
            told += tr("要换班级，请找教师。")
        self._told.setText(told)

    @property
    def sentence(self) -> str:
        """What is said below the fields."""
        return self._told.text()

    def _join(self, index: int) -> None:
        cohort_id = str(self.cohort.itemData(index) or "")
        self._do(lambda: self._studio.classes.join(cohort_id))

    def ask_pin(self) -> PinDialog | None:
        """Ask for a new PIN of her own."""
        facts = self._facts
        if facts is None:
            return None
        dialog = PinDialog(
            self._studio,
            self._jobs,
            self._theme,
            self,
            has_pin=facts.has_pin,
            needed=facts.pin_needed,
        )
        dialog.changed.connect(self.told)
        dialog.changed.connect(lambda _sentence: self.load())
        dialog.open()
        return dialog

    def _ask_picture(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, tr("选照片"), "", tr("照片 ({files})", files="*.jpg *.jpeg *.png *.webp *.bmp")
        )
        if path:
            self.take_picture(Path(path))

    def take_picture(self, path: Path) -> None:
        """Keep the picture in a file as hers."""

        def done(result: Ok[bytes] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self._keep_picture(result.value)

        self._jobs.run(lambda: picture_from_file(path), done, owner=self)

    def _keep_picture(self, picture: bytes | None) -> None:
        facts = self._facts
        if facts is not None:
            self._do(lambda: self._studio.people.set_picture(facts.profile.id, picture))

    def _do(self, work: Callable[[], object]) -> None:
        def done(result: Ok[object] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            self.load()

        self._jobs.run(work, done, owner=self)
