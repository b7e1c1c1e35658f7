"""How the prompt should sound: a person before the computer's voice before a hum, and always said which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.curriculum.values import Prompt
from app.speech.values import FloatArray
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.practice.state import Voice
from app.ui.screens.practice.system_voice import SystemVoice

if TYPE_CHECKING:
    from app.practice.reference import Reference
    from app.practice.studio import Studio


class ReferencePlayer(QObject):
    """Finds out in which voices a prompt can be heard, and plays it."""

    changed = Signal()  # other voices than before
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, sounds: SoundBox, voice: SystemVoice) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._sounds = sounds
        self._voice = voice
        self._prompt: Prompt | None = None
        self._reference: tuple[Voice, FloatArray] | None = None
        voice.ready.connect(self.changed)
        voice.finished.connect(sounds.end_other)

    def open(self, prompt: Prompt | None) -> None:
        """Read the reference of another prompt in the background."""
        self._prompt = prompt
        self._reference = None
        if prompt is not None:
            self._jobs.run(
                lambda: self._studio.reference(prompt), lambda got: self._have(prompt, got), owner=self
            )

    def look(self) -> None:
        """Look for the computer's voice, once."""
        self._voice.look()

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices in which the prompt can be heard, best first."""
        known = {self._reference[0]} if self._reference else set()
        if self._voice.available:
            known.add(Voice.SYSTEM)
        return tuple(each for each in Voice if each in known)

    def listen(self, voice: Voice | None = None) -> None:
        """Play in `voice`, or in the best there is; stop when it is playing."""
        if self._sounds.sound is Sound.REFERENCE:
            self._sounds.stop()
            return
        chosen = voice or next(iter(self.voices), None)
        if chosen is None or self._prompt is None:
            return
        if chosen is Voice.SYSTEM:
            self._sounds.begin_other(Sound.REFERENCE, self._voice.stop)
            self._voice.say(self._prompt.text)
        elif self._reference is not None:
            self._sounds.play(Sound.REFERENCE, self._reference[1])

    def _have(self, prompt: Prompt, result: Ok[Reference | None] | Err) -> None:
        if self._prompt is not prompt:
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        elif result.value is not None:
            self._reference = (Voice(result.value.source.value), result.value.samples)
        self.changed.emit()
