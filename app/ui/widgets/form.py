"""Form rows: label, field and help belong together for the eye, the keyboard and the screen reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from app.ui.theme import SPACE
from app.ui.widgets.labels import label


class FormRows(QGridLayout):
    """Rows of label and field."""

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(3 * SPACE)
        self.setVerticalSpacing(2 * SPACE)
        self.setColumnMinimumWidth(0, 14 * SPACE)
        self.setColumnStretch(1, 1)

    def add_field(
        self, text: str, field: QWidget, help_text: str = "", beside: QLayout | None = None
    ) -> None:
        """A row: the label is the field's buddy and its accessible name, the help its description.

        `beside` is a layout that already holds the field together with its buttons.
        """
        row = self.rowCount()
        name = label(text)
        name.setBuddy(field)
        field.setAccessibleName(text)
        column = QVBoxLayout()
        column.setSpacing(SPACE // 2)
        if beside is not None:
            column.addLayout(beside)
        else:
            column.addWidget(field)
        if help_text:
            field.setAccessibleDescription(help_text)
            column.addWidget(label(help_text, "small"))
        self.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        name.setContentsMargins(0, SPACE, 0, 0)
        self.addLayout(column, row, 1)
