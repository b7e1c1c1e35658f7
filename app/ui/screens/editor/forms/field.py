"""What every field of a form has in common."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class Field(QWidget):
    """What a form asks for. `value` and `show_value` speak in terms of the step's own fields.

    `edited` is told when the trainer changed it, never when it is filled.
    """

    edited = Signal()

    def value(self) -> Any:
        """What is written."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Fill the field without telling it as a change."""
        raise NotImplementedError

    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not self.value()

    def faults(self) -> tuple[str, ...]:
        """Why something that is written cannot be a value."""
        return ()

    def settle(self) -> None:
        """Do at once what would be done shortly: the lesson is about to be saved."""

    def focus(self) -> None:
        """Put the keyboard into it."""
        self.setFocus()

    def name(self, text: str) -> None:
        """Say what is asked for, to a screen reader."""
        self.setAccessibleName(text)
