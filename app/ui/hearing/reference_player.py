"""How something should sound: in which voices it can be heard, best first, and always said which."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.practice.reference import Reference, read_as_meant
from app.ui.attempt.sound_box import SoundBox
from app.ui.hearing.hearing import Hearing
from app.ui.hearing.system_voice import SystemVoice
from app.ui.hearing.voice import Voice, VoiceKind, voice_of
from app.ui.jobs import Err, Jobs, Ok

if TYPE_CHECKING:
    from app.practice.studio import Studio

_ORDER = tuple(VoiceKind)


class ReferencePlayer(QObject):
    """Finds out in which voices a text can be heard, and plays it in one of them."""

    changed = Signal()  # other voices than before, or another one chosen
    failed = Signal(str)

    def __init__(
        self,
        studio: Studio,
        jobs: Jobs,
        sounds: SoundBox | None = None,
        system: SystemVoice | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._jobs = jobs
        self.hearing = Hearing(studio, jobs, sounds=sounds, system=system, parent=self)
        self._text = ""
        self._opened = 0
        self._references: dict[Voice, Reference] = {}
        self._readable = False  # whether the computer's voice will read the text as it is meant
        self._chosen: Voice | None = None
        self.hearing.system_ready.connect(self.changed)
        self.hearing.failed.connect(self.failed)

    def open(self, text: str, pinyin: tuple[str, ...] | None = None, recording: Path | None = None) -> None:
        """Look in the background for ways to hear `text`; "" for nothing to hear."""
        self.hearing.stop()
        self._opened += 1
        self._text = text
        self._references = {}
        self._readable = False
        self.changed.emit()
        if text:
            self._read(self._opened, text, pinyin, recording)

    def look(self) -> None:
        """Look for the computer's voice, once."""
        self.hearing.look()

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices in which the text can be heard, best first."""
        known = list(self._references)
        system = self.hearing.system_voice
        if self._readable and system is not None:
            known.append(system)
        return tuple(sorted(known, key=lambda each: _ORDER.index(each.kind)))

    @property
    def chosen(self) -> Voice | None:
        """The voice that `listen` plays: the one chosen by hand while it can say this, else the best."""
        voices = self.voices
        return self._chosen if self._chosen in voices else next(iter(voices), None)

    def choose(self, voice: Voice) -> None:
        """Hear this voice from now on, wherever it can be heard."""
        self._chosen = voice
        self.changed.emit()

    @property
    def playing(self) -> bool:
        """Whether the text is being heard."""
        return self.hearing.playing

    def listen(self, voice: Voice | None = None) -> None:
        """Play in `voice`, or in the chosen one; stop when it is playing."""
        if self.playing:
            self.hearing.stop()
            return
        wanted = voice or self.chosen
        if wanted is None:
            return
        if wanted.kind is VoiceKind.SYSTEM:
            self.hearing.say(self._text)
        elif wanted in self._references:
            self.hearing.play(self._references[wanted])

    def stop(self) -> None:
        """Be quiet."""
        self.hearing.stop()

    def _read(self, opened: int, text: str, pinyin: tuple[str, ...] | None, recording: Path | None) -> None:
        def look() -> tuple[list[Reference], bool]:
            return self._studio.voices.references(text, pinyin, recording), read_as_meant(text, pinyin)

        def have(result: Ok[tuple[list[Reference], bool]] | Err) -> None:
            if opened != self._opened:
                return
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                if recording is not None:  # it cannot be read; the other voices can still be heard
                    self._read(opened, text, pinyin, None)
                return
            references, self._readable = result.value
            self._references = {voice_of(each): each for each in references}
            self.changed.emit()

        self._jobs.run(look, have, owner=self)
