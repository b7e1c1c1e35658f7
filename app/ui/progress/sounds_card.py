"""The map of somebody's or a class's sounds; pressing a cell shows what she said there and plays it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.practice.learning_values import Sound
from app.practice.progress_values import SoundExample, SoundMap
from app.speech.phones import final_phone
from app.speech.pinyin import with_tone_mark
from app.speech.values import FloatArray, Part, Verdict
from app.ui.attempt.sound_box import Sound as Playing
from app.ui.attempt.sound_box import SoundBox
from app.ui.attempt.words import part_word, verdict_word
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.progress.legend import Legend
from app.ui.progress.sound_tables import (
    ALL,
    cell_name,
    sound_table,
    sound_text,
    tone_table,
    tones_of_words,
    weak_words,
)
from app.ui.texts import when
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import VERDICT_MARKS
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.heat_map import HeatMap, ScrolledHeatMap
from app.ui.widgets.labels import label, rule

if TYPE_CHECKING:
    from app.practice.studio import Studio

EXAMPLES = 5
AIR = 0.25
"""Seconds played before and after a syllable."""


class SoundsCard(Card):
    """`show_sounds` with a profile's id lets cells be pressed; of a class nothing is behind them.

    `own` offers to practise what is weak.
    """

    attempt_wanted = Signal(str)
    drill_wanted = Signal(object)  # a Sound
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, *, own: bool = False) -> None:
        super().__init__(tr("每个音说得怎么样"))
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self.own = own
        self._profile_id = ""
        self._asked = 0
        self._sounds = SoundMap()
        self.sounds = SoundBox(studio, self)
        self.sounds.failed.connect(self.failed)
        self.weak = label("", "")
        self.hint = label("", "small")
        self.heat = HeatMap(theme, tr("声母和韵母"))
        self.heat.pressed.connect(self._press)
        self._scrolled = ScrolledHeatMap(self.heat)
        self.tones = HeatMap(theme, tr("声调"))
        self.tones.pressed.connect(self._press)
        self.legend = Legend(theme)
        top = QHBoxLayout()
        top.setSpacing(3 * SPACE)
        top.addWidget(self.tones, 1)
        top.addWidget(self.legend, 0, Qt.AlignmentFlag.AlignBottom)
        self._name = label("", "strong", wrap=False)
        self._tones_told = label("", "soft")
        self._drill: Sound | None = None
        self.drill = button("", lambda: self.drill_wanted.emit(self._drill), theme, icon="practise")
        self.drill.hide()
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self._name)
        head.addWidget(self._tones_told, 1)
        head.addWidget(self.drill)
        self.behind = QWidget()
        under = QVBoxLayout(self.behind)
        under.setContentsMargins(0, SPACE, 0, 0)
        under.setSpacing(SPACE)
        under.addWidget(rule())
        under.addLayout(head)
        self._behind = QVBoxLayout()
        self._behind.setSpacing(SPACE // 2)
        under.addLayout(self._behind)
        self.behind.hide()
        self.body.addWidget(self.weak)
        self.body.addLayout(top)
        self.body.addWidget(self._scrolled)
        self.body.addWidget(self.hint)
        self.body.addWidget(self.behind)

    def show_sounds(self, sounds: SoundMap, profile_id: str = "") -> None:
        """Show a map; of a person when there is an id."""
        self._sounds, self._profile_id = sounds, profile_id
        self._asked += 1
        self.sounds.stop()
        self.behind.hide()
        self.weak.setText(weak_words(sounds))
        self.tones.show_table(tone_table(sounds), self.weak.text())
        self._scrolled.show_table(sound_table(sounds), self.weak.text())
        if profile_id:
            self.hint.setText(tr("点一格，听听说过的。数字是准确的百分比；最近 12 周。"))
        else:
            self.hint.setText(tr("数字是准确的百分比，全班合在一起；最近 12 周。"))
        for each in (self.tones, self._scrolled, self.legend, self.hint):
            each.setVisible(bool(sounds.cells))

    # what is behind a cell

    def _press(self, first: str, second: str) -> None:
        if not self._profile_id:
            return
        if first == "tone":
            initial, final, tone = None, None, int(second)
            name = sound_text(Part.TONE, second)
            self.heat.choose(None)
        else:
            initial = None if first == ALL else first
            final = None if second == ALL else second
            tone = None
            name = cell_name(initial, final)
            self.tones.choose(None)
        self._asked += 1
        self.drill.hide()
        asked, profile_id = self._asked, self._profile_id

        def work() -> list[SoundExample]:
            return self._studio.progress.examples(profile_id, initial, final, tone)

        told = tones_of_words(self._sounds, initial, final)
        self._jobs.run(work, partial(self._show, asked, name, told), owner=self)
        if self.own:  # the first look for a drill reads all lessons
            sounds = self._weak_sounds(initial, final, tone)
            self._jobs.run(lambda: self._drill_for(sounds), partial(self._offer, asked), owner=self)

    def _drill_for(self, sounds: list[Sound]) -> Sound | None:
        drills = (each for each in sounds if self._studio.learning.drill(each) is not None)
        return next(drills, None)

    def _weak_sounds(self, initial: str | None, final: str | None, tone: int | None) -> list[Sound]:
        """The sounds of a cell, the weaker first."""
        found = []
        if initial:
            found.append((self._sounds.initials.get(initial), Sound(Part.INITIAL, initial)))
        if final:
            phone = final_phone(initial or "", final)
            found.append((self._sounds.finals.get(final), Sound(Part.FINAL, phone)))
        if tone:
            found.append((self._sounds.tones.get(tone), Sound(Part.TONE, str(tone))))
        return [sound for share, sound in sorted(found, key=lambda each: each[0].share if each[0] else 1)]

    def _offer(self, asked: int, result: Ok[Sound | None] | Err) -> None:
        if asked != self._asked or isinstance(result, Err) or result.value is None:
            return
        drill = result.value
        self.drill.setText(tr("专门练 {sound}", sound=isolate(sound_text(drill.part, drill.name))))
        self.drill.setAccessibleName(self.drill.text())
        self._drill = drill
        self.drill.show()

    def _show(self, asked: int, name: str, tones: str, result: Ok[list[SoundExample]] | Err) -> None:
        if asked != self._asked:
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        clear(self._behind)
        examples = result.value
        self._name.setText(isolate(name))
        self._tones_told.setText(tones)
        for example in examples[:EXAMPLES]:
            self._behind.addWidget(ExampleRow(example, self, self._theme))
        if not examples:
            self._behind.addWidget(label(tr("这个音的录音已经删了。"), "soft"))
        elif len(examples) > EXAMPLES:
            self._behind.addWidget(label(tr("这是最近的几遍。"), "small"))
        self.behind.show()

    def play(self, example: SoundExample) -> None:
        """Play one syllable as she said it."""

        def work() -> tuple[FloatArray, float, float]:
            attempt = self._studio.attempt(example.attempt_id)
            samples = self._studio.samples(attempt.recording)
            said = attempt.score.syllables[example.position] if attempt.score else None
            if said is None or said.start is None or said.end is None:
                return samples, 0.0, attempt.recording.duration
            return samples, max(0.0, said.start - AIR), said.end + AIR

        self._jobs.run(work, self._play, owner=self)

    def _play(self, result: Ok[tuple[FloatArray, float, float]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        samples, start, end = result.value
        self.sounds.play(Playing.SYLLABLE, samples, start, end)


class ExampleRow(QWidget):
    """One syllable: how it is written, how it went, where it is from."""

    def __init__(self, example: SoundExample, card: SoundsCard, theme: Theme) -> None:
        super().__init__()
        self.example = example
        pinyin = with_tone_mark(example.initial, example.final, example.tone)
        self.listen = button("", lambda: card.play(example), theme, kind="quiet", icon="play")
        self.listen.setAccessibleName(tr("听 {syllable}", syllable=isolate(example.hanzi)))
        self.listen.setToolTip(self.listen.accessibleName())
        self.open = button(
            tr("打开"), lambda: card.attempt_wanted.emit(example.attempt_id), theme, kind="link"
        )
        self.open.setAccessibleName(tr("打开这一遍：{text}", text=isolate(example.text)))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.listen)
        row.addWidget(label(isolate(f"{example.hanzi} {pinyin}"), "lead", wrap=False))
        row.addWidget(label(verdicts_text(example), "", wrap=False))
        row.addWidget(label(isolate(example.text), "soft"), 1)
        row.addWidget(label(when(example.created), "small", wrap=False))
        row.addWidget(self.open)
        self.open.setVisible(card.own)  # another's takes are opened where they are reviewed


def verdicts_text(example: SoundExample) -> str:
    """What was not good about a syllable, or that all was."""
    verdicts = {
        Part.INITIAL: example.initial_verdict,
        Part.FINAL: example.final_verdict,
        Part.TONE: example.tone_verdict,
    }
    faults = [
        f"{VERDICT_MARKS[verdict]} {part_word(part)} {verdict_word(verdict)}"
        for part, verdict in verdicts.items()
        if verdict in (Verdict.OFF, Verdict.WRONG)
    ]
    if faults:
        return "  ".join(isolate(each) for each in faults)
    return f"{VERDICT_MARKS[Verdict.GOOD]} {verdict_word(Verdict.GOOD)}"
