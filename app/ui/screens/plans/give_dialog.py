"""A plan is given: to whom, from which day on, and what they will get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QDate, QItemSelectionModel, QSize, Qt
from PySide6.QtWidgets import (
    QCalendarWidget,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from app.curriculum.values import Lesson
from app.i18n import tr, trn
from app.people.values import Cohort, Profile
from app.practice.plans_values import Given, Plan
from app.ui.i18n import isolate
from app.ui.screens.plans.facts import People
from app.ui.screens.plans.words import asked_text, due_text, short_day, title_of
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.calendar import dress_calendar
from app.ui.widgets.labels import label

WHO = Qt.ItemDataRole.UserRole
TICKABLE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
ROW = 32
"""Pixels of a line, to be hit with ease."""

SHOWN = 5
"""Lessons of the plan that are listed; more would only be counted."""


class GiveDialog(QDialog):
    """`cohort_ids`, `profile_ids` and `start` are the answer once it was accepted."""

    def __init__(
        self,
        plan: Plan,
        title: str,
        people: People,
        given: tuple[Given, ...],
        lessons: Mapping[str, Lesson],
        today: date,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._plan, self._lessons, self._people, self._theme = plan, lessons, people, theme
        self._has = {each.cohort_id or each.profile_id: each.start for each in given}
        self.setWindowTitle(tr("布置计划"))
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(tr("给谁"))
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.tree.setMinimumSize(theme.size(300), theme.size(300))
        self._fill()
        self.tree.itemChanged.connect(self._ticked)
        self.calendar = dress_calendar(QCalendarWidget())
        self.calendar.setAccessibleName(tr("从哪天开始"))
        self.calendar.setMinimumHeight(theme.size(240))
        self.calendar.setMinimumDate(_qdate(today - timedelta(days=31)))
        self.calendar.setSelectedDate(_qdate(today))
        self.calendar.selectionChanged.connect(self._tell)
        self._preview = label("", "soft")
        self._preview.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._said = label("", "form")
        self.give = button(tr("布置"), self.accept, theme, kind="main")
        self._build(title)
        self._tell()

    def _build(self, title: str) -> None:
        who = QVBoxLayout()
        who.setSpacing(SPACE)
        who.addWidget(label(tr("给谁"), "form"))
        who.addWidget(self.tree, 1)
        who.addWidget(label(tr("勾选班级，以后进班的学员也会收到；也可以只勾选几个人。"), "small"))
        when = QVBoxLayout()
        when.setSpacing(SPACE)
        when.addWidget(label(tr("从哪天开始"), "form"))
        when.addWidget(self.calendar)
        when.addWidget(label(tr("学员会看到"), "form"))
        when.addWidget(self._scrolled(self._preview), 1)
        columns = QHBoxLayout()
        columns.setSpacing(3 * SPACE)
        columns.addLayout(who, 1)
        columns.addLayout(when, 1)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._said, 1)
        foot.addWidget(button(tr("取消"), self.reject, self._theme))
        foot.addWidget(self.give)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(label(isolate(title), "strong"))
        column.addLayout(columns, 1)
        column.addLayout(foot)
        self.resize(self._theme.size(840), self._theme.size(680))

    def _scrolled(self, inside: QWidget) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumHeight(self._theme.size(140))
        inside.setProperty("scrolled", "true")
        scroll.setWidget(inside)
        return scroll

    def _fill(self) -> None:
        members: dict[str, list[Profile]] = {}
        for each in self._people.trainees:
            members.setdefault(each.cohort_id, []).append(each)
        for cohort in self._people.cohorts:
            self._add_class(cohort, members.pop(cohort.id, []))
        alone = [each for group in members.values() for each in group]
        if alone:
            group = QTreeWidgetItem(self.tree, [tr("不在班里的学员")])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setExpanded(True)
            self._add_people(group, alone)
        first = self.tree.topLevelItem(0)
        if first is not None:
            first.setExpanded(first.isExpanded() or self.tree.topLevelItemCount() == 1)
            self.tree.setCurrentItem(first, 0, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _add_class(self, cohort: Cohort, members: list[Profile]) -> None:
        people = trn("{number} 人", "{number} 人", len(members))
        words = f"{isolate(cohort.name)} · {people}{self._had(cohort.id)}"
        item = QTreeWidgetItem(self.tree, [words])
        item.setData(0, WHO, ("class", cohort.id))
        self._make_tickable(item)
        self._add_people(item, members)

    def _add_people(self, above: QTreeWidgetItem, people: list[Profile]) -> None:
        for each in people:
            number = f" {isolate(each.number)}" if each.number else ""
            item = QTreeWidgetItem(above, [f"{isolate(each.name)}{number}{self._had(each.id)}"])
            item.setData(0, WHO, ("person", each.id))
            self._make_tickable(item)

    def _make_tickable(self, item: QTreeWidgetItem) -> None:
        item.setFlags(TICKABLE)
        item.setCheckState(0, Qt.CheckState.Unchecked)
        item.setSizeHint(0, QSize(0, self._theme.size(ROW)))

    def _had(self, who: str) -> str:
        start = self._has.get(who)
        return tr("（{day}已布置）", day=short_day(start)) if start is not None else ""

    # answers

    @property
    def cohort_ids(self) -> list[str]:
        """The classes that were ticked."""
        return self._chosen("class")

    @property
    def profile_ids(self) -> list[str]:
        """The persons that were ticked and are in no ticked class."""
        return self._chosen("person")

    @property
    def start(self) -> date:
        """The first day."""
        day = self.calendar.selectedDate()
        return date(day.year(), day.month(), day.day())

    def tick(self, who: str) -> None:
        """Tick a class or a person."""
        for item in self._items():
            if item.data(0, WHO) is not None and item.data(0, WHO)[1] == who:
                item.setCheckState(0, Qt.CheckState.Checked)

    def _chosen(self, kind: str) -> list[str]:
        return [
            item.data(0, WHO)[1]
            for item in self._items()
            if item.data(0, WHO) is not None
            and item.data(0, WHO)[0] == kind
            and item.checkState(0) is Qt.CheckState.Checked
            and not item.isDisabled()
        ]

    def _items(self) -> list[QTreeWidgetItem]:
        found = []
        walk = QTreeWidgetItemIterator(self.tree)
        while (item := walk.value()) is not None:
            found.append(item)
            walk += 1
        return found

    def _ticked(self, item: QTreeWidgetItem, _column: int) -> None:
        self.tree.blockSignals(True)
        whole = item.checkState(0) is Qt.CheckState.Checked
        if item.data(0, WHO) is not None and item.data(0, WHO)[0] == "class":
            for each in self._items():  # who gets it with the class cannot be ticked once more
                if each.parent() is item:
                    each.setDisabled(whole)
        self.tree.blockSignals(False)
        self._tell()

    def _tell(self) -> None:
        cohorts, people = self.cohort_ids, self.profile_ids
        parts = []
        if cohorts:
            parts.append(trn("{number} 个班", "{number} 个班", len(cohorts)))
        if people:
            parts.append(trn("{number} 个人", "{number} 个人", len(people)))
        day = short_day(self.start)
        if not parts:
            self._said.setText(tr("请勾选班级或学员。"))
        else:
            self._said.setText(tr("{who}，{day}开始", who=isolate("，".join(parts)), day=day))
        self.give.setEnabled(bool(parts) and bool(self._plan.items))
        lines = []
        for item in self._plan.items[:SHOWN]:
            asked = asked_text(item)
            until = due_text(self.start, item)
            line = tr(
                "{day}以前：{lesson}", day=isolate(until), lesson=title_of(self._lessons, item.lesson_id)
            )
            lines.append(f"{line} · {asked}" if asked else line)
        left = len(self._plan.items) - SHOWN
        if left > 0:
            lines.append(trn("还有 {number} 课", "还有 {number} 课", left))
        self._preview.setText("\n".join(lines))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
