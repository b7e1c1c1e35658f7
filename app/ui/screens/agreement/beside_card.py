"""After a take: what the machine says beside what she heard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.i18n import tr, trn
from app.practice.agreement_values import BlindTake, Mark
from app.speech.values import Verdict
from app.ui.attempt.words import part_word, spoken_pinyin, verdict_word
from app.ui.i18n import isolate
from app.ui.screens.agreement.marking_panel import answer_word
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label


class BesideCard(Card):
    """How often she and the machine said the same, and each place where they did not."""

    syllable_wanted = Signal(int)  # the place in the take

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._head = label("", "strong")
        self._left_out = label("", "soft")
        self._rows = QWidget()
        self.grid = QGridLayout(self._rows)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(3 * SPACE)
        self.grid.setVerticalSpacing(0)
        for each in (self._head, self._rows, self._left_out):
            self.body.addWidget(each)

    def show_marks(self, take: BlindTake, marks: list[Mark]) -> None:
        """Show a finished take."""
        none = Verdict.NOT_ASSESSABLE
        both = [each for each in marks if none not in (each.trainer, each.machine.verdict)]
        others = [each for each in both if each.trainer is not each.machine.verdict]
        self._head.setText(
            tr(
                "{count} 处里，您和机器有 {same} 处一样。",
                count=isolate(str(len(both))),
                same=isolate(str(len(both) - len(others))),
            )
        )
        clear(self.grid)
        if others:
            for column, heading in enumerate(("", "", tr("您"), tr("机器"))):
                self.grid.addWidget(label(heading, "section", wrap=False), 0, column)
        places = {each.position: place for place, each in enumerate(take.syllables)}
        for row, each in enumerate(others, 1):
            text = f"{each.syllable.hanzi} {spoken_pinyin(each.syllable)}"
            place = places[each.position]
            hear = button(
                isolate(text),
                partial(self.syllable_wanted.emit, place),
                self._theme,
                kind="quiet",
                icon="play",
            )
            self.grid.addWidget(hear, row, 0, Qt.AlignmentFlag.AlignLeading)
            for column, words in enumerate(
                (part_word(each.machine.part), answer_word(each.trainer), verdict_word(each.machine.verdict)),
                1,
            ):
                self.grid.addWidget(label(words, "" if column > 1 else "soft", wrap=False), row, column)
        self.grid.setColumnStretch(4, 1)
        self._rows.setVisible(bool(others))
        silent = sum(each.machine.verdict is none and each.trainer is not none for each in marks)
        self._left_out.setText(
            trn("另有 {number} 处机器没有判断。", "另有 {number} 处机器没有判断。", silent) if silent else ""
        )
        self._left_out.setVisible(bool(silent))
