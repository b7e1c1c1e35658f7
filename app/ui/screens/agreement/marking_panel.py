"""One syllable to be marked: a row for each part, four answers, a key for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from app.i18n import tr
from app.practice.agreement_values import BlindSyllable
from app.speech.values import Part, Verdict
from app.ui.attempt.words import part_target, part_word, verdict_word
from app.ui.theme import SPACE, Theme
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label

ANSWERS = (Verdict.GOOD, Verdict.OFF, Verdict.WRONG, Verdict.NOT_ASSESSABLE)
KEYS = {Part.INITIAL: "1234", Part.FINAL: "QWER", Part.TONE: "ASDF"}
"""Three rows of the keyboard, as the parts stand on screen."""


def answer_word(verdict: Verdict) -> str:
    """What a trainer may say; she does not "judge nothing", she cannot hear it."""
    return tr("听不准") if verdict is Verdict.NOT_ASSESSABLE else verdict_word(verdict)


class MarkingPanel(QWidget):
    """Marks of the syllable it is given; nothing is chosen beforehand."""

    changed = Signal()  # she marked a part

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self.marks: dict[Part, Verdict] = {}
        self.buttons: dict[tuple[Part, Verdict], QPushButton] = {}
        self._parts: tuple[Part, ...] = ()
        for part, keys in KEYS.items():
            for answer, key in zip(ANSWERS, keys, strict=True):
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(lambda p=part, a=answer: self.mark(p, a))

    def show_syllable(self, syllable: BlindSyllable) -> None:
        """Show a syllable with what she has marked of it."""
        clear(self._grid)
        self.buttons.clear()
        self.marks = dict(syllable.marks)
        self._parts = syllable.parts
        for row, part in enumerate(syllable.parts):
            self._grid.addWidget(label(part_word(part), "soft", wrap=False), row, 0)
            self._grid.addWidget(label(part_target(part, syllable.syllable), "strong", wrap=False), row, 1)
            for column, (answer, key) in enumerate(zip(ANSWERS, KEYS[part], strict=True)):
                made = QPushButton(f"{answer_word(answer)}   {key}")
                made.setCheckable(True)
                made.setAutoDefault(False)
                made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                made.setMinimumWidth(self._theme.size(132))
                made.setAccessibleName(f"{part_word(part)} {answer_word(answer)}")
                made.clicked.connect(lambda _checked=False, p=part, a=answer: self.mark(p, a))
                self.buttons[part, answer] = made
                self._grid.addWidget(made, row, 2 + column)
        self._grid.setColumnStretch(2 + len(ANSWERS), 1)
        self._draw()

    def mark(self, part: Part, answer: Verdict) -> None:
        """She heard this of a part."""
        if part in self._parts and self.isEnabled() and self.isVisible():
            self.marks[part] = answer
            self._draw()
            self.changed.emit()

    def rest_good(self) -> None:
        """All that she has not marked is right."""
        for part in self._parts:
            self.marks.setdefault(part, Verdict.GOOD)
        self._draw()

    @property
    def complete(self) -> bool:
        """Whether every part is marked."""
        return all(part in self.marks for part in self._parts)

    def _draw(self) -> None:
        for (part, answer), each in self.buttons.items():
            each.setChecked(self.marks.get(part) is answer)
