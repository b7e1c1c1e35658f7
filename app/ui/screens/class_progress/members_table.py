"""The list of a class: how much each practised, to be sorted by any column; a line opens its person."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.i18n import tr
from app.ui.screens.class_progress.view import MemberLine, member_headings
from app.ui.theme import Theme

_SHOWN = 12


class MembersTable(QTableWidget):
    """`person_wanted` tells the id of the person whose line was pressed."""

    person_wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        headings = member_headings()
        super().__init__(0, len(headings))
        self._theme = theme
        self.setHorizontalHeaderLabels(headings)
        self.setAccessibleName(tr("谁在练"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(theme.size(112))  # names stay names in a narrow window
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.cellClicked.connect(lambda row, _column: self._open(row))

    def show_lines(self, lines: Sequence[MemberLine]) -> None:
        """Show people; who practised most of the last month comes first."""
        self.setSortingEnabled(False)
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, (text, key) in enumerate(zip(line.texts, line.keys, strict=True)):
                self.setItem(row, column, _Cell(text, key, line.profile_id))
        self.setSortingEnabled(True)
        self.sortItems(3, Qt.SortOrder.DescendingOrder)
        high = self._theme.size(36)
        self.verticalHeader().setDefaultSectionSize(high)
        shown = min(_SHOWN, max(1, len(lines)))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * high + 4)
        if lines:
            self.setCurrentCell(0, 0, QItemSelectionModel.SelectionFlag.NoUpdate)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentRow())
        else:
            super().keyPressEvent(event)

    def _open(self, row: int) -> None:
        item = self.item(row, 0)
        if isinstance(item, _Cell):
            self.person_wanted.emit(item.profile_id)


class _Cell(QTableWidgetItem):
    """A text that is sorted by a number of its own."""

    def __init__(self, text: str, key: float | str, profile_id: str) -> None:
        super().__init__(text)
        self._key = key
        self.profile_id = profile_id

    def __lt__(self, other: QTableWidgetItem) -> bool:
        if isinstance(other, _Cell) and isinstance(self._key, str) is isinstance(other._key, str):
            return self._key < other._key  # type: ignore[operator]
        return super().__lt__(other)
