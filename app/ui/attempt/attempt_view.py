"""An attempt opened: syllable by syllable, its waveform, its sound. Practice and history show the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.audio.values import SAMPLE_RATE
from app.i18n import tr
from app.practice.plans_values import Feedback
from app.practice.reviews_values import ReviewedAttempt
from app.practice.voice import SyllableHelp, ToneExample, one_after_the_other
from app.speech.minimal_pairs import PairWord
from app.speech.values import FloatArray, Part, SyllableScore
from app.storage.values import Attempt
from app.ui.attempt.away import AwayRow, fetched_samples
from app.ui.attempt.compare_dialog import CompareDialog
from app.ui.attempt.focus import focused
from app.ui.attempt.legend import MarksLegend
from app.ui.attempt.result import ResultView, SyllableView, derive_result, syllable_slice
from app.ui.attempt.reviewed import comment_marks, with_review
from app.ui.attempt.score_dialog import ScoreDialog
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.attempt.summary_panel import SummaryPanel
from app.ui.attempt.syllable_panel import SyllablePanel
from app.ui.attempt.trainers_word import TrainersWord
from app.ui.attempt.words import attempt_prompt, duration_words
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.ruby_text import RubyText
from app.ui.widgets.waveform import Waveform

if TYPE_CHECKING:
    from app.practice.studio import Studio


class AttemptView(QWidget):
    """Shows an attempt below `ruby`, which belongs to the page and lights up in place."""

    failed = Signal(str)  # a sentence
    rescored = Signal(object)  # Attempt, with its first score

    def __init__(
        self,
        studio: Studio,
        jobs: Jobs,
        theme: Theme,
        ruby: RubyText,
        sounds: SoundBox,
        *,
        own: bool = True,
    ) -> None:
        """`own` tells whether who looks at it is who spoke; a trainer's page says itself what she says."""
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._ruby = ruby
        self._sounds = sounds
        self._attempt: Attempt | None = None
        self._view: ResultView | None = None
        self._samples: FloatArray = np.zeros(0, np.float32)
        self._selected: int | None = None
        self._wanted: tuple[int, Sound] | None = None
        self._word: PairWord | None = None
        self._dialog: ScoreDialog | CompareDialog | None = None
        self.feedback = Feedback.ALL  # what the next attempts are looked at for
        self._own = own
        self._machines: ResultView | None = None  # before a trainer said anything
        self.panel = SyllablePanel(theme, own=own)
        self.summary = SummaryPanel(theme)
        self.said = TrainersWord(studio, jobs, theme, sounds)
        self.summary.add_first(self.said)
        self.summary.add_last(self.said.ask)
        if not own:  # never shown by itself: without a page around it, it would be a window of its own
            self.summary.hide()
        self.waveform = Waveform(theme)
        self.play_button = button(tr("听整句"), self.play_take, theme, icon="play", name=tr("播放整句录音"))
        self.play_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.score_button = button(tr("现在评分"), self.score_now, theme, icon="check")
        self._length = label("", "small", wrap=False)
        self.away = AwayRow(theme)
        self.away.again_wanted.connect(self._read_samples)
        self._reading: Job | None = None
        self.legend = MarksLegend(theme)  # the page puts it where it has room
        self._build()
        self.panel.hers_wanted.connect(self.play_syllable)
        self.panel.target_wanted.connect(self.play_target)
        self.panel.both_wanted.connect(self.play_both)
        self.panel.pair.word_wanted.connect(self.play_word)
        self.panel.step_wanted.connect(self.step)
        self.summary.syllable_chosen.connect(self.choose)
        self.summary.details_wanted.connect(self.show_details)
        self.waveform.seek.connect(self._seek)
        if own:
            self.waveform.mark_chosen.connect(self.said.sound.choose)
        self.said.arrived.connect(self._review_arrived)
        self.said.sound.moment_wanted.connect(self._seek)
        self.said.failed.connect(self.failed)
        ruby.syllable_clicked.connect(self.choose)
        sounds.changed.connect(self._sound_changed)
        sounds.moved.connect(self._sound_moved)

    def _build(self) -> None:
        columns = QGridLayout()
        columns.setSpacing(2 * SPACE)
        columns.addWidget(self.panel, 0, 0)
        columns.addWidget(self.summary, 0, 1)
        columns.setColumnStretch(0, 9)
        columns.setColumnStretch(1, 5 if self._own else 0)
        self._columns = columns
        take = QHBoxLayout()
        take.setSpacing(SPACE)
        take.addWidget(self.play_button)
        take.addWidget(self.waveform, 1)
        take.addWidget(self.away, 1)
        take.addWidget(self._length)
        take.addWidget(self.score_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + SPACE // 2)
        column.addLayout(columns, 1)
        column.addLayout(take)
        self._column = column
        self._rest = QWidget()  # takes the free room where there is no contour to give it to
        column.addWidget(self._rest, 1)

    # what is shown

    def show_attempt(self, attempt: Attempt) -> None:
        """Show an attempt, the syllable that most needs work opened; its audio is read in the background."""
        self._sounds.stop()
        self._close_dialog()
        self._attempt = attempt
        self._samples = np.zeros(0, np.float32)
        spoken = self._studio.spoken(attempt_prompt(attempt))
        view = focused(derive_result(attempt, spoken), attempt.score, spoken, self.feedback)
        self._view = self._machines = view
        self._ruby.show_result(view.cells, view.verdicts)
        self.waveform.show_take(view.duration, view.spans, view.extras)
        self.play_button.setText(self._play_words())
        self._length.setText(duration_words(view.duration))
        self.panel.setVisible(bool(view.syllables))
        self.legend.setVisible(bool(view.syllables))
        self._rest.setVisible(not view.syllables)
        self._column.setStretch(0, 1 if view.syllables else 0)
        self.score_button.setVisible(view.unscored)
        self._columns.setColumnStretch(0, 9 if view.syllables else 0)
        self._select(view.opened)
        self._read_samples()
        if self._own:
            self.said.show_attempt(attempt, view)

    def _read_samples(self) -> None:
        """Read its audio in the background; what lies at another machine is fetched."""
        attempt = self._attempt
        if attempt is None:
            return
        if self._reading is not None:
            self._reading.cancel()
        self._show_player()
        self.play_button.setEnabled(False)
        self._reading = self._jobs.run_long(
            lambda job: fetched_samples(
                self._studio,
                attempt.id,
                attempt.recording,
                lambda doing: job.progress(0.0, doing),
                job.cancelled,
            ),
            lambda got: self._have_samples(attempt, got),
            progress=lambda _done, doing: self._show_away(attempt, str(doing or ""), again=False),
            owner=self,
        )

    def _show_player(self) -> None:
        self.away.hide()
        self.waveform.show()
        self.play_button.show()

    def _show_away(self, attempt: Attempt, sentence: str, *, again: bool) -> None:
        """Say where the recording is in the place of the player."""
        if attempt is self._attempt:
            self.waveform.hide()
            self.play_button.hide()
            self.away.say(sentence, again=again)

    def _review_arrived(self, review: ReviewedAttempt) -> None:
        """Her trainer's word; what is new and differs from the machine's is opened first."""
        self.show_review(review)
        fresh = review.changes and review.reviewed is not None and review.seen is None
        if fresh and self._view is not None and review.changes[0].position < len(self._view.syllables):
            self._select(review.changes[0].position)

    def show_review(self, review: ReviewedAttempt) -> None:
        """Show what a trainer said of the attempt that is open: her verdicts, and marks on the waveform."""
        if self._machines is None or self._attempt is None or self._attempt.id != review.attempt_id:
            return
        self._view = with_review(self._machines, review)
        self._ruby.change_verdicts(self._view.verdicts)
        self.waveform.set_marks(comment_marks(review))
        self._select(self._selected)

    def _play_words(self) -> str:
        return tr("听录音") if self._view is not None and self._view.free else tr("听整句")

    def clear(self) -> None:
        """Show no attempt any more; clicks on the prompt's characters do nothing."""
        self._close_dialog()
        self._attempt = self._view = self._selected = None
        self._samples = np.zeros(0, np.float32)

    @property
    def attempt(self) -> Attempt | None:
        """The attempt shown."""
        return self._attempt

    @property
    def view(self) -> ResultView | None:
        """What is shown of it."""
        return self._view

    @property
    def machines_syllable(self) -> SyllableView | None:
        """The opened syllable as the machine judged it; None when there is none."""
        if self._machines is None or self._selected is None:
            return None
        return self._machines.syllables[self._selected]

    @property
    def selected(self) -> int | None:
        """The syllable that is opened."""
        return self._selected

    def _have_samples(self, attempt: Attempt, result: Ok[FloatArray] | Err) -> None:
        if attempt is not self._attempt:
            return
        if isinstance(result, Err):
            if attempt.recording.away:
                self._show_away(attempt, str(result.error), again=self._studio.share.configured)
            else:
                self.failed.emit(str(result.error))
            return
        self._show_player()
        self._samples = result.value
        self.play_button.setEnabled(self._samples.size > 0)
        self.waveform.set_samples(self._samples, SAMPLE_RATE)
        self.waveform.select(self._selected)

    def _current(self) -> SyllableView | None:
        if self._view is None or self._selected is None:
            return None
        return self._view.syllables[self._selected]

    def _select(self, index: int | None) -> None:
        self._selected = index
        self._ruby.select(index)
        self.waveform.select(index)
        if self._view is not None:
            self.summary.show_result(self._view, index)
        view = self._current()
        if view is not None and self._view is not None:
            last = len(self._view.syllables) - 1
            score, profile = self._score(view), self._studio.profile
            self.panel.show_syllable(
                view,
                first=index == 0,
                last=index == last,
                found=self._help(score) if score is not None else None,
                first_language=profile.first_language if profile else "",
            )

    def _help(self, score: SyllableScore) -> SyllableHelp | None:
        """How the sound is made that most needs it; none for a part that is not looked at."""
        found = self._studio.voice.help(score)
        whole = self.feedback is Feedback.ALL
        return found if found is not None and (whole or found.part is Part.TONE) else None

    def _score(self, view: SyllableView) -> SyllableScore | None:
        """The score behind a view."""
        attempt = self._attempt
        return attempt.score.syllables[view.index] if attempt is not None and attempt.score else None

    # where the score comes from

    def show_details(self) -> None:
        """Open the window with all deductions and the rules; the result stays in reach beside it."""
        if self._view is not None:
            self._open_dialog(ScoreDialog(self._theme, self._view, self.window()))

    def show_comparison(self) -> None:
        """Open the window with this score beside an earlier one, where there is one."""
        attempt = self._attempt
        if attempt is not None and attempt.score is not None and attempt.earlier:
            self._open_dialog(CompareDialog(self._theme, attempt, self.window()))

    @property
    def dialog(self) -> ScoreDialog | CompareDialog | None:
        """The window that is open about this attempt."""
        return self._dialog

    def _open_dialog(self, dialog: ScoreDialog | CompareDialog) -> None:
        self._close_dialog()
        self._dialog = dialog
        dialog.syllable_chosen.connect(self.choose)
        dialog.finished.connect(self._dialog_gone)
        dialog.show()

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.close()

    def _dialog_gone(self) -> None:
        self._dialog = None

    # moving and playing

    def choose(self, index: int) -> None:
        """Open a syllable and play it."""
        if self._view is None or not 0 <= index < len(self._view.syllables):
            return
        self._select(index)
        self._sounds.stop()
        self.play_syllable()

    def step(self, step: int) -> None:
        """Open the syllable before (-1) or after (1) and play it."""
        if self._selected is not None:
            self.choose(self._selected + step)

    def play_take(self) -> None:
        """Play the whole take, or stop when it is playing."""
        if self._sounds.sound is Sound.TAKE:
            self._sounds.stop()
        elif self._samples.size:
            self._sounds.play(Sound.TAKE, self._samples)

    def play_from(self, seconds: float) -> None:
        """Play the take from a second on."""
        if self._samples.size:
            self._sounds.play(Sound.TAKE, self._samples, seconds)

    def play_syllable(self) -> None:
        """Play her syllable, or stop when it is playing."""
        view = self._current()
        if self._sounds.sound is Sound.SYLLABLE:
            self._sounds.stop()
        elif view is not None and self._samples.size:
            slice_ = syllable_slice(view, self._samples.size / SAMPLE_RATE)
            if slice_ is not None:
                self._sounds.play(Sound.SYLLABLE, self._samples, slice_[0], slice_[1])

    def play_target(self) -> None:
        """Play the syllable with the right tone in her own voice, or stop when it is playing."""
        self._play_example(Sound.TARGET)

    def play_both(self) -> None:
        """Play her syllable and then the one with the right tone, or stop."""
        self._play_example(Sound.BOTH)

    def _play_example(self, sound: Sound) -> None:
        view = self._current()
        if self._sounds.sound is sound:
            self._sounds.stop()
            return
        score = self._score(view) if view is not None else None
        samples = self._samples
        if view is None or score is None or view.target is None or view.start is None or not samples.size:
            return
        self._wanted = view.index, sound
        self._jobs.run(
            lambda: self._studio.voice.tone_example(samples, score),
            lambda got: self._have_example(view, sound, got),
            owner=self,
        )

    def _have_example(self, view: SyllableView, sound: Sound, result: Ok[ToneExample] | Err) -> None:
        if self._wanted != (view.index, sound) or view is not self._current():
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        example = result.value
        self.panel.tell_source("" if example.reason is None else str(example.reason))
        if sound is Sound.TARGET:
            self._sounds.play(sound, example.samples, offset=example.start)
            return
        slice_ = syllable_slice(view, self._samples.size / SAMPLE_RATE)
        if slice_ is not None:
            first, last = (int(each * SAMPLE_RATE) for each in slice_)
            self._sounds.play(sound, one_after_the_other(self._samples[first:last], example.samples))

    def play_word(self, word: PairWord) -> None:
        """Play one word of the pair, or stop when it is playing."""
        if self._sounds.sound is Sound.PAIR and self._word == word:
            self._sounds.stop()
            return
        self._word = word
        self._jobs.run(
            lambda: self._studio.voice.word(word), lambda got: self._have_word(word, got), owner=self
        )

    def _have_word(self, word: PairWord, result: Ok[FloatArray] | Err) -> None:
        if self._word != word:
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self._sounds.stop()  # when the other word is playing, the buttons must hear of the change
        self._sounds.play(Sound.PAIR, result.value)

    def score_now(self) -> None:
        """Score a recording that has no score yet: one that was rescued, or whose scoring failed."""
        attempt = self._attempt
        if attempt is None:
            return
        self.score_button.setEnabled(False)
        self._jobs.run(
            lambda: self._studio.rescore(attempt.id), lambda got: self._rescored(attempt, got), owner=self
        )

    def _rescored(self, attempt: Attempt, result: Ok[Attempt] | Err) -> None:
        self.score_button.setEnabled(True)
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        elif attempt is self._attempt:
            self.show_attempt(result.value)
            self.rescored.emit(result.value)

    def _seek(self, seconds: float) -> None:
        if not self._samples.size:
            return
        index = self._syllable_at(seconds)
        if index is not None:
            self._select(index)
        self._sounds.play(Sound.TAKE, self._samples, seconds)

    def _syllable_at(self, seconds: float) -> int | None:
        for span in self._view.spans if self._view else ():
            if span.start <= seconds <= span.end:
                return span.syllable
        return None

    def _sound_changed(self, sound: Sound | None) -> None:
        self.play_button.setText(tr("停止") if sound is Sound.TAKE else self._play_words())
        self.play_button.set_icon("stop" if sound is Sound.TAKE else "play")
        self.panel.set_sounding(
            hers=sound is Sound.SYLLABLE, target=sound is Sound.TARGET, both=sound is Sound.BOTH
        )
        self.panel.pair.set_sounding(self._word if sound is Sound.PAIR else None)
        if sound is None:
            self.waveform.set_cursor(None)
            self.panel.contour.set_cursor(None)
            self._ruby.set_sounding(None)

    def _sound_moved(self, seconds: float) -> None:
        sound = self._sounds.sound
        if self._view is None or sound in (Sound.REFERENCE, Sound.BOTH, Sound.PAIR, Sound.COMMENT):
            return
        self.panel.contour.set_cursor(seconds)
        if sound in (Sound.TAKE, Sound.SYLLABLE):
            self.waveform.set_cursor(seconds)
        if sound is Sound.TAKE:
            self._ruby.set_sounding(self._syllable_at(seconds))
