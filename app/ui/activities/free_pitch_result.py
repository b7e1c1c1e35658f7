"""After a free talk: hear it again, see what was measured, tick what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.audio.values import SAMPLE_RATE
from app.i18n import tr
from app.speech.delivery import Delivery
from app.speech.values import FloatArray
from app.storage.values import Attempt
from app.ui.activities.free_pitch_words import Finding, findings, pause_marks
from app.ui.activities.option_button import Mark
from app.ui.activities.option_group import OptionGroup
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.attempt.words import duration_words
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label
from app.ui.widgets.syllable_marks import VerdictMark
from app.ui.widgets.waveform import Waveform

if TYPE_CHECKING:
    from app.practice.studio import Studio


class PitchResult(QWidget):
    """Shows an attempt without score: waveform with its pauses, findings, and the points to tick."""

    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, points: Sequence[str]) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._attempt: Attempt | None = None
        self._samples: FloatArray = np.zeros(0, np.float32)
        self.sounds = SoundBox(studio, self)
        self.sounds.failed.connect(self.failed)
        self.sounds.changed.connect(self._sound_changed)
        self.sounds.moved.connect(self._sound_moved)
        self.play = button(tr("听录音"), self.play_take, theme, icon="play")
        self.waveform = Waveform(theme)
        self.waveform.seek.connect(self._seek)
        self._length = label("", "small", wrap=False)
        self._trouble = label("", "strong")
        take = QHBoxLayout()
        take.setSpacing(SPACE)
        take.addWidget(self.play)
        take.addWidget(self.waveform, 1)
        take.addWidget(self._length)
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(2 * SPACE)
        self._lines.setVerticalSpacing(SPACE)
        self._lines.setColumnStretch(2, 1)
        self.ticks = OptionGroup(points, theme, icon="box")
        self.ticks.pressed.connect(self._tick)
        for each in self.ticks.buttons:
            each.enter_presses = False
        self._ticked: frozenset[int] = frozenset()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._trouble)
        column.addLayout(take)
        column.addLayout(self._lines)
        heading = QVBoxLayout()
        heading.setSpacing(SPACE)
        heading.addWidget(label(tr("讲到的打个勾"), "strong"))
        heading.addWidget(self.ticks)
        column.addLayout(heading)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The points she ticked, in their order."""
        return tuple(each.words for i, each in enumerate(self.ticks.buttons) if i in self._ticked)

    def show_attempt(self, attempt: Attempt, trouble: str) -> None:
        """Show a talk just recorded; `trouble` is what ended it before she did, "" for nothing."""
        self.sounds.stop()
        self._attempt = attempt
        self._samples = np.zeros(0, np.float32)
        self._ticked = frozenset()
        self.ticks.set_marks([Mark.NONE] * len(self.ticks.buttons))
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self._length.setText(duration_words(attempt.recording.duration))
        self.waveform.show_take(attempt.recording.duration, ())
        self.play.setEnabled(False)
        clear(self._lines)
        self._lines.addWidget(label(tr("正在听一听讲得怎么样…"), "soft"), 0, 0, 1, 3)
        self._jobs.run(
            lambda: self._studio.samples(attempt.recording),
            lambda got: self._have_samples(attempt, got),
            owner=self,
        )

    def show_delivery(self, delivery: Delivery, planned: int) -> None:
        """Show what was measured."""
        clear(self._lines)
        for row, each in enumerate(findings(delivery, planned)):
            self._show_line(row, each)
        if self._attempt is not None:
            self.waveform.show_take(self._attempt.recording.duration, (), pause_marks(delivery))
            if self._samples.size:
                self.waveform.set_samples(self._samples, SAMPLE_RATE)

    def _show_line(self, row: int, finding: Finding) -> None:
        top = Qt.AlignmentFlag.AlignTop
        self._lines.addWidget(VerdictMark(self._theme, finding.verdict), row, 0, top)
        self._lines.addWidget(label(finding.name, "strong", wrap=False), row, 1, top)
        self._lines.addWidget(label(finding.sentence, "lead"), row, 2, top)

    def stop(self) -> None:
        """Be quiet."""
        self.sounds.stop()

    def play_take(self) -> None:
        """Play the talk, or stop when it is playing."""
        if self.sounds.sound is Sound.TAKE:
            self.sounds.stop()
        elif self._samples.size:
            self.sounds.play(Sound.TAKE, self._samples)

    def _have_samples(self, attempt: Attempt, result: Ok[FloatArray] | Err) -> None:
        if attempt is not self._attempt:
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self._samples = result.value
        self.play.setEnabled(self._samples.size > 0)
        self.waveform.set_samples(self._samples, SAMPLE_RATE)

    def _seek(self, seconds: float) -> None:
        if self._samples.size:
            self.sounds.stop()
            self.sounds.play(Sound.TAKE, self._samples, seconds)

    def _tick(self, index: int) -> None:
        self._ticked ^= {index}
        self.ticks.set_marks(
            [Mark.TICKED if i in self._ticked else Mark.NONE for i in range(len(self.ticks.buttons))]
        )

    def _sound_changed(self, sound: Sound | None) -> None:
        self.play.setText(tr("停止") if sound is Sound.TAKE else tr("听录音"))
        self.play.set_icon("stop" if sound is Sound.TAKE else "play")
        if sound is None:
            self.waveform.set_cursor(None)

    def _sound_moved(self, seconds: float) -> None:
        self.waveform.set_cursor(seconds)
