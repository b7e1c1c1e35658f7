"""Plays references and lets the computer's voice speak, at the speed the learner chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.audio.stretch import stretched
from app.errors import ExpectedError
from app.i18n import tr
from app.practice.reference import Reference
from app.speech.values import FloatArray
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.hearing.system_voice import SystemVoice
from app.ui.hearing.voice import Voice, VoiceKind
from app.ui.jobs import Err, Jobs, Ok

if TYPE_CHECKING:
    from app.practice.studio import Studio

SPEEDS = (0.6, 0.8, 0.9, 1.0, 1.2)
"""What a learner may choose, times the voice's own pace."""


class Hearing(QObject):
    """One sound at a time. Nothing here blocks: the speed is worked out in the background.

    `sounds` is the page's sound box where it has one, so that this never sounds together with something else.
    """

    changed = Signal()  # it began, or fell silent
    ended = Signal()  # what was played came to its end by itself
    system_ready = Signal()  # a voice of the computer was found
    speed_changed = Signal(float)
    failed = Signal(str)

    def __init__(
        self,
        studio: Studio,
        jobs: Jobs,
        *,
        sounds: SoundBox | None = None,
        system: SystemVoice | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._jobs = jobs
        self.sounds = sounds or SoundBox(studio, self)
        self._system = system or SystemVoice.shared()
        self._number = 0
        self._stopping = False
        self._sounding = False
        self._system.ready.connect(self.system_ready)
        self._system.failed.connect(self._system_failed)
        self._system.finished.connect(self.sounds.end_other)
        self.sounds.changed.connect(self._sounds_changed)
        if sounds is None:
            self.sounds.failed.connect(self.failed)

    def look(self) -> None:
        """Look for the computer's voice, once."""
        self._system.look()

    @property
    def system_voice(self) -> Voice | None:
        """The computer's Chinese voice, None where it has none."""
        return Voice(VoiceKind.SYSTEM, self._system.name) if self._system.available else None

    @property
    def speed(self) -> float:
        """The speed the learner chose last."""
        return min(SPEEDS, key=lambda each: abs(each - self._studio.settings.listening_speed))

    def set_speed(self, speed: float) -> None:
        """Choose a speed, here and from now on."""
        if speed == self.speed:
            return
        try:
            self._studio.change_settings(listening_speed=speed)
        except ExpectedError as error:
            self.failed.emit(str(error))
        self.speed_changed.emit(speed)

    @property
    def playing(self) -> bool:
        """Whether a reference is sounding."""
        return self.sounds.sound is Sound.REFERENCE

    def play(self, reference: Reference, speed: float | None = None) -> None:
        """Play a reference at `speed`, or at the learner's; what was playing stops."""
        self.stop()
        self._number += 1
        number, wanted = self._number, self.speed if speed is None else speed
        self._jobs.run(
            lambda: stretched(reference.samples, wanted), lambda got: self._have(number, got), owner=self
        )

    def say(self, text: str, speed: float | None = None) -> None:
        """Let the computer's voice say `text`; nothing happens where there is none."""
        self.stop()
        self._number += 1
        if self._system.available:
            self.sounds.begin_other(Sound.REFERENCE, self._system.stop)
            self._system.say(text, self.speed if speed is None else speed)

    def stop(self) -> None:
        """Be quiet."""
        self._number += 1  # what is still being stretched is not wanted any more
        if self.playing:
            self._stopping = True
            self.sounds.stop()
            self._stopping = False

    def _have(self, number: int, result: Ok[FloatArray] | Err) -> None:
        if number != self._number:
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.sounds.play(Sound.REFERENCE, result.value)

    def _system_failed(self) -> None:
        if self.playing:  # the voice is shared: it may have failed another page
            self.failed.emit(tr("系统语音没有读出来。请在系统设置里检查中文语音，或者换一个声音听。"))

    def _sounds_changed(self, sound: Sound | None) -> None:
        before, self._sounding = self._sounding, sound is Sound.REFERENCE
        if before == self._sounding:
            return
        self.changed.emit()
        if before and sound is None and not self._stopping:
            self.ended.emit()
