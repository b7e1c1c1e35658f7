"""Classes: who is in which, and how strictly each is judged."""

from __future__ import annotations

import dataclasses

from app.errors import ExpectedError
from app.i18n import msg
from app.people.cohorts import new_cohort
from app.people.values import Cohort
from app.practice.keeper import Keeper
from app.speech.values import Strictness


class Classes:
    """What a studio knows of classes. Only a trainer may add or change one. All calls block."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def all(self) -> list[Cohort]:
        """Every class that was not put away, the oldest first."""
        return [each for each in self._keeper.store.cohorts() if not each.archived]

    def add(self, name: str) -> Cohort:
        """A new class. Raises ExpectedError for an empty or taken name, or when no trainer asks."""
        cohort = new_cohort(name, taken=(each.name for each in self._keeper.store.cohorts()))
        self._keeper.store.add_cohort(cohort)
        return cohort

    def set_strictness(self, cohort_id: str, strictness: Strictness) -> Cohort:
        """Judge the class's takes like this from now on; those already scored stay as they are."""
        changed = dataclasses.replace(self._find(cohort_id), strictness=strictness.value)
        self._keeper.store.update_cohort(changed)
        return changed

    def join(self, cohort_id: str) -> None:
        """Put whoever practises now into a class; "" is none. In a centre only who is in none may choose."""
        if cohort_id:
            self._find(cohort_id)
        self._keeper.change_profile(cohort_id=cohort_id)

    def take_role(self, role: str) -> None:
        """Whoever practises now has this role from now on; in a centre, for administrators to give."""
        if self._keeper.store.people.centre() is None:
            raise ExpectedError(msg("要当教师，请先建立培训中心。没有改动任何内容。"))
        self._keeper.change_profile(role=role)

    def strictness(self) -> Strictness:
        """How strictly whoever practises now is judged."""
        return self._keeper.strictness(self._keeper.profile)

    def _find(self, cohort_id: str) -> Cohort:
        found = next((each for each in self.all() if each.id == cohort_id), None)
        if found is None:
            raise ExpectedError(msg("找不到这个班级，可能已被删除。请重新选择。"))
        return found
