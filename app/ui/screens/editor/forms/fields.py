"""Fields for what is no text: numbers, choices, right and wrong, meanings by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QComboBox, QGridLayout, QHBoxLayout, QSpinBox

from app.i18n import LANGUAGES, tr
from app.ui.screens.editor.forms.field import Field
from app.ui.screens.editor.forms.texts import Text
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import TypeSize
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

TRANSLATED = ("ug", "kk", "en")
"""The languages that meanings are given in, those of the trainees first."""


class Number(Field):
    """A whole number."""

    def __init__(self, least: int, most: int, suffix: str = "") -> None:
        super().__init__()
        self.box = QSpinBox()
        self.box.setRange(least, most)
        self.box.setSuffix(suffix)
        self.box.setFixedWidth(14 * SPACE)
        self.box.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel scrolls the form
        self.box.installEventFilter(self)
        self._showing = False
        self.box.valueChanged.connect(lambda _value: None if self._showing else self.edited.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box)
        row.addStretch(1)
        self.setFocusProxy(self.box)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """A wheel over a field that is not being edited scrolls the form."""
        if event.type() == event.Type.Wheel and not self.box.hasFocus():
            event.ignore()
            return True
        return bool(super().eventFilter(watched, event))

    def value(self) -> int:
        """The number."""
        return self.box.value()

    def show_value(self, value: Any) -> None:
        """Show a number."""
        self._showing = True
        self.box.setValue(int(value))
        self._showing = False

    def name(self, text: str) -> None:
        """The box is what has the focus."""
        self.box.setAccessibleName(text)


class Select(Field):
    """One of several values, by their names; with `free` another one may be typed."""

    def __init__(self, values: Sequence[tuple[Any, str]], *, free: bool = False) -> None:
        super().__init__()
        self._values = [value for value, _name in values]
        self.box = QComboBox()
        self.box.setMaximumWidth(48 * SPACE)
        for _value, name in values:
            self.box.addItem(name)
        self.box.setEditable(free)
        line = self.box.lineEdit() if free else None
        if line is not None:
            line.textEdited.connect(lambda _text: self.edited.emit())
        self.box.activated.connect(lambda _index: self.edited.emit())
        self.box.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 1)
        row.addStretch(1)
        self.setFocusProxy(self.box)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        """The wheel scrolls the form and changes nothing."""
        if event.type() == event.Type.Wheel:
            event.ignore()
            return True
        return bool(super().eventFilter(watched, event))

    def value(self) -> Any:
        """The value chosen or typed."""
        written = self.box.currentText().strip()
        at = self.box.findText(written, Qt.MatchFlag.MatchExactly)
        return self._values[at] if at >= 0 else written

    def show_value(self, value: Any) -> None:
        """Show a value; one that is not on the list is shown as it is where that is allowed."""
        if value in self._values:
            self.box.setCurrentIndex(self._values.index(value))
        elif self.box.isEditable():
            self.box.setCurrentText(str(value))

    def name(self, text: str) -> None:
        """The box is what has the focus."""
        self.box.setAccessibleName(text)


class YesNo(Field):
    """Two buttons of which one is pressed: right, or wrong."""

    def __init__(self, theme: Theme, yes: str, no: str) -> None:
        super().__init__()
        self.yes = button(f"✓ {yes}", lambda: None, theme)
        self.no = button(f"✕ {no}", lambda: None, theme)
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for each in (self.yes, self.no):
            each.setCheckable(True)
            group.addButton(each)
            row.addWidget(each)
        row.addStretch(1)
        group.buttonClicked.connect(lambda _button: self.edited.emit())
        self.setFocusProxy(self.yes)

    def value(self) -> bool:
        """Whether it is right."""
        return self.yes.isChecked()

    def show_value(self, value: Any) -> None:
        """Press one of the two."""
        (self.yes if value else self.no).setChecked(True)

    def is_empty(self) -> bool:
        """One of the two is always meant."""
        return False


class Meanings(Field):
    """The meaning in each of the other languages, one line a language."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        self.texts: dict[str, Text] = {}
        for row, language in enumerate(TRANSLATED):
            text = Text(theme, language)
            text.edited.connect(self.edited)
            text.name(tr("{language}的意思", language=LANGUAGES[language]))
            name = label(LANGUAGES[language], "small", wrap=False)
            name.setFont(theme.font_for(language, TypeSize.SMALL))
            grid.addWidget(name, row, 0)
            grid.addWidget(text, row, 1)
            self.texts[language] = text
        self._others: dict[str, str] = {}

    def value(self) -> Mapping[str, str]:
        """Meanings by language; empty ones are left out."""
        written = {language: text.value() for language, text in self.texts.items() if text.value()}
        return {**self._others, **written}

    def show_value(self, value: Any) -> None:
        """Show meanings."""
        self._others = {name: text for name, text in value.items() if name not in self.texts}
        for language, text in self.texts.items():
            text.show_value(value.get(language, ""))

    def focus(self) -> None:
        """The first language."""
        self.texts[TRANSLATED[0]].setFocus()
