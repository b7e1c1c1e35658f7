"""Who may add a profile and change which of its fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from app.people.rights import (
    only_administrators,
    only_her_trainers,
    only_own,
    only_trainers,
)
from app.people.values import ROLES, TRAINEE, Profile
from app.storage.access import Access

_OWN = frozenset({"first_language", "language", "picture", "register"})
"""What somebody may change of herself, wherever she is."""

_OWN_AT_HOME = frozenset({"name", "number", "archived", "cohort_id"})
"""What she may change besides on a machine without an administrator."""

_TAUGHT = frozenset({"name", "number", "first_language", "language", "picture", "archived"})
"""What a trainer may change of a trainee in her class."""

_FIXED = frozenset({"id", "created"})


class ProfileRights:
    """The rules for profiles, on top of `Access`. All checks raise `NotAllowedError`."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def check_add(self, profile: Profile, made: Collection[str] = (), *, newcomer: bool = False) -> None:
        """At home anybody may add herself; in a centre trainers add trainees, administrators everyone.

        `made` are the ids of classes that the viewer makes in the same go. A `newcomer` adds herself, in no
        class, while nobody is signed in.
        """
        if profile.role != TRAINEE:
            self._access.check_administrator()
        if not self._access.has_administrator():
            return
        if newcomer and not profile.cohort_id and self._access.viewer is None:
            return
        self._access.check_trainer()
        if profile.cohort_id and profile.cohort_id not in made:
            self._access.check_leads(profile.cohort_id)

    def check_change(self, kept: Profile, wanted: Profile, made: Collection[str] = ()) -> None:
        """Everything that differs is the viewer's to change; `made` as in `check_add`."""
        names = (each.name for each in dataclasses.fields(Profile))
        changed = {name for name in names if getattr(kept, name) != getattr(wanted, name)}
        if changed & _FIXED:
            raise ValueError(f"these stay as they are: {changed & _FIXED}")
        if wanted.role not in ROLES:
            raise ValueError(f"no such role: {wanted.role!r}")
        if "role" in changed:
            self._access.check_administrator()
        if self._access.is_own(kept.id):
            changed -= _OWN
            if changed & _OWN_AT_HOME and not self._access.has_administrator():
                changed -= _OWN_AT_HOME
        if "register" in changed:
            raise only_own()
        if not changed or self._access.is_administrator():
            return
        if "cohort_id" in changed:
            self._check_move(kept, "" if wanted.cohort_id in made else wanted.cohort_id)
            changed.discard("cohort_id")
        if changed & _TAUGHT:
            self._access.check_teaches(kept.id)
            if kept.role != TRAINEE:
                raise only_administrators()

    def _check_move(self, kept: Profile, cohort_id: str) -> None:
        """A trainer moves trainees between her classes and takes in those of none; a trainee may join one.

        Nobody is taken out of a class by those who do not lead it: what its trainers see ends there.
        """
        if self._access.is_own(kept.id) and not kept.cohort_id and kept.role == TRAINEE:
            return
        if kept.role != TRAINEE:
            raise only_administrators()
        if not self._access.is_trainer():
            raise only_trainers()
        if kept.cohort_id and not self._access.leads(kept.cohort_id):
            raise only_her_trainers()
        if cohort_id:
            self._access.check_leads(cohort_id)
