"""The short form for one broadcast: Enter goes from field to field, and on the last it is kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QCompleter,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.broadcasts.checks import doubts, faults
from app.broadcasts.columns import FIELDS
from app.broadcasts.reading import UnreadableError, read_count, read_minutes, read_money, read_times
from app.broadcasts.table_writing import yuan
from app.broadcasts.values import NUMBERS, Broadcast, Remark
from app.i18n import tr
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

COLUMNS = 5
_HINTS = {"start": "12:00–14:00", "minutes": "120", "turnover": "238.80"}

_READERS: dict[str, Callable[[str], Any]] = {
    "start": lambda text: read_times(text)[0],
    "minutes": read_minutes,
    "turnover": read_money,
    "note": str.strip,
}
"""How a field's text is read; all others are counts."""


class _EnterKeys(QObject):
    """Enter in a field goes on instead of pressing the button."""

    def __init__(self, go_on: Callable[[QWidget], None], parent: QObject) -> None:
        super().__init__(parent)
        self._go_on = go_on

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        """Catch Enter."""
        if event.type() == event.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(watched, QWidget):
                self._go_on(watched)
            return True
        return super().eventFilter(watched, event)


class EntryForm(Card):
    """Emits `kept_wanted` with a broadcast in which nothing is wrong; what is odd is asked about once."""

    kept_wanted = Signal(object)  # Broadcast
    left = Signal()  # changing was given up

    def __init__(self, theme: Theme, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._broadcast: Broadcast | None = None
        self._asked: Broadcast | None = None  # what she has been asked about
        self._kept: Sequence[Broadcast] = ()
        self.heading = label(tr("记一场直播"), "strong")
        self.body.addWidget(self.heading)
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # first, or Qt turns the format round
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.product = QComboBox()
        self.product.setEditable(True)
        self.product.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.product.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.texts = {name: QLineEdit() for name in ("start", *NUMBERS, "note")}
        self._errors: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        places: tuple[tuple[str, int, int, int], ...] = (
            ("product", 0, 0, 2), ("day", 0, 2, 1), ("start", 0, 3, 1), ("minutes", 0, 4, 1),
            ("viewers", 1, 0, 1), ("peak", 1, 1, 1), ("orders", 1, 2, 1),
            ("turnover", 1, 3, 1), ("returns", 1, 4, 1),
            ("note", 2, 0, 5),
        )  # fmt: skip
        for name, row, column, wide in places:
            grid.addLayout(self._field(name), row, column, 1, wide)
        self.body.addLayout(grid)
        self.question = label("")
        self.save = button(tr("记下"), self.submit, theme, kind="main", icon="check")
        self.cancel = button(tr("不改了"), self.left.emit, theme, kind="quiet")
        self.cancel.hide()
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self.save)
        foot.addWidget(self.cancel)
        foot.addWidget(self.question, 1)
        foot.addWidget(label(tr("不知道的空着就行。"), "small", wrap=False))
        self.body.addSpacing(SPACE)
        self.body.addLayout(foot)
        self._order = [self.product, self.day, *(self.texts[n] for n in ("start", *NUMBERS, "note"))]
        keys = _EnterKeys(self._go_on, self)
        for field in self._order:
            field.installEventFilter(keys)
        self.texts["start"].editingFinished.connect(self._spread_times)
        for each in self.texts.values():
            each.textEdited.connect(lambda _text: self._ask_again())
        self.product.editTextChanged.connect(lambda _text: self._ask_again())
        self.day.dateChanged.connect(lambda _day: self._ask_again())

    def _field(self, name: str) -> QVBoxLayout:
        field: QWidget = {"day": self.day, "product": self.product}.get(name) or self.texts[name]
        text = str(FIELDS[name])
        title = label(text, "form")
        title.setBuddy(field)
        field.setAccessibleName(text)
        if isinstance(field, QLineEdit):
            field.setPlaceholderText(_HINTS.get(name, ""))
        if name not in ("product", "note") and isinstance(field, QLineEdit | QDateEdit):
            # digits run from the left in every language, and stand under their heading
            right = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            field.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
        error = label("", "error")
        error.hide()
        self._errors[name] = error
        column = QVBoxLayout()
        column.setSpacing(SPACE // 2)
        column.addWidget(title)
        column.addWidget(field)
        column.addWidget(error)
        column.addStretch(1)  # fields stay in line when one beside them has an error below it
        return column

    # filling

    def know(self, products: Iterable[str], kept: Sequence[Broadcast]) -> None:
        """Which products can be chosen (any other may be typed), and what is in the log already."""
        self._kept = kept
        text = self.product.currentText()
        self.product.clear()
        self.product.addItems(list(products))
        self.product.setEditText(text)

    def show_broadcast(self, broadcast: Broadcast, *, new: bool) -> None:
        """Fill in what is known; the keyboard goes to the first thing to type."""
        self._broadcast = broadcast
        self.heading.setText(tr("记一场直播") if new else tr("改一场直播"))
        self.save.setText(tr("记下") if new else tr("改好了"))
        self.cancel.setVisible(not new)
        self.day.setMaximumDate(_qdate(self._today()))
        self.day.setDate(_qdate(broadcast.day))
        self.product.setEditText(broadcast.product)
        for name, field in self.texts.items():
            value = getattr(broadcast, name)
            if value is None:
                field.setText("")
            elif name == "turnover":
                field.setText(yuan(value))
            else:
                field.setText(f"{value:%H:%M}" if name == "start" else str(value))
        self._show_errors({})
        self._ask_again()
        first = self.texts["minutes"] if broadcast.product else self.product
        first.setFocus()

    # reading

    def submit(self) -> None:
        """Keep it if nothing is wrong; what is odd must be confirmed with a second press."""
        made = self._read()
        if made is None:
            self._ask_again()
            return
        odd = doubts(made, self._kept)
        if odd and made != self._asked:
            self._asked = made
            self.question.setText(" ".join(str(each.message) for each in odd))
            self.save.setText(tr("没错，就是这样"))
            self.save.setFocus()
            return
        self.kept_wanted.emit(made)

    def _read(self) -> Broadcast | None:
        """What is typed; None when something cannot be, which is then said at its field."""
        assert self._broadcast is not None
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for name, field in self.texts.items():
            try:
                values[name] = _READERS.get(name, read_count)(field.text())
            except UnreadableError as error:
                errors[name] = str(error)
        day = self.day.date()
        values["day"] = date(day.year(), day.month(), day.day())
        values["product"] = self.product.currentText().strip()
        made = dataclasses.replace(self._broadcast, **values)
        if not errors:
            wrong: tuple[Remark, ...] = faults(made, self._today())
            errors = {each.field: str(each.message) for each in wrong}
        self._show_errors(errors)
        return None if errors else made

    def _show_errors(self, errors: dict[str, str]) -> None:
        for name, line in self._errors.items():
            line.setText(errors.get(name, ""))
            line.setVisible(name in errors)
        wrong = next((name for name in self._errors if name in errors), None)
        if wrong is not None:
            field = {"day": self.day, "product": self.product}.get(wrong) or self.texts[wrong]
            field.setFocus()

    def _ask_again(self) -> None:
        """Something was changed: a question that was answered no longer counts."""
        self._asked = None
        if self.question.text():
            self.question.setText("")
            self.save.setText(tr("改好了") if self.cancel.isVisibleTo(self) else tr("记下"))

    def _spread_times(self) -> None:
        """12:00–14:00 in the start also says how long it was."""
        try:
            start, minutes = read_times(self.texts["start"].text())
        except UnreadableError:
            return
        if start is not None and minutes is not None:
            self.texts["start"].setText(f"{start:%H:%M}")
            self.texts["minutes"].setText(str(minutes))

    def _go_on(self, field: QWidget) -> None:
        at = self._order.index(field)
        if at + 1 < len(self._order):
            following = self._order[at + 1]
            following.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.submit()


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
