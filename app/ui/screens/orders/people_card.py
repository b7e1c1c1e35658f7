"""Who is put forward for an order, and how ready each is: a table, and pages for the firm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from app.curriculum.library import Library
from app.i18n import tr, trn
from app.people.values import Cohort, Profile
from app.practice.orders_values import Order, Readiness, State
from app.practice.orders_words import figure_text, requirement_text, state_word, wanted_text
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading

if TYPE_CHECKING:
    from app.practice.studio import Studio

SIGNS = {State.MET: "✓", State.NOT_YET: "○", State.NOT_ASSESSABLE: "–"}
NAME, CONSENT, MET = 0, 1, 2
_PERSON = Qt.ItemDataRole.UserRole


def read_people(studio: Studio) -> list[tuple[Cohort | None, tuple[Profile, ...]]]:
    """Whom whoever is here can put forward, class by class. Blocks."""
    groups: list[tuple[Cohort | None, tuple[Profile, ...]]] = [
        (each, tuple(studio.reports.people(each.id))) for each in studio.people.led()
    ]
    alone = tuple(studio.reports.people(""))
    return [*groups, (None, alone)] if alone else groups


class PeopleCard(Card):
    """Asks the page to do things; shows what it is given."""

    put_forward = Signal(list)  # profile ids
    withdrawn = Signal(str)
    consented = Signal(str, bool)
    pages_wanted = Signal()
    page_wanted = Signal(str)

    def __init__(self, library: Library, theme: Theme) -> None:
        super().__init__(tr("人选"))
        self._library = library
        self.rows: list[Readiness] = []
        self._filling = False
        self.who = QComboBox()
        self.who.setAccessibleName(tr("推荐谁"))
        self.who.setMinimumWidth(theme.size(220))
        self.add = button(tr("加入人选"), self._add, theme, icon="add_profile")
        self.table = QTableWidget()
        self.table.setAccessibleName(tr("人选和准备情况"))
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setMinimumHeight(theme.size(220))
        self.table.itemChanged.connect(self._changed)
        self.table.itemSelectionChanged.connect(self._selected)
        self.details = label("", "soft")
        self.pages = button(tr("给企业的 PDF"), self.pages_wanted.emit, theme, icon="export_file")
        self.page = button(tr("这一位的 PDF"), self._page, theme, kind="quiet", icon="export_file")
        self.remove = button(tr("移出人选"), self._remove, theme, kind="quiet", icon="close")
        self.summary = label("", "form")
        self.body.addLayout(leading(self.who, self.add))
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table)
        self.body.addWidget(
            label(tr("✓ 达到　○ 还没达到　– 还不能判断。勾“本人同意”之前，先问过学员本人。"), "small")
        )
        self.body.addWidget(self.details)
        self.body.addLayout(leading(self.pages, self.page, self.remove))
        self.body.setSpacing(SPACE + SPACE // 2)

    def show_people(self, groups: Sequence[tuple[Cohort | None, tuple[Profile, ...]]]) -> None:
        """Whom to choose from."""
        self.who.clear()
        for cohort, people in groups:
            name = cohort.name if cohort is not None else tr("没有班级")
            if people:
                words = trn("{name}：全部 {number} 人", "{name}：全部 {number} 人", len(people), name=name)
                self.who.addItem(words, [each.id for each in people])
            for each in people:
                self.who.addItem(f"{name} · {each.name}", [each.id])
        self.add.setEnabled(self.who.count() > 0)

    def show_readiness(self, order: Order, rows: Sequence[Readiness]) -> None:
        """The table of those put forward."""
        self._filling = True
        chosen = self.chosen
        self.rows = list(rows)
        asked = [each.requirement for each in rows[0].answers] if rows else []
        heads = [tr("姓名"), tr("本人同意"), tr("达到")]
        heads += [requirement_text(each, self._library) for each in asked]
        self.table.clear()
        self.table.setColumnCount(len(heads))
        self.table.setRowCount(len(rows))
        for column, words in enumerate(heads):
            item = QTableWidgetItem(words)
            wanted = wanted_text(asked[column - 3]) if column >= 3 else ""
            item.setToolTip(f"{words}　{wanted}".strip())
            self.table.setHorizontalHeaderItem(column, item)
        for row, each in enumerate(rows):
            self._fill_row(row, each)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setMaximumSectionSize(220)
        ready = sum(each.ready for each in rows)
        self.summary.setText(
            tr(
                "要 {persons} 人；人选 {count} 人，全部达到的 {ready} 人。",
                persons=isolate(str(order.persons)),
                count=isolate(str(len(rows))),
                ready=isolate(str(ready)),
            )
        )
        self._filling = False
        places = [row for row, each in enumerate(rows) if each.profile.id == chosen]
        if places:
            self.table.selectRow(places[0])
        agreed = any(each.consented for each in rows)
        self.pages.setEnabled(agreed)
        self.pages.setToolTip("" if agreed else tr("还没有人同意；勾了“本人同意”的学员才会写进去。"))
        self._selected()

    def _fill_row(self, row: int, each: Readiness) -> None:
        name = QTableWidgetItem(each.profile.name)
        name.setData(_PERSON, each.profile.id)
        self.table.setItem(row, NAME, name)
        consent = QTableWidgetItem()
        consent.setFlags(
            Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        )
        consent.setCheckState(Qt.CheckState.Checked if each.consented else Qt.CheckState.Unchecked)
        self.table.setItem(row, CONSENT, consent)
        met = QTableWidgetItem(f"{each.count(State.MET)}/{len(each.answers)}")
        self.table.setItem(row, MET, met)
        for column, answer in enumerate(each.answers, start=3):
            known = figure_text(answer) if answer.state is not State.NOT_ASSESSABLE else ""
            item = QTableWidgetItem(f"{SIGNS[answer.state]} {known}".strip())
            words = requirement_text(answer.requirement, self._library)
            item.setToolTip(f"{words} · {figure_text(answer)} · {state_word(answer.state)}")
            self.table.setItem(row, column, item)

    @property
    def chosen(self) -> str:
        """Whose row is selected, "" for nobody's."""
        row = self.table.currentRow()
        item = self.table.item(row, NAME) if row >= 0 and self.table.selectedItems() else None
        return str(item.data(_PERSON)) if item is not None else ""

    def _selected(self) -> None:
        if self._filling:
            return
        found = next((each for each in self.rows if each.profile.id == self.chosen), None)
        self.page.setEnabled(found is not None)
        self.remove.setEnabled(found is not None)
        missing = [each for each in found.answers if each.state is not State.MET] if found else []
        self.details.setVisible(bool(missing))
        if found is not None and missing:
            lines = tr("；").join(
                f"{requirement_text(each.requirement, self._library)}：{figure_text(each)}"
                for each in missing
            )
            self.details.setText(
                tr("{name} 还差：{lines}", name=isolate(found.profile.name), lines=isolate(lines))
            )

    def _changed(self, item: QTableWidgetItem) -> None:
        if not self._filling and item.column() == CONSENT:
            person = self.table.item(item.row(), NAME)
            if person is not None:
                self.consented.emit(str(person.data(_PERSON)), item.checkState() is Qt.CheckState.Checked)

    def _add(self) -> None:
        ids = self.who.currentData()
        if ids:
            self.put_forward.emit(list(ids))

    def _remove(self) -> None:
        if self.chosen:
            self.withdrawn.emit(self.chosen)

    def _page(self) -> None:
        if self.chosen:
            self.page_wanted.emit(self.chosen)
