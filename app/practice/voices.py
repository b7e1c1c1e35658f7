"""Voices: who can say a prompt, best first. Calls block; a window makes them through its jobs."""

from __future__ import annotations

from pathlib import Path

from app.audio.importing import import_audio
from app.practice.keeper import Keeper
from app.practice.reference import Reference, ReferenceSource, hummed_text
from app.speech.text import to_spoken


class Voices:
    """Everyone who can be heard on this machine, but the system's own voice, which only the window knows."""

    def __init__(self, keeper: Keeper, folder: Path) -> None:
        self._keeper = keeper
        self._folder = folder

    def references(
        self, text: str, pinyin: tuple[str, ...] | None = None, recording: Path | None = None
    ) -> list[Reference]:
        """How `text` should sound, best first: the lesson's recording, … , its tones hummed.

        Raises ExpectedError when `recording` cannot be read.
        """
        found = []
        if recording is not None:
            found.append(Reference(import_audio(recording), ReferenceSource.RECORDING))
        hummed = hummed_text(to_spoken(text, pinyin), self._keeper.register)
        if hummed.size:
            found.append(Reference(hummed, ReferenceSource.HUMMED))
        return found
