"""Hearing a trainer's comments: what was spoken is played, a written one plays the take from its moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.practice.reviews_values import Comment
from app.speech.values import FloatArray
from app.ui.attempt.comment_list import CommentList
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.jobs import Err, Jobs, Ok

if TYPE_CHECKING:
    from app.practice.studio import Studio


class CommentSound(QObject):
    """Plays what is chosen in a list of comments, or by its mark on the waveform."""

    moment_wanted = Signal(float)  # seconds of the take, to be heard from there
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, sounds: SoundBox, comments: CommentList) -> None:
        super().__init__(comments)
        self._studio = studio
        self._jobs = jobs
        self._sounds = sounds
        self._comments = comments
        self._playing = ""  # the id of the comment that is heard
        comments.chosen.connect(self.hear)
        sounds.changed.connect(self._sound_changed)

    def choose(self, comment_id: str) -> None:
        """Hear the comment of this id, and show which it is."""
        for row in self._comments.rows:
            if row.comment.id == comment_id:
                self._comments.mark(comment_id)
                self.hear(row.comment)

    def hear(self, comment: Comment) -> None:
        """Hear a comment; when it is playing already, be quiet."""
        if comment.voice is None:
            if comment.at is not None:
                self.moment_wanted.emit(comment.at)
            return
        if self._playing == comment.id:
            self._sounds.stop()
            return

        def have(result: Ok[FloatArray] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            self._sounds.stop()
            self._playing = comment.id
            self._sounds.play(Sound.COMMENT, result.value)

        self._jobs.run(lambda: self._studio.reviews.voice.samples(comment), have, owner=self)

    def _sound_changed(self, sound: Sound | None) -> None:
        if sound is not Sound.COMMENT:
            self._playing = ""
        self._comments.set_sounding(self._playing)
