"""The first page of the live room: what she sells, who comes, how hard, how long; and earlier evenings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.curriculum.values import Lesson, ProductCard
from app.i18n import tr, trn
from app.live_room.score import score_session
from app.live_room.scripts import Scripts
from app.live_room.values import Script
from app.practice.rehearsals import LAST_SEED, MINUTES, KeptRehearsal
from app.ui.activities.card_text import chinese
from app.ui.activities.option_button import Mark
from app.ui.activities.option_group import OptionGroup
from app.ui.i18n import isolate
from app.ui.jobs import Err, Ok
from app.ui.screens.live.evening import Evening
from app.ui.screens.live.words import LEVELS, meaning
from app.ui.texts import minutes_text, when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

SHOWN = 6
"""Earlier evenings shown, at most."""


@dataclass(frozen=True)
class StartFacts:
    """What the studio knows when the page is opened."""

    scripts: Scripts
    products: Sequence[tuple[Lesson, ProductCard]]
    past: Sequence[KeptRehearsal]


class StartPage(Page):
    """Offers what there is; what was chosen last stays chosen."""

    begin_wanted = Signal(object)  # Evening
    past_wanted = Signal(object)  # KeptRehearsal
    report_wanted = Signal(object)  # KeptRehearsal
    lessons_wanted = Signal()

    def __init__(self, theme: Theme, reload: Callable[[], object], new_seed: Callable[[], int]) -> None:
        super().__init__(theme)
        self._reload, self._new_seed = reload, new_seed
        self._scripts: tuple[Script, ...] = ()
        self._products: tuple[tuple[Lesson, ProductCard], ...] = ()
        self._script = 0
        self._product_id, self._level, self._minutes = "", 0, MINUTES[0]
        self.set_title(tr("直播间"), tr("对着假的观众卖一场真的货。说错了没关系，再来一场就是。"))
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
        self._scripts, self._products = facts.scripts.scripts, tuple(facts.products)
        if not self._products:
            self.body.addWidget(
                StatePanel(
                    self.theme,
                    "product",
                    tr("还没有产品卡"),
                    tr("直播要有货。课程里有产品卡，这里就能选。"),
                    tr("去课程"),
                    self.lessons_wanted.emit,
                )
            )
        elif self._scripts:
            columns = QHBoxLayout()
            columns.setSpacing(2 * SPACE)
            columns.addWidget(self._script_card(), 1)
            columns.addWidget(self._choice_card(), 1)
            self.body.addLayout(columns)
            self.begin.setFocus()
        if facts.past:
            self.body.addWidget(self._past_card(facts.past[:SHOWN]))
        if facts.scripts.problems:
            self.body.addWidget(self._problem_card(facts.scripts))
        self.body.addStretch(1)

    # the choices

    def _script_card(self) -> QWidget:
        card = Card(tr("哪一场"))
        self.scripts = OptionGroup([_named(each) for each in self._scripts], self.theme)
        self.scripts.pressed.connect(self.choose_script)
        card.body.addWidget(self.scripts)
        self._summary = chinese(label("", "soft"), self.theme)
        if self.isRightToLeft():  # above its meaning
            self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        card.body.addWidget(self._summary)
        self._about = label("", "soft")
        card.body.addWidget(self._about)
        card.body.addStretch(1)
        return card

    def _choice_card(self) -> QWidget:
        card = Card(tr("卖什么，多难，多久"))
        rows = FormRows()
        self.product, self.level, self.minutes = QComboBox(), QComboBox(), QComboBox()
        for _, product in self._products:
            self.product.addItem(product.name, product.id)
        for number, name in LEVELS.items():
            self.level.addItem(str(name), number)
        for number in MINUTES:
            self.minutes.addItem(minutes_text(number), number)
        self.seed = QLineEdit()
        self.seed.setValidator(QIntValidator(1, LAST_SEED, self.seed))
        self.seed.setMaximumWidth(self.theme.size(96))
        self.seed.setText(str(self._new_seed()))
        rows.add_field(tr("产品"), self.product)
        rows.add_field(tr("难度"), self.level)
        rows.add_field(tr("时长"), self.minutes)
        rows.add_field(
            tr("场次号"),
            self.seed,
            tr("同一个号，弹幕一样，可以再练一次，也可以和同学比。"),
            leading(self.seed),
        )
        self.product.setCurrentIndex(max(0, self.product.findData(self._product_id)))
        self.minutes.setCurrentIndex(max(0, self.minutes.findData(self._minutes)))
        card.body.addLayout(rows)
        self.begin = button(
            tr("进直播间"), self._begin, self.theme, kind="main", icon="forward", icon_after=True
        )
        card.body.addSpacing(SPACE)
        card.body.addLayout(leading(self.begin))
        card.body.addStretch(1)
        self.choose_script(min(self._script, len(self._scripts) - 1), level=self._level)
        return card

    def choose_script(self, index: int, level: int = 0) -> None:
        """Choose who comes; the difficulty follows unless it is given."""
        self._script = index
        script = self._scripts[index]
        self.scripts.set_marks([Mark.CHOSEN if i == index else Mark.NONE for i in range(len(self._scripts))])
        translated = meaning(script.summaries)
        self._summary.setText(script.summary)
        self._about.setText(translated)
        self._about.setVisible(bool(translated))
        self.level.setCurrentIndex(self.level.findData(level or script.level))
        fitting = [i for i, (lesson, _) in enumerate(self._products) if lesson.id in script.lessons]
        if fitting and self.product.currentIndex() not in fitting:
            self.product.setCurrentIndex(fitting[0])

    def _begin(self) -> None:
        lesson, card = self._products[self.product.currentIndex()]
        self._product_id = card.id
        self._level, self._minutes = self.level.currentData(), self.minutes.currentData()
        seed = int(self.seed.text()) if self.seed.hasAcceptableInput() else self._new_seed()
        script = self._scripts[self._script]
        self.begin_wanted.emit(Evening(script, card, lesson.id, self._level, self._minutes, seed))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers choose the evening."""
        if not (self._scripts and self._products and self.scripts.press_number(event)):
            super().keyPressEvent(event)

    # earlier evenings, and what is wrong

    def _past_card(self, past: Sequence[KeptRehearsal]) -> QWidget:
        card = Card(tr("以前的场次"))
        for index, kept in enumerate(past):
            if index:
                card.body.addWidget(rule())
            card.body.addWidget(self._past_row(kept))
        return card

    def _past_row(self, kept: KeptRehearsal) -> QWidget:
        session = kept.session
        score = score_session(session)
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setColumnStretch(0, 1)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        title = f"{isolate(session.script)} · {isolate(session.product)}"
        texts.addWidget(label(title))
        said = tr(
            "问了 {asked} 条，答上 {answered} 条。",
            asked=isolate(str(score.asked)),
            answered=isolate(str(score.answered)),
        )
        texts.addWidget(label(f"{when(kept.created)} · {said}", "soft"))
        grid.addLayout(texts, 0, 0)
        look = button(
            tr("看结果"),
            lambda: self.past_wanted.emit(kept),
            self.theme,
            name=tr("看结果：{title}", title=title),
        )
        report = button(
            tr("看讲评"),
            lambda: self.report_wanted.emit(kept),
            self.theme,
            kind="quiet",
            icon="info",
            name=tr("看讲评：{title}", title=title),
        )
        grid.addWidget(report, 0, 1)
        grid.addWidget(look, 0, 2)
        return holder

    def _problem_card(self, scripts: Scripts) -> QWidget:
        card = Card(trn("有 {number} 处脚本不能用", "有 {number} 处脚本不能用", len(scripts.problems)))
        for problem in scripts.problems[:SHOWN]:
            where = isolate(f"{problem.path.name}:{problem.line}")
            card.body.addWidget(label(f"{where}　{problem.message}", "soft"))
        return card


def _named(script: Script) -> str:
    """Its title, with the meaning below for those who cannot read it yet."""
    return "\n".join(filter(None, (script.title, meaning(script.meanings))))
