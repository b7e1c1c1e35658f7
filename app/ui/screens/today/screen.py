"""The Today page: what is on the list for today, ticked as it gets done, and what was said last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import FreePitch, Prompt
from app.i18n import tr, trn
from app.practice.learning_values import Sound, TodayItem, TodayKind, TodayPlan
from app.practice.plans_values import DueItem, DueState
from app.storage.values import AttemptSummary, LessonSeen
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.next_step import resume_step
from app.ui.screens.today.heard_card import HeardCard
from app.ui.screens.today.item_row import ItemRow
from app.ui.screens.today.view import (
    TodayFacts,
    TodayView,
    derive_today,
    reason_text,
    shortened,
    still_asked,
    until_text,
)
from app.ui.texts import minutes_text, score_text, when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

LIST, BESIDE = 5, 3  # shares of the width

ASSIGNED = 5
"""Lessons assigned that are listed; the others are counted."""


class TodayScreen(Page):
    """The page the window opens on."""

    lesson_wanted = Signal(str, int)  # lesson id, step
    cards_wanted = Signal(tuple)  # numbers of cards to go through
    drill_wanted = Signal(Sound)
    attempt_wanted = Signal(str)  # attempt id
    learn_wanted = Signal()
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme)
        self._studio = studio
        self._jobs = jobs
        self._shown_on = date.today()
        self._seen: Mapping[str, LessonSeen] = {}
        self.rows: list[ItemRow] = []
        self._main: Button | None = None
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def event(self, event: QEvent) -> bool:
        """A window that stood open overnight shows the new day's list when she comes back to it."""
        if event.type() == QEvent.Type.WindowActivate and self.isVisible() and self._shown_on != date.today():
            self.enter()
        return super().event(event)

    def enter(self) -> None:
        """Read what there is and show it."""
        self._jobs.run(lambda: self._facts(self._studio.learning.today()), self._show, owner=self)

    def _facts(self, plan: TodayPlan) -> TodayFacts:
        studio = self._studio
        return TodayFacts(
            plan,
            studio.attempts(limit=10),
            studio.daily(),
            studio.plans.due(),
            studio.lessons_seen(),
            [each for each in studio.reviews.heard() if not each.seen],
        )

    def _show(self, result: Ok[TodayFacts] | Err) -> None:
        clear(self.body)
        self.rows, self._main = [], None
        self._shown_on = date.today()
        if isinstance(result, Err):
            self._set_title("")
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        view = derive_today(result.value)
        self._seen = result.value.seen
        plan = view.plan
        self._set_title(_subtitle(plan))
        if plan.first_time and plan.items:
            self.body.addWidget(self._first_card(plan.items[0], plan.day))
            if len(view.assigned) > 1:
                self.body.addWidget(self._assigned_card(view))
            self.body.addWidget(self._how_it_works())
        else:
            left: list[QWidget] = []
            if not plan.items:
                left.append(self._nothing_card())
            elif plan.finished:
                left.append(self._finished_card(view))
            if plan.items:
                left.append(self._list_card(plan))
            columns = Columns()
            columns.add_stack(*left, share=LIST)
            beside = [self._assigned_card(view)] if view.assigned else []
            if result.value.heard:
                beside.insert(0, HeardCard(self.theme, result.value.heard, self.attempt_wanted.emit))
            columns.add_stack(*beside, self._latest_card(view), share=BESIDE)
            self.body.addLayout(columns)
        self.body.addStretch(1)
        if self._main is not None:
            self._main.setFocus()

    def _set_title(self, subtitle: str) -> None:
        profile = self._studio.profile
        name = isolate(profile.name) if profile else ""
        self.set_title(tr("{name}，今天练什么？", name=name) if name else tr("今天练什么？"), subtitle)

    def _open(self, item: TodayItem) -> None:
        if item.lesson_id:
            self.lesson_wanted.emit(item.lesson_id, item.step)
        elif item.sound is not None:
            self.drill_wanted.emit(item.sound)
        else:
            self.cards_wanted.emit(item.cards)

    def _list_card(self, plan: TodayPlan) -> QWidget:
        card = Card()
        done = len(plan.items) - len(plan.left)
        way = QProgressBar()
        way.setRange(0, len(plan.items))
        way.setValue(done)
        way.setTextVisible(False)
        way.setAccessibleName(tr("已完成 {done} / {count}", done=done, count=len(plan.items)))
        card.body.addWidget(way)
        following = plan.left[0] if plan.left else None
        for index, item in enumerate(plan.items):
            if index:
                card.body.addWidget(rule())
            lesson = self._studio.library.lesson(item.lesson_id) if item.lesson_id else None
            row = ItemRow(self.theme, item, plan.day, lesson, self._open, is_next=item is following)
            card.body.addWidget(row)
            self.rows.append(row)
            if item is following:
                self._main = row.action
        if plan.waiting:
            card.body.addWidget(rule())
            words = trn(
                "还有 {number} 样也到时候了，排在后面几天，不用今天做完。",
                "还有 {number} 样也到时候了，排在后面几天，不用今天做完。",
                plan.waiting,
            )
            card.body.addWidget(label(words, "small"))
        return card

    def _assigned_card(self, view: TodayView) -> QWidget:
        """Everything that her trainers gave and that is not done, whether or not it is on today's list."""
        card = Card(tr("老师布置的"))
        overdue = sum(each.state is DueState.OVERDUE for each in view.assigned)
        words = trn("还有 {number} 课", "还有 {number} 课", len(view.assigned))
        if overdue:
            late = trn("{number} 课过了日子，补上就好", "{number} 课过了日子，补上就好", overdue)
            words = f"{words} · {late}"
        card.body.addWidget(label(words, "soft"))
        for item in view.assigned[:ASSIGNED]:
            card.body.addWidget(rule())
            card.body.addLayout(self._assigned_row(item, view.plan.day))
        left = len(view.assigned) - ASSIGNED
        if left > 0:
            card.body.addWidget(rule())
            card.body.addWidget(label(trn("后面还有 {number} 课", "后面还有 {number} 课", left), "small"))
        return card

    def _assigned_row(self, item: DueItem, today: date) -> QHBoxLayout:
        lesson = self._studio.library.lesson(item.lesson_id)
        title = lesson.title if lesson is not None else item.lesson_id
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(isolate(title)))
        asked = still_asked(item.takes_left, item.required_score if item.score_missing else None, item.best)
        words = [until_text(item, today), asked]
        role = "late" if item.state is DueState.OVERDUE else "small"
        texts.addWidget(label(" · ".join(filter(None, words)), role))
        row.addLayout(texts, 1)
        row.addWidget(
            button(
                tr("打开"),
                lambda: self._open_assigned(item),
                self.theme,
                kind="link",
                name=tr("打开：{lesson}", lesson=title),
            )
        )
        return row

    def _open_assigned(self, item: DueItem) -> None:
        lesson = self._studio.library.lesson(item.lesson_id)
        if lesson is None:
            return
        if item.steps_done:  # what is missing is to be said
            spoken = (i for i, each in enumerate(lesson.steps) if isinstance(each, Prompt | FreePitch))
            self.lesson_wanted.emit(lesson.id, next(spoken, 0))
        else:
            self.lesson_wanted.emit(lesson.id, resume_step(lesson, self._seen))

    def _first_card(self, item: TodayItem, today: date) -> QWidget:
        """The first day: one clear thing."""
        card = Card()
        card.body.setSpacing(2 * SPACE)
        lesson = self._studio.library.lesson(item.lesson_id)
        given = item.kind is TodayKind.ASSIGNED
        card.body.addWidget(label(tr("老师布置，从这里开始") if given else tr("从这里开始"), "section"))
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        texts.addWidget(label(isolate(item.title), "title"))
        if lesson is not None:
            meaning = lesson.meanings.get(i18n.language(), "")
            if meaning:
                texts.addWidget(label(meaning, "strong"))
            texts.addWidget(label(isolate(lesson.summary), "lead"))
        card.body.addLayout(texts)
        why = reason_text(item, today) if given else ""
        card.body.addWidget(label(" · ".join(filter(None, (minutes_text(item.minutes), why))), "soft"))
        self._main = button(
            tr("开始"), lambda: self._open(item), self.theme, kind="main", icon="forward", icon_after=True
        )
        card.body.addLayout(leading(self._main))
        return card

    def _finished_card(self, view: TodayView) -> QWidget:
        card = Card()
        card.body.addWidget(label(tr("今天练完了"), "title"))
        done = trn("今天的 {number} 件事都做完了。", "今天的 {number} 件事都做完了。", len(view.plan.items))
        words = [done]
        if view.takes_today:
            words.append(trn("开口说了 {number} 次。", "开口说了 {number} 次。", view.takes_today))
        card.body.addWidget(label(" ".join(words), "lead"))
        card.body.addWidget(label(tr("明天打开，这里会有新的安排。还想练，也可以再加一点。"), "soft"))
        self._main = button(tr("再练一点"), self._more, self.theme, kind="main", icon="practise")
        card.body.addSpacing(SPACE)
        lessons = button(tr("看看课程"), self.learn_wanted.emit, self.theme, icon="learn")
        card.body.addLayout(leading(self._main, lessons))
        return card

    def _more(self) -> None:
        self._jobs.run(lambda: self._facts(self._studio.learning.more()), self._show_more, owner=self)

    def _show_more(self, result: Ok[TodayFacts] | Err) -> None:
        self._show(result)
        if isinstance(result, Ok) and result.value.plan.finished:
            self.failed.emit(tr("没有可以再加的了：该复习的都复习过了，能学的课也都学过了。"))

    def _nothing_card(self) -> QWidget:
        card = Card()
        if self._studio.library.lessons:
            card.body.addWidget(label(tr("今天没有到时候的复习，课也都学过了。"), "title"))
            card.body.addWidget(label(tr("挑一课再说一遍，声音会更稳。"), "soft"))
        else:
            card.body.addWidget(label(tr("这里还没有课程。"), "title"))
            card.body.addWidget(label(tr("请到“课程”里重新读取课程文件。"), "soft"))
        self._main = button(tr("选一课"), self.learn_wanted.emit, self.theme, kind="main", icon="learn")
        card.body.addLayout(leading(self._main))
        return card

    def _how_it_works(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2 * SPACE)
        steps = (
            (tr("一、看和听"), tr("每一课先讲几句，再给您要说的句子。")),
            (tr("二、说出来"), tr("按空格键录音。录音只留在这台电脑上；进了班，老师也能听。")),
            (tr("三、看哪里要改"), tr("每个字都告诉您声母、韵母、声调说得怎么样，先改一处就好。")),
        )
        for column, (title, text) in enumerate(steps):
            card = Card(title)
            card.body.addWidget(label(text, "soft"))
            card.body.addStretch(1)
            grid.addWidget(card, 0, column)
            grid.setColumnStretch(column, 1)
        return holder

    def _latest_card(self, view: TodayView) -> QWidget:
        card = Card(tr("最近的录音"))
        if view.takes_today:
            minutes = max(1, round(view.seconds_today / 60))
            done = trn("今天说了 {number} 次", "今天说了 {number} 次", view.takes_today)
            long = trn("一共 {number} 分钟左右", "一共 {number} 分钟左右", minutes)
            card.body.addWidget(label(f"{done} · {long}", "soft"))
        if not view.latest:
            card.body.addWidget(label(tr("还没有录音。说完第一句，这里就能听到。"), "soft"))
        for index, attempt in enumerate(view.latest):
            if index:
                card.body.addWidget(rule())
            card.body.addLayout(self._latest_row(attempt))
        card.body.addStretch(1)
        return card

    def _latest_row(self, attempt: AttemptSummary) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(isolate(shortened(attempt.text))))
        texts.addWidget(label(f"{when(attempt.created)} · {score_text(attempt.total)}", "small"))
        row.addLayout(texts, 1)
        row.addWidget(
            button(
                tr("看结果"),
                lambda: self.attempt_wanted.emit(attempt.id),
                self.theme,
                kind="link",
                name=tr("看结果：{prompt}", prompt=attempt.text),
            )
        )
        return row


def _subtitle(plan: TodayPlan) -> str:
    if not plan.items or plan.first_time:
        return ""
    if plan.finished:
        return tr("都做完了")
    left = sum(item.minutes for item in plan.left)
    count = trn("还有 {number} 件事", "还有 {number} 件事", len(plan.left))
    return f"{count} · {minutes_text(left)}"
