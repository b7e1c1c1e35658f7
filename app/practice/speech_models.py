"""The speech models on this machine: which there are, which is used, and another brought in."""

from __future__ import annotations

from pathlib import Path

from app.practice.engine import Cancelled, Progress, SpeechEngine
from app.practice.own_settings import OwnSettings
from app.speech.models import LocatedModel


class SpeechModels:
    """What a user may choose from; her choice is kept in the settings for the next start."""

    def __init__(self, engine: SpeechEngine, settings: OwnSettings) -> None:
        self._engine = engine
        self._settings = settings

    def installed(self) -> list[LocatedModel]:
        """Every speech model on this machine."""
        return self._engine.installed()

    def would_use(self) -> LocatedModel:
        """The model that would be loaded now, with the reasons against those that come before it."""
        return self._engine.would_use()

    def use(self, choice: str) -> None:
        """Use another model: its name, its folder, or "" for automatic.

        Raises SetByCentreError where the centre set one, ExpectedError for one that cannot be used.
        """
        if choice and Path(choice).is_dir():
            choice = str(Path(choice).resolve())
        self._settings.check(model=choice)
        self._engine.use(choice)
        self._settings.change(model=choice)

    def install(self, archive: Path, progress: Progress, cancelled: Cancelled) -> str:
        """Check a zipped speech model and install it for this user; returns its name."""
        return self._engine.import_model(archive, progress, cancelled).name
