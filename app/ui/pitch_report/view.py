"""The report: advice first, then facts, key words, what must not be said, stages, habits, the transcript."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.coaching.compliance.meanings import meaning_of
from app.coaching.compliance.names import kind_name
from app.coaching.values import AdviceKind, FactFinding, FactKind, FactState, SaidWord
from app.i18n import tr
from app.speech.values import Verdict
from app.ui.activities.card_text import chinese
from app.ui.attempt.words import duration_words
from app.ui.pitch_report import words
from app.ui.pitch_report.charts import PaceBars, StageLane
from app.ui.pitch_report.folded import Folded
from app.ui.pitch_report.key_words import key_words_card
from app.ui.pitch_report.reading import SURE, Reading, SaidWrong, by_field, lines_of
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.syllable_marks import VerdictMark

_TOP = Qt.AlignmentFlag.AlignTop
_FEW_FACTS = 5
"""Facts that were told, more of which are folded away: what is missing is what she looks for."""


class ReportView(QWidget):
    """Shows one reading; `listen` asks for the recording from a second on, `practise` for a prompt.

    Practice is offered where `can_practise` was set before a reading is shown.
    """

    listen = Signal(float)
    listen_to_word = Signal(float, float)  # from where to where
    practise = Signal(str, str)  # lesson id, prompt id

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._hearable = False
        self.can_practise = False
        self._reading: Reading | None = None
        self.listens: list[Button] = []
        self.unfold = button(tr("看听写的文字"), self.toggle_transcript, theme, icon="chevron_down")
        self.transcript: QWidget | None = None
        self._last: Card | None = None
        self._cards = QVBoxLayout(self)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(2 * SPACE)

    def show_reading(self, reading: Reading) -> None:
        """Show a report."""
        self.clear()
        self._reading = reading
        cards = [self._advice_card(reading)]
        if not reading.report.says_little:
            cards += [
                self._facts_card(reading),
                key_words_card(
                    reading,
                    self._theme,
                    self._listen_to_word,
                    self.practise.emit if self.can_practise else None,
                ),
                self._rules_card(reading),
                self._stages_card(reading),
                self._habits_card(reading),
            ]
        if reading.report.transcript.words:
            cards.append(self._transcript_card(reading))
        for card in cards:
            self._cards.addWidget(card)

    def clear(self) -> None:
        """Show nothing."""
        self.unfold.setParent(None)
        clear(self._cards)
        self.listens = []
        self._reading = self.transcript = self._last = None

    def set_hearable(self, hearable: bool) -> None:
        """Whether the recording is there to be played."""
        self._hearable = hearable
        for each in self.listens:
            each.setEnabled(hearable)

    # cards

    def _advice_card(self, reading: Reading) -> Card:
        advice = reading.report.advice
        card = Card(tr("三条建议") if len(advice) == 3 else tr("建议"))
        for index, each in enumerate(advice):
            if index:
                card.body.addWidget(rule())
            said = label(words.advice_words(each), "lead")
            second = None if each.kind is AdviceKind.SILENT else each.second
            card.body.addWidget(self._row(label(str(index + 1), "tag", wrap=False), (said,), second))
        return card

    def _facts_card(self, reading: Reading) -> Card:
        card = Card(tr("产品卡上的内容"))
        for state, (name, mark) in words.STATES.items():
            found = [each for each in reading.report.facts if each.state is state]
            if not found:
                continue
            card.body.addSpacing(SPACE)
            card.body.addWidget(label(f"{name} · {len(found)}", "section"))
            shown = Folded(self._theme, open_=state is not FactState.COVERED or len(found) <= _FEW_FACTS)
            for each in found:
                if each.second is not None:
                    shown.body.addWidget(self._fact(each, mark))
            for kind, facts in by_field(found):
                text = self._line(facts, "lead")
                shown.body.addWidget(self._row(self._mark(mark), [text], None, self._field(kind)))
            card.body.addWidget(shown)
        card.body.addSpacing(SPACE)
        card.body.addWidget(label(words.clarity_words(reading.report)))
        card.body.addWidget(label(words.facts_honesty(), "soft"))
        return card

    def _fact(self, fact: FactFinding, mark: Verdict | None) -> QWidget:
        texts = [self._line(fact.fact, "lead")]
        if heard := words.heard_words(fact):
            texts.append(label(heard, "soft"))
        return self._row(self._mark(mark), texts, fact.second, self._field(fact.kind))

    def _mark(self, mark: Verdict | None) -> QWidget:
        return VerdictMark(self._theme, mark)

    def _field(self, kind: FactKind) -> QLabel:
        made = label(str(words.KINDS[kind]), "soft", wrap=False)
        made.setMinimumWidth(self._theme.size(72))
        return made

    def _rules_card(self, reading: Reading) -> Card:
        card = Card(tr("不能这样说的话"))
        if not reading.wrong:
            card.body.addWidget(label(tr("没有找到不能说的话。"), "lead"))
        for index, each in enumerate(reading.wrong):
            if index:
                card.body.addWidget(rule())
            card.body.addWidget(self._wrong(each))
        card.body.addSpacing(SPACE)
        card.body.addWidget(label(words.rules_honesty(), "soft"))
        return card

    def _wrong(self, wrong: SaidWrong) -> QWidget:
        finding = wrong.finding
        unsure = finding.certainty < SURE
        tags = [label(kind_name(finding.kind), "tag", wrap=False)]
        if unsure:
            tags.append(label(tr("不太确定"), "tag", wrap=False))
        holder = QWidget()
        row = leading(*tags)
        row.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(row)
        texts: list[QWidget] = [
            self._line(f"“{finding.text}”", "strong"),
            holder,
            label(meaning) if (meaning := meaning_of(finding.why)) else self._line(finding.why),
            self._line(finding.article, "soft"),
            label(tr("可以这样说："), "soft"),
            self._line(finding.instead, "lead"),
        ]
        if meaning := meaning_of(finding.instead):
            texts.append(label(meaning, "soft"))
        mark = Verdict.NOT_ASSESSABLE if unsure else Verdict.WRONG
        return self._row(VerdictMark(self._theme, mark), texts, wrong.second)

    def _stages_card(self, reading: Reading) -> Card:
        report = reading.report
        card = Card(tr("各个阶段"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        for row, (stage, name) in enumerate(words.STAGES.items()):
            spans = [(each.start, each.end) for each in report.stages if each.stage is stage]
            seconds = report.seconds_in(stage)
            told = duration_words(seconds) if spans else tr("没有听到")
            lane = StageLane(self._theme, spans, report.transcript.duration, f"{name}: {told}")
            lane.seek.connect(self._seek)
            grid.addWidget(label(str(name), wrap=False), row, 0)
            grid.addWidget(lane, row, 1)
            grid.addWidget(label(told, "" if spans else "soft", wrap=False), row, 2)
        card.body.addLayout(grid)
        card.body.addWidget(label(words.stages_honesty(), "soft"))
        return card

    def _habits_card(self, reading: Reading) -> Card:
        card = Card(tr("讲的样子"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(2, 1)
        for row, each in enumerate(words.habits(reading.report)):
            grid.addWidget(VerdictMark(self._theme, each.verdict), row, 0, _TOP)
            grid.addWidget(label(each.name, "strong", wrap=False), row, 1, _TOP)
            grid.addWidget(label(each.sentence, "lead"), row, 2, _TOP)
        card.body.addLayout(grid)
        if len([each for each in reading.report.pace if each.rate is not None]) > 1:
            card.body.addSpacing(SPACE)
            card.body.addWidget(label(tr("语速怎么变（每分钟的音节，大约）"), "section"))
            card.body.addWidget(PaceBars(self._theme, reading.report.pace))
        card.body.addWidget(label(words.habits_honesty(), "soft"))
        return card

    def _transcript_card(self, reading: Reading) -> Card:
        self._last = card = Card(tr("听写的文字"))
        card.body.addWidget(label(words.transcript_honesty(reading.report), "soft"))
        self.unfold.setEnabled(bool(reading.report.transcript.words))
        self._name_unfold(tr("看听写的文字"))
        card.body.addLayout(leading(self.unfold))
        self.unfold.show()
        return card

    def toggle_transcript(self) -> None:
        """Unfold the words heard, or fold them away; they are built when they are first wanted."""
        if self._reading is None:
            return
        if self.transcript is None:
            self.transcript = self._transcript(self._reading)
            self.transcript.hide()
            assert self._last is not None
            self._last.body.addWidget(self.transcript)
        folded = self.transcript.isHidden()
        self.transcript.setVisible(folded)
        self._name_unfold(tr("收起听写的文字") if folded else tr("看听写的文字"))

    def _transcript(self, reading: Reading) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        for row, each in enumerate(lines_of(reading.report.transcript)):
            grid.addWidget(label(duration_words(each.second), "soft", wrap=False), row, 0, _TOP)
            grid.addWidget(self._line(each.text), row, 1)
        return holder

    # parts

    def _row(
        self, mark: QWidget, texts: list[QLabel] | list[QWidget] | tuple[QLabel], second: float | None,
        kind: QWidget | None = None,
    ) -> QWidget:  # fmt: skip
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(mark, 0, _TOP)
        if kind is not None:
            row.addWidget(kind, 0, _TOP)
        column = QVBoxLayout()
        column.setSpacing(SPACE // 2)
        for each in texts:
            column.addWidget(each)
        column.addStretch(1)
        row.addLayout(column, 1)
        if second is not None:
            row.addWidget(self._listen(second), 0, _TOP)
        return holder

    def _line(self, text: str, role: str = "") -> QLabel:
        """Chinese at the leading edge, also where that is the right one."""
        made = chinese(label(text, role), self._theme)
        if self.isRightToLeft():
            made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        return made

    def _listen(self, second: float) -> Button:
        made = button(
            tr("听这里 {place}", place=duration_words(second)), self._player(second), self._theme, icon="play"
        )
        made.setEnabled(self._hearable)
        self.listens.append(made)
        return made

    def _listen_to_word(self, word: SaidWord) -> Button:
        made = self._listen(word.start)
        made.clicked.disconnect()
        made.clicked.connect(lambda: self.listen_to_word.emit(word.start, word.end))
        return made

    def _player(self, second: float) -> Callable[[], None]:
        return lambda: self._seek(second)

    def _seek(self, second: float) -> None:
        if self._hearable:
            self.listen.emit(second)

    def _name_unfold(self, text: str) -> None:
        self.unfold.setText(text)
        self.unfold.setAccessibleName(text)
