"""One person: her picture, name, number, languages, class, role and PIN."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import LANGUAGES, tr
from app.people.profiles import FIRST_LANGUAGES, LONGEST_NAME
from app.people.roster import LONGEST_NUMBER
from app.people.roster_words import ROLE_NAMES
from app.people.values import Profile
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.people.facts import PeopleFacts
from app.ui.screens.people.pin_told import PinToldDialog
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label
from app.ui.widgets.portrait import Portrait, picture_from_file, read_portrait

if TYPE_CHECKING:
    from app.practice.studio import Studio


class PersonDialog(QDialog):
    """Only what the viewer may change can be changed; `changed` after anything was kept."""

    changed = Signal()
    erase_wanted = Signal(str)  # her profile id: all that is hers is to be erased elsewhere

    def __init__(
        self, person: Profile, facts: PeopleFacts, studio: Studio, jobs: Jobs, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._person, self._facts = person, facts
        self._studio, self._jobs, self._theme = studio, jobs, theme
        self._page = parent
        self.setWindowTitle(tr("学员资料"))
        hers = facts.may_change(person)
        self.portrait = Portrait(theme, person.name, person.id, side=80)
        self.choose_picture = button(tr("选照片"), self._ask_picture, theme, icon="profile")
        self.drop_picture = button(tr("不要照片"), lambda: self._keep_picture(None), theme, kind="quiet")
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self.portrait)
        head.addWidget(self.choose_picture)
        head.addWidget(self.drop_picture)
        head.addStretch(1)
        rows = FormRows()
        rows.setVerticalSpacing(SPACE)  # in large letters, too, it is no higher than a small screen
        self.name = QLineEdit(person.name)
        self.name.setMaxLength(LONGEST_NAME)
        rows.add_field(tr("姓名"), self.name)
        self.number = QLineEdit(person.number)
        self.number.setMaxLength(LONGEST_NUMBER)
        self.number.setPlaceholderText(tr("学号或工号，没有可以不写。"))
        rows.add_field(tr("编号"), self.number)
        self.first_language = _combo(
            {key: str(text) for key, text in FIRST_LANGUAGES.items()}, person.first_language
        )
        rows.add_field(tr("母语"), self.first_language)
        self.language = _combo({"": tr("跟随电脑"), **LANGUAGES}, person.language)
        for at, key in enumerate(LANGUAGES, start=1):
            self.language.setItemData(at, theme.font_for(key), Qt.ItemDataRole.FontRole)
        rows.add_field(tr("界面语言"), self.language)
        self.cohort = _combo(
            {"": tr("不在班级里")} | {each.id: each.name for each in facts.classes()}, person.cohort_id
        )
        if facts.may_move([person]) and self.cohort.findData(person.cohort_id) >= 0:
            rows.add_field(tr("班级"), self.cohort)
        self.role = _combo({key: str(text) for key, text in ROLE_NAMES.items()}, person.role)
        if facts.administrator:
            rows.add_field(
                tr("角色"), self.role, tr("教师能看自己班学员的练习；管理员能看所有人的，还能改角色。")
            )
        self._pin_state = label("", "soft")
        self.reset = button(tr("重设密码"), self.reset_pin, theme, icon="lock")
        beside = QHBoxLayout()
        beside.addWidget(self._pin_state, 1)
        beside.addWidget(self.reset)
        rows.add_field(tr("密码"), self.reset, beside=beside)
        self._show_pin(has=person.id in facts.pins)
        for each in (
            self.name,
            self.number,
            self.first_language,
            self.language,
            self.reset,
            self.choose_picture,
        ):
            each.setEnabled(hers)
        self.drop_picture.setEnabled(hers)
        self._error = label("", "error")
        self._error.hide()
        foot = QHBoxLayout()
        self.erase = button(tr("删除全部数据…"), self._erase, theme, kind="quiet", icon="trash")
        self.erase.setVisible(facts.administrator)
        foot.addWidget(self.erase)
        foot.addStretch(1)
        foot.addWidget(button(tr("取消"), self.reject, theme))
        self.keep_button = button(tr("保存"), self.keep, theme, kind="main")
        foot.addWidget(self.keep_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addLayout(rows)
        column.addWidget(self._error)
        column.addLayout(foot)
        self.drop_picture.setVisible(bool(person.picture))
        self.setMinimumWidth(theme.size(520))
        self.name.setFocus()
        if person.picture:
            self._load_picture(person)

    @property
    def sentence(self) -> str:
        """What went wrong, "" when nothing did."""
        return self._error.text() if not self._error.isHidden() else ""

    # keeping

    def keep(self) -> None:
        """Keep what was changed, and close."""
        person, people = self._person, self._studio.people
        name, number = self.name.text(), self.number.text()
        first, language = str(self.first_language.currentData()), str(self.language.currentData())
        cohort, role = str(self.cohort.currentData()), str(self.role.currentData())
        hers, movable = self._facts.may_change(person), self._facts.may_move([person])

        def work() -> str:
            if hers:
                people.change(
                    person.id,
                    name=name if name != person.name else None,
                    number=number if number != person.number else None,
                    first_language=first if first != person.first_language else None,
                    language=language if language != person.language else None,
                )
            if movable and cohort != person.cohort_id and self.cohort.findData(person.cohort_id) >= 0:
                people.move([person.id], cohort)
            return people.set_role(person.id, role) if role != person.role else ""

        self._error.hide()
        self.keep_button.setEnabled(False)
        self._jobs.run(work, self._kept, owner=self)

    def _kept(self, result: Ok[str] | Err) -> None:
        self.keep_button.setEnabled(True)
        if isinstance(result, Err):
            self._fail(str(result.error))
            self.changed.emit()  # what was kept before it is shown
            return
        self.accept()
        self.changed.emit()
        if result.value:
            PinToldDialog(self._person.name, result.value, self._theme, self._page).open()

    def _fail(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()

    def _erase(self) -> None:
        self.reject()
        self.erase_wanted.emit(self._person.id)

    # the PIN

    def _show_pin(self, *, has: bool) -> None:
        self._pin_state.setText(tr("有密码") if has else tr("还没有密码"))
        self.reset.setText(tr("重设密码") if has else tr("给一个初始密码"))

    def reset_pin(self) -> None:
        """Make a starting PIN and show it."""
        people, person = self._studio.people, self._person

        def done(result: Ok[str] | Err) -> None:
            if isinstance(result, Err):
                self._fail(str(result.error))
                return
            self._show_pin(has=True)
            self.changed.emit()
            PinToldDialog(person.name, result.value, self._theme, self).open()

        self._jobs.run(lambda: people.reset_pin(person.id), done, owner=self)

    # the picture

    def _ask_picture(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(
            self, tr("选照片"), "", tr("照片 ({files})", files="*.jpg *.jpeg *.png *.webp *.bmp")
        )
        if path:
            self.take_picture(Path(path))

    def take_picture(self, path: Path) -> None:
        """Keep the picture in a file as hers."""
        self._jobs.run(lambda: picture_from_file(path), self._picture_read, owner=self)

    def _picture_read(self, result: Ok[bytes] | Err) -> None:
        if isinstance(result, Err):
            self._fail(str(result.error))
        else:
            self._keep_picture(result.value)

    def _keep_picture(self, picture: bytes | None) -> None:
        people, person = self._studio.people, self._person

        def done(result: Ok[Profile] | Err) -> None:
            if isinstance(result, Err):
                self._fail(str(result.error))
                return
            self._error.hide()
            self.drop_picture.setVisible(bool(result.value.picture))
            self._load_picture(result.value)
            self.changed.emit()

        self._jobs.run(lambda: people.set_picture(person.id, picture), done, owner=self)

    def _load_picture(self, person: Profile) -> None:
        def done(result: Ok[QImage | None] | Err) -> None:
            picture = result.value if isinstance(result, Ok) else None
            self.portrait.show_person(person.name, person.id, picture)

        people = self._studio.people
        self._jobs.run(lambda: read_portrait(people.picture(person), 160), done, owner=self)


def _combo(choices: dict[str, str], chosen: str) -> QComboBox:
    made = QComboBox()
    for key, text in choices.items():
        made.addItem(text, key)
    made.setCurrentIndex(max(0, made.findData(chosen)))
    return made
