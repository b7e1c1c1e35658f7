"""Rehearsals of the pretended studio: the bundled scripts, a table in memory, words that the test says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.curriculum.values import FreePitch
from app.live_room.scripts import Scripts, load_scripts
from app.live_room.values import Session
from app.practice.rehearsals import LESSON, Heard
from app.practice.take import TakeListener
from app.speech.transcription import Bias
from app.storage.rehearsal_values import KeptRehearsal
from app.storage.values import Attempt
from tests.ui.fake_free_takes import NOW

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

BUNDLED = Path(__file__).resolve().parent.parent.parent / "assets" / "live_room"


class FakeRehearsals:
    """`text` and `deaf` are what is heard; `kept` is what was kept."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.text = ""
        self.deaf = False
        self.likely = Bias()
        self.kept: list[KeptRehearsal] = []

    def scripts(self) -> Scripts:
        self._studio._note("scripts")
        return load_scripts([BUNDLED])

    def new_seed(self) -> int:
        return 42

    def start(self, product: str, seconds: int, listener: TakeListener, likely: Bias | None = None) -> str:
        self.likely = likely or Bias()
        self._studio._note("start_rehearsal", product, seconds)
        self.text = ""
        prompt_id = f"rehearsal-{len(self._studio.calls)}"
        pitch = FreePitch(prompt_id, f"直播排练：{product}", (), seconds)
        self._studio.free_takes.start(pitch, LESSON, listener)
        return prompt_id

    def heard(self) -> Heard:
        return Heard(self.text, self.deaf)

    def stop_hearing(self) -> None:
        self._studio._note("stop_hearing")

    def keep(self, session: Session, product_lesson: str, prompt_id: str) -> KeptRehearsal:
        self._studio._note("keep_rehearsal", prompt_id)
        assert self._studio.profile is not None
        made = KeptRehearsal(
            f"r{len(self.kept)}",
            self._studio.profile.id,
            NOW + timedelta(minutes=len(self.kept)),
            product_lesson,
            prompt_id,
            session,
        )
        self.kept.insert(0, made)
        return made

    def past(self) -> list[KeptRehearsal]:
        self._studio._note("past_rehearsals")
        return list(self.kept)

    def attempt(self, rehearsal: KeptRehearsal) -> Attempt | None:
        found = (each for each in self._studio._attempts if each.prompt_id == rehearsal.prompt_id)
        return next(found, None)

    def delete(self, rehearsal: KeptRehearsal) -> None:
        self._studio._note("delete_rehearsal", rehearsal.id)
        attempt = self.attempt(rehearsal)
        if attempt is not None:
            self._studio.delete_attempt(attempt.id)
        self.kept.remove(rehearsal)
