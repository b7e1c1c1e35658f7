"""One take reviewed: heard, its verdicts accepted or changed, comments in writing and aloud."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.practice.reviews import Undone
from app.practice.reviews_values import Comment, QueueRow, ReviewedAttempt
from app.speech.values import Part, Verdict
from app.storage.values import Attempt
from app.ui.attempt.attempt_view import AttemptView
from app.ui.attempt.comment_sound import CommentSound
from app.ui.attempt.reviewed import moment_text
from app.ui.attempt.sound_box import SoundBox
from app.ui.jobs import Err, Jobs, Ok
from app.ui.pitch_report import PitchReportDialog
from app.ui.screens.queue.in_turn import InTurn
from app.ui.screens.queue.playhead import Playhead
from app.ui.screens.queue.said_card import SaidCard
from app.ui.screens.queue.take_head import TakeHead
from app.ui.screens.queue.talk_text import TalkText
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.ruby_text import RubyText

if TYPE_CHECKING:
    from app.practice.studio import Studio

RUBY_SIZE = 56
"""Pixels of a character, at most."""

LONGEST_LOOK = 600.0
"""Seconds counted for one take, at most: who leaves the page open over lunch did not listen so long."""


@dataclass(frozen=True)
class _Opened:
    attempt: Attempt
    review: ReviewedAttempt


class ReviewPage(QWidget):
    """Goes through the takes of a queue. Everything is kept at once; leaving loses nothing."""

    back_wanted = Signal()
    more_wanted = Signal()  # the last take of those known is done or passed
    person_wanted = Signal(str)  # profile id: her takes only
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._rows: tuple[QueueRow, ...] = ()
        self._total = 0
        self._at = 0
        self._finished: set[str] = set()
        self._review: ReviewedAttempt | None = None
        self._looking = QElapsedTimer()
        self.turn = InTurn(jobs, self)
        self.setProperty("page", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sounds = SoundBox(studio, self)
        self.ruby = RubyText(theme)
        self.take = AttemptView(studio, jobs, theme, self.ruby, self.sounds, own=False)
        self.playhead = Playhead(self.take, self.sounds)
        self.head = TakeHead(theme)
        self.talk = TalkText(studio, jobs, theme)
        self.said = SaidCard(studio, jobs, theme)
        self.verdicts, self.comments, self.editor = self.said.verdicts, self.said.comments, self.said.editor
        self.heard = CommentSound(studio, jobs, self.sounds, self.comments)
        self._build()
        self._connect()
        self._shortcuts()

    # building

    def _build(self) -> None:
        theme = self._theme
        middle = QHBoxLayout()
        middle.setSpacing(2 * SPACE)
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addWidget(self.take, 1)
        left.addWidget(self.talk, 100)
        middle.addLayout(left, 13)
        middle.addWidget(self.said, 8)
        self.accept = button(tr("没有问题，下一段"), self.accept_take, theme, kind="main", icon="check")
        self.undo = button(tr("撤销"), self.take_back, theme, kind="quiet", icon="again")
        self._undone = label("", "soft", wrap=False)
        self._keys = label(
            tr("空格 播放　← → 换字　1 2 3 改声母、韵母、声调　C 写评语　V 说评语　回车 下一段　Ctrl+Z 撤销"),
            "small",
        )
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._keys, 1)
        foot.addWidget(self._undone)
        foot.addWidget(self.undo)
        foot.addWidget(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.head)
        column.addWidget(self.ruby)
        column.addLayout(middle, 1)
        column.addLayout(foot)
        for each in (self.undo, self.accept):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _connect(self) -> None:
        for source in (self.take.failed, self.sounds.failed, self.editor.failed, self.heard.failed):
            source.connect(self.failed)
        self.talk.failed.connect(self.failed)
        self.talk.moment_wanted.connect(self.playhead.hear_from)
        self.heard.moment_wanted.connect(self.playhead.hear_from)
        self.playhead.moved.connect(self._playhead_moved)
        self.head.back_wanted.connect(self.escape)
        self.head.step_wanted.connect(self.step)
        self.head.person_wanted.connect(self.person_wanted)
        self.head.report_wanted.connect(self.show_report)
        self.verdicts.wanted.connect(self.change_verdict)
        self.comments.remove_wanted.connect(self.remove_comment)
        self.editor.written.connect(self.write_comment)
        self.editor.left.connect(self.setFocus)
        self.editor.spoken.connect(self._spoken)
        self.editor.speaking.connect(self._speaking)
        self.editor.whole_wanted.connect(self.playhead.set_whole)
        self.take.waveform.mark_chosen.connect(self.heard.choose)
        self.ruby.syllable_clicked.connect(lambda _index: self.playhead.go_to_syllable())
        self.take.panel.step_wanted.connect(lambda _step: self.playhead.go_to_syllable())
        self.ruby.width_changed.connect(self._share_height)

    def _shortcuts(self) -> None:
        keys: dict[str, Callable[[], object]] = {
            "Space": self.space,
            "Left": lambda: self.syllable(-1),
            "Right": lambda: self.syllable(1),
            "Up": self.take.play_syllable,
            "1": lambda: self.verdicts.cycle(Part.INITIAL),
            "2": lambda: self.verdicts.cycle(Part.FINAL),
            "3": lambda: self.verdicts.cycle(Part.TONE),
            "Return": self.accept_take,
            "Enter": self.accept_take,
            "C": self.editor.write,
            "V": self.editor.toggle_voice,
            "PgUp": lambda: self.step(-1),
            "PgDown": lambda: self.step(1),
            "Ctrl+Z": self.take_back,
            "Esc": self.escape,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # which take

    def open(self, rows: Sequence[QueueRow], at: int, total: int) -> None:
        """Begin with one of the takes that wait; `total` also counts those not read yet."""
        self._finished = set()
        self._rows, self._total = tuple(rows), total
        self._open(at)

    def go_on(self, rows: Sequence[QueueRow], total: int) -> None:
        """More takes were read: go on with the first that is new, or back when there is none."""
        known = {row.attempt_id for row in self._rows}
        new = [row for row in rows if row.attempt_id not in known]
        self._total = max(total, 0) + len(self._finished)
        if not new:
            self.back_wanted.emit()
            return
        self._rows = (*self._rows, *new)
        self._open(len(self._rows) - len(new))

    @property
    def row(self) -> QueueRow | None:
        """The take that is open."""
        return self._rows[self._at] if self._rows else None

    @property
    def review(self) -> ReviewedAttempt | None:
        """What was said of it."""
        return self._review

    def _open(self, at: int) -> None:
        self._stop_looking()
        self.sounds.stop()
        self._at = at
        row = self._rows[at]
        self._review = None
        self.playhead.reset()
        self.setEnabled(False)

        def work() -> _Opened:
            review = self._studio.reviews.review(row.attempt_id)
            return _Opened(self._studio.attempt(row.attempt_id), review)

        self.turn.run(work, lambda got: self._have(row, got))

    def _have(self, row: QueueRow, result: Ok[_Opened] | Err) -> None:
        if row is not self.row:
            return
        self.setEnabled(True)
        if isinstance(result, Err):  # it is gone, or its score cannot be read: the others can still be heard
            self.failed.emit(str(result.error))
            self._finished.add(row.attempt_id)
            self.step(1)
            return
        attempt = result.value.attempt
        lesson = self._studio.library.lesson(row.lesson_id)
        self.ruby.setVisible(not attempt.free)
        self.take.show_attempt(attempt)
        place = self._at + 1, max(self._total, len(self._rows))
        self.head.show_take(row, attempt, self.take.view, lesson.title if lesson else "", place)
        self.talk.show_attempt(attempt)
        self.editor.show_attempt(attempt.id)
        self._share_height()
        self._show_review(result.value.review)
        self._looking.start()
        self.setFocus()

    def _show_review(self, review: ReviewedAttempt) -> None:
        row = self.row
        if row is None or row.attempt_id != review.attempt_id:
            return
        self._review = review
        self._undone.setText("")
        self.take.show_review(review)
        self.said.show_review(review, self.take.view)
        self.undo.setEnabled(self._studio.reviews.can_undo)
        self.accept.setText(self._accept_words(review))
        self.accept.setAccessibleName(self.accept.text())
        self._show_verdicts()
        self._tell_moment()

    @staticmethod
    def _accept_words(review: ReviewedAttempt) -> str:
        return tr("没有问题，下一段") if review.empty else tr("听好了，下一段")

    def _show_verdicts(self) -> None:
        if self._review is not None:
            self.said.show_syllable(self.take.machines_syllable, self._review)

    def step(self, step: int) -> None:
        """Go to the take before (-1) or after (1), past those that are finished."""
        at = self._at + step
        while 0 <= at < len(self._rows) and self._rows[at].attempt_id in self._finished:
            at += step
        if at < 0:
            return
        self.editor.end_voice()
        if at < len(self._rows):
            self._open(at)
        else:
            self._stop_looking()
            self.sounds.stop()
            self.more_wanted.emit()

    def leave(self) -> None:
        """Before another page: what is being spoken is kept, and so is the time."""
        self.editor.end_voice()
        self.sounds.stop()
        self._stop_looking()

    def _stop_looking(self) -> None:
        row = self.row
        if row is None or not self._looking.isValid():
            return
        seconds = min(LONGEST_LOOK, self._looking.elapsed() / 1000)
        self._looking.invalidate()
        self.turn.run(lambda: self._studio.reviews.spend(row.attempt_id, seconds), lambda _result: None)

    def escape(self) -> None:
        """Esc: drops what is being spoken, else stops what is playing, else goes back to the queue."""
        if self._studio.reviews.voice.running:
            self.editor.drop_voice()
        elif self.sounds.sound is not None:
            self.sounds.stop()
        else:
            self.back_wanted.emit()

    # hearing

    def space(self) -> None:
        """Play from where it stopped, or pause; a button that was reached with Tab is pressed instead."""
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton) and focused.hasFocus():
            focused.click()
        else:
            self.playhead.toggle()

    def syllable(self, step: int) -> None:
        """Open the syllable before or after and hear it."""
        self.take.step(step)
        self.playhead.go_to_syllable()

    def _playhead_moved(self) -> None:
        self._show_verdicts()
        self._tell_moment()

    # saying

    def _tell_moment(self) -> None:
        at = self.playhead.moment
        self.editor.set_moment(moment_text(at, self.take.view), at)

    def change_verdict(self, position: int, part: Part, verdict: Verdict) -> None:
        """Keep the trainer's verdict; the machine's own takes hers back."""
        self._change(
            lambda attempt_id: self._studio.reviews.change_verdict(attempt_id, position, part, verdict)
        )

    def write_comment(self, text: str) -> None:
        """Keep a written comment on the moment."""
        at = self.playhead.moment
        self._change(lambda attempt_id: self._studio.reviews.comment(attempt_id, text, at))

    def remove_comment(self, comment: Comment) -> None:
        """Take a comment back; it can be undone."""
        self.sounds.stop()
        self._change(lambda attempt_id: self._studio.reviews.remove_comment(attempt_id, comment))

    def _spoken(self, attempt_id: str) -> None:
        row = self.row
        if row is not None and row.attempt_id == attempt_id:
            self._change(lambda _attempt_id: None)

    def _speaking(self, speaking: bool) -> None:
        if speaking:
            self.sounds.stop()

    def _change(self, work: Callable[[str], Any]) -> None:
        """Do something to the take that is open, and show what is said of it then."""
        row = self.row
        if row is None or self._review is None:
            return
        attempt_id = row.attempt_id

        def carry_out() -> ReviewedAttempt:
            work(attempt_id)
            return self._studio.reviews.review(attempt_id)

        def done(result: Ok[ReviewedAttempt] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                self._show_verdicts()
            else:
                self._show_review(result.value)

        self.turn.run(carry_out, done)

    def accept_take(self) -> None:
        """Done with this take: it leaves the queue, and the next is opened."""
        row = self.row
        if row is None or self._review is None:
            return
        self.editor.end_voice()

        def done(result: Ok[Any] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            self._finished.add(row.attempt_id)
            if row is self.row:
                self.step(1)

        self.turn.run(lambda: self._studio.reviews.accept(row.attempt_id), done)

    def take_back(self) -> None:
        """Undo what was done last, and show the take that it was done to."""

        def done(result: Ok[Undone | None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            undone = result.value
            if undone is None:
                self._undone.setText(tr("没有可以撤销的了。"))
                return
            self._finished.discard(undone.attempt_id)
            places = [i for i, row in enumerate(self._rows) if row.attempt_id == undone.attempt_id]
            if places and places[0] != self._at:
                self._open(places[0])
            else:
                self._change(lambda _attempt_id: None)
            self.turn.run(lambda: None, lambda _result: self._undone.setText(str(undone.what)))

        self.turn.run(self._studio.reviews.undo, done)

    # free talks

    def show_report(self) -> None:
        """What the machine would say of a free talk, with what was said as text."""
        attempt = self.take.attempt
        if attempt is not None:
            self.sounds.stop()
            dialog = PitchReportDialog(self._studio, self._jobs, self._theme, attempt, self)
            dialog.finished.connect(self.talk.refresh)
            dialog.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        height = self.ruby.height_within(self.height() // 4, RUBY_SIZE)
        self.ruby.want_height(height)
        self.ruby.setMaximumHeight(height)
