"""Text in the theme's roles, and the properties that choose a look."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget


def label(text: str, role: str = "", *, wrap: bool = True) -> QLabel:
    """A label in one of the stylesheet's roles; plain text, so that a name cannot become markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:
        policy = made.sizePolicy()  # which says that the height follows from the width
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        made.setSizePolicy(policy)
    if role:
        made.setProperty("role", role)
    if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        # Qt aligns a label by its own text; Chinese inside a Uyghur page would jump to the other side
        edge = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        made.setAlignment(edge | Qt.AlignmentFlag.AlignVCenter)
    return made


def literal(text: str) -> str:
    """`text` for tooltips and questions, where Qt would take words from a file for markup."""
    return f'<span style="white-space: pre-wrap">{html.escape(text)}</span>' if "<" in text else text


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Give a widget another look (`role`, `kind`, `panel`) after it has been shown."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def rule() -> QFrame:
    """A hairline between two things."""
    line = QFrame()
    line.setProperty("panel", "rule")
    return line


def leading(*widgets: QWidget) -> QHBoxLayout:
    """Widgets in a row at the leading side, none wider than it must be."""
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
