"""Where in the take the trainer is: what Space goes on from, and what her next comment is about."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.ui.attempt.attempt_view import AttemptView
from app.ui.attempt.sound_box import Sound, SoundBox

_END = 0.15  # seconds before the end from which on a take counts as heard to its end


class Playhead(QObject):
    """Follows what is played and chosen in an `AttemptView`."""

    moved = Signal()

    def __init__(self, take: AttemptView, sounds: SoundBox) -> None:
        super().__init__(take)
        self._take = take
        self._sounds = sounds
        self._at: float | None = None
        self._whole = False
        take.waveform.seek.connect(self._put)
        sounds.moved.connect(self._sound_moved)
        sounds.changed.connect(self._sound_changed)

    @property
    def moment(self) -> float | None:
        """The second that a comment is about; None is the whole take."""
        return None if self._whole else self._at

    def reset(self) -> None:
        """Another take: nothing has been heard of it."""
        self._at, self._whole = None, False

    def set_whole(self, whole: bool) -> None:
        """Comment on the whole take, or on a moment again."""
        self._whole = whole
        if not whole and self._at is None:
            view = self._take.machines_syllable
            self._at = view.start if view is not None and view.start is not None else 0.0
        self.moved.emit()

    def toggle(self) -> None:
        """Play from where it stopped, or pause there."""
        if self._sounds.sound is Sound.TAKE:
            at = self._at
            self._sounds.stop()
            self._at = at
            self._take.waveform.set_cursor(at)
        else:
            self._take.play_from(self._at or 0.0)

    def hear_from(self, seconds: float) -> None:
        """Play the take from a moment on."""
        self._put(seconds)
        self._take.play_from(seconds)

    def go_to_syllable(self) -> None:
        """The opened syllable is what is meant now."""
        view = self._take.machines_syllable
        if view is not None and view.start is not None:
            self._at = view.start
        self._whole = False
        self.moved.emit()

    def _put(self, seconds: float) -> None:
        self._at, self._whole = seconds, False
        self.moved.emit()

    def _sound_moved(self, seconds: float) -> None:
        if self._sounds.sound is Sound.TAKE:
            self._at = seconds
            self.moved.emit()

    def _sound_changed(self, sound: Sound | None) -> None:
        if sound is None and self._at is not None and self._at > self._take.waveform.duration - _END:
            self._at = None
            self.moved.emit()
