"""Help with the opened syllable's worst part: two words to compare, and on demand how the sound is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import msg, tr
from app.speech.minimal_pairs import MinimalPair, PairWord
from app.ui.attempt.words import part_word
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.voice import SyllableHelp

_FOR_SPEAKERS = {"ug": msg("给说维吾尔语的您"), "kk": msg("给说哈萨克语的您")}


class PairRow(QWidget):
    """`对比听 [▶ 知道 zhīdào] [▶ 资料 zīliào]`; plain text where nobody recorded the words."""

    word_wanted = Signal(object)  # PairWord

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._pair: MinimalPair | None = None
        self._name = label("", "small", wrap=False)
        self.words = (self._word_button(theme, 0), self._word_button(theme, 1))
        self._text = label("", "soft", wrap=False)
        self._note = label("", "small")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._name)
        for each in self.words:
            row.addWidget(each)
        row.addWidget(self._text)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(row)
        column.addWidget(self._note)

    def _word_button(self, theme: Theme, number: int) -> Button:
        made = button("", lambda: self._want(number), theme, icon="play")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _want(self, number: int) -> None:
        if self._pair is not None:
            self.word_wanted.emit((self._pair.target, self._pair.other)[number])

    def show_pair(self, pair: MinimalPair | None) -> None:
        """Show a pair, the right sound first; None: nothing."""
        self._pair = pair
        self.setVisible(pair is not None)
        if pair is None:
            return
        words = (pair.target, pair.other)
        sounds = " / ".join(isolate(_shown(each.sound)) for each in words)
        self._name.setText(tr("对比 {sounds}", sounds=sounds))
        for made, word in zip(self.words, words, strict=True):
            made.setVisible(pair.recorded)
            made.setText(_written(word))
            made.setAccessibleName(tr("听 {word}", word=_written(word)))
        self._text.setVisible(not pair.recorded)
        self._text.setText("　".join(_written(each) for each in words))
        self._note.setText("" if pair.recorded else tr("这一对没有录音，请看着拼音自己读一读。"))
        self._note.setVisible(not pair.recorded)

    def set_sounding(self, word: PairWord | None) -> None:
        """Show on the buttons which word is playing."""
        words = (self._pair.target, self._pair.other) if self._pair else (None, None)
        for made, each in zip(self.words, words, strict=True):
            made.set_icon("stop" if word is not None and word == each else "play")


class HowTo(QWidget):
    """The paragraph: how the sound is made, how to check it, what it is like in her first language."""

    def __init__(self) -> None:
        super().__init__()
        self._title = label("", "section")
        self._how = label("", "lead")
        self._check = label("", "soft")
        self._own_title = label("", "section")
        self._own = label("", "lead")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        for each in (self._title, self._how, self._check, self._own_title, self._own):
            column.addWidget(each)

    def show_help(self, found: SyllableHelp, sound: str, first_language: str) -> None:
        """Show help for `sound` (`zh`, `第三声`)."""
        self._title.setText(tr("{part} {sound} 怎么发", part=part_word(found.part), sound=isolate(sound)))
        self._how.setText(str(found.sound.how))
        self._check.setText(tr("自己试试：{check}", check=str(found.sound.check)))
        own = found.sound.first_language
        self._own_title.setText(str(_FOR_SPEAKERS.get(first_language, "")))
        self._own.setText("" if own is None else str(own))
        for each in (self._own_title, self._own):
            each.setVisible(own is not None)

    @property
    def texts(self) -> tuple[str, ...]:
        """The paragraphs shown, in order."""
        parts = (self._title, self._how, self._check, self._own_title, self._own)
        return tuple(each.text() for each in parts if not each.isHidden())


def _shown(sound: str) -> str:
    return {"ii": "-i", "iii": "-i"}.get(sound, sound.replace("v", "ü"))


def _written(word: PairWord) -> str:
    return isolate(f"{word.hanzi} {word.pinyin}")
