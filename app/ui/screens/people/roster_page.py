"""A roster before it is taken over: who would be added, what would change, who is missing, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from app.i18n import tr, trn
from app.people.roster import RosterChange, RosterPlan, shown_cells
from app.people.roster_words import COLUMNS
from app.people.values import Cohort, Profile
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class RosterPage(Page):
    """Changes nothing until she presses the button; who is missing is put away only where ticked."""

    back_wanted = Signal()
    other_wanted = Signal()  # another file
    done = Signal(str)
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("导入名单"))
        self._studio = studio
        self._jobs = jobs
        self._path = Path()
        self._plan: RosterPlan | None = None
        self._missing: list[tuple[QTableWidgetItem, Profile]] = []
        self.set_lead(button(tr("学员和班级"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.again = button(tr("换一个文件"), self.other_wanted.emit, theme, icon="import_file")
        self.accept = button(tr("导入"), self.take_over, theme, kind="main", icon="check")
        self.accept.setEnabled(False)
        self.add_action(self.again)
        self.add_action(self.accept)

    def open_file(self, path: Path) -> None:
        """Read a roster and show what would become of it."""
        self._path, self._plan = path, None
        self.accept.setEnabled(False)
        self.accept.setText(tr("导入"))
        self.set_title(tr("导入名单"), isolate(path.name))
        clear(self.body)
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)
        people = self._studio.people

        def read() -> tuple[RosterPlan, list[Cohort]]:
            return people.rosters.read(path), people.cohorts(archived=True)

        self._jobs.run(read, self._show, owner=self)

    def _show(self, result: Ok[tuple[RosterPlan, list[Cohort]]] | Err) -> None:
        clear(self.body)
        self._missing = []
        if isinstance(result, Err):
            self.body.addWidget(
                StatePanel(
                    self.theme,
                    "warning",
                    str(result.error),
                    tr("什么也没有改动。"),
                    tr("换一个文件"),
                    self.other_wanted.emit,
                )
            )
            self.body.addStretch(1)
            return
        plan, cohorts = result.value
        self._plan = plan
        names = {each.id: each.name for each in (*cohorts, *plan.cohorts)}
        if plan.faults:
            self._put(self._fault_card(plan))
        if plan.added or plan.changed:
            self._put(self._change_card(plan, names))
        elif not plan.faults:
            self._put_sentence(tr("名单里的人都在，什么也不用改。"))
        if plan.missing:
            self._put(self._missing_card(plan, names))
        if plan.unchanged:
            count = len(plan.unchanged)
            self._put_sentence(
                trn("另外 {number} 人和名单上一样，不动。", "另外 {number} 人和名单上一样，不动。", count)
            )
        self.body.addStretch(1)
        self._count()

    def _put(self, card: Card) -> None:
        """Add a card and show it at once: until then the page would be laid out without it."""
        self.body.addWidget(card)
        card.show()

    def _put_sentence(self, sentence: str) -> None:
        line = label(sentence, "soft")
        self.body.addWidget(line)
        line.show()

    # the cards

    def _change_card(self, plan: RosterPlan, names: dict[str, str]) -> Card:
        card = Card(tr("会改什么"))
        for sentence in _summary(plan):
            card.body.addWidget(label(sentence, "soft"))
        lines: list[tuple[int, Profile | RosterChange]] = [
            *plan.added,
            *((each.line, each) for each in plan.changed),
        ]
        lines.sort(key=lambda each: each[0])
        table = self._table([tr("行"), tr("是什么"), *(str(each) for each in COLUMNS.values())], len(lines))
        table.setAccessibleName(tr("会改什么"))
        for row, (line, what) in enumerate(lines):
            table.setItem(row, 0, _number(line))
            if isinstance(what, RosterChange):
                self._fill_change(table, row, what, names)
            else:
                self._fill_new(table, row, what, names)
        table.horizontalHeader().setStretchLastSection(True)
        _fit_height(table, 10, self.theme)
        card.body.addWidget(table)
        return card

    def _fill_new(self, table: QTableWidget, row: int, person: Profile, names: dict[str, str]) -> None:
        table.setItem(row, 1, self._coloured(tr("＋ 新加"), "good"))
        for column, text in enumerate(shown_cells(person, names).values(), start=2):
            table.setItem(row, column, self._coloured(text, "good"))

    def _fill_change(
        self, table: QTableWidget, row: int, change: RosterChange, names: dict[str, str]
    ) -> None:
        table.setItem(row, 1, self._coloured(tr("改"), "off"))
        by_field = {each.field: each for each in change.changes}
        for column, (field, text) in enumerate(shown_cells(change.wanted, names).items(), start=2):
            changed = by_field.get(field)
            if changed is None:
                item = QTableWidgetItem(text)
                item.setForeground(QColor(self.theme.colours.text_soft))
            else:  # an arrow between two isolates keeps its direction in both ways of writing
                item = self._coloured(
                    f"\u2066{isolate(changed.old or '—')} → {isolate(changed.new)}\u2069", "off"
                )
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            table.setItem(row, column, item)

    def _coloured(self, text: str, colour: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setForeground(self.theme.colour(colour))
        item.setBackground(self.theme.colour(f"{colour}_soft"))
        return item

    def _missing_card(self, plan: RosterPlan, names: dict[str, str]) -> Card:
        count = len(plan.missing)
        card = Card(trn("有 {number} 人不在名单里", "有 {number} 人不在名单里", count))
        card.body.addWidget(
            label(tr("不勾选就不动。勾上的会收起来：不能再登录，记录都还在，随时可以拿回来。"), "soft")
        )
        table = self._table([tr("收起来"), tr("姓名"), tr("编号"), tr("班级")], count)
        table.setAccessibleName(tr("不在名单里的人"))
        for row, person in enumerate(plan.missing):
            tick = QTableWidgetItem("")
            tick.setFlags(
                Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            )
            tick.setCheckState(Qt.CheckState.Unchecked)
            table.setItem(row, 0, tick)
            for column, text in enumerate(
                (person.name, person.number, names.get(person.cohort_id, "")), start=1
            ):
                table.setItem(row, column, QTableWidgetItem(text))
            self._missing.append((tick, person))
        table.itemChanged.connect(lambda _item: self._count())
        table.horizontalHeader().setStretchLastSection(True)
        _fit_height(table, 6, self.theme)
        card.body.addWidget(table)
        return card

    def _fault_card(self, plan: RosterPlan) -> Card:
        count = len(plan.faults)
        card = Card(trn("有 {number} 行有问题，会跳过", "有 {number} 行有问题，会跳过", count))
        card.body.addWidget(label(tr("在表格里改好，再导入一次就行，别的不会重复。"), "soft"))
        table = self._table([tr("行"), tr("列"), tr("哪里不对")], count)
        table.setAccessibleName(tr("有问题的行"))
        for row, fault in enumerate(plan.faults):
            table.setItem(row, 0, _number(fault.line))
            table.setItem(row, 1, QTableWidgetItem(str(COLUMNS.get(fault.column, ""))))
            item = QTableWidgetItem(str(fault.message))
            item.setForeground(self.theme.colour("wrong"))
            table.setItem(row, 2, item)
        table.horizontalHeader().setStretchLastSection(True)
        _fit_height(table, 6, self.theme)
        card.body.addWidget(table)
        return card

    def _table(self, heads: Sequence[str], rows: int) -> QTableWidget:
        table = QTableWidget(rows, len(heads))
        table.setHorizontalHeaderLabels(list(heads))
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        )
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(100)  # rows looked at: a large table is shown at once
        return table

    # agreeing

    @property
    def put_away(self) -> list[str]:
        """The ids of missing people who are ticked."""
        return [each.id for tick, each in self._missing if tick.checkState() is Qt.CheckState.Checked]

    def _count(self) -> None:
        plan = self._plan
        parts = []
        if plan is not None:
            counted: list[tuple[int, Callable[[int], str]]] = [
                (len(plan.added), lambda n: trn("加 {number} 人", "加 {number} 人", n)),
                (len(plan.changed), lambda n: trn("改 {number} 人", "改 {number} 人", n)),
                (len(self.put_away), lambda n: trn("收起 {number} 人", "收起 {number} 人", n)),
            ]
            parts = [words(number) for number, words in counted if number]
        self.accept.setEnabled(bool(parts))
        self.accept.setText(tr("导入：{what}", what=tr("，").join(parts)) if parts else tr("导入"))

    def take_over(self) -> None:
        """Do what is shown, all or nothing."""
        plan, away = self._plan, self.put_away
        if plan is None:
            return
        self.accept.setEnabled(False)
        rosters = self._studio.people.rosters

        def applied(result: Ok[None] | Err) -> None:
            if isinstance(result, Err):
                self.accept.setEnabled(True)
                self.failed.emit(str(result.error))
                return
            self.done.emit(tr("名单导入好了。"))
            self.back_wanted.emit()

        self._jobs.run(lambda: rosters.apply(plan, away), applied, owner=self)


def _summary(plan: RosterPlan) -> list[str]:
    """How many are new and changed, and which classes would be made."""
    parts = []
    if plan.added:
        parts.append(trn("{number} 人是新的", "{number} 人是新的", len(plan.added)))
    if plan.changed:
        parts.append(trn("{number} 人要改", "{number} 人要改", len(plan.changed)))
    said = [tr("，").join(parts) + tr("。")]
    if plan.cohorts:
        names = tr("、").join(isolate(each.name) for each in plan.cohorts)
        said.append(tr("会新建班级：{names}。", names=names))
    return said


def _number(line: int) -> QTableWidgetItem:
    item = QTableWidgetItem(str(line))
    item.setTextAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
    return item


def _fit_height(table: QTableWidget, most: int, theme: Theme) -> None:
    """As high as its rows, at most `most` of them; the rest scrolls inside."""
    row = table.verticalHeader().defaultSectionSize() + theme.size(6)
    table.verticalHeader().setDefaultSectionSize(row)
    around = table.horizontalHeader().sizeHint().height() + 2 * table.frameWidth() + theme.size(4)
    table.setFixedHeight(min(table.rowCount(), most) * row + around)
