"""On the Today page: takes that a trainer has heard since she looked last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.i18n import tr, trn
from app.practice.reviews_values import HeardRow
from app.ui.i18n import isolate
from app.ui.screens.today.view import shortened
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, rule

LISTED = 3
"""Takes that are listed; the others are counted."""


class HeardCard(Card):
    """One row a take that leads to it; `news` are those she has not looked at, not none."""

    def __init__(self, theme: Theme, news: Sequence[HeardRow], open_attempt: Callable[[str], object]) -> None:
        heard = trn("老师听了您的 {number} 段录音", "老师听了您的 {number} 段录音", len(news))
        super().__init__(heard)
        for at, each in enumerate(news[:LISTED]):
            if at:
                self.body.addWidget(rule())
            row = QHBoxLayout()
            row.setSpacing(2 * SPACE)
            texts = QVBoxLayout()
            texts.setSpacing(0)
            texts.addWidget(label(isolate(shortened(each.text))))
            texts.addWidget(label(said_words(each), "small"))
            row.addLayout(texts, 1)
            name = tr("看看老师怎么说：{prompt}", prompt=each.text)
            row.addWidget(
                button(
                    tr("看看"),
                    partial(open_attempt, each.attempt_id),
                    theme,
                    kind="link",
                    name=name,
                )
            )
            self.body.addLayout(row)
        left = len(news) - LISTED
        if left > 0:
            self.body.addWidget(rule())
            self.body.addWidget(label(trn("后面还有 {number} 段", "后面还有 {number} 段", left), "small"))


def said_words(row: HeardRow) -> str:
    """Who heard it and what came of it, in a line."""
    words = [isolate(row.by_name)] if row.by_name else []
    if row.comments:
        words.append(trn("{number} 条评语", "{number} 条评语", row.comments))
    if row.changes:
        words.append(trn("改了 {number} 处判定", "改了 {number} 处判定", row.changes))
    if not row.comments and not row.changes:
        words.append(tr("没有要改的"))
    return " · ".join(words)
