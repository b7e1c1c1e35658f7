"""The queue: takes that wait, the most pressing first, with the reason said on each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout

from app.i18n import tr, trn
from app.people.values import Cohort, Profile
from app.practice.reviews import WAITS
from app.practice.reviews_values import Queue, QueueRow
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.queue.row import TakeRow
from app.ui.screens.queue.words import need_heading
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

PAGE = 50
"""Takes that are read at once."""


@dataclass(frozen=True)
class QueueFacts:
    """What the page shows."""

    queue: Queue
    cohorts: tuple[Cohort, ...]
    people: tuple[Profile, ...]  # of the class that is chosen, or of all
    rescued: int  # spoken comments that an earlier run had left behind


class QueuePage(Page):
    """`take_wanted` tells which row of `rows` to open."""

    take_wanted = Signal(int)
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("等您听的录音"))
        self._studio = studio
        self._jobs = jobs
        self._queue = Queue((), {})
        self._asked = 0  # which reading is the last
        self._wanted: tuple[str, str] | None = None  # asked for from elsewhere, until it has been read
        self.takes: list[TakeRow] = []
        self.classes = self._choice(tr("只看哪个班"))
        self.persons = self._choice(tr("只看谁"))
        self.begin = button(tr("从头听起"), lambda: self.take_wanted.emit(0), theme, kind="main", icon="play")
        self.add_action(self.begin)
        filters = QHBoxLayout()
        filters.setSpacing(SPACE)
        for each in (self.classes, self.persons):
            filters.addWidget(each)
        filters.addStretch(1)
        self.body.addLayout(filters)
        self._fixed = self.body.count()
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)
        self.begin.hide()
        self.classes.activated.connect(self._class_chosen)
        self.persons.activated.connect(lambda _index: self.enter())

    def _choice(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setToolTip(name)
        made.setMinimumWidth(self.theme.size(180))
        made.hide()
        return made

    # what is shown

    @property
    def rows(self) -> tuple[QueueRow, ...]:
        """The takes that are listed, in their order."""
        return self._queue.rows

    @property
    def total(self) -> int:
        """How many takes wait in all, those listed and those further down."""
        return self._queue.total

    @property
    def chosen(self) -> tuple[str, str]:
        """The class and the person that are asked for, "" for all."""
        if self._wanted is not None:
            return self._wanted
        return self._chosen(self.classes), self._chosen(self.persons)

    def show_only(self, cohort_id: str, profile_id: str) -> None:
        """List the takes of a class or a person only; "" for everybody's."""
        self._wanted = (cohort_id, profile_id)
        self.enter()

    def enter(self) -> None:
        """Read the queue anew and show its beginning."""
        cohort_id, profile_id = self.chosen
        self._asked += 1
        number = self._asked

        def work() -> QueueFacts:
            rescued = len(self._studio.reviews.rescue())
            queue = self._studio.reviews.queue(cohort_id=cohort_id, profile_id=profile_id, limit=PAGE)
            people = [each for each in self._studio.people.profiles(cohort_id or None) if not each.teaches]
            return QueueFacts(queue, tuple(self._studio.people.led()), tuple(people), rescued)

        self._jobs.run(work, lambda got: self._show(number, got), owner=self)

    def leave(self) -> None:
        """Answers that are still on their way are too late."""
        self._asked += 1

    def read_on(self) -> None:
        """Read the next takes and put them below."""
        cohort_id, profile_id = self.chosen
        offset, number = len(self._queue.rows), self._asked

        def done(result: Ok[Queue] | Err) -> None:
            if number != self._asked:
                return
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            there = {row.attempt_id for row in self._queue.rows}
            new = tuple(row for row in result.value.rows if row.attempt_id not in there)
            self._queue = Queue((*self._queue.rows, *new), result.value.counts)
            self._list()
            if new:
                self.takes[offset].setFocus()

        self._jobs.run(
            lambda: self._studio.reviews.queue(
                cohort_id=cohort_id, profile_id=profile_id, limit=PAGE, offset=offset
            ),
            done,
            owner=self,
        )

    @staticmethod
    def _chosen(box: QComboBox) -> str:
        return str(box.currentData() or "")

    def _class_chosen(self) -> None:
        self.persons.setCurrentIndex(0)
        self.enter()

    def _show(self, number: int, result: Ok[QueueFacts] | Err) -> None:
        if number != self._asked:
            return
        if isinstance(result, Err):
            clear(self.body, self._fixed)
            self.takes = []
            self.begin.hide()
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        facts = result.value
        cohort_id, profile_id = self.chosen
        self._wanted = None
        self._fill(self.classes, tr("所有的班"), [(each.id, each.name) for each in facts.cohorts], cohort_id)
        people = [(each.id, each.name) for each in facts.people]
        self._fill(self.persons, tr("所有的人"), people, profile_id)
        self.classes.setVisible(len(facts.cohorts) > 1)
        self.persons.setVisible(len(people) > 1)
        self._queue = facts.queue
        self._list()
        if facts.rescued:
            self.done.emit(
                trn(
                    "上次没录完的 {number} 条语音评语找回来了，已经放在原来的录音里。",
                    "上次没录完的 {number} 条语音评语找回来了，已经放在原来的录音里。",
                    facts.rescued,
                )
            )

    @staticmethod
    def _fill(box: QComboBox, everything: str, things: list[tuple[str, str]], chosen: str) -> None:
        box.clear()
        box.addItem(everything, "")
        for thing_id, name in things:
            box.addItem(isolate(name), thing_id)
        box.setCurrentIndex(max(0, box.findData(chosen)))

    def _list(self) -> None:
        clear(self.body, self._fixed)
        self.takes = []
        total = self._queue.total
        self.begin.setVisible(total > 0)
        waits = trn("{number} 段等您听", "{number} 段等您听", total)
        days = trn("{number} 天以前的不再排队", "{number} 天以前的不再排队", WAITS.days)
        self.set_title(tr("等您听的录音"), f"{waits} · {days}" if total else "")
        if not total:
            self.body.addWidget(self._nothing())
        lessons = {each.id: each.title for each in self._studio.library.lessons}
        at = 0
        for need, group in groupby(self._queue.rows, key=lambda row: row.need):
            count = self._queue.counts.get(need, 0)
            heading = tr("{heading}（{count}）", heading=need_heading(need), count=isolate(str(count)))
            self.body.addWidget(label(heading, "section"))
            card = Card()
            card.body.setContentsMargins(SPACE // 2, SPACE // 2, SPACE // 2, SPACE // 2)
            card.body.setSpacing(0)
            for row in group:
                take = TakeRow(row, lessons.get(row.lesson_id, ""), self.theme)
                take.clicked.connect(lambda _checked=False, at=at: self.take_wanted.emit(at))
                card.body.addWidget(take)
                self.takes.append(take)
                at += 1
            self.body.addWidget(card)
        left = total - len(self._queue.rows)
        if left > 0 and self._queue.rows:
            words = trn("后面还有 {number} 段，再看一些", "后面还有 {number} 段，再看一些", left)
            more = button(words, self.read_on, self.theme, kind="quiet", icon="chevron_down")
            self.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeading)
            self.more = more
        self.body.addStretch(1)
        if total and self.isVisible():
            self.begin.setFocus()

    def _nothing(self) -> StatePanel:
        if self._chosen(self.classes) or self._chosen(self.persons):
            return StatePanel(
                self.theme,
                "check",
                tr("这里没有等您听的录音。"),
                tr("换一个班，或者换一个人看看。"),
                tr("看所有的人"),
                self.show_everybody,
            )
        return StatePanel(
            self.theme, "check", tr("都听完了。"), tr("学员一练，新的录音就会排到这里；最要紧的排在前面。")
        )

    def show_everybody(self) -> None:
        """List everybody's takes again."""
        self.show_only("", "")
