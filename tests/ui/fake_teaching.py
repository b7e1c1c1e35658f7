"""A trainer's desk in memory: what `shown` holds, or what the pretended people and plans come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from app.practice.teaching import Desk, Member, Trust
from app.storage.desk import Lately

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio


class FakeTeaching:
    """`changes` are put into whatever desk is asked for."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.changes: dict[str, object] = {}

    def desk(self, cohort_id: str = "") -> Desk:
        self._studio._note("desk", cohort_id)
        cohorts = tuple(self._studio.people.led())
        chosen = cohort_id if cohort_id in {each.id for each in cohorts} else ""
        members = tuple(
            Member(Lately(each.id, each.name, each.picture, each.cohort_id, 0, 0.0, None))
            for each in self._studio.people.profiles(chosen or None)
            if not each.teaches
        )
        given = bool(self._studio.plans.given())
        day = datetime(2026, 3, 2, tzinfo=UTC).date()
        return replace(
            Desk(day, cohorts, chosen, members, {}, (), 0, Trust(None, 20), given, False), **self.changes
        )


def member(
    name: str, *, takes: int = 0, minutes: float = 0, last: date | None = None, overdue: int = 0
) -> Member:
    """A trainee whose id is her name."""
    return Member(Lately(name, name, "", "c0", takes, 60 * minutes, last), overdue)
