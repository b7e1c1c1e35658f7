"""A centre begins: its name, who looks after it, her PIN, and the first class. One page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.i18n import tr
from app.people.pins import LONGEST, UnusablePinError, usable_pin
from app.people.profiles import LONGEST_NAME
from app.people.values import Cohort, Face
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import Theme
from app.ui.theme.tokens import READING_WIDTH
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class SetUpScreen(Page):
    """Shown once in the life of a centre's machine."""

    finished = Signal()
    back_wanted = Signal()

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(
            theme,
            tr("建立培训点"),
            READING_WIDTH,
        )
        self._studio = studio
        self._jobs = jobs
        self._founders: list[Face] = []
        self.set_title(
            tr("建立培训点"), tr("填完这一页就能加学员、布置课程。您会是管理员，以后可以再加别的教师。")
        )
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def enter(self) -> None:
        """Look who is known already."""
        self._jobs.run(self._studio.people.founders, self._show, owner=self)

    def _show(self, result: Ok[list[Face]] | Err) -> None:
        clear(self.body)
        if isinstance(result, Err):
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        self._founders = result.value
        card = Card()
        rows = FormRows()
        self.centre = self._line(tr("例如：喀什直播培训中心"))
        rows.add_field(tr("培训点名称"), self.centre)
        self.who = QComboBox()
        self.who.addItem(tr("我不在名单里"), "")
        for each in self._founders:
            self.who.addItem(each.name, each.id)
        if self._founders:
            here = self._studio.profile
            self.who.setCurrentIndex(max(1, self.who.findData(here.id if here else "")))
            rows.add_field(tr("您是谁"), self.who)
        self.name = self._line(tr("例如：王老师"))
        self._rows = rows
        self._name_row = rows.rowCount()
        rows.add_field(tr("您的名字"), self.name)
        self._old_row = rows.rowCount()
        self.old_pin = self._pin_line()
        rows.add_field(tr("您的密码"), self.old_pin)
        self._pin_row = rows.rowCount()
        self.pin = self._pin_line()
        rows.add_field(tr("选一个密码"), self.pin, tr("4 到 12 位数字。不要用 1234 这样的，也不要用生日。"))
        self._again_row = rows.rowCount()
        self.again = self._pin_line()
        rows.add_field(tr("再输一遍密码"), self.again)
        self.cohort = self._line("")
        self.cohort.setText(tr("一班"))
        rows.add_field(tr("第一个班级"), self.cohort, tr("以后可以改名，也可以再加班级。"))
        card.body.addLayout(rows)
        self._error = label("", "error")
        self._error.hide()
        card.body.addWidget(self._error)
        self.body.addWidget(card)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.begin = button(tr("建立，下一步加学员"), self.set_up, self.theme, kind="main", icon="check")
        foot.addWidget(self.begin)
        self.body.addLayout(foot)
        self.body.addStretch(1)
        self._fit_fields()
        self.who.currentIndexChanged.connect(lambda _index: self._fit_fields())
        for line in self._lines():
            line.returnPressed.connect(lambda each=line: self._go_on(each))
        self.centre.setFocus()

    def _line(self, placeholder: str) -> QLineEdit:
        made = QLineEdit()
        made.setMaxLength(LONGEST_NAME)
        made.setPlaceholderText(placeholder)
        return made

    def _pin_line(self) -> QLineEdit:
        made = self._line("")
        made.setMaxLength(LONGEST)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _fit_fields(self) -> None:
        """Ask a name of who is new, the PIN she has of who has one, and a new one of the others."""
        founder = self._founder
        self._show_row(self._name_row, founder is None)
        self._show_row(self._old_row, founder is not None and founder.has_pin)
        for row in (self._pin_row, self._again_row):
            self._show_row(row, founder is None or not founder.has_pin)

    def _show_row(self, row: int, shown: bool) -> None:
        for column in range(2):
            item = self._rows.itemAtPosition(row, column)
            if item is None:
                continue
            inner = item.layout()
            inside = [item] if inner is None else [inner.itemAt(i) for i in range(inner.count())]
            widgets = [each.widget() for each in inside if each is not None]
            for each in widgets:
                if isinstance(each, QWidget):
                    each.setVisible(shown)

    @property
    def _founder(self) -> Face | None:
        chosen = str(self.who.currentData() or "")
        return next((each for each in self._founders if each.id == chosen), None)

    def _go_on(self, line: QLineEdit) -> None:
        """Enter goes to the next field that is empty, and sets the centre up from the last."""
        asked = [
            each
            for each in self._lines()
            if each.isVisible() and each is not line and not each.text().strip()
        ]
        if asked and line.text().strip():
            asked[0].setFocus()
        else:
            self.set_up()

    def _lines(self) -> tuple[QLineEdit, ...]:
        return self.centre, self.name, self.old_pin, self.pin, self.again, self.cohort

    def _missing(self) -> tuple[QLineEdit, str] | None:
        """The first field that cannot be taken as it is, and why."""
        if not self.centre.text().strip():
            return self.centre, tr("请写培训点的名称。")
        founder = self._founder
        if founder is None and not self.name.text().strip():
            return self.name, tr("请写您的名字。")
        if founder is not None and founder.has_pin:
            if not self.old_pin.text():
                return self.old_pin, tr("请输入密码。")
        else:
            try:
                usable_pin(self.pin.text())
            except UnusablePinError as error:
                return self.pin, str(error)
            if self.pin.text() != self.again.text():
                return self.again, tr("两遍密码不一样，请再输一遍。")
        if not self.cohort.text().strip():
            return self.cohort, tr("请写班级的名称。")
        return None

    def set_up(self) -> None:
        """Set the centre up with what is written."""
        missing = self._missing()
        if missing is not None:
            line, sentence = missing
            self._fail(sentence)
            line.setFocus()
            line.selectAll()
            return
        self._error.hide()
        self.begin.setEnabled(False)
        founder = self._founder
        centre, cohort, pin = self.centre.text(), self.cohort.text(), self.pin.text()
        people = self._studio.people
        if founder is not None:
            old = self.old_pin.text() if founder.has_pin else ""
            self._jobs.run(
                lambda: people.set_up(centre, cohort, pin, profile_id=founder.id, pin=old),
                self._done,
                owner=self,
            )
        else:
            name = self.name.text()
            self._jobs.run(lambda: people.set_up(centre, cohort, pin, name=name), self._done, owner=self)

    def _done(self, result: Ok[Cohort] | Err) -> None:
        if isinstance(result, Err):
            self.begin.setEnabled(True)
            self._fail(str(result.error))
        else:
            self.finished.emit()

    def _fail(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()
