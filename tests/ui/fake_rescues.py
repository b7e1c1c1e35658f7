"""Rescued takes as the pretended studio has them: `studio.rescued_takes` is the test's to set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.storage.values import Attempt

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio, FakeTake


class FakeRescues:
    """Keeps and discards in memory."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio

    def all(self) -> list[FakeTake]:
        self._studio._note("rescued")
        return list(self._studio.rescued_takes)

    def keep(self, take: FakeTake) -> Attempt:
        studio = self._studio
        studio._note("keep_rescued", take.take_id)
        studio.rescued_takes.remove(take)
        attempt = studio._keep(studio.library.lessons[0].prompts[0], "tones", take.created)
        if not take.meta.get("text"):
            attempt = replace(attempt, score=None)
            studio._attempts[-1] = attempt
        return attempt

    def owner(self, take: FakeTake) -> str:
        wanted = take.meta.get("profile_id", "")
        return next((each.name for each in self._studio._profiles if each.id == wanted), "")

    def discard(self, take: FakeTake) -> None:
        self._studio._note("discard_rescued", take.take_id)
        self._studio.rescued_takes.remove(take)
