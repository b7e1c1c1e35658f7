"""What the people page shows, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.people.rights import sign_in_first
from app.people.values import ADMINISTRATOR, TRAINEE, Centre, Cohort, Face, Profile
from app.ui.widgets.portrait import read_portrait

if TYPE_CHECKING:
    from app.practice.studio import Studio

EVERYONE, CLASSLESS, AWAY = "everyone", "classless", "away"
"""Groups that are no class: all she may see, those in no class, and those put away."""


@dataclass(frozen=True)
class PeopleFacts:
    """People and classes as they are for `viewer`."""

    viewer: Profile
    centre: Centre | None
    led: tuple[Cohort, ...]  # classes she leads, also those put away
    cohorts: tuple[Cohort, ...]  # all classes that are not put away
    people: tuple[Profile, ...]  # whose data she may read, also those put away
    waiting: tuple[Face, ...]  # trainees in no class whose data she may not read yet
    pins: frozenset[str]  # ids of those who have a PIN
    last_here: dict[str, datetime]

    @property
    def administrator(self) -> bool:
        """Whether everything here is hers to change."""
        return self.viewer.role == ADMINISTRATOR

    def classes(self, *, archived: bool = False) -> list[Cohort]:
        """Classes she leads."""
        return [each for each in self.led if each.archived == archived]

    def name_of(self, cohort_id: str) -> str:
        """The name of a class, "" for none."""
        return next((each.name for each in (*self.led, *self.cohorts) if each.id == cohort_id), "")

    def members(self, group: str) -> list[Profile]:
        """Who is in a class or one of the other groups, by number and name."""
        if group == AWAY:
            found = [each for each in self.people if each.archived]
        elif group == CLASSLESS:
            found = [
                each for each in self.people if not each.archived and not each.cohort_id and not each.teaches
            ]
            found += [_shadow(each) for each in self.waiting]
        elif group == EVERYONE:
            found = [each for each in self.people if not each.archived]
        else:
            found = [each for each in self.people if not each.archived and each.cohort_id == group]
        return sorted(found, key=lambda each: (each.number == "", each.number.zfill(32), each.name))

    def may_change(self, person: Profile) -> bool:
        """Whether name, languages, picture and PIN are hers to change; storage asks again."""
        if self.administrator:
            return True
        return (
            person.role == TRAINEE
            and person.id not in {each.id for each in self.waiting}
            and any(each.id == person.cohort_id for each in self.led)
        )

    def may_move(self, people: Sequence[Profile]) -> bool:
        """Whether all of these may be put into another class by her."""
        own = {each.id for each in self.led}
        return self.administrator or all(
            each.role == TRAINEE and (not each.cohort_id or each.cohort_id in own) for each in people
        )


def read_people(studio: Studio) -> PeopleFacts:
    """Read everything anew; blocks. Raises ExpectedError, and NotAllowedError when nobody is signed in."""
    people = studio.people
    viewer = studio.profile
    if viewer is None:
        raise sign_in_first()
    known = people.profiles(archived=True)
    if viewer.id not in {each.id for each in known}:
        known.append(viewer)
    ids = {each.id for each in known}
    faces = people.faces()
    waiting = [each for each in faces if each.role == TRAINEE and not each.cohort_id and each.id not in ids]
    return PeopleFacts(
        viewer=viewer,
        centre=people.centre(),
        led=tuple(people.led(archived=True)),
        cohorts=tuple(people.cohorts()),
        people=tuple(known),
        waiting=tuple(waiting),
        pins=frozenset(each.id for each in faces if each.has_pin),
        last_here=people.last_here(),
    )


def read_pictures(studio: Studio, people: Sequence[Profile]) -> dict[str, QImage]:
    """The pictures of those who have one, by their ids; blocks."""
    found = ((each.id, read_portrait(studio.people.picture(each))) for each in people if each.picture)
    return {key: image for key, image in found if image is not None}


def _shadow(face: Face) -> Profile:
    """Somebody of whom only what the sign-in page shows may be known."""
    far = datetime.min
    return replace(
        Profile(face.id, face.name, "", far),
        picture=face.picture,
        language=face.language,
        role=face.role,
    )
