"""What stands after the last chapter: what was done, how the questions went, what comes next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.ui.activities.picture import Picture
from app.ui.i18n import isolate
from app.ui.screens.lesson.summary import Summary
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label, leading


class EndCard(Card):
    """The end of a lesson. `main` is the button that should have the focus."""

    def __init__(
        self,
        title: str,
        summary: Summary,
        theme: Theme,
        *,
        home: Callable[[], object],
        again: Callable[[], object],
        left: Callable[[], object],
    ) -> None:
        super().__init__()
        self.body.setSpacing(2 * SPACE)
        whole = summary.left == 0
        heading = tr("这一课学完了。") if whole else tr("到这一课的末尾了。")
        self.body.addWidget(label(heading, "title"))
        facts = QVBoxLayout()
        facts.setSpacing(SPACE // 2)
        for icon, sentence in _facts(summary):
            facts.addWidget(_fact(icon, sentence, theme))
        self.body.addLayout(facts)
        if whole:
            said = tr(
                "“{title}”隔一天再练一遍，会记得更牢。该复习的时候，“今天”会提醒您。", title=isolate(title)
            )
        else:
            said = trn(
                "还有 {number} 步没做，随时可以回来。", "还有 {number} 步没做，随时可以回来。", summary.left
            )
        self.body.addWidget(label(said, "lead"))
        on = button(tr("看看下一步"), home, theme, kind="main" if whole else "", icon="today")
        self.main: Button = on
        ways = [on]
        if not whole:
            self.main = button(tr("补上没做的"), left, theme, kind="main", icon="forward", icon_after=True)
            ways = [self.main, on]
        self.body.addLayout(flowing(*ways))
        self.body.addLayout(leading(button(tr("从头再学一遍"), again, theme, kind="link")))


def _facts(summary: Summary) -> list[tuple[str, str]]:
    facts = []
    if summary.read:
        facts.append(("card", trn("读了 {number} 张卡片", "读了 {number} 张卡片", summary.read)))
    if summary.said:
        facts.append(("practise", trn("说了 {number} 句", "说了 {number} 句", summary.said)))
    if summary.done:
        facts.append(("lesson_done", trn("做了 {number} 个练习", "做了 {number} 个练习", summary.done)))
    if summary.asked:
        counted = isolate(f"{summary.right} / {summary.asked}")
        facts.append(("check", tr("题目第一次就答对：{count}", count=counted)))
    return facts


def _fact(icon: str, sentence: str, theme: Theme) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE + SPACE // 2)
    row.addWidget(Picture(theme, icon))
    row.addWidget(label(sentence, "lead"), 1)
    return line
