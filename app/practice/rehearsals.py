"""Rehearsals in the live room: scripts and products to choose from, the take, what is kept of each."""

from __future__ import annotations

import secrets
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.curriculum.values import FreePitch
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.live_room.scripts import Scripts, load_scripts
from app.live_room.values import Session
from app.paths import assets_dir
from app.practice.engine import SpeechEngine
from app.practice.free_takes import FreeTakes
from app.practice.keeper import Keeper
from app.practice.live_hearing import LiveHearing, Recogniser
from app.practice.take import TakeListener
from app.speech.transcription import Bias
from app.speech.twice import TwiceHeard
from app.storage.rehearsal_values import KeptRehearsal
from app.storage.values import Attempt

LESSON = "live-room"
"""Under this lesson the takes stand in the history."""

MINUTES = (3, 5, 10)
"""How long a rehearsal may be planned."""

LAST_SEED = 9999

_PATIENT = 1.0
"""Seconds of sound that may wait for a second hearing; a machine that is farther behind does without."""


@dataclass(frozen=True)
class Heard:
    """What is known of her words now. `deaf` means that nothing will be recognised in this take.

    `behind` are the seconds of sound that wait to be recognised.
    """

    text: str = ""
    deaf: bool = False
    behind: float = 0.0


def _now() -> datetime:
    return datetime.now(UTC)


class Rehearsals:
    """Begins rehearsals and keeps them; pausing and stopping are the studio's, as with any take."""

    def __init__(
        self,
        keeper: Keeper,
        engine: SpeechEngine,
        takes: FreeTakes,
        home: Path,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._keeper = keeper
        self._engine = engine
        self._takes = takes
        self._folders = (assets_dir() / "live_room", home / "live_room")
        self._clock = clock
        self._hearing: LiveHearing | None = None
        self._lock = threading.Lock()

    def scripts(self) -> Scripts:
        """All scripts, read anew: a trainer may have changed hers. Blocks."""
        return load_scripts(self._folders)

    def new_seed(self) -> int:
        """The number of an evening nobody has seen."""
        return secrets.randbelow(LAST_SEED) + 1

    def start(self, product: str, seconds: int, listener: TakeListener, likely: Bias | None = None) -> str:
        """Record a talk about `product` planned for so many seconds; returns the take's prompt id.

        `likely` are phrases to listen for.

        Raises ExpectedError when there is no microphone, no profile or not enough room on the disk.
        """
        pitch = FreePitch(
            f"rehearsal-{uuid.uuid4().hex[:12]}", tr("直播排练：{product}", product=product), (), seconds
        )
        hearing = LiveHearing(lambda: self._recogniser(likely, lambda: hearing.behind < _PATIENT))
        try:
            self._takes.start(pitch, LESSON, listener, hearing.feed)
        except BaseException:
            hearing.end()
            raise
        with self._lock:
            before, self._hearing = self._hearing, hearing
        if before is not None:
            before.end()
        return pitch.id

    def _recogniser(self, likely: Bias | None, patient: Callable[[], bool]) -> Recogniser:
        return TwiceHeard(self._engine.model, likely, patient) if likely else self._engine.listen()

    def heard(self) -> Heard:
        """What has been recognised in the present take."""
        hearing = self._hearing
        return Heard() if hearing is None else Heard(hearing.text, hearing.deaf, hearing.behind)

    def stop_hearing(self) -> None:
        """The take is over."""
        with self._lock:
            hearing, self._hearing = self._hearing, None
        if hearing is not None:
            hearing.end()

    def keep(self, session: Session, product_lesson: str, prompt_id: str) -> KeptRehearsal:
        """Keep a session at once; its recording joins it when it is stored. Blocks."""
        profile = self._keeper.profile
        if profile is None:
            raise ExpectedError(msg("请先选择是谁在练习，再开始排练。"))
        kept = KeptRehearsal(uuid.uuid4().hex, profile.id, self._clock(), product_lesson, prompt_id, session)
        self._keeper.store.rehearsals.add(kept)
        return kept

    def past(self) -> list[KeptRehearsal]:
        """The present profile's rehearsals, the newest first. Blocks."""
        profile = self._keeper.profile
        return self._keeper.store.rehearsals.rehearsals(profile.id) if profile is not None else []

    def attempt(self, rehearsal: KeptRehearsal) -> Attempt | None:
        """The recording of a rehearsal; None when it was deleted or is not stored yet. Blocks."""
        store = self._keeper.store
        found = store.attempts(rehearsal.profile_id, lesson_id=LESSON, prompt_id=rehearsal.prompt_id, limit=1)
        return store.attempt(found[0].id) if found else None

    def delete(self, rehearsal: KeptRehearsal) -> None:
        """Forget a rehearsal; its recording goes to the trash, where it stays for 30 days. Blocks."""
        attempt = self.attempt(rehearsal)
        if attempt is not None:
            self._keeper.store.delete_attempt(attempt.id)
        self._keeper.store.rehearsals.delete(rehearsal.id)
