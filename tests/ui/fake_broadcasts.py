"""Broadcasts of the pretended studio: the real ones, over a table in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from app.broadcasts.values import Broadcast, Review
from app.people.values import Profile
from app.practice.broadcasts import Broadcasts
from app.practice.keeper import Keeper
from app.storage.rehearsal_values import KeptRehearsal

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

AFTER_NOON = datetime(2026, 11, 23, 14, 5).astimezone().astimezone(UTC)
"""When the tests take place."""


class MemoryBroadcastTable:
    """What `BroadcastTable` does, in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, Broadcast] = {}

    def keep(self, broadcasts: Sequence[Broadcast]) -> None:
        self.kept |= {each.id: each for each in broadcasts}

    def delete(self, broadcast_id: str) -> None:
        self.kept.pop(broadcast_id, None)

    def broadcasts(self, profile_id: str) -> list[Broadcast]:
        found = [each for each in self.kept.values() if each.profile_id == profile_id]
        return sorted(found, key=lambda each: each.order, reverse=True)


class _Keeper:
    """The part of a keeper that broadcasts use, answered by the pretended studio."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.store = SimpleNamespace(
            broadcasts=MemoryBroadcastTable(),
            rehearsals=SimpleNamespace(rehearsals=self._rehearsals),
            daily=lambda _profile_id: studio.daily(),
            attempts=lambda _profile_id, **which: studio.attempts(**which),
            attempt=lambda attempt_id, with_score=True: next(
                a for a in studio._attempts if a.id == attempt_id
            ),
        )

    @property
    def profile(self) -> Profile | None:
        return self._studio.profile

    def _rehearsals(self, _profile_id: str, limit: int | None = 50) -> list[KeptRehearsal]:
        return self._studio.rehearsals.kept[:limit]


class _Noted(Broadcasts):
    """Fails where the studio is told to."""

    studio: Any = None

    def keep(self, broadcast: Broadcast) -> Broadcast:
        self.studio._note("keep_broadcast")
        return super().keep(broadcast)

    def keep_review(self, broadcast: Broadcast, review: Review) -> Broadcast:
        self.studio._note("keep_review")
        return super().keep_review(broadcast, review)

    def all(self) -> list[Broadcast]:
        self.studio._note("all_broadcasts")
        return super().all()


def make_broadcasts(studio: FakeStudio) -> Broadcasts:
    """A log over memory; templates come from the program."""
    home = Path(tempfile.gettempdir()) / "kaibo-no-such-home"
    made = _Noted(cast("Keeper", _Keeper(studio)), home, lambda: studio.library, lambda: AFTER_NOON)
    made.studio = studio
    return made
