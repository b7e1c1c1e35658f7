"""The one place from which a page plays sound, so that two things never sound at once."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from app.errors import ExpectedError
from app.speech.values import FloatArray

if TYPE_CHECKING:
    from app.practice.studio import Studio

_TICK_MS = 30


class Sound(Enum):
    """What is playing."""

    REFERENCE = "reference"
    TAKE = "take"
    SYLLABLE = "syllable"
    TARGET = "target"
    BOTH = "both"  # her syllable, then the target
    PAIR = "pair"  # a word to compare with another
    COMMENT = "comment"  # what a trainer said of the take


class SoundBox(QObject):
    """Plays through the studio and tells where it is; what is playing stops when something else begins."""

    changed = Signal(object)  # Sound, or None when all is quiet
    moved = Signal(float)  # seconds of what is playing, `offset` included
    failed = Signal(str)
    _ended = Signal(int)  # from the audio thread

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._studio = studio
        self._sound: Sound | None = None
        self._number = 0
        self._offset = 0.0
        self._stop_other: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._ended.connect(self._end)

    @property
    def sound(self) -> Sound | None:
        """What is playing, None when all is quiet."""
        return self._sound

    def play(
        self,
        sound: Sound,
        samples: FloatArray,
        start: float = 0.0,
        end: float | None = None,
        offset: float = 0.0,
    ) -> None:
        """Play from `start` to `end` seconds. `offset` is added to the positions told by `moved`."""
        self._silence()
        if not samples.size:
            return
        self._number += 1
        number = self._number
        self._offset = offset
        try:
            self._studio.play(samples, start, end, on_finished=lambda: self._tell_end(number))
        except ExpectedError as error:
            self._set(None)
            self.failed.emit(str(error))
            return
        self._timer.start()
        self._set(sound)

    def begin_other(self, sound: Sound, stop: Callable[[], None]) -> None:
        """Something that is not played here (the system's voice) begins; `stop` silences it."""
        self._silence()
        self._number += 1
        self._stop_other = stop
        self._set(sound)

    def end_other(self) -> None:
        """What `begin_other` announced has ended by itself."""
        if self._stop_other is not None:
            self._stop_other = None
            self._set(None)

    def stop(self) -> None:
        """Be quiet."""
        self._silence()
        self._set(None)

    def _silence(self) -> None:
        if self._sound is None:
            return
        self._number += 1
        self._timer.stop()
        if self._stop_other is not None:
            stop, self._stop_other = self._stop_other, None
            stop()
        else:
            self._studio.stop_playing()

    def _tell_end(self, number: int) -> None:
        """Called on the audio thread, at a time when the page may be gone."""
        if isValid(self):
            self._ended.emit(number)

    def _end(self, number: int) -> None:
        if number != self._number:
            return
        self._timer.stop()
        self._set(None)
        error = self._studio.play_error
        if error is not None:
            self.failed.emit(str(error))

    def _tick(self) -> None:
        position = self._studio.play_position()
        if position is not None:
            self.moved.emit(position + self._offset)

    def _set(self, sound: Sound | None) -> None:
        if sound is not self._sound:
            self._sound = sound
            self.changed.emit(sound)
