"""The first page of the mock test: what it is, the two forms, a test to go on with, past results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.practice.exam import LAST_PAPER
from app.practice.exam_values import KeptExam
from app.speech.psc.marks import LIMITS, most_points
from app.speech.psc.paper import PartOfPaper
from app.ui.i18n import isolate
from app.ui.jobs import Err, Ok
from app.ui.screens.exam.words import clock, form_name, part_name, points_text, test_name, total_words
from app.ui.texts import when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

SHOWN = 12
"""Past tests shown, at most."""


@dataclass(frozen=True)
class StartFacts:
    """What the studio knows when the page is opened."""

    going_on: KeptExam | None
    past: Sequence[KeptExam]
    to_mark: Sequence[tuple[str, KeptExam]]


class StartPage(Page):
    """Reads what there is through `read` and asks for what is pressed."""

    begin_wanted = Signal(bool, object)  # the five-part form; the number of the paper, None for any
    go_on_wanted = Signal(object)  # KeptExam
    result_wanted = Signal(str)  # exam id
    back_wanted = Signal()

    def __init__(self, theme: Theme, reload: Callable[[], object]) -> None:
        super().__init__(theme)
        self._reload = reload
        self.set_title(
            tr("普通话水平模拟测试"), tr("题型、时间和扣分按国家的测试大纲；题目由程序出，每份都不一样。")
        )
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def show_facts(self, result: Ok[StartFacts] | Err) -> None:
        """Show what was read, or why it could not be."""
        clear(self.body)
        if isinstance(result, Err):
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self._reload)
            )
            self.body.addStretch(1)
            return
        facts = result.value
        if facts.going_on is not None:
            self.body.addWidget(self._going_on_card(facts.going_on))
        forms = Columns()
        for five_parts in (False, True):
            forms.add_column(self._form_card(five_parts, main=not five_parts and facts.going_on is None))
        self.body.addLayout(forms)
        self.body.addLayout(self._seed_row())
        if facts.to_mark:
            self.body.addWidget(self._mark_card(facts.to_mark))
        past = [each for each in facts.past if facts.going_on is None or each.id != facts.going_on.id]
        if past:
            self.body.addWidget(self._past_card(past))
        self.body.addWidget(self._advice_card())
        self.body.addStretch(1)
        self.main.setFocus()  # on the page now; before, the focus would not stay

    def _going_on_card(self, exam: KeptExam) -> QWidget:
        card = Card(tr("今天的测试还没有考完"))
        nexts = exam.next_part
        assert nexts is not None
        done = trn("考完了 {number} 题", "考完了 {number} 题", len(exam.parts))
        card.body.addWidget(
            label(f"{done} · {tr('下一题：{part}', part=part_name(nexts))} · {when(exam.created)}", "soft")
        )
        self.main = button(
            tr("接着考"),
            lambda: self.go_on_wanted.emit(exam),
            self.theme,
            kind="main",
            icon="forward",
            icon_after=True,
        )
        card.body.addLayout(leading(self.main))
        return card

    def _form_card(self, five_parts: bool, *, main: bool) -> QWidget:
        parts = [each for each in PartOfPaper if five_parts or each is not PartOfPaper.CHOOSING]
        minutes = round(sum(LIMITS[each] for each in parts) / 60)
        card = Card(test_name(len(parts)))
        card.body.addWidget(
            label(
                tr("一共 {minutes} 分钟，100 分", minutes=isolate(str(minutes)))
                + " · "
                + (tr("有的省份多考“选择判断”") if five_parts else tr("多数省份考这一种")),
                "soft",
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        for row, part in enumerate(parts):
            points = tr("{points} 分", points=points_text(most_points(part, five_parts)))
            grid.addWidget(label(isolate(f"{row + 1}."), "soft", wrap=False), row, 0)
            grid.addWidget(label(part_name(part), wrap=False), row, 1)
            grid.addWidget(label(clock(LIMITS[part]), "soft", wrap=False), row, 2)
            grid.addWidget(label(points, "soft", wrap=False), row, 3)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        card.body.addSpacing(SPACE)
        card.body.addStretch(1)
        begin = button(
            tr("开始五题的测试") if five_parts else tr("开始四题的测试"),
            lambda: self.begin_wanted.emit(five_parts, self.seed),
            self.theme,
            kind="main" if main else "",
            icon="forward",
            icon_after=True,
        )
        card.body.addLayout(leading(begin))
        if main:
            self.main = begin
        return card

    def _seed_row(self) -> QHBoxLayout:
        self.number = QLineEdit()
        self.number.setValidator(QIntValidator(0, LAST_PAPER, self.number))
        self.number.setMaxLength(len(str(LAST_PAPER)))
        self.number.setFixedWidth(self.theme.size(112))
        self.number.setAccessibleName(tr("卷号"))
        name = label(tr("卷号"), wrap=False)
        name.setBuddy(self.number)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(name)
        row.addWidget(self.number)
        row.addWidget(label(tr("不填就随机出一份；想和别人考同一份，就填同一个数。"), "soft"), 1)
        return row

    @property
    def seed(self) -> int | None:
        """The number of the paper that was asked for, None for any."""
        text = self.number.text()
        return int(text) if text else None

    def _advice_card(self) -> QWidget:
        card = Card(tr("开始之前"))
        for sentence in (
            tr("找个安静的地方，戴上耳机麦克风。每题按空格开始，读完再按空格；录音都会保存。"),
            tr("超时不会打断您，只按大纲扣分。每题之间可以歇一歇；中途停下，当天可以接着考。"),
            tr("前面几题由机器评分，会比老师多扣一点；命题说话要由老师评，或者您自己评。"),
        ):
            card.body.addWidget(label(sentence, "soft"))
        return card

    def _mark_card(self, waiting: Sequence[tuple[str, KeptExam]]) -> QWidget:
        card = Card(tr("等您评分的命题说话"))
        for index, (name, exam) in enumerate(waiting[:SHOWN]):
            if index:
                card.body.addWidget(rule())
            card.body.addLayout(self._row(isolate(name), when(exam.created), tr("去评分"), exam))
        return card

    def _past_card(self, past: Sequence[KeptExam]) -> QWidget:
        card = Card(tr("考过的"))
        for index, exam in enumerate(past[:SHOWN]):
            if index:
                card.body.addWidget(rule())
            facts = f"{when(exam.created)} · {form_name(len(exam.paper.parts))}"
            if not exam.finished:
                facts += " · " + tr("没有考完")
            card.body.addLayout(self._row(total_words(exam), facts, tr("看结果"), exam))
        return card

    def _row(self, title: str, facts: str, action: str, exam: KeptExam) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(title))
        texts.addWidget(label(facts, "small"))
        row.addLayout(texts, 1)
        row.addWidget(
            button(
                action,
                lambda: self.result_wanted.emit(exam.id),
                self.theme,
                kind="link",
                name=f"{action} · {title} · {facts}",
            )
        )
        return row
