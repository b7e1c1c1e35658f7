"""The Today page: go on where you stopped, say the weak sentences again, hear what you did last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.storage.values import AttemptSummary
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.next_step import NextKind, NextStep, WeakPrompt
from app.ui.screens.today.view import TodayFacts, TodayView, derive_today
from app.ui.texts import minutes_text, score_text, when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class TodayScreen(Page):
    """The page the window opens on."""

    lesson_wanted = Signal(str, int)  # lesson id, step
    practise_wanted = Signal(str, str)  # lesson id, prompt id
    attempt_wanted = Signal(str)  # attempt id
    learn_wanted = Signal()

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme)
        self._studio = studio
        self._jobs = jobs
        self._main: Button | None = None
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def enter(self) -> None:
        """Read what there is and show it."""
        profile = self._studio.profile
        name = isolate(profile.name) if profile else ""
        self.set_title(tr("{name}，今天练什么？", name=name) if name else tr("今天练什么？"))
        studio = self._studio
        self._jobs.run(
            lambda: TodayFacts(
                studio.library.lessons, studio.lessons_seen(), studio.attempts(limit=200), studio.daily()
            ),
            self._show,
            owner=self,
        )

    def _show(self, result: Ok[TodayFacts] | Err) -> None:
        clear(self.body)
        if isinstance(result, Err):
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        view = derive_today(result.value, date.today())
        self.body.addWidget(self._next_card(view.next_step, view.first_time))
        if view.first_time:
            self.body.addWidget(self._how_it_works())
        else:
            columns = QHBoxLayout()
            columns.setSpacing(2 * SPACE)
            if view.weak:
                columns.addWidget(self._weak_card(view.weak), 1)
            columns.addWidget(self._latest_card(view), 1)
            self.body.addLayout(columns)
        self.body.addStretch(1)
        if self._main is not None:
            self._main.setFocus()

    def _next_card(self, step: NextStep, first_time: bool) -> QWidget:
        card = Card()
        card.body.setSpacing(2 * SPACE)
        lesson = step.lesson
        if lesson is None:
            card.body.addWidget(label(tr("所有课程都学过了，句子也都说得不错。"), "title"))
            card.body.addWidget(label(tr("挑一课再说一遍，声音会更稳。"), "soft"))
            self._add_main(card, tr("选一课"), self.learn_wanted.emit)
            return card
        heading, action = {
            NextKind.BEGIN: (tr("从这里开始") if first_time else tr("下一课"), tr("开始")),
            NextKind.GO_ON: (tr("接着上次学"), tr("继续")),
            NextKind.REPEAT: (tr("再说一遍"), tr("开始")),
            NextKind.NOTHING: ("", ""),
        }[step.kind]
        card.body.addWidget(label(heading, "section"))
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        texts.addWidget(label(isolate(lesson.title), "title"))
        texts.addWidget(label(isolate(lesson.summary), "lead"))
        card.body.addLayout(texts)
        where = tr("第 {step} 步，共 {count} 步", step=step.step + 1, count=len(lesson.steps))
        way = QProgressBar()
        way.setRange(0, len(lesson.steps))
        way.setValue(step.step)
        way.setTextVisible(False)
        way.setFixedWidth(self.theme.size(320))
        way.setAccessibleName(where)
        far = QVBoxLayout()
        far.setSpacing(SPACE)
        far.addWidget(label(f"{where} · {minutes_text(step.minutes)}", "soft"))
        far.addLayout(leading(way))
        card.body.addLayout(far)
        self._add_main(card, action, lambda: self.lesson_wanted.emit(lesson.id, step.step))
        return card

    def _add_main(self, card: Card, text: str, pressed: Callable[[], object]) -> None:
        self._main = button(text, pressed, self.theme, kind="main", icon="forward", icon_after=True)
        card.body.addLayout(leading(self._main))

    def _how_it_works(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2 * SPACE)
        steps = (
            (tr("一、看和听"), tr("每一课先讲几句，再给您要说的句子。")),
            (tr("二、说出来"), tr("按空格键录音。录音只留在这台电脑上，没有别人听到。")),
            (tr("三、看哪里要改"), tr("每个字都告诉您声母、韵母、声调说得怎么样，先改一处就好。")),
        )
        for column, (title, text) in enumerate(steps):
            card = Card(title)
            card.body.addWidget(label(text, "soft"))
            card.body.addStretch(1)
            grid.addWidget(card, 0, column)
            grid.setColumnStretch(column, 1)
        return holder

    def _weak_card(self, weak: tuple[WeakPrompt, ...]) -> QWidget:
        card = Card(tr("这几句再练练"))
        for index, each in enumerate(weak):
            if index:
                card.body.addWidget(rule())
            row = QHBoxLayout()
            row.setSpacing(2 * SPACE)
            texts = QVBoxLayout()
            texts.setSpacing(0)
            texts.addWidget(label(isolate(each.prompt.text), "lead"))
            texts.addWidget(label(f"{isolate(each.lesson.title)} · {score_text(each.latest.total)}", "small"))
            row.addLayout(texts, 1)
            row.addWidget(
                button(
                    tr("再练"),
                    partial(self.practise_wanted.emit, each.lesson.id, each.prompt.id),
                    self.theme,
                    icon="practise",
                    name=tr("再练：{prompt}", prompt=each.prompt.text),
                )
            )
            card.body.addLayout(row)
        card.body.addStretch(1)
        return card

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
        texts.addWidget(label(isolate(attempt.text)))
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
