"""Chinese text as labels: paragraphs, lists and emphasis, the only markup a lesson has (docs/lessons.md)."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from app import i18n
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label

SHORT = 24
"""Characters of Chinese that stand in one line, and so may begin where the window begins."""

_EMPHASIS = re.compile(r"\*\*(.+?)\*\*")


def emphasised(text: str) -> str:
    """One line of a card as HTML: everything escaped, `**…**` bold."""
    return _EMPHASIS.sub(r"<b>\1</b>", html.escape(text))


def card_text(text: str, theme: Theme) -> QVBoxLayout:
    """The text of a card, block by block."""
    column = QVBoxLayout()
    column.setSpacing(2 * SPACE)
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line.strip()]
        items = [line for line in lines if line.startswith("- ")]
        plain = [line for line in lines if not line.startswith("- ")]
        if plain:
            column.addWidget(_line("<br>".join(emphasised(line) for line in plain), theme))
        if items:
            column.addLayout(_list([line[2:] for line in items], theme))
    return column


def _list(items: list[str], theme: Theme) -> QLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE)
    for item in items:
        # Chinese in every language of the window, so the bullet stands on the left
        holder = QWidget()
        holder.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = QHBoxLayout(holder)
        row.setContentsMargins(SPACE, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(_line("•", theme), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_line(emphasised(item), theme), 1)
        column.addWidget(holder)
    return column


def _line(text: str, theme: Theme) -> QLabel:
    made = chinese(label(text, "lead"), theme)
    made.setTextFormat(Qt.TextFormat.RichText)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def chinese(text: QLabel, theme: Theme) -> QLabel:
    """Make a label run from left to right in the Chinese face, whatever the language of the window."""
    text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    text.setAlignment(
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
    )
    font = text.font()
    font.setFamilies(theme.prompt_font().families())
    text.setFont(font)
    return text


def short_chinese(text: QLabel, theme: Theme) -> QLabel:
    """`chinese`, but a heading or a single line stands on the side where the window begins."""
    chinese(text, theme)
    if i18n.is_right_to_left() and len(text.text()) <= SHORT:
        text.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        )
    return text
