"""How far the machine can be trusted: a sentence for each part, and the figures behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.i18n import tr
from app.practice.agreement_values import AgreementReport, PartReport
from app.speech.agreement import GRADES
from app.speech.values import Part, Strictness
from app.ui.attempt.ledger import strictness_name
from app.ui.attempt.words import part_word, verdict_word
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.agreement.words import (
    FEW,
    basis_sentence,
    cautions,
    figure_text,
    languages_sentence,
    part_sentence,
    people_sentence,
    says_nothing,
    share_text,
    trust_role,
    trust_word,
    wanted_sentence,
)
from app.ui.texts import exact_time
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ReportPage(Page):
    """What a trainer reads before she believes a score."""

    back_wanted = Signal()
    marking_wanted = Signal()
    thresholds_wanted = Signal()
    pdf_wanted = Signal(object)  # AgreementReport
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("机器可信到什么程度"))
        self._studio = studio
        self._jobs = jobs
        self.report: AgreementReport | None = None
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.save = button(
            tr("存成 PDF"), lambda: self.pdf_wanted.emit(self.report), theme, icon="export_file"
        )
        self.thresholds = button(tr("判断门槛"), self.thresholds_wanted.emit, theme, icon="settings")
        self.begin = button(tr("开始盲听"), self.marking_wanted.emit, theme, kind="main", icon="listen")
        for each in (self.save, self.thresholds, self.begin):
            self.add_action(each)
            each.hide()

    def enter(self) -> None:
        """Read everything anew."""
        clear(self.body)
        self.body.addWidget(LoadingPanel(tr("正在计算…")))
        self.body.addStretch(1)
        self._jobs.run(self._studio.agreement.report, self._show, owner=self)

    def _show(self, result: Ok[AgreementReport] | Err) -> None:
        clear(self.body)
        if isinstance(result, Err):
            self.set_title(self.title)
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        report = self.report = result.value
        profile = self._studio.profile
        self.thresholds.setVisible(profile is not None and profile.role == "administrator")
        self.save.setVisible(bool(report.takes))
        self.begin.setVisible(bool(report.takes))
        if not report.takes:
            self.set_title(self.title)
            self.body.addWidget(
                StatePanel(
                    self.theme,
                    "listen",
                    tr("先用耳朵检查机器。"),
                    tr(
                        "您听学员的录音，标出每个字的声母、韵母、声调准不准，标完才看到机器怎么说。"
                        "一段不到一分钟；标够大约 30 段，就知道机器的话能信几分。"
                    ),
                    tr("开始盲听"),
                    self.marking_wanted.emit,
                )
            )
            self.body.addStretch(1)
            return
        self.set_title(self.title, basis_sentence(report))
        self.body.addWidget(self._standing_card(report))
        columns = Columns()
        for part in Part:
            columns.add_column(self._part_card(part_word(part), report.parts[part]))
        self.body.addLayout(columns)
        below = Columns()
        below.add_column(self._whole_card(report))
        below.add_column(self._strictness_card(report))
        self.body.addLayout(below)
        self.body.addStretch(1)
        self.begin.setFocus()

    def _standing_card(self, report: AgreementReport) -> Card:
        card = Card()
        card.body.addWidget(label(wanted_sentence(report.standing), "strong"))
        since = exact_time(report.since) if report.since else ""
        card.body.addWidget(
            label(
                tr("从 {since} 开始标。{languages}。", since=since, languages=languages_sentence(report)),
                "soft",
            )
        )
        for each in cautions(report):
            card.body.addWidget(_warning(self.theme, each))
        return card

    def _part_card(self, name: str, report: PartReport) -> Card:
        card = Card()
        head = QHBoxLayout()
        head.addWidget(label(name, "strong", wrap=False))
        head.addWidget(label(trust_word(report), trust_role(report), wrap=False))
        head.addStretch(1)
        card.body.addLayout(head)
        card.body.addWidget(label(part_sentence(report)))
        people = people_sentence(report)
        if people:
            card.body.addWidget(label(people, "soft"))
        card.body.addWidget(_table(report))
        facts = [
            (tr("一致程度 κ"), figure_text(report.kappa)),
            (tr("只分对错的 κ"), figure_text(report.plain)),
        ]
        facts.append((tr("标了"), isolate(str(report.marks))))
        if report.cannot_tell:
            facts.append((tr("教师听不准"), isolate(str(report.cannot_tell))))
        if report.unjudged:
            facts.append((tr("机器没有判断"), isolate(str(report.unjudged))))
        card.body.addLayout(_facts(facts))
        card.body.addStretch(1)
        return card

    def _whole_card(self, report: AgreementReport) -> Card:
        card = Card(tr("整段的分数"))
        card.body.addWidget(label(_whole_sentence(report)))
        facts = [
            (tr("三部分合起来的 κ"), figure_text(report.overall.kappa)),
            (tr("和教师分数的相关 r"), figure_text(report.pearson)),
            (tr("名次的相关 ρ"), figure_text(report.spearman)),
        ]
        if report.overall.shared:
            facts.append((tr("两位教师之间的 κ"), figure_text(report.overall.humans)))
        card.body.addLayout(_facts(facts))
        card.body.addWidget(
            label(tr("κ：1 是完全一样，0 是碰运气也有的一样。括号里是 95% 的范围，标得越多越窄。"), "small")
        )
        card.body.addStretch(1)
        return card

    def _strictness_card(self, report: AgreementReport) -> Card:
        card = Card(tr("换一种严格程度会怎样"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        for column, words in enumerate(("", tr("把准确的判成不对"), tr("把不对的放过")), 0):
            grid.addWidget(label(words, "section"), 0, column)
        for row, strictness in enumerate(Strictness, 1):
            rates = report.overall.rates[strictness]
            cells = (share_text(rates.right_called_wrong), share_text(rates.wrong_called_right))
            grid.addWidget(label(strictness_name(strictness), "soft", wrap=False), row, 0)
            for column, words in enumerate(cells, 1):
                grid.addWidget(label(words, wrap=False), row, column)
        grid.setColumnStretch(3, 1)
        card.body.addLayout(grid)
        card.body.addWidget(label(tr("严格程度由带班的教师按班级定。"), "small"))
        card.body.addStretch(1)
        return card


def _whole_sentence(report: AgreementReport) -> str:
    if report.overall.marks < FEW or says_nothing(report.overall) or report.pearson.value is None:
        return tr("标得还少，说不出机器的总分和教师的合不合得上。")
    if report.pearson.value >= 0.8:
        return tr("机器给分高的，教师给分也高：排先后可以用机器的分。")
    if report.pearson.value >= 0.5:
        return tr("机器的分和教师的分大体同高同低，差几分不说明什么。")
    return tr("机器的分和教师的分合不上，排先后请以教师为准。")


def _table(report: PartReport) -> QWidget:
    """The counts: rows what the trainer said, columns the machine."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, SPACE, 0, SPACE)
    grid.setHorizontalSpacing(SPACE)
    grid.setVerticalSpacing(SPACE // 2)
    grid.addWidget(label(tr("行是教师说的，列是机器说的"), "small"), len(GRADES) + 1, 0, 1, 5)
    middle = Qt.AlignmentFlag.AlignHCenter
    for place, grade in enumerate(GRADES, 1):
        grid.addWidget(label(verdict_word(grade), "section", wrap=False), 0, place, middle)
        grid.addWidget(label(verdict_word(grade), "soft", wrap=False), place, 0)
        for column, count in enumerate(report.table[place - 1], 1):
            role = "tag-good" if column == place else "" if count else "soft"
            grid.addWidget(label(isolate(str(count)), role, wrap=False), place, column, middle)
    grid.setColumnStretch(4, 1)
    return holder


def _facts(facts: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * SPACE)
    grid.setVerticalSpacing(SPACE // 2)
    for row, (name, value) in enumerate(facts):
        grid.addWidget(label(name, "soft", wrap=False), row, 0)
        grid.addWidget(label(value, wrap=False), row, 1)
    grid.setColumnStretch(2, 1)
    return grid


def _warning(theme: Theme, words: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE)
    sign = label("", wrap=False)
    sign.setPixmap(theme.pixmap("warning", "off", 16, sign))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(words), 1)
    return holder
