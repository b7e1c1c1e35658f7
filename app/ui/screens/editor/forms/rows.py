"""A list edited row by row: add, move, take out; Enter in a row begins the next one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.screens.editor.forms.field import Field
from app.ui.screens.editor.forms.texts import Text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    pass


class Rows(Field):
    """Rows of one kind. Empty ones are no part of the value; `least` are shown in any case."""

    def __init__(
        self,
        make: Callable[[], Field],
        add: str,
        theme: Theme,
        *,
        least: int = 1,
        most: int = 99,
        numbered: bool = False,
    ) -> None:
        super().__init__()
        self._make = make
        self._theme = theme
        self._least = least
        self._most = most
        self._numbered = numbered
        self._name = ""
        self.rows: list[_Row] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE // 2)
        self.more = button(add, self.add_row, theme, kind="quiet", icon="add")
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(self._column)
        column.addLayout(foot)

    def value(self) -> tuple[Any, ...]:
        """What the rows hold."""
        return tuple(row.field.value() for row in self.rows if not row.field.is_empty())

    def show_value(self, value: Any) -> None:
        """One row for each."""
        values: Sequence[Any] = tuple(value)
        if values == self.value() and self.rows:
            return
        while len(self.rows) > max(len(values), self._least):
            self._drop(self.rows[-1])
        while len(self.rows) < max(len(values), self._least):
            self._append(len(self.rows))
        for at, row in enumerate(self.rows):
            if at < len(values):
                row.field.show_value(values[at])
        self._dress()

    def faults(self) -> tuple[str, ...]:
        """Those of all rows."""
        return tuple(each for row in self.rows for each in row.field.faults())

    def settle(self) -> None:
        """Every row."""
        for row in self.rows:
            row.field.settle()

    def focus(self) -> None:
        """The first row."""
        if self.rows:
            self.rows[0].field.focus()

    def name(self, text: str) -> None:
        """Rows are named after what they list."""
        self._name = text
        self._dress()

    def add_row(self) -> None:
        """One more row at the end."""
        self._insert(len(self.rows))

    def _insert(self, at: int) -> None:
        if len(self.rows) < self._most:
            self._append(at).field.focus()
            self._dress()

    def _append(self, at: int) -> _Row:
        row = _Row(self._make(), self._theme, numbered=self._numbered)
        row.field.edited.connect(self.edited)
        if (entered := getattr(row.field, "entered", None)) is not None:
            entered.connect(lambda: self._insert(self.rows.index(row) + 1))
        row.up.clicked.connect(lambda: self._move(row, -1))
        row.down.clicked.connect(lambda: self._move(row, 1))
        row.out.clicked.connect(lambda: self._remove(row))
        self.rows.insert(at, row)
        self._column.insertWidget(at, row)
        return row

    def _move(self, row: _Row, by: int) -> None:
        at = self.rows.index(row)
        to = at + by
        if 0 <= to < len(self.rows):
            self.rows.insert(to, self.rows.pop(at))
            self._column.removeWidget(row)
            self._column.insertWidget(to, row)
            self._dress()
            self.edited.emit()

    def _remove(self, row: _Row) -> None:
        at = self.rows.index(row)
        self._drop(row)
        if len(self.rows) < self._least:
            self._append(len(self.rows))
        self._dress()
        if self.rows:
            self.rows[min(at, len(self.rows) - 1)].field.focus()
        self.edited.emit()

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _dress(self) -> None:
        for at, row in enumerate(self.rows):
            row.up.setEnabled(at > 0)
            row.down.setEnabled(at < len(self.rows) - 1)
            row.number.setText(str(at + 1))
            row.field.name(f"{self._name} {at + 1}")
        self.more.setEnabled(len(self.rows) < self._most)


class _Row(QWidget):
    """A field with what can be done to its row."""

    def __init__(self, field: Field, theme: Theme, *, numbered: bool) -> None:
        super().__init__()
        self.field = field
        self.number = QLabel()
        self.number.setProperty("role", "soft")
        self.number.setVisible(numbered)
        self.up = _tool("up", tr("往上移"), theme)
        self.down = _tool("down", tr("往下移"), theme)
        self.out = _tool("close", tr("去掉这一条"), theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.number)
        if numbered:
            row.addSpacing(SPACE)
        row.addWidget(field, 1)
        row.addSpacing(SPACE // 2)
        for each in (self.up, self.down, self.out):
            row.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)


def _tool(icon: str, name: str, theme: Theme) -> QToolButton:
    made = QToolButton()
    made.setProperty("kind", "quiet")
    made.setIcon(theme.icon(icon, "text_soft"))
    made.setIconSize(QSize(16, 16))
    made.setFixedSize(28, 36)
    made.setStyleSheet("padding: 0")
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made


class OptionRow(Field):
    """An answer, and whether it is right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.right = button("", self._switch, theme)
        self.right.setCheckable(True)
        self.text = Text(theme)
        self.text.edited.connect(self.edited)
        self.entered = self.text.entered
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.right, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        self.right.ensurePolished()
        widths = []
        for right in (True, False):
            self.right.setChecked(right)
            self._dress()
            widths.append(self.right.sizeHint().width())
        self.right.setFixedWidth(max(widths))

    def _switch(self) -> None:
        self._dress()
        self.edited.emit()

    def _dress(self) -> None:
        right = self.right.isChecked()
        self.right.setText(f"✓ {tr('对')}" if right else f"✕ {tr('错')}")
        self.right.setAccessibleName(tr("这个答案对") if right else tr("这个答案错"))
        self.right.setToolTip(tr("按一下，对的变成错的，错的变成对的"))

    def value(self) -> tuple[str, bool]:
        """The answer and whether it is right."""
        return self.text.value(), self.right.isChecked()

    def show_value(self, value: Any) -> None:
        """Show an answer."""
        text, right = value
        self.text.show_value(text)
        self.right.setChecked(right)
        self._dress()

    def is_empty(self) -> bool:
        """Whether no answer is written."""
        return not self.text.value()

    def focus(self) -> None:
        """The text."""
        self.text.setFocus()

    def name(self, text: str) -> None:
        """The text has the name."""
        self.text.name(text)


class TwoTexts(Field):
    """Two texts that belong together, side by side with a sign between, or one below the other with names."""

    def __init__(
        self,
        theme: Theme,
        *,
        sign: str = "",
        names: tuple[str, str] = ("", ""),
        hints: tuple[str, str] = ("", ""),
    ) -> None:
        super().__init__()
        self.first, self.second = Text(theme), Text(theme)
        for text, hint in zip((self.first, self.second), hints, strict=True):
            text.hint(hint)
            text.edited.connect(self.edited)
        self.entered = self.second.entered
        self.first.entered.connect(self.second.setFocus)
        self._names = names
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0 if sign else SPACE)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        if sign:
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            grid.addWidget(self.first, 0, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(sign, "soft", wrap=False), 0, 1)
            grid.addWidget(self.second, 0, 2, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(2, 1)
        else:
            grid.setColumnStretch(1, 1)
            for at, text in enumerate((self.first, self.second)):
                grid.addWidget(label(names[at], "soft", wrap=False), at, 0)
                grid.addWidget(text, at, 1)

    def value(self) -> tuple[str, str]:
        """Both texts."""
        return self.first.value(), self.second.value()

    def show_value(self, value: Any) -> None:
        """Show both."""
        self.first.show_value(value[0])
        self.second.show_value(value[1])

    def is_empty(self) -> bool:
        """Whether both are."""
        return not any(self.value())

    def focus(self) -> None:
        """The first text."""
        self.first.setFocus()

    def name(self, text: str) -> None:
        """Both are named."""
        self.first.name(f"{text} {self._names[0]}".strip())
        self.second.name(f"{text} {self._names[1]}".strip())
