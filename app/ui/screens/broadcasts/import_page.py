"""A table before it is taken over: which column is what, what would be added, what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.broadcasts.columns import FIELDS, remap
from app.broadcasts.importing import Line, Preview, Update
from app.broadcasts.values import NUMBERS, Broadcast
from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.broadcasts.words import money, plain_name
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.broadcasts import OpenedTable
    from app.practice.studio import Studio

DOUBTS = 20
"""Rows to be looked at again that are named, at most."""

_SHOWN_FIELDS = ("day", "start", "product", *NUMBERS)


class ImportPage(Page):
    """Keeps nothing until she presses the button; rows can be left out one by one."""

    back_wanted = Signal()
    done = Signal(str)
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("导入表格"))
        self._studio = studio
        self._jobs = jobs
        self._path = Path()
        self._opened: OpenedTable | None = None
        self._fields: dict[int, QComboBox] = {}
        self._chosen: list[tuple[QTableWidgetItem, Broadcast]] = []
        self.set_lead(button(tr("直播记录"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.accept = button(tr("导入"), self.take_over, theme, kind="main", icon="check")
        self.accept.setEnabled(False)
        self.add_action(self.accept)
        self.table = QTableWidget()

    def open_file(self, path: Path) -> None:
        """Read a table and show what would become of it."""
        self._path = path
        self._opened = None
        self.accept.setEnabled(False)
        self.accept.setText(tr("导入"))
        self.set_title(tr("导入表格"), isolate(path.name))
        clear(self.body)
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)
        self._jobs.run(lambda: self._studio.broadcasts.open_table(path), self._show, owner=self)

    def _show(self, result: Ok[OpenedTable] | Err) -> None:
        clear(self.body)
        if isinstance(result, Err):
            self.body.addWidget(
                StatePanel(
                    self.theme,
                    "warning",
                    str(result.error),
                    tr("什么也没有改动。"),
                    tr("回到直播记录"),
                    self.back_wanted.emit,
                )
            )
            self.body.addStretch(1)
            return
        self._opened = result.value
        self._show_columns(result.value)
        self._show_preview(result.value.preview)

    def _show_columns(self, opened: OpenedTable) -> None:
        card = Card(tr("每一列是什么"))
        card.body.addWidget(label(tr("认出来的已经选好了。不对就改，下面马上跟着变。"), "soft"))
        cells: list[QWidget] = []
        self._fields = {}
        titled = [(i, each) for i, each in enumerate(opened.table.headings) if each]
        for column, heading in titled:
            choice = QComboBox()
            choice.addItem(tr("不导入"), "")
            for field, name in FIELDS.items():
                choice.addItem(str(name), field)
            choice.setCurrentIndex(max(0, choice.findData(opened.columns[column].field)))
            shown = isolate(heading if len(heading) <= 24 else heading[:23] + "…")
            choice.setAccessibleName(tr("“{heading}”这一列是什么", heading=shown))
            choice.currentIndexChanged.connect(lambda _index: self._remap())
            holder = QWidget()
            cell = QVBoxLayout(holder)
            cell.setContentsMargins(0, 0, 0, 0)
            cell.setSpacing(SPACE // 2)
            cell.addWidget(label(shown, "form"))
            cell.addWidget(choice)
            cell.addStretch(1)
            cells.append(holder)
            choice.ensurePolished()
            self._fields[column] = choice
        width = max((each.sizeHint().width() for each in self._fields.values()), default=0)
        for each in cells:
            each.setFixedWidth(width)
        card.body.addLayout(flowing(*cells))
        self._put(card)

    def _put(self, card: Card) -> None:
        """Add a card and show it at once: until then the page would be laid out without it."""
        self.body.addWidget(card)
        card.show()

    def _remap(self) -> None:
        opened = self._opened
        if opened is None:
            return
        fields = {column: str(choice.currentData()) for column, choice in self._fields.items()}
        columns = remap(opened.table.headings, fields)
        log = self._studio.broadcasts
        self.accept.setEnabled(False)

        def show(result: Ok[Preview] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self._show_preview(result.value)

        self._jobs.run(lambda: log.preview(opened.table, columns), show, owner=self)

    # the preview

    def _show_preview(self, preview: Preview) -> None:
        clear(self.body, keep=1)  # the columns stay
        self._chosen = []
        if preview.missing:
            names = tr("、").join(str(each) for each in preview.missing)
            card = Card(tr("还差一列"))
            card.body.addWidget(label(tr("请在上面选好哪一列是：{missing}。", missing=names)))
            self._put(card)
            self.body.addStretch(1)
            self._count()
            return
        card = Card(tr("会导入什么"))
        card.body.addWidget(label(_summary(preview), "soft"))
        lines: list[Line | Update] = sorted([*preview.new, *preview.updates], key=lambda each: each.line)
        if lines:
            self.table = self._table(lines)
            card.body.addWidget(self.table)
            if preview.updates:
                card.body.addWidget(label(tr("记过的，勾上才改成表里的数；会变的数用粗字写着。"), "soft"))
            odd = [(each.line, doubt) for each in lines for doubt in each.doubts]
            for line, doubt in odd[:DOUBTS]:
                card.body.addWidget(label(tr("第 {line} 行：{reason}", line=line, reason=doubt)))
            if len(odd) > DOUBTS:
                more = len(odd) - DOUBTS
                card.body.addWidget(label(trn("还有 {number} 处。", "还有 {number} 处。", more), "soft"))
        self._put(card)
        if preview.refused:
            self._put(self._refused_card(preview))
        self.body.addStretch(1)
        self._count()

    def _table(self, lines: list[Line | Update]) -> QTableWidget:
        heads = [tr("导入"), tr("行"), tr("是什么"), *(plain_name(name) for name in _SHOWN_FIELDS)]
        table = QTableWidget(len(lines), len(heads))
        table.setHorizontalHeaderLabels(heads)
        table.setAccessibleName(tr("会导入什么"))
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        for row, line in enumerate(lines):
            update = line if isinstance(line, Update) else None
            tick = QTableWidgetItem("")
            tick.setFlags(
                Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            )
            # what is new was asked for; what would be changed must be agreed to
            tick.setCheckState(Qt.CheckState.Unchecked if update else Qt.CheckState.Checked)
            table.setItem(row, 0, tick)
            table.setItem(row, 1, _number(str(line.line)))
            table.setItem(row, 2, QTableWidgetItem(tr("记过") if update else tr("新的")))
            for column, name in enumerate(_SHOWN_FIELDS, start=3):
                table.setItem(row, column, self._cell(line, name))
            self._chosen.append((tick, line.broadcast))
        table.itemChanged.connect(lambda item: self._count() if item.column() == 0 else None)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(100)  # rows looked at: a large table is shown at once
        header.setStretchLastSection(True)
        _fit_height(table, 10, self.theme)
        return table

    def _cell(self, line: Line | Update, name: str) -> QTableWidgetItem:
        new = _text(line.broadcast, name)
        if isinstance(line, Update) and name in line.changed:
            # an arrow between two isolates keeps its direction in both ways of writing
            item = _number(f"\u2066{_text(line.kept, name) or '—'} → {new}\u2069")
            font = item.font()
            font.setBold(True)
            item.setFont(font)
            return item
        return QTableWidgetItem(new) if name == "product" else _number(new)

    def _refused_card(self, preview: Preview) -> Card:
        count = len(preview.refused)
        card = Card(trn("有 {number} 行不会导入", "有 {number} 行不会导入", count))
        card.body.addWidget(label(tr("在表格里改好，再导入一次就行，别的不会重复。"), "soft"))
        table = QTableWidget(count, 2)
        table.setHorizontalHeaderLabels([tr("行"), tr("原因")])
        table.setAccessibleName(tr("不会导入的行"))
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        for row, refused in enumerate(preview.refused):
            table.setItem(row, 0, _number(str(refused.line)))
            table.setItem(row, 1, QTableWidgetItem(str(refused.reason)))
        table.horizontalHeader().setStretchLastSection(True)
        _fit_height(table, 6, self.theme)
        card.body.addWidget(table)
        return card

    def _count(self) -> None:
        count = len(self.agreed)
        self.accept.setEnabled(bool(count))
        self.accept.setText(trn("导入 {number} 场", "导入 {number} 场", count) if count else tr("导入"))

    @property
    def agreed(self) -> list[Broadcast]:
        """The broadcasts that are ticked."""
        return [each for tick, each in self._chosen if tick.checkState() == Qt.CheckState.Checked]

    def take_over(self) -> None:
        """Keep what is ticked, all or nothing."""
        agreed = self.agreed
        self.accept.setEnabled(False)

        def kept(result: Ok[int] | Err) -> None:
            if isinstance(result, Err):
                self.accept.setEnabled(True)
                self.failed.emit(str(result.error))
                return
            self.done.emit(trn("导入了 {number} 场直播。", "导入了 {number} 场直播。", result.value))
            self.back_wanted.emit()

        self._jobs.run(lambda: self._studio.broadcasts.take_over(agreed), kept, owner=self)


def _fit_height(table: QTableWidget, most: int, theme: Theme) -> None:
    """As high as its rows, or as `most` of them with a scroll bar; the page scrolls, not what is in it."""
    row, head = theme.size(34), theme.size(44)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(row)
    table.horizontalHeader().setFixedHeight(head)
    table.horizontalHeader().setMinimumSectionSize(4 * SPACE)
    table.setFixedHeight(min(table.rowCount(), most) * row + head + 2 * SPACE)


def _summary(preview: Preview) -> str:
    parts = [trn("新的 {number} 场", "新的 {number} 场", len(preview.new))]
    if preview.updates:
        count = len(preview.updates)
        parts.append(trn("记过但数不同的 {number} 场", "记过但数不同的 {number} 场", count))
    if preview.same:
        parts.append(trn("记过而且一样的 {number} 场", "记过而且一样的 {number} 场", preview.same))
    return tr("，").join(parts) + tr("。")


def _number(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    return item


def _text(broadcast: Broadcast, name: str) -> str:
    value = getattr(broadcast, name)
    if value is None:
        return ""
    if name == "turnover":
        return money(value)
    if name == "start":
        return f"{value:%H:%M}"
    return f"{value:,}" if isinstance(value, int) else str(value)
