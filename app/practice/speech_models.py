"""The speech models on this machine: which there are, which is used, and another brought in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.practice.engine import Cancelled, Progress, SpeechEngine
from app.speech.models import LocatedModel


class SpeechModels:
    """What a user may choose from; `remember` keeps her choice for the next start."""

    def __init__(self, engine: SpeechEngine, remember: Callable[[str], None]) -> None:
        self._engine = engine
        self._remember = remember

    def installed(self) -> list[LocatedModel]:
        """Every speech model on this machine."""
        return self._engine.installed()

    def would_use(self) -> LocatedModel:
        """The model that would be loaded now, with the reasons against those that come before it."""
        return self._engine.would_use()

    def use(self, choice: str) -> None:
        """Use another model: its name, its folder, or "" for automatic. Raises ExpectedError."""
        if choice and Path(choice).is_dir():
            choice = str(Path(choice).resolve())
        self._engine.use(choice)
        self._remember(choice)

    def install(self, archive: Path, progress: Progress, cancelled: Cancelled) -> str:
        """Check a zipped speech model and install it for this user; returns its name."""
        return self._engine.import_model(archive, progress, cancelled).name
