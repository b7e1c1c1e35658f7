"""What the review shows of a word or a question to remember: the front, and after a thought the back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import Gloss
from app.i18n import msg, tr
from app.practice.learning_cards import local_day
from app.practice.learning_values import Rating, ReviewCard
from app.ui.activities.card_text import chinese
from app.ui.hearing import HearBar
from app.ui.i18n import isolate
from app.ui.learning_words import comes_back, days_ago
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import TypeSize
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading, rule

_RATINGS = {
    Rating.AGAIN: msg("没想起来"),
    Rating.HARD: msg("想了很久"),
    Rating.GOOD: msg("想起来了"),
    Rating.EASY: msg("一下就想起"),
}
_KEYS = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_3: 3, Qt.Key.Key_4: 4}


def meaning_for(gloss: Gloss, first_language: str) -> str:
    """The meaning in the window's language, else in the learner's, else in any."""
    for language in (i18n.language(), first_language, "en"):
        if gloss.meanings.get(language):
            return gloss.meanings[language]
    return next(iter(gloss.meanings.values()), "")


class RatingRow(QWidget):
    """Four buttons: how well it was remembered, and when it comes back for each."""

    rated = Signal(Rating)

    def __init__(self, theme: Theme, intervals: Mapping[Rating, timedelta]) -> None:
        super().__init__()
        self.buttons: dict[Rating, Button] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for rating, words in _RATINGS.items():
            back = comes_back(intervals[rating])
            made = button(
                f"{int(rating)}　{words}\n{back}",
                lambda rating=rating: self.rated.emit(rating),  # type: ignore[misc]
                theme,
                name=tr("{words}，{when}再来", words=str(words), when=back),
            )
            made.setMinimumHeight(theme.size(56))
            row.addWidget(made, 1)
            self.buttons[rating] = made


class RecallFace(QWidget):
    """A card with a front; its back and the ratings appear when she has thought."""

    rated = Signal(Rating)

    def __init__(self, theme: Theme, kind: str, card: ReviewCard) -> None:
        super().__init__()
        self._theme = theme
        self.card = Card()
        self.card.body.setSpacing(2 * SPACE)
        self.card.body.addLayout(heading(kind, card))
        self.back = QWidget()
        self.back_body = QVBoxLayout(self.back)
        self.back_body.setContentsMargins(0, 0, 0, 0)
        self.back_body.setSpacing(SPACE)
        self.back_body.addWidget(rule())
        self.back.hide()
        self.reveal = button(tr("看答案"), self.turn, theme, kind="main")
        self.reveal.setToolTip(tr("空格键"))
        self._reveal_row = QWidget()
        holder = leading(self.reveal)
        holder.setContentsMargins(0, 0, 0, 0)
        self._reveal_row.setLayout(holder)
        self.ratings = RatingRow(theme, card.intervals)
        self.ratings.rated.connect(self.rated)
        self.ratings.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.card)
        column.addWidget(self._reveal_row)
        column.addWidget(self.ratings)

    @property
    def turned(self) -> bool:
        """Whether the back is shown."""
        return not self.back.isHidden()

    def turn(self) -> None:
        """Show the back and ask how well it was remembered."""
        if self.turned:
            return
        self.back.show()
        self._reveal_row.hide()
        self.ratings.show()
        self.ratings.buttons[Rating.GOOD].setFocus()

    def focus(self) -> None:
        """Put the keyboard on the way on."""
        self.reveal.setFocus()

    def stop(self) -> None:
        """Be quiet."""

    def press(self, event: QKeyEvent) -> bool:
        """Space turns, 1 to 4 rate; whether the key was one of them."""
        if not self.turned and event.key() == Qt.Key.Key_Space:
            self.turn()
            return True
        if self.turned and event.key() in _KEYS:
            self.rated.emit(Rating(_KEYS[Qt.Key(event.key())]))
            return True
        return False


class GlossFace(RecallFace):
    """A word to hear and to know the meaning of."""

    def __init__(self, theme: Theme, card: ReviewCard, first_language: str, hear: HearBar) -> None:
        super().__init__(theme, tr("生词"), card)
        assert card.gloss is not None
        gloss = card.gloss
        self._hear = hear
        body = self.card.body
        body.addWidget(centred(label(gloss.word), theme, TypeSize.PROMPT))
        hear.open(gloss.word)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(hear)
        row.addStretch(1)
        body.addLayout(row)
        body.addWidget(_in_the_middle(label(tr("这个词是什么意思？先想一想，也可以读出来。"), "soft")))
        self.back_body.addWidget(centred(label(gloss.pinyin), theme, TypeSize.TITLE))
        self.back_body.addWidget(_in_the_middle(label(meaning_for(gloss, first_language), "title")))
        body.addWidget(self.back)
        self.setAccessibleName(tr("生词：{word}", word=gloss.word))

    def stop(self) -> None:
        """Be quiet."""
        self._hear.stop()


class ViewerFace(RecallFace):
    """A viewer's question: she answers aloud, then compares."""

    def __init__(self, theme: Theme, card: ReviewCard) -> None:
        super().__init__(theme, tr("观众问"), card)
        assert card.viewer is not None
        question, answer = card.viewer
        body = self.card.body
        body.addWidget(centred(label(question), theme, TypeSize.TITLE))
        body.addWidget(_in_the_middle(label(tr("像在直播间里一样，把回答说出来，再看参考答案。"), "soft")))
        self.back_body.addWidget(label(tr("可以这样答"), "section"))
        self.back_body.addWidget(chinese(label(answer, "lead"), theme))
        body.addWidget(self.back)
        self.setAccessibleName(tr("观众问：{question}", question=question))


def heading(kind: str, card: ReviewCard) -> QHBoxLayout:
    """What kind of thing it is, from which lesson, and how long ago that was."""
    row = QHBoxLayout()
    row.addWidget(label(kind, "section", wrap=False))
    row.addStretch(1)
    if card.lesson_title:
        last = local_day(card.reviewed or card.learned)
        ago = days_ago(last, local_day(datetime.now(UTC)))
        row.addWidget(label(f"{isolate(card.lesson_title)} · {ago}", "small", wrap=False))
    return row


def centred(text: QLabel, theme: Theme, size: TypeSize) -> QLabel:
    """A Chinese text in the middle, as on the practice page."""
    made = chinese(text, theme)
    font = made.font()
    font.setPixelSize(theme.size(size))
    made.setFont(font)
    return _in_the_middle(made)


def _in_the_middle(text: QLabel) -> QLabel:
    text.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return text
