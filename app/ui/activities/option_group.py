"""Answers below or beside each other, chosen by mouse, by number or with the arrows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.activities.option_button import Mark, OptionButton
from app.ui.theme import SPACE, Theme

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right)


class OptionGroup(QWidget):
    """One button an answer, numbered from 1, from left to right as Chinese is.

    `icon` is a picture after the text of an answer that is not marked. Answers in the window's own language
    (`translated`) run as the window does.
    """

    pressed = Signal(int)  # index of an answer

    def __init__(
        self,
        texts: Sequence[str],
        theme: Theme,
        *,
        columns: int = 1,
        icon: str = "",
        translated: bool = False,
    ) -> None:
        super().__init__()
        if not translated:
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.buttons: list[OptionButton] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE)
        for index, text in enumerate(texts):
            made = OptionButton(text, str(index + 1), theme, icon=icon, translated=translated)
            made.clicked.connect(lambda _checked=False, index=index: self.pressed.emit(index))
            self.buttons.append(made)
            grid.addWidget(made, index // columns, index % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)

    def focus(self) -> None:
        """Put the keyboard on the first answer that can be pressed."""
        free = next((each for each in self.buttons if each.isEnabled()), None)
        if free is not None:
            free.setFocus()

    def set_marks(self, marks: Sequence[Mark]) -> None:
        """Show how each answer stands."""
        for each, mark in zip(self.buttons, marks, strict=True):
            each.set_mark(mark)

    def set_open(self, is_open: bool) -> None:
        """Let answers be pressed, or no longer."""
        for each in self.buttons:
            each.setEnabled(is_open)

    def press_number(self, event: QKeyEvent) -> bool:
        """Press the answer whose number was typed; False when the key is none of them."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        index = event.key() - Qt.Key.Key_1
        if not (plain and 0 <= index < len(self.buttons) and self.buttons[index].isEnabled()):
            return False
        self.buttons[index].setFocus()
        self.buttons[index].click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move between the answers."""
        here = next((i for i, each in enumerate(self.buttons) if each.hasFocus()), None)
        if here is None or event.key() not in _ARROWS:
            event.ignore()
            return
        on = event.key() == Qt.Key.Key_Down
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            on = (event.key() == Qt.Key.Key_Right) != self.isRightToLeft()
        there = here + (1 if on else -1)
        self.buttons[there % len(self.buttons)].setFocus(Qt.FocusReason.TabFocusReason)
