"""A trainer gives a class a lesson to do by a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.curriculum.values import Lesson
from app.i18n import tr
from app.people.values import Cohort
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.calendar import dress_day
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label

USUAL_DAYS = 7


class AssignDialog(QDialog):
    """Asks for the class and the day; `cohort_id` and `due` are the answer once it was accepted."""

    def __init__(
        self, lesson: Lesson, cohorts: Sequence[Cohort], today: date, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("布置给班级"))
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(label(isolate(lesson.title), "strong"))
        rows = FormRows()
        self.cohort = QComboBox()
        for each in cohorts:
            self.cohort.addItem(each.name, each.id)
        rows.add_field(tr("班级"), self.cohort)
        self.day = dress_day(QDateEdit(_date(today + timedelta(days=USUAL_DAYS))))
        self.day.setMinimumDate(_date(today))
        rows.add_field(tr("哪天以前完成"), self.day)
        column.addLayout(rows)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("取消"), self.reject, theme))
        foot.addWidget(button(tr("布置"), self.accept, theme, kind="main"))
        column.addLayout(foot)

    @property
    def cohort_id(self) -> str:
        """The class."""
        return str(self.cohort.currentData() or "")

    @property
    def due(self) -> date:
        """The day."""
        day = self.day.date()
        return date(day.year(), day.month(), day.day())


def _date(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
