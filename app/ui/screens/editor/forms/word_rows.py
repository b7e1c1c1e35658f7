"""Rows of words with their readings: pairs to tell apart, and key words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from app.curriculum.syllables import joined
from app.curriculum.values import Gloss, HeardWord
from app.i18n import tr
from app.ui.screens.editor.forms.field import Field
from app.ui.screens.editor.forms.fields import Meanings
from app.ui.screens.editor.forms.pinyin import PinyinLine
from app.ui.screens.editor.forms.texts import Text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.authoring import Authoring


class HeardPairRow(Field):
    """Two words that sound alike, each with its pinyin."""

    def __init__(self, authoring: Authoring, theme: Theme) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.words = (Text(theme), Text(theme))
        self.pinyin = tuple(PinyinLine(authoring, theme, quiet=True) for _ in range(2))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, SPACE)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        for at, (word, pinyin) in enumerate(zip(self.words, self.pinyin, strict=True)):
            word.hint(tr("词"))
            word.edited.connect(lambda word=word, pinyin=pinyin: self._typed(word, pinyin))
            pinyin.edited.connect(self.edited)
            grid.addWidget(word, 0, 2 * at)
            grid.addWidget(pinyin, 1, 2 * at, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(2 * at, 1)
        self.words[0].entered.connect(self.words[1].setFocus)
        self.entered = self.words[1].entered
        grid.addWidget(label("|", "soft", wrap=False), 0, 1)

    def _typed(self, word: Text, pinyin: PinyinLine) -> None:
        pinyin.show_text(word.value())
        self.edited.emit()

    def value(self) -> tuple[HeardWord, HeardWord]:
        """Both words; each says how it is read."""
        one, other = (
            HeardWord(word.value(), pinyin.syllables())
            for word, pinyin in zip(self.words, self.pinyin, strict=True)
        )
        return one, other

    def show_value(self, value: Any) -> None:
        """Show both words."""
        for heard, word, pinyin in zip(value, self.words, self.pinyin, strict=True):
            word.show_value(heard.text)
            pinyin.show_text(heard.text, now=True)
            pinyin.show_value(heard.pinyin)

    def is_empty(self) -> bool:
        """Whether no word is written."""
        return not any(word.value() for word in self.words)

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the pinyin, and of which word."""
        return tuple(
            tr("“{word}”：{reason}", word=word.value(), reason=each)
            for word, pinyin in zip(self.words, self.pinyin, strict=True)
            for each in pinyin.faults()
        )

    def settle(self) -> None:
        """Read both words."""
        for pinyin in self.pinyin:
            pinyin.settle()

    def focus(self) -> None:
        """The first word."""
        self.words[0].setFocus()

    def name(self, text: str) -> None:
        """Words and pinyin are named."""
        for word, pinyin in zip(self.words, self.pinyin, strict=True):
            word.name(text)
            pinyin.name(f"{text} {tr('拼音')}")


class GlossRow(Field):
    """A key word: how it is read, and what it means."""

    def __init__(self, authoring: Authoring, theme: Theme) -> None:
        super().__init__()
        self.word = Text(theme)
        self.word.hint(tr("词"))
        self.pinyin = PinyinLine(authoring, theme, quiet=True)
        self.meanings = Meanings(theme)
        self.word.edited.connect(self._typed)
        self.word.entered.connect(self.pinyin.setFocus)
        for each in (self.pinyin, self.meanings):
            each.edited.connect(self.edited)
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self.word, 1, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.pinyin, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2 * SPACE)
        column.setSpacing(SPACE // 2)
        column.addLayout(top)
        column.addWidget(self.meanings)

    def _typed(self) -> None:
        self.pinyin.show_text(self.word.value())
        self.edited.emit()

    def value(self) -> Gloss:
        """The word with its pinyin as a dictionary prints it."""
        return Gloss(self.word.value(), joined(list(self.pinyin.syllables() or ())), self.meanings.value())

    def show_value(self, value: Any) -> None:
        """Show a key word."""
        self.word.show_value(value.word)
        self.pinyin.show_text(value.word, now=True)
        self.pinyin.show_written(value.pinyin)
        self.meanings.show_value(value.meanings)

    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not self.word.value() and not self.meanings.value()

    def faults(self) -> tuple[str, ...]:
        """What is wrong with the pinyin, and of which word."""
        return tuple(
            tr("“{word}”：{reason}", word=self.word.value(), reason=each) for each in self.pinyin.faults()
        )

    def settle(self) -> None:
        """Read the word."""
        self.pinyin.settle()

    def focus(self) -> None:
        """The word."""
        self.word.setFocus()

    def name(self, text: str) -> None:
        """All parts are named."""
        self.word.name(text)
        self.pinyin.name(f"{text} {tr('拼音')}")
