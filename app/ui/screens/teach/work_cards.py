"""What waits for the trainer's ears, and what she gave out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.practice.teaching import PRESSING, Desk, Need, Work
from app.ui.i18n import isolate
from app.ui.screens.teach.words import REASONS, far_text, trust_text, until_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label, rule

LISTED = 5
"""Lessons given out that are listed."""


class WaitingCard(Card):
    """How many takes wait and why; one button leads to the first of them."""

    def __init__(
        self, desk: Desk, theme: Theme, listen: Callable[[], object], trust: Callable[[], object]
    ) -> None:
        super().__init__(tr("等您听的录音"))
        self.listen: Button | None = None
        if desk.total_waiting:
            self._add_waiting(desk, theme, listen)
        else:
            words = tr("都听过了。有新的录音，这里会告诉您。") if desk.any_heard else tr("还没有要听的录音。")
            self.body.addWidget(label(words, "soft"))
        self.trust = button(tr("看看"), trust, theme, kind="link", name=tr("看看电脑准不准"))
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(label(trust_text(desk.trust), "small"), 1)
        row.addWidget(self.trust)
        self.body.addWidget(rule())
        self.body.addLayout(row)

    def _add_waiting(self, desk: Desk, theme: Theme, listen: Callable[[], object]) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(SPACE)
        first = desk.pressing or desk.total_waiting
        later = desk.total_waiting - first
        texts.addWidget(label(trn("{number} 段要先听", "{number} 段要先听", first), "title"))
        tags = [self._tag(need, desk.waiting[need]) for need in REASONS if desk.waiting.get(need)]
        texts.addLayout(flowing(*(tags if not later else tags[: sum(n in desk.waiting for n in PRESSING)])))
        if later:
            words = trn("其他 {number} 段有空再听", "其他 {number} 段有空再听", later)
            texts.addWidget(label(words, "small"))
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addLayout(texts, 1)
        self.listen = button(tr("开始听"), listen, theme, kind="main", icon="listen")
        row.addWidget(self.listen)
        self.body.addLayout(row)

    @staticmethod
    def _tag(need: Need, count: int) -> QLabel:
        role = "tag-now" if need is Need.ASKED else "tag"
        return label(f"{REASONS[need]} {isolate(str(count))}", role, wrap=False)


class WorkCard(Card):
    """What is due before long or past its day; `rows` are the buttons that tell who has not done it."""

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        *,
        opened: Callable[[Work], object],
        work_wanted: Callable[[], object],
        main: bool,
    ) -> None:
        super().__init__()
        self.setAccessibleName(tr("布置的功课"))
        self._theme = theme
        self.give = button(tr("布置功课"), work_wanted, theme, kind="main" if main else "", icon="forward")
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(label(tr("布置的功课"), "strong"), 1)
        head.addWidget(self.give)
        self.body.addLayout(head)
        self.rows: list[Button] = []
        if not desk.work:
            words = (
                tr("最近七天没有要交的功课，也没有人落下。") if desk.any_given else tr("还没有布置过功课。")
            )
            self.body.addWidget(label(words, "soft"))
        names = {each.id: each.name for each in desk.cohorts}
        for at, work in enumerate(desk.work[:LISTED]):
            if at:
                self.body.addWidget(rule())
            at_class = "" if desk.cohort_id or len(names) < 2 else names.get(work.cohort_id, "")
            self.body.addWidget(self._row(work, desk, at_class, opened))
        left = max(0, len(desk.work) - LISTED)
        more = [trn("后面还有 {number} 课", "后面还有 {number} 课", left) if left else ""]
        if desk.older:
            more.append(
                trn("两周以前的还有 {number} 课没做完", "两周以前的还有 {number} 课没做完", desk.older)
            )
        if any(more):
            self.body.addWidget(rule())
            self.body.addWidget(label(" · ".join(filter(None, more)), "small"))
        self.body.addStretch(1)

    def _row(self, work: Work, desk: Desk, at_class: str, opened: Callable[[Work], object]) -> QWidget:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(isolate(work.lesson_title)))
        details = [isolate(at_class) if at_class else "", until_text(work, desk.day), far_text(work)]
        role = "late" if work.overdue else "small"
        texts.addWidget(label(" · ".join(filter(None, details)), role))
        bar = QProgressBar()
        bar.setRange(0, work.done + work.missing)
        bar.setValue(work.done)
        bar.setTextVisible(False)
        bar.setFixedWidth(self._theme.size(96))
        bar.setAccessibleName(far_text(work))
        who = button(
            tr("看谁没做"),
            lambda: opened(work),
            self._theme,
            kind="link",
            name=tr("看谁没做：{lesson}", lesson=work.lesson_title),
        )
        self.rows.append(who)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addLayout(texts, 1)
        row.addWidget(bar)
        row.addWidget(who)
        return holder
