"""Speech models as the pretended studio has them: one, which came with the program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ExpectedError
from app.i18n import msg
from app.speech.models import LocatedModel, ModelOrigin

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio


class FakeSpeechModels:
    """Using one changes the studio's `model_name`."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio

    def installed(self) -> list[LocatedModel]:
        self._studio._note("models")
        return [LocatedModel(Path("assets/model"), "kaibo-small", ModelOrigin.BUNDLED)]

    def would_use(self) -> LocatedModel:
        return self.installed()[0]

    def use(self, choice: str) -> None:
        self._studio._note("use_model", choice)
        self._studio.model_name = choice or "kaibo-small"

    def install(self, archive: Path, progress: Callable[..., None], cancelled: Callable[[], bool]) -> str:
        self._studio._note("import_model", archive)
        progress(0.5)
        if cancelled():
            raise ExpectedError(msg("已停止。"))
        progress(1.0)
        return self.installed()[0].name
