"""Who of a class has done what: trainees from top to bottom, lessons by their due day."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from app.i18n import tr, trn
from app.practice.plans_values import ClassStanding, DueItem, DueState
from app.ui.i18n import isolate
from app.ui.screens.plans.words import short_day
from app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex

DONE, LATE, FIRST = 0, 1, 2
"""Columns: how many are done, how many are late, then the lessons."""


class StandingTable(QAbstractTableModel):
    """Read only. Every cell says in words what its colour says."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._standing: ClassStanding | None = None

    def show_standing(self, standing: ClassStanding) -> None:
        """Show another class, or the same anew."""
        self.beginResetModel()
        self._standing = standing
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """One for each trainee."""
        return len(self._standing.rows) if self._standing and not _inside(parent) else 0

    def columnCount(self, parent: Index | None = None) -> int:
        """One for each lesson, after the two counts."""
        return FIRST + len(self._standing.columns) if self._standing and not _inside(parent) else 0

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of trainees; lessons with their day."""
        if self._standing is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            return isolate(self._standing.rows[section].name) if role == Qt.ItemDataRole.DisplayRole else None
        if section < FIRST:
            words = tr("完成") if section == DONE else tr("过期")
            return words if role == Qt.ItemDataRole.DisplayRole else None
        column = self._standing.columns[section - FIRST]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{isolate(column.lesson_title)}\n{short_day(column.due)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.lesson_title}\n{column.plan_title}"
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a trainee has done of a lesson."""
        if self._standing is None or not index.isValid():
            return None
        row = self._standing.rows[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if index.column() < FIRST:
            state = DueState.DONE if index.column() == DONE else DueState.OVERDUE
            return self._count(row.count(state), state, role)
        cell = row.cells[index.column() - FIRST]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell_text(cell)
        if cell is None:
            return None
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(cell.state)
        if role == Qt.ItemDataRole.FontRole and cell.state is DueState.OVERDUE:
            return _bold()
        return None

    def _count(self, count: int, state: DueState, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return str(count)
        if role == Qt.ItemDataRole.ForegroundRole and count:
            return self._colour(state)
        if role == Qt.ItemDataRole.FontRole and count and state is DueState.OVERDUE:
            return _bold()
        return None

    def _colour(self, state: DueState) -> Any:
        names = {DueState.DONE: "good", DueState.OPEN: "text", DueState.OVERDUE: "off"}
        return self._theme.colour(names[state])


def cell_text(cell: DueItem | None) -> str:
    """`做完了 · 录了 3 次 · 85 分`, or what is missing; a dash where it was not given."""
    if cell is None:
        return "–"
    words = []
    if cell.state is not DueState.OPEN:
        words.append(tr("做完了") if cell.state is DueState.DONE else tr("过期"))
    if not cell.takes and not cell.steps_done:
        words.append(tr("还没做"))
    elif cell.required_takes and cell.takes_left:
        words.append(tr("录了 {number}/{wanted} 次", number=cell.takes, wanted=cell.required_takes))
    elif cell.takes:
        words.append(trn("录了 {number} 次", "录了 {number} 次", cell.takes))
    if cell.best is not None:
        best = isolate(f"{cell.best:.0f}")
        if cell.score_missing:
            wanted = isolate(f"{cell.required_score:.0f}")
            words.append(tr("最好一次 {best} 分，要到 {score} 分", best=best, score=wanted))
        else:
            words.append(tr("{score} 分", score=best))
    recorded = bool(cell.takes) and not cell.takes_left and not cell.score_missing
    if recorded and not cell.steps_done:
        words.append(tr("课没看完"))
    return " · ".join(words) if words else tr("在做")


def _bold() -> QFont:
    font = QFont()
    font.setBold(True)
    return font


def _inside(parent: Index | None) -> bool:
    return parent is not None and parent.isValid()
