"""What a firm needs, as a form; the other way round it shows an order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QWidget,
)

from app.curriculum.library import Library
from app.curriculum.tracks import track_name
from app.i18n import tr, trn
from app.practice.learning_values import Sound
from app.practice.orders import LONGEST_FIRM, LONGEST_NOTE, MOST_PERSONS
from app.practice.orders_values import Needs, Order
from app.practice.orders_words import room_word
from app.practice.reports_words import grade_word, sound_word
from app.speech.grade import Grade
from app.speech.values import Part
from app.ui.theme import Theme
from app.ui.widgets.calendar import dress_day
from app.ui.widgets.card import Card
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.form import FormRows
from app.ui.widgets.steady_fields import SteadyChoice, SteadyNumber

SOUNDS: tuple[Sound, ...] = (
    *(Sound(Part.INITIAL, each) for each in ("zh", "ch", "sh", "r", "z", "c", "s", "j", "q", "x")),
    *(Sound(Part.INITIAL, each) for each in ("n", "l", "f", "h")),
    *(Sound(Part.FINAL, each) for each in ("an", "ang", "en", "eng", "in", "ing", "ong", "uo", "ian")),
    *(Sound(Part.TONE, each) for each in "1234"),
)
"""The sounds that can be asked for: those that learners mix up."""

WEEKS_AHEAD = 8
USUAL = Needs(coverage=0.6, findings=0, room_level=2, points=Grade.SECOND_B.value)
"""What a new order begins with, products still to be chosen."""


class NeedsForm(Card):
    """The fields of an order."""

    def __init__(self, library: Library, theme: Theme) -> None:
        super().__init__(tr("企业要什么"))
        self.firm = QLineEdit()
        self.firm.setMaxLength(LONGEST_FIRM)
        self.firm.setPlaceholderText(tr("企业的名字"))
        self.persons = SteadyNumber()
        self.persons.setRange(1, MOST_PERSONS)
        self.due = dress_day(QDateEdit())
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.products = [
            _tick(card.name, lesson.id) for lesson, card in sorted(library.products, key=lambda p: p[1].name)
        ]
        tracks = dict.fromkeys(each.track for each in library.lessons)
        self.tracks = [_tick(track_name(each), each) for each in tracks]
        self.sounds = [_tick(sound_word(each), each.key) for each in SOUNDS]
        grades = [each for each in Grade if each not in (Grade.BELOW, Grade.FIRST_A)]
        self.points = _choice(
            [(tr("{grade}以上", grade=grade_word(each)), each.value) for each in reversed(grades)]
        )
        self.coverage = _choice(
            [(tr("{share} 以上", share=f"{each}%"), each / 100) for each in (40, 50, 60, 70, 80, 90)]
        )
        self.findings = _choice(
            [
                (tr("一处都没有"), 0),
                *((trn("最多 {number} 处", "最多 {number} 处", each), each) for each in (1, 2, 3)),
            ]
        )
        self.room = _choice([(tr("“{level}”以上", level=room_word(each)), each) for each in (1, 2, 3)])
        self.hours = SteadyNumber()
        self.hours.setRange(0, 500)
        self.hours.setSpecialValueText(tr("不要求"))
        self._build(theme)

    def _build(self, theme: Theme) -> None:
        rows = FormRows()
        rows.add_field(tr("企业"), self.firm)
        rows.add_field(tr("人数"), self.persons)
        rows.add_field(tr("要人的日子"), self.due)
        rows.add_field(tr("要卖的产品"), _flow(self.products))
        rows.add_field(tr("讲到的要点"), self.coverage, tr("每个产品的讲解里，产品卡上的要点要讲到多少。"))
        rows.add_field(tr("违规说法"), self.findings, tr("最近一次听得清的讲解里。"))
        rows.add_field(tr("要学完的方向"), _flow(self.tracks))
        rows.add_field(tr("要说准的音"), _flow(self.sounds), tr("最近八周里八成以上说准。"))
        rows.add_field(tr("普通话"), self.points, tr("按模拟测试估计，不是正式等级。"))
        rows.add_field(tr("直播间排练"), self.room, tr("这个难度下大多数问题答得上，也没有违规。"))
        rows.add_field(tr("录音练习（小时）"), self.hours)
        rows.add_field(tr("备注"), self.note)
        for each in (
            self.persons,
            self.due,
            self.points,
            self.coverage,
            self.findings,
            self.room,
            self.hours,
        ):
            each.setMinimumWidth(theme.size(260))
            each.setMaximumWidth(theme.size(340))
        self.body.addLayout(rows)

    def begin(self, today: date) -> None:
        """A new order."""
        self._show("", 1, today + timedelta(weeks=WEEKS_AHEAD), "", USUAL)

    def show_order(self, order: Order) -> None:
        """An order that is there."""
        self._show(order.firm, order.persons, order.due, order.note, order.needs)

    def _show(self, firm: str, persons: int, due: date, note: str, needs: Needs) -> None:
        self.firm.setText(firm)
        self.persons.setValue(persons)
        self.due.setDate(QDate(due.year, due.month, due.day))
        self.note.setText(note)
        for ticks, wanted in (
            (self.products, needs.products),
            (self.tracks, needs.tracks),
            (self.sounds, needs.sounds),
        ):
            for each in ticks:
                each.setChecked(each.property("key") in wanted)
        for choice, value in (
            (self.points, needs.points),
            (self.coverage, needs.coverage),
            (self.findings, needs.findings),
            (self.room, needs.room_level),
        ):
            choice.setCurrentIndex(max(0, choice.findData(value)) if value is not None else 0)
        self.hours.setValue(round(needs.hours or 0))

    @property
    def chosen_due(self) -> date:
        """The day on which the firm needs the people."""
        day = self.due.date()
        return date(day.year(), day.month(), day.day())

    @property
    def needs(self) -> Needs:
        """What was asked. Talks are asked for only together with products."""
        products = _ticked(self.products)
        return Needs(
            products=products,
            tracks=_ticked(self.tracks),
            sounds=_ticked(self.sounds),
            points=self.points.currentData(),
            coverage=self.coverage.currentData() if products else None,
            findings=self.findings.currentData() if products else None,
            room_level=self.room.currentData(),
            hours=float(self.hours.value()) if self.hours.value() else None,
        )

    def changed(self, order: Order) -> Order:
        """The order as the form has it now."""
        return dataclasses.replace(
            order,
            firm=self.firm.text(),
            persons=self.persons.value(),
            due=self.chosen_due,
            note=self.note.text(),
            needs=self.needs,
        )

    def set_editable(self, editable: bool) -> None:
        """Whether the fields can be changed."""
        fields: list[QWidget] = [self.firm, self.persons, self.due, self.note, self.points, self.coverage]
        fields += [self.findings, self.room, self.hours, *self.products, *self.tracks, *self.sounds]
        for each in fields:
            each.setEnabled(editable)


def _tick(words: str, key: str) -> QCheckBox:
    made = QCheckBox(words)
    made.setProperty("key", key)
    return made


def _flow(ticks: Iterable[QCheckBox]) -> QWidget:
    holder = QWidget()
    flow = FlowLayout(holder)
    flow.setSpacing(16)
    for each in ticks:
        flow.addWidget(each)
    return holder


def _choice(entries: Sequence[tuple[str, float | int]]) -> QComboBox:
    made = SteadyChoice()
    made.addItem(tr("不要求"), None)
    for words, value in entries:
        made.addItem(words, value)
    return made


def _ticked(ticks: Iterable[QCheckBox]) -> tuple[str, ...]:
    return tuple(str(each.property("key")) for each in ticks if each.isChecked())
