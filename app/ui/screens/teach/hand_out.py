"""Handing out work: what, to which class, until or from when. Three clicks from the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import i18n
from app.curriculum.tracks import track_name
from app.curriculum.values import Lesson
from app.i18n import tr, trn
from app.people.values import Cohort
from app.practice.plans_values import Plan
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.calendar import dress_day
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label, literal

USUAL_DAYS = 7
ROW = 34
"""Pixels of a line, to be hit with ease."""

WHAT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Offer:
    """What can be handed out: a lesson, or a plan of hers."""

    id: str
    title: str
    detail: str
    is_plan: bool
    meaning: str = ""


def offers(lessons: Sequence[Lesson], plans: Sequence[Plan]) -> list[Offer]:
    """Plans with lessons in them first, then all lessons in their order."""
    made = [
        Offer(each.id, each.title, trn("{number} 课", "{number} 课", len(each.items)), True)
        for each in plans
        if each.title and each.items
    ]
    language = i18n.language()
    return made + [
        Offer(each.id, each.title, track_name(each.track), False, each.meanings.get(language, ""))
        for each in lessons
    ]


class HandOutDialog(QDialog):
    """`chosen`, `cohort_ids` and `day` are the answer once it was accepted."""

    def __init__(
        self,
        offered: Sequence[Offer],
        cohorts: Sequence[Cohort],
        cohort_id: str,
        today: date,
        theme: Theme,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("布置功课"))
        self._today = today
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("找一课或一个计划"))
        self.search.setAccessibleName(tr("找一课或一个计划"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("布置什么"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # long lines are cut
        self._fill(offered)
        self.cohort = QComboBox()
        for each in cohorts:
            self.cohort.addItem(each.name, (each.id,))
        if len(cohorts) > 1:
            self.cohort.addItem(tr("我带的所有班"), tuple(each.id for each in cohorts))
        self.cohort.setCurrentIndex(max(0, self.cohort.findData((cohort_id,))))
        self.date = dress_day(QDateEdit())
        self.date.setMinimumDate(_qdate(today))
        self._day_text = QLabel()
        self.give = button(tr("布置"), self.accept, theme, kind="main", icon="forward")
        self._build(theme)
        self.list.itemSelectionChanged.connect(self._show)
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        self._show()

    def _build(self, theme: Theme) -> None:
        rows = FormRows()
        rows.add_field(tr("给哪个班"), self.cohort)
        rows.add_field(tr("日子"), self.date)
        self._day_text = label("", "small")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addStretch(1)
        foot.addWidget(button(tr("取消"), self.reject, theme))
        foot.addWidget(self.give)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addLayout(rows)
        column.addWidget(self._day_text)
        column.addLayout(foot)
        self.resize(theme.size(560), theme.size(600))
        self.search.setFocus()

    def _fill(self, offered: Sequence[Offer]) -> None:
        for each in offered:
            kind = tr("计划") if each.is_plan else isolate(each.detail)
            words = [isolate(each.title), isolate(each.meaning) if each.meaning else "", kind]
            if each.is_plan:
                words.append(each.detail)
            item = QListWidgetItem(" · ".join(filter(None, words)), self.list)
            item.setData(WHAT, each)
            item.setSizeHint(QSize(0, ROW))
            item.setToolTip(literal(item.text()))

    def _narrow(self, text: str) -> None:
        wanted = text.strip().casefold()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(wanted not in item.text().casefold())
        if any(item.isHidden() for item in self.list.selectedItems()):
            self.list.clearSelection()

    def _show(self) -> None:
        """A lesson is due on a day, a plan begins on one."""
        chosen = self.chosen
        self.give.setEnabled(chosen is not None)
        plan = chosen is not None and chosen.is_plan
        self.date.setDate(_qdate(self._today if plan else self._today + timedelta(days=USUAL_DAYS)))
        if chosen is None:
            self._day_text.setText(tr("先在上面选一课或一个计划。"))
        elif plan:
            self._day_text.setText(tr("计划从这一天开始，每课的日子按计划往后排。"))
        else:
            self._day_text.setText(tr("这一天以前完成。"))

    def accept(self) -> None:
        """Only with something chosen."""
        if self.chosen is not None and self.cohort_ids:
            super().accept()

    @property
    def chosen(self) -> Offer | None:
        """What is to be handed out."""
        return next((item.data(WHAT) for item in self.list.selectedItems()), None)

    @property
    def cohort_ids(self) -> tuple[str, ...]:
        """The class, or all that she leads."""
        return tuple(self.cohort.currentData() or ())

    @property
    def cohort_name(self) -> str:
        """What the choice of class is called."""
        return self.cohort.currentText()

    @property
    def day(self) -> date:
        """Until when a lesson is to be done; from when a plan counts."""
        day = self.date.date()
        return date(day.year(), day.month(), day.day())


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
