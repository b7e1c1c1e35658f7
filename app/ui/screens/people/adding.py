"""One more person: a name and Enter, and the field is ready for the next."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.people.profiles import FIRST_LANGUAGES, LONGEST_NAME
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label


class AddRow(QWidget):
    """`wanted` tells name and first language."""

    wanted = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(tr("新学员的名字，按回车就加好"))
        self.name.setAccessibleName(tr("新学员的名字"))
        self.name.returnPressed.connect(self._enter)
        self.first_language = QComboBox()
        self.first_language.setAccessibleName(tr("母语"))
        for key, text in FIRST_LANGUAGES.items():
            self.first_language.addItem(str(text), key)
        self._button = button(tr("加学员"), self._enter, theme, kind="main", icon="add_profile")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.name, 1)
        row.addWidget(self.first_language)
        row.addWidget(self._button)
        self._error = label("", "error")
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self._error)
        self.name.textChanged.connect(lambda _text: self._error.hide())

    @property
    def sentence(self) -> str:
        """What went wrong, "" when nothing did."""
        return self._error.text() if not self._error.isHidden() else ""

    def ready(self) -> None:
        """She is in: on to the next; the language stays."""
        self.name.clear()
        self.name.setEnabled(True)
        self.name.setFocus()

    def refuse(self, sentence: str) -> None:
        """She could not be added: why, with the name still there."""
        self.name.setEnabled(True)
        self.name.setFocus()
        self._error.setText(sentence)
        self._error.show()

    def _enter(self) -> None:
        name = " ".join(self.name.text().split())
        if not name:
            self.refuse(tr("请先写上名字。"))
            return
        self.name.setEnabled(False)  # a second Enter would add her twice
        self.wanted.emit(name, str(self.first_language.currentData()))
