"""Her own PIN: a first one, another one, or none any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.people.pins import LONGEST, UnusablePinError, usable_pin
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio


class PinDialog(QDialog):
    """`changed` tells what was done, in a sentence."""

    changed = Signal(str)

    def __init__(
        self, studio: Studio, jobs: Jobs, theme: Theme, parent: QWidget, *, has_pin: bool, needed: bool
    ) -> None:
        super().__init__(parent)
        self._studio, self._jobs = studio, jobs
        self._has_pin = has_pin
        self.setWindowTitle(tr("我的密码"))
        rows = FormRows()
        self.old, self.new, self.again = _line(), _line(), _line()
        if has_pin:
            rows.add_field(tr("现在的密码"), self.old)
        rows.add_field(tr("新密码"), self.new, tr("4 到 12 位数字。不要用 1234 这样的，也不要用生日。"))
        rows.add_field(tr("再输一遍密码"), self.again)
        self._error = label("", "error")
        self._error.hide()
        foot = QHBoxLayout()
        self.remove = button(tr("不要密码了"), self.remove_pin, theme, kind="quiet")
        foot.addWidget(self.remove)
        foot.addStretch(1)
        foot.addWidget(button(tr("取消"), self.reject, theme))
        foot.addWidget(button(tr("保存"), self.keep, theme, kind="main"))
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(rows)
        column.addWidget(self._error)
        column.addLayout(foot)
        self.remove.setVisible(has_pin and not needed)
        self.setMinimumWidth(theme.size(460))
        (self.old if has_pin else self.new).setFocus()

    @property
    def sentence(self) -> str:
        """What went wrong, "" when nothing did."""
        return self._error.text() if not self._error.isHidden() else ""

    def keep(self) -> None:
        """Take the new PIN."""
        old, new = self.old.text(), self.new.text()
        try:
            usable_pin(new)
        except UnusablePinError as error:
            self._fail(str(error), self.new)
            return
        if new != self.again.text():
            self._fail(tr("两遍密码不一样，请再输一遍。"), self.again)
            return
        people = self._studio.people
        self._run(
            lambda: people.change_pin(old, new), tr("密码换好了。") if self._has_pin else tr("密码设好了。")
        )

    def remove_pin(self) -> None:
        """Go without a PIN."""
        old, people = self.old.text(), self._studio.people
        self._run(lambda: people.remove_pin(old), tr("以后不用密码了。"))

    def _run(self, work: Callable[[], object], said: str) -> None:
        def done(result: Ok[object] | Err) -> None:
            if isinstance(result, Err):
                self._fail(str(result.error), self.old if self._has_pin else self.new)
            else:
                self.accept()
                self.changed.emit(said)

        self._jobs.run(work, done, owner=self)

    def _fail(self, sentence: str, line: QLineEdit) -> None:
        self._error.setText(sentence)
        self._error.show()
        line.setFocus()
        line.selectAll()


def _line() -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(LONGEST)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
