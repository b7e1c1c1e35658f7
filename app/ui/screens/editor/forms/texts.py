"""Boxes for text: as high as what is written, running the way its language runs."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QKeyEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout

from app.curriculum.card_text import join_lines
from app.i18n import tr
from app.ui.screens.editor.forms.field import Field
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import TypeSize
from app.ui.widgets.buttons import button

_PADDING = 14  # above and below the text of a box, with its line, as the stylesheet says


class Text(Field):
    """Text that grows with its lines. In `language` it runs the way that language runs; "zh" is Chinese.

    With `lines` Enter begins a new one; without, the text is one line however long, and Enter tells
    `entered`.
    """

    entered = Signal()

    def __init__(self, theme: Theme, language: str = "zh", *, lines: bool = False, least: int = 1) -> None:
        super().__init__()
        self._lines = lines
        self._showing = False
        self.box = _Growing(least)
        self.box.line_ended.connect(self.entered)
        self.box.one_line = not lines
        if language == "zh":
            self.box.setFont(theme.prompt_font(TypeSize.LEAD))
        else:
            self.box.setFont(theme.font_for(language, TypeSize.LEAD if language == "ug" else TypeSize.BODY))
        right = language == "ug"
        self.box.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight
        )
        edge = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        option = QTextOption(edge | Qt.AlignmentFlag.AlignAbsolute)
        option.setTextDirection(self.box.layoutDirection())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.box.document().setDefaultTextOption(option)
        self.box.textChanged.connect(self._changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        self.setFocusProxy(self.box)

    def _changed(self) -> None:
        if not self._showing:
            self.edited.emit()

    def value(self) -> str:
        """The text; without `lines` as one line."""
        text = self.box.toPlainText()
        return text if self._lines else " ".join(text.split("\n")).strip()

    def show_value(self, value: Any) -> None:
        """Show a text."""
        if str(value) == self.value():
            return
        self._showing = True
        self.box.setPlainText(str(value))
        self._showing = False

    def name(self, text: str) -> None:
        """The box is what has the focus."""
        self.box.setAccessibleName(text)

    def hint(self, text: str) -> None:
        """What stands in the empty box."""
        self.box.setPlaceholderText(text)


class _Growing(QPlainTextEdit):
    """A plain text box as high as its text, up to twelve lines."""

    line_ended = Signal()
    MOST = 12

    def __init__(self, least: int) -> None:
        super().__init__()
        self._least = least
        self.one_line = True
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def _fit(self) -> None:
        count = max(self._least, round(self.document().size().height()))
        shown = min(count, self.MOST)
        bars = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bars.ScrollBarAsNeeded if count > shown else bars.ScrollBarAlwaysOff)
        inside = shown * self.fontMetrics().lineSpacing() + 2 * round(self.document().documentMargin())
        self.setFixedHeight(inside + _PADDING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other lines."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Narrow; the layout gives more."""
        return QSize(20 * SPACE, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends a single line; Esc is the page's."""
        if self.one_line and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.line_ended.emit()
        else:
            super().keyPressEvent(event)


class _Emphasis(QSyntaxHighlighter):
    """Shows emphasis as it will be: bold, its signs hardly to be seen."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._theme = theme
        theme.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        """One line."""
        bold, sign = QTextCharFormat(), QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        sign.setForeground(self._theme.colour("line"))
        for found in re.finditer(r"\*\*(.+?)\*\*", text):
            start, end = found.span()
            self.setFormat(start, 2, sign)
            self.setFormat(start + 2, end - start - 4, bold)
            self.setFormat(end - 2, 2, sign)


class CardText(Text):
    """The text of a card: every line a paragraph, lines that begin with "- " a list, `**` around emphasis."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, lines=True, least=4)
        self._marks = _Emphasis(self.box.document(), theme)
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        row.addWidget(button(tr("强调"), self.emphasise, theme, kind="quiet", icon="bold"))
        row.addWidget(button(tr("一条一条"), self.list_lines, theme, kind="quiet", icon="order"))
        row.addStretch(1)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.setSpacing(SPACE // 2)
        column.insertLayout(0, row)

    def value(self) -> str:
        """The text as a card keeps it."""
        lines = self.box.toPlainText().split("\n")
        return join_lines([each for line in lines for each in (line, "")])

    def emphasise(self) -> None:
        """Put the sign of emphasis around what is selected, or take it away."""
        cursor = self.box.textCursor()
        chosen = cursor.selectedText()
        if "\u2029" in chosen:
            return  # emphasis does not reach over lines
        if chosen.startswith("**") and chosen.endswith("**") and len(chosen) > 4:
            cursor.insertText(chosen[2:-2])
        else:
            cursor.insertText(f"**{chosen}**")
            if not chosen:
                cursor.movePosition(cursor.MoveOperation.Left, cursor.MoveMode.MoveAnchor, 2)
                self.box.setTextCursor(cursor)
        self.box.setFocus()

    def list_lines(self) -> None:
        """Make the selected lines items of a list, or plain lines again."""
        cursor = self.box.textCursor()
        first, last = sorted((cursor.selectionStart(), cursor.selectionEnd()))
        document = self.box.document()
        block, end = document.findBlock(first), document.findBlock(last)
        lines = []
        while block.isValid() and block.blockNumber() <= end.blockNumber():
            lines.append(block)
            block = block.next()
        items = all(each.text().startswith("- ") for each in lines)
        cursor.beginEditBlock()
        for each in lines:
            cursor.setPosition(each.position())
            if items:
                cursor.movePosition(cursor.MoveOperation.Right, cursor.MoveMode.KeepAnchor, 2)
                cursor.removeSelectedText()
            elif not each.text().startswith("- "):
                cursor.insertText("- ")
        cursor.endEditBlock()
        self.box.setFocus()


class Gapped(Text):
    """A sentence with a gap, which a button puts where the cursor is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        row = QHBoxLayout()
        row.addWidget(button(tr("插入空"), self.insert_gap, theme, kind="quiet", icon="fill"))
        row.addStretch(1)
        column.addLayout(row)

    def insert_gap(self) -> None:
        """Put the gap at the cursor, in place of what is selected."""
        self.box.textCursor().insertText("____")
        self.box.setFocus()
