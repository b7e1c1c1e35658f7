"""A sentence with a gap, filled by picking a word or by typing it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit

from app.curriculum.values import FillIn
from app.i18n import tr
from app.ui.activities.option_button import Mark
from app.ui.activities.option_group import OptionGroup
from app.ui.activities.question import QuestionView
from app.ui.activities.shuffling import shuffled
from app.ui.jobs import Jobs
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio

_GAP = re.compile(r"_{2,}")
_SHORT = 8
"""Characters up to which words to pick stand side by side."""


def plain_answer(text: str) -> str:
    """What of an answer counts: no blanks, no full-width forms, no signs around it, no capitals."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(folded.split())
    while kept and unicodedata.category(kept[-1]).startswith("P") and kept[-1] != "%":
        kept = kept[:-1]
    while kept and unicodedata.category(kept[0]).startswith("P"):
        kept = kept[1:]
    return kept


def is_answer(text: str, answers: Iterable[str]) -> bool:
    """Whether `text` is one of `answers`, small differences of writing aside."""
    return plain_answer(text) in {plain_answer(each) for each in answers}


class FillInView(QuestionView):
    """Outcome: 1 of 1 when right; `answers` is the word she picked or wrote."""

    def __init__(self, step: FillIn, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self._sentence = step.sentence
        self._answers = step.answers
        self._heading: QLabel = self.add_heading()
        self._heading.setTextFormat(Qt.TextFormat.RichText)
        self.options: OptionGroup | None = None
        self.field: QLineEdit | None = None
        if step.options:
            words = shuffled(step.options, step.id)
            columns = 2 if all(len(each) <= _SHORT for each in words) else 1
            self.options = OptionGroup(words, theme, columns=columns)
            self.options.pressed.connect(self._picked)
            self.body.addWidget(self.options)
            self.close_card()
        else:
            self.field = self._make_field()
            self.body.addWidget(self.field)
            self.close_card(self.check_answer)
        self._show_word("")

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(tr("空里的词"))
        field.setPlaceholderText(tr("空里填什么？"))
        field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        field.setFont(self.theme.prompt_font(22))
        field.setMaximumWidth(self.theme.size(360))
        field.setMinimumHeight(self.theme.size(48))
        field.setMaxLength(40)
        field.textChanged.connect(self._typed)
        field.returnPressed.connect(self._entered)
        return field

    def focus(self) -> None:
        """Begin at the first word, or in the field."""
        if self.options is not None:
            self.options.focus()
        elif self.field is not None:
            self.field.setFocus()

    def _show_word(self, word: str) -> None:
        """The sentence with `word` in its gap."""
        gap = _GAP.search(self._sentence)
        start, end = gap.span() if gap else (len(self._sentence),) * 2
        before, after = html.escape(self._sentence[:start]), html.escape(self._sentence[end:])
        held = html.escape(word) if word else "&nbsp;" * 8
        self._heading.setText(f"{before}<u>&nbsp;{held}&nbsp;</u>{after}")
        self._heading.setAccessibleName(_GAP.sub(word or tr("（空）"), self._sentence))

    def _typed(self, text: str) -> None:
        if self.check is not None:
            self.check.setEnabled(bool(plain_answer(text)))

    def _entered(self) -> None:
        if self.check is not None and self.check.isEnabled():
            self.check_answer()

    def _picked(self, index: int) -> None:
        if self.options is None:
            return
        word = self.options.buttons[index].words
        right = is_answer(word, self._answers)
        self.options.set_open(False)
        self.options.buttons[index].set_mark(Mark.RIGHT if right else Mark.WRONG)
        self._show_word(word)
        self.judge(int(right), 1, (word,))

    def check_answer(self) -> None:
        """Compare what was typed."""
        if self.field is None:
            return
        word = self.field.text().strip()
        self.field.setEnabled(False)
        self._show_word(word)
        self.judge(int(is_answer(word, self._answers)), 1, (word,))

    def begin_again(self) -> None:
        """Empty the gap; what was typed stays to be mended."""
        self._show_word("")
        if self.options is not None:
            self.options.set_open(True)
            self.options.set_marks([Mark.NONE] * len(self.options.buttons))
        if self.field is not None:
            self.field.setEnabled(True)
            self._typed(self.field.text())
            self.field.selectAll()
        self.focus()

    def reveal(self) -> None:
        """Fill the gap with the right word."""
        self._show_word(next(iter(self._answers), ""))
        if self.options is not None:
            self.options.set_open(False)
            for each in self.options.buttons:
                each.set_mark(Mark.RIGHT if is_answer(each.words, self._answers) else Mark.NONE)
        if self.field is not None:
            self.field.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Numbers pick a word."""
        if self.options is None or not self.options.press_number(event):
            super().keyPressEvent(event)
