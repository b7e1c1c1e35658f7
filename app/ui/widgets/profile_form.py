"""The few things a profile is made of."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.people.profiles import FIRST_LANGUAGES, LONGEST_NAME
from app.ui.theme import SPACE
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label


class ProfileForm(QWidget):
    """Name and first language, and the sentence that says what is missing."""

    def __init__(self, first_language: str = "ug") -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.first_language = QComboBox()
        for key, text in FIRST_LANGUAGES.items():
            self.first_language.addItem(str(text), key)
        self.first_language.setCurrentIndex(max(0, self.first_language.findData(first_language)))
        rows = FormRows()
        rows.add_field(tr("名字"), self.name, tr("真名、昵称、直播名都可以。"))
        rows.add_field(tr("母语"), self.first_language)
        self._error = label("", "error")
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(rows)
        column.addWidget(self._error)
        self.name.textChanged.connect(lambda _text: self._error.hide())

    def read(self) -> tuple[str, str] | None:
        """Name and first language, or None after saying what is missing."""
        name = " ".join(self.name.text().split())
        if not name:
            self.show_error(tr("请先写上名字。"))
            self.name.setFocus()
            return None
        return name, str(self.first_language.currentData())

    def show_error(self, sentence: str) -> None:
        """Say what is wrong, below the fields."""
        self._error.setText(sentence)
        self._error.show()
