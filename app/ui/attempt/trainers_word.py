"""What the trainee finds with her take: what her trainer said of it, or the way to ask for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QInputDialog, QVBoxLayout, QWidget

from app.i18n import tr
from app.practice.reviews import LONGEST_QUESTION
from app.practice.reviews_values import ReviewedAttempt
from app.storage.values import Attempt
from app.ui.attempt.comment_list import CommentList
from app.ui.attempt.comment_sound import CommentSound
from app.ui.attempt.result import ResultView
from app.ui.attempt.reviewed import heard_words
from app.ui.attempt.sound_box import SoundBox
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, leading

if TYPE_CHECKING:
    from app.practice.studio import Studio


class TrainersWord(QWidget):
    """Reads the review of an attempt of her own; hidden where there is no trainer and nothing was said."""

    arrived = Signal(ReviewedAttempt)
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, sounds: SoundBox) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._attempt: Attempt | None = None
        self._view: ResultView | None = None
        self._review: ReviewedAttempt | None = None
        self.dialog: QInputDialog | None = None
        self._asks = False  # whether there is anybody to ask
        self._heard = label("", "form")
        self.comments = CommentList(theme)
        self.sound = CommentSound(studio, jobs, sounds, self.comments)
        self.sound.failed.connect(self.failed)
        self._asked = label("", "small")
        self.ask = button(tr("请老师听听"), self.ask_trainer, theme, kind="quiet", icon="people")
        self.ask.hide()  # whoever shows this puts the button where there is room
        self.take_back = button(tr("不用听了"), self._take_back, theme, kind="link")
        for each in (self.ask, self.take_back):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._heard)
        column.addWidget(self.comments)
        column.addWidget(self._asked)
        column.addLayout(leading(self.take_back))
        self.hide()

    @property
    def review(self) -> ReviewedAttempt | None:
        """What is shown."""
        return self._review

    def show_attempt(self, attempt: Attempt, view: ResultView) -> None:
        """Read what was said of an attempt; nothing is shown of somebody else's."""
        self._attempt, self._view, self._review = attempt, view, None
        self.hide()
        self.ask.hide()
        profile = self._studio.profile
        if profile is None or profile.id != attempt.profile_id:
            return
        self._read(attempt)

    def _read(self, attempt: Attempt) -> None:
        reviews = self._studio.reviews

        def work() -> tuple[ReviewedAttempt, bool]:
            review = reviews.review(attempt.id)
            if review.reviewed is not None and review.seen is None:
                reviews.see(attempt.id)
            return review, bool(reviews.trainers())

        self._jobs.run(work, lambda got: self._show(attempt, got), owner=self)

    def _show(self, attempt: Attempt, result: Ok[tuple[ReviewedAttempt, bool]] | Err) -> None:
        if attempt is not self._attempt or isinstance(result, Err):
            return
        review, self._asks = result.value
        self._review = review
        self._heard.setText(heard_words(review))
        self._heard.setVisible(bool(self._heard.text()))
        names = {comment.by for comment in review.comments}
        self.comments.show_comments(review, self._view, named=len(names) > 1)
        waiting = review.asked is not None and review.reviewed is None
        question = tr("已经请老师听了：“{question}”", question=isolate(review.question))
        self._asked.setText(question if review.question else tr("已经请老师听了。"))
        self._asked.setVisible(waiting)
        self.take_back.setVisible(waiting)
        self.ask.setVisible(self._asks and review.asked is None and review.empty)
        self.setVisible(waiting or not review.empty)
        self.arrived.emit(review)

    def ask_trainer(self) -> None:
        """Ask for her trainer's ears, with a sentence if she likes."""
        attempt = self._attempt
        if attempt is None:
            return
        dialog = QInputDialog(self.window())
        dialog.setWindowTitle(tr("请老师听听"))
        dialog.setLabelText(tr("想问什么？可以写一句，也可以空着。"))
        dialog.setOkButtonText(tr("请老师听"))
        dialog.setCancelButtonText(tr("取消"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda text: self.send(text[:LONGEST_QUESTION]))
        self.dialog = dialog
        dialog.open()

    def send(self, question: str) -> None:
        """Ask with this sentence, "" for none."""
        self._change(lambda attempt_id: self._studio.reviews.ask(attempt_id, question))

    def _take_back(self) -> None:
        self._change(self._studio.reviews.take_back)

    def _change(self, work: Callable[[str], None]) -> None:
        attempt = self._attempt
        if attempt is None:
            return

        def done(result: Ok[None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            elif attempt is self._attempt:
                self._read(attempt)

        self._jobs.run(lambda: work(attempt.id), done, owner=self)
