"""Takes that an earlier run left behind when it was cut off: kept, or thrown away, by whoever may."""

from __future__ import annotations

from pathlib import Path

from app.audio import journal as journals
from app.audio.journal import JournaledTake
from app.people.rights import only_own
from app.practice.keeper import Keeper
from app.practice.reviews_voice import KIND as SPOKEN_COMMENT
from app.storage.values import Attempt


class Rescues:
    """The journals that nobody is writing any more, in the folders where takes are or were written."""

    def __init__(self, keeper: Keeper, *takes_dirs: Path) -> None:
        self._keeper = keeper
        self._takes_dirs = dict.fromkeys(takes_dirs)

    def all(self) -> list[JournaledTake]:
        """The rescued takes that concern who is here; a trainer's spoken comment is nobody's take."""
        return [
            take
            for folder in self._takes_dirs
            for take in journals.rescued_takes(folder)
            if take.meta.get("kind") != SPOKEN_COMMENT and self._keeper.may_rescue(take)
        ]

    def keep(self, take: JournaledTake) -> Attempt:
        """Make an attempt of a rescued take. Raises NotAllowedError for one that is not offered to her."""
        self._check(take)
        return self._keeper.rescue(take)

    def owner(self, take: JournaledTake) -> str:
        """The name of whoever recorded a rescued take, "" when unknown."""
        return self._keeper.owner_name(take)

    def discard(self, take: JournaledTake) -> None:
        """Throw a rescued take away. Raises NotAllowedError for one that is not offered to her."""
        self._check(take)
        journals.discard(take)

    def _check(self, take: JournaledTake) -> None:
        """She may have left since it was offered, and somebody else come."""
        if not self._keeper.may_rescue(take):
            raise only_own()
