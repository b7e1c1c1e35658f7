"""Thresholds of the centre's own: what is offered and why, what it would change, and all that ever held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import tr, trn
from app.practice.agreement_values import Preview, Proposal, Thresholds
from app.speech.agreement_fit import Fitted
from app.speech.values import Part
from app.ui.attempt.words import part_word
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.agreement.words import cuts_sentence, fit_figures, fit_sentence, preview_sentence
from app.ui.texts import exact_time
from app.ui.theme import Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class _Offer:
    proposal: Proposal
    preview: Preview
    history: list[Thresholds]


class ThresholdsPage(Page):
    """For administrators."""

    back_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("判断门槛"))
        self._studio = studio
        self._jobs = jobs
        self.apply_button: Button | None = None
        self.put_back_buttons: dict[int, Button] = {}
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))

    def enter(self) -> None:
        """Fit anew, and show what comes of it."""
        clear(self.body)
        self.body.addWidget(LoadingPanel(tr("正在照教师的标注计算…")))
        self.body.addStretch(1)
        self._jobs.run(self._read, self._show, owner=self)

    def _read(self) -> _Offer:
        agreement = self._studio.agreement
        proposal = agreement.fit()
        return _Offer(proposal, agreement.preview(proposal.cuts), agreement.history())

    def _show(self, result: Ok[_Offer] | Err) -> None:
        clear(self.body)
        self.apply_button = None
        self.put_back_buttons = {}
        if isinstance(result, Err):
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("返回"), self.back_wanted.emit)
            )
            self.body.addStretch(1)
            return
        offer = result.value
        self.body.addWidget(
            label(
                tr(
                    "门槛决定多少证据才算“有偏差”和“不对”。开播自带的门槛照母语者的录音定；"
                    "您的中心可以照自己教师的耳朵重新定，旧的都留着，随时能换回来。"
                ),
                "soft",
            )
        )
        self.body.addWidget(self._offer_card(offer))
        columns = Columns()
        for part in Part:
            columns.add_column(self._part_card(part, offer.proposal.fits[part]))
        self.body.addLayout(columns)
        self.body.addWidget(
            label(
                tr(
                    "“新的”是用别的学员的标注定、在这些学员身上检验的结果。"
                    "门槛的数字：0.70 相当于一档严格程度。"
                ),
                "small",
            )
        )
        self.body.addWidget(self._history_card(offer))
        self.body.addStretch(1)

    def _part_card(self, part: Part, fit: Fitted) -> Card:
        card = Card(part_word(part))
        card.body.addWidget(label(fit_sentence(fit), "" if fit.refusal else "good"))
        if fit.gain.value is not None:
            for name, now, then in fit_figures(fit):
                card.body.addWidget(label(name, "section"))
                card.body.addWidget(label(tr("自带 {now}，新的 {then}", now=now, then=then)))
        card.body.addWidget(
            label(
                tr(
                    "{marks} 处标注，{speakers} 位学员",
                    marks=isolate(str(fit.marks)),
                    speakers=isolate(str(fit.speakers)),
                ),
                "small",
            )
        )
        card.body.addStretch(1)
        return card

    def _offer_card(self, offer: _Offer) -> Card:
        card = Card(tr("换成新门槛"))
        proposal = offer.proposal
        if not proposal.worth:
            card.body.addWidget(label(tr("现在没有更好的门槛可换。")))
            return card
        card.body.addWidget(label(preview_sentence(offer.preview)))
        card.body.addWidget(
            label(
                tr("只影响以后的录音。已有的成绩不变，学员可以在“进步”里自己重新评分，新旧分都留着。"), "soft"
            )
        )
        if proposal.stale:
            card.body.addWidget(
                label(
                    trn(
                        "有 {number} 处旧版评分器的标注没有用上。",
                        "有 {number} 处旧版评分器的标注没有用上。",
                        proposal.stale,
                    ),
                    "soft",
                )
            )
        self.apply_button = button(
            tr("用新门槛"), lambda: self._apply(proposal), self.theme, kind="main", icon="check"
        )
        card.body.addLayout(leading(self.apply_button))
        return card

    def _history_card(self, offer: _Offer) -> Card:
        card = Card(tr("用过的门槛"))
        now = offer.proposal.now
        for number, each in enumerate(offer.history):
            text = tr("{when}  {who}", when=exact_time(each.applied), who=isolate(each.by_name))
            self._add_line(card, each.no, cuts_sentence(each.cuts), text, current=number == 0)
        if not any(each.cuts.bundled for each in offer.history):
            self._add_line(card, 0, tr("开播自带的门槛"), "", current=now.bundled and not offer.history)
        return card

    def _add_line(self, card: Card, no: int, sentence: str, text: str, *, current: bool) -> None:
        if card.body.count() > 1:
            card.body.addWidget(rule())
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(sentence), 1)
        if text:
            row.addWidget(label(text, "soft", wrap=False))
        if current:
            row.addWidget(label(tr("正在用"), "tag-now", wrap=False))
        else:
            back = button(tr("换回这组"), lambda: self._put_back(no), self.theme)
            self.put_back_buttons[no] = back
            row.addWidget(back)
        card.body.addWidget(holder)

    def _apply(self, proposal: Proposal) -> None:
        self._jobs.run(
            lambda: self._studio.agreement.apply(proposal),
            lambda result: self._changed(result, tr("新门槛从下一段录音起用。")),
            owner=self,
        )

    def _put_back(self, no: int) -> None:
        self._jobs.run(
            lambda: self._studio.agreement.put_back(no),
            lambda result: self._changed(result, tr("换回来了，从下一段录音起用。")),
            owner=self,
        )

    def _changed(self, result: Ok[None] | Err, sentence: str) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self.done.emit(sentence)
        self.enter()
