"""Whom a report is about, over which time, and in which language it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app import i18n
from app.i18n import LANGUAGES, tr
from app.people.values import Profile
from app.practice.plans_values import Plan
from app.practice.reports_values import Scope
from app.ui.theme import Theme
from app.ui.widgets.card import Card
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

NO_CLASS = "-"
"""Stands for those who are in no class; no class has this id."""


@dataclass(frozen=True)
class Facts:
    """What there is to choose from. `people` are those of each class, `NO_CLASS` among them."""

    classes: tuple[tuple[str, str], ...]
    people: dict[str, tuple[Profile, ...]]
    plans: tuple[tuple[Plan, str], ...]
    own: Profile | None  # a trainee, who may only report about herself


def read_facts(studio: Studio) -> Facts:
    """What whoever is here may choose from. Blocks."""
    profile = studio.profile
    if profile is not None and not profile.teaches:
        return Facts((), {}, (), studio.people.profile(profile.id))
    classes = [(each.id, each.name) for each in studio.people.led()]
    people = {each: tuple(studio.reports.people(each)) for each, _name in classes}
    alone = tuple(studio.reports.people(""))
    if alone:
        classes.append((NO_CLASS, tr("没有班级")))
        people[NO_CLASS] = alone
    plans = tuple((each, studio.plans.title(each)) for each in studio.reports.certifiable())
    return Facts(tuple(classes), people, plans, None)


class ChoicesCard(Card):
    """`changed` tells that somebody else, or another time or language, was chosen."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("关于谁"))
        self._facts = Facts((), {}, (), None)
        self._wanted = ("", "")
        self.classes = QComboBox()
        self.people = QComboBox()
        self.period = QComboBox()
        self.language = QComboBox()
        for words, days in ((tr("全部时间"), 0), (tr("最近 30 天"), 30), (tr("最近 90 天"), 90)):
            self.period.addItem(words, days)
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(i18n.language()))
        columns = Columns()
        for words, field in (
            (tr("班级"), self.classes),
            (tr("学员"), self.people),
            (tr("学员报告的时间段"), self.period),
            (tr("报告的语言"), self.language),
        ):
            field.setAccessibleName(words)
            field.setMinimumWidth(theme.size(150))
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            heading = label(words, "small")
            heading.setBuddy(field)
            columns.add_stack(heading, field)
        self.body.addLayout(columns)
        self.classes.currentIndexChanged.connect(self._fill_people)
        for each in (self.people, self.period, self.language):
            each.currentIndexChanged.connect(self.changed)

    def begin_with(self, cohort_id: str, profile_id: str) -> None:
        """What the next `show_facts` chooses; "" keeps what is chosen."""
        self._wanted = (cohort_id, profile_id)

    def show_facts(self, facts: Facts) -> None:
        """Offer what there is; what was chosen stays chosen where it is still there."""
        self._facts = facts
        before = self._wanted[0] or self.classes.currentData()
        person = self._wanted[1] or self.people.currentData()
        self._wanted = ("", "")
        self.classes.blockSignals(True)
        self.classes.clear()
        if facts.own is None:
            self.classes.addItem(tr("我教的全部学员"), None)
        for each, name in facts.classes:
            self.classes.addItem(name, each)
        self.classes.setEnabled(facts.own is None)
        self.classes.setCurrentIndex(max(0, self.classes.findData(before)) if before else 0)
        self.classes.blockSignals(False)
        self._fill_people()
        self.people.setCurrentIndex(max(0, self.people.findData(person)) if person else 0)

    def _fill_people(self) -> None:
        self.people.blockSignals(True)
        self.people.clear()
        if self._facts.own is not None:
            self.people.addItem(self._facts.own.name, self._facts.own.id)
        else:
            self.people.addItem(tr("每一位"), None)
            for each in self.members:
                self.people.addItem(f"{each.name}　{each.number}".rstrip("　"), each.id)
        self.people.setEnabled(self._facts.own is None)
        self.people.blockSignals(False)
        self.changed.emit()

    @property
    def members(self) -> tuple[Profile, ...]:
        """The people of the chosen class, or of all."""
        if self._facts.own is not None:
            return (self._facts.own,)
        chosen = self.classes.currentData()
        groups = self._facts.people if chosen is None else {chosen: self._facts.people.get(chosen, ())}
        return tuple(each for people in groups.values() for each in people)

    @property
    def chosen(self) -> tuple[Profile, ...]:
        """Whom pages are made for."""
        person = self.people.currentData()
        return tuple(each for each in self.members if person is None or each.id == person)

    @property
    def cohort_id(self) -> str | None:
        """The chosen class; "" for those in none, None for all."""
        chosen = self.classes.currentData()
        return "" if chosen == NO_CLASS else chosen

    @property
    def scope(self) -> Scope | None:
        """About whom raw data is; None where that cannot be said in one (those who are in no class)."""
        person = self.people.currentData()
        if person is not None:
            return Scope(profile_id=person)
        return Scope(cohort_id=self.cohort_id) if self.cohort_id != "" else None

    @property
    def since(self) -> date | None:
        """The first day of the period, None for all the time."""
        days = self.period.currentData()
        return date.today() - timedelta(days=days) if days else None

    @property
    def reader(self) -> str:
        """The language of the report."""
        return str(self.language.currentData())
