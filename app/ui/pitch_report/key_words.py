"""The key words of the card as she said them: pinyin, characters, and the usual three marks below each."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.coaching.values import SaidWord
from app.i18n import tr
from app.speech.values import Verdict
from app.ui.attempt.legend import MarksLegend
from app.ui.pitch_report import words
from app.ui.pitch_report.reading import Reading
from app.ui.theme import RADIUS, SPACE, Theme, TypeSize
from app.ui.theme.tokens import TONE_MARKS
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label
from app.ui.widgets.pinyin_font import pinyin_font
from app.ui.widgets.syllable_marks import marks_width, paint_marks

_CHARACTER, _PINYIN, _MARK = 28, 15, 11  # pixels before the font scale
_AIR = 6  # pixels around a syllable


class WordMarks(QWidget):
    """A word, syllable by syllable, as the practice page shows it; left to right in every language."""

    def __init__(self, theme: Theme, word: SaidWord) -> None:
        super().__init__()
        self._theme, self._word = theme, word
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{word.word}: {words.word_words(word)}")
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Just its syllables."""
        return QSize(round(sum(self._widths())), round(self._height()))

    def minimumSizeHint(self) -> QSize:
        """A word is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pinyin in the colour of its tone, the character on a tile of the verdict's colour, the marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = self._theme.colours
        above, size, mark = (self._theme.size(each) for each in (_PINYIN, _CHARACTER, _MARK))
        left = 0.0
        for syllable, wide, pinyin in zip(self._word.syllables, self._widths(), self._pinyin(), strict=True):
            tile = QRectF(left + 1, 0, wide - 2, self.height())
            said = set(syllable.verdicts)
            worst = next((v for v in (Verdict.WRONG, Verdict.OFF, Verdict.GOOD) if v in said), None)
            if worst is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(colours.verdict_soft(worst)))
                painter.drawRoundedRect(tile, RADIUS, RADIUS)
            painter.setFont(pinyin_font(self._theme, above))
            painter.setPen(QColor(colours.tone(syllable.tone)))
            painter.drawText(QRectF(left, 2, wide, above * 1.5), Qt.AlignmentFlag.AlignCenter, pinyin)
            painter.setFont(self._characters())
            painter.setPen(QColor(colours.text))
            room = QRectF(left, above * 1.5, wide, size * 1.3)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, syllable.hanzi)
            centre = QPointF(left + wide / 2, self.height() - _AIR - mark / 2)
            paint_marks(painter, colours, syllable.verdicts, centre, mark)
            left += wide
        painter.end()

    def _pinyin(self) -> list[str]:
        """The dot of the neutral tone stands where the dictionaries put it."""
        return [(TONE_MARKS[5] if each.tone == 5 else "") + each.pinyin for each in self._word.syllables]

    def _characters(self) -> QFont:
        font = self._theme.prompt_font(TypeSize.LEAD)
        font.setPixelSize(self._theme.size(_CHARACTER))
        return font

    def _widths(self) -> list[float]:
        letters = QFontMetricsF(pinyin_font(self._theme, self._theme.size(_PINYIN)))
        characters = QFontMetricsF(self._characters())
        marks = marks_width(self._theme.size(_MARK))
        return [
            max(letters.horizontalAdvance(pinyin), characters.horizontalAdvance(each.hanzi), marks) + 2 * _AIR
            for each, pinyin in zip(self._word.syllables, self._pinyin(), strict=True)
        ]

    def _height(self) -> float:
        above, size, mark = (self._theme.size(each) for each in (_PINYIN, _CHARACTER, _MARK))
        return above * 1.5 + size * 1.3 + mark + 2 * _AIR


def key_words_card(
    reading: Reading,
    theme: Theme,
    listen: Callable[[SaidWord], Button],
    practise: Callable[[str, str], None] | None,
) -> Card:
    """The section, what needs practice first. `practise` opens a prompt (lesson id, prompt id), if it can.

    `listen` makes the button that plays a word.
    """
    card = Card(tr("关键词的发音"))
    if not reading.report.words:
        card.body.addWidget(label(tr("没有听清产品卡上的关键词，所以没有看发音。"), "lead"))
        return card
    card.body.addWidget(MarksLegend(theme))
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * SPACE)
    grid.setVerticalSpacing(SPACE)
    grid.setColumnStretch(1, 1)
    middle = Qt.AlignmentFlag.AlignVCenter
    # a widget that is always left to right would be put to the left of its cell in every language
    right = QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    edge = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    for row, word in enumerate(words.in_order(reading.report.words)):
        grid.addWidget(WordMarks(theme, word), row, 0, middle | edge)
        grid.addWidget(label(words.word_words(word), "lead"), row, 1, middle)
        prompt = reading.prompts.get(word.word)
        if practise is not None and prompt is not None and word.worst is not Verdict.GOOD:
            grid.addWidget(_practise(theme, word.word, prompt, practise), row, 2, middle)
        grid.addWidget(listen(word), row, 3, middle)
    card.body.addLayout(grid)
    card.body.addWidget(label(words.words_honesty(), "soft"))
    return card


def _practise(
    theme: Theme, word: str, prompt: tuple[str, str], practise: Callable[[str, str], None]
) -> Button:
    made = button(tr("练一练"), lambda: practise(*prompt), theme, icon="practise")
    made.setAccessibleName(tr("练一练") + " " + word)
    made.setToolTip(tr("打开一句有这个词的练习"))
    return made
