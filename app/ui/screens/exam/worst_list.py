"""The syllables that went worst: what was wrong, how she said it, how it should sound."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.practice.exam_values import ExamResult, WorstSyllable
from app.practice.reference import Reference, ReferenceSource
from app.speech.psc.paper import PartOfPaper
from app.speech.psc.reading import word_pinyin
from app.speech.values import FloatArray, Verdict
from app.ui.activities.card_text import chinese
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.attempt.words import heard_sentence, part_word, spoken_pinyin
from app.ui.hearing.hearing import Hearing
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

COLUMNS = 2


def fault_words(worst: WorstSyllable) -> str:
    """`声调不对，听起来像第二声`."""
    score = worst.score
    part = score.worst
    verdict = score.part(part).verdict
    words = tr("{part}不对", part=part_word(part))
    if verdict is Verdict.OFF:
        words = tr("{part}有偏差", part=part_word(part))
    heard = heard_sentence(part, score.part(part))
    return tr("{verdict}，{remark}", verdict=words, remark=heard) if heard else words


def model_text(worst: WorstSyllable, result: ExamResult) -> tuple[str, tuple[str, ...]]:
    """What to hear for it and its pinyin: the whole word in part 2, else the syllable."""
    if worst.part is PartOfPaper.WORDS:
        first = 0
        for word in result.exam.paper.words:
            pinyin = word_pinyin(word)
            if worst.index < first + len(pinyin):
                return word, pinyin
            first += len(pinyin)
    if worst.part is PartOfPaper.SYLLABLES:
        item = result.exam.paper.syllables[worst.index]
        return item.text, item.pinyin
    hanzi = worst.score.syllable.hanzi
    return hanzi, word_pinyin(hanzi)


class WorstList(Card):
    """Up to ten rows, in two columns."""

    failed = Signal(str)

    def __init__(
        self, result: ExamResult, studio: Studio, jobs: Jobs, sounds: SoundBox, theme: Theme
    ) -> None:
        super().__init__(tr("最该练的字"))
        self._result, self._studio, self._jobs, self._sounds = result, studio, jobs, sounds
        self._hearing = Hearing(studio, jobs, sounds=sounds, parent=self)
        self._hearing.failed.connect(self.failed)
        self._hearing.look()
        self._theme = theme
        grid = QGridLayout()
        grid.setHorizontalSpacing(5 * SPACE)
        grid.setVerticalSpacing(SPACE)
        rows = -(-len(result.worst) // COLUMNS)
        for number, worst in enumerate(result.worst):
            grid.addWidget(self._row(worst), number % rows, number // rows)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)

    def _row(self, worst: WorstSyllable) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        said = worst.score.syllable
        model, _pinyin = model_text(worst, self._result)
        character = chinese(label(said.hanzi, "title", wrap=False), self._theme)
        character.setMinimumWidth(self._theme.size(56))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        pinyin = isolate(spoken_pinyin(said))
        where = tr("{pinyin}，在“{word}”里", pinyin=pinyin, word=model) if model != said.hanzi else pinyin
        texts.addWidget(label(where, "soft"))
        texts.addWidget(label(fault_words(worst), "small"))
        row.addWidget(character, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(texts, 1)
        row.addWidget(
            button(
                tr("我读的"),
                partial(self._play_hers, worst),
                self._theme,
                kind="quiet",
                icon="speaker",
                name=tr("听我读的{hanzi}", hanzi=said.hanzi),
            )
        )
        row.addWidget(
            button(
                tr("示范"),
                partial(self._play_model, worst),
                self._theme,
                kind="quiet",
                icon="speaker",
                name=tr("听示范：{hanzi}", hanzi=model),
            )
        )
        return holder

    def _play_hers(self, worst: WorstSyllable) -> None:
        recording = self._result.attempts[worst.part].recording
        start, end = worst.score.start, worst.score.end

        def have(result: Ok[FloatArray] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            elif start is not None and end is not None:
                self._sounds.play(Sound.SYLLABLE, result.value, max(0.0, start - 0.05), end + 0.05)

        self._jobs.run(lambda: self._studio.samples(recording), have, owner=self)

    def _play_model(self, worst: WorstSyllable) -> None:
        text, pinyin = model_text(worst, self._result)

        def have(result: Ok[list[Reference]] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            best = next(iter(result.value), None)
            spoken = best is not None and best.source is not ReferenceSource.HUMMED
            if best is not None and (spoken or self._hearing.system_voice is None):
                self._hearing.play(best)
            else:
                self._hearing.say(text)

        self._jobs.run(lambda: self._studio.voices.references(text, pinyin), have, owner=self)
