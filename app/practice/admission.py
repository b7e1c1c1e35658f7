"""Who may sign in on this machine, as far as the centre's policy goes; PINs and rights come on top."""

from __future__ import annotations

from collections.abc import Iterable

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import TRAINEE, Cohort, Face
from app.policy import LISTED, Policy
from app.practice.keeper import Keeper


class Admission:
    """Trainers and administrators are always let in: somebody must be able to put the list right.

    `newcomers` is whether somebody may add herself, `pins_required` whether everyone in a centre must have a
    PIN; None where the policy says nothing.
    """

    def __init__(self, keeper: Keeper, policy: Policy) -> None:
        self._keeper = keeper
        self._listed = policy.sign_in == LISTED
        self._classes = {_same(each) for each in policy.sign_in_classes}
        self.newcomers = False if self._listed else policy.self_registration
        self.pins_required = policy.pins_required

    def faces(self) -> list[Face]:
        """Those who may sign in here, the oldest first; the sign-in page shows no others."""
        people = self._keeper.store.people
        cohorts = people.cohorts()
        return [each for each in people.faces() if self._admits(each, cohorts)]

    def may_add_herself(self) -> bool:
        """Whether somebody new may: at home unless the centre forbids it, in a centre if it allows it."""
        return self._keeper.store.people.centre() is None if self.newcomers is None else self.newcomers

    def check(self, profile_id: str) -> None:
        """Raises ExpectedError when this person may not sign in here."""
        people = self._keeper.store.people
        face = next((each for each in people.faces() if each.id == profile_id), None)
        if face is not None and not self._admits(face, people.cohorts()):
            raise ExpectedError(
                msg("中心设定了哪些班级可以在这台电脑上登录，{name} 不在其中。请找教师。", name=face.name),
                profile_id,
            )

    def check_newcomer(self) -> None:
        """Raises ExpectedError where nobody may add herself."""
        if self.newcomers is False:
            raise ExpectedError(msg("这台电脑上的学员由教师添加。请找教师。没有改动任何内容。"))

    def _admits(self, face: Face, cohorts: Iterable[Cohort]) -> bool:
        if not self._listed or face.role != TRAINEE:
            return True
        names = {each.id: _same(each.name) for each in cohorts if not each.archived}
        name = names.get(face.cohort_id)
        return name is not None and (not self._classes or name in self._classes)


def _same(name: str) -> str:
    """Names of classes are the same when they differ in case or spaces only."""
    return "".join(name.split()).casefold()
