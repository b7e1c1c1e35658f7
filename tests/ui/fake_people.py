"""People in memory: the same names as `studio.people`, and PINs without the price of hashing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.broadcasts.table_file import read_table
from app.errors import ExpectedError
from app.i18n import msg
from app.people.cohorts import new_cohort
from app.people.pins import PinNeededError, PinToChooseError, WrongPinError, usable_pin
from app.people.profiles import clean_name
from app.people.roster import Present, RosterPlan, plan_roster
from app.people.values import ADMINISTRATOR, TRAINEE, TRAINER, Centre, Cohort, Face, Profile

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

STARTING_PIN = "604817"


class FakeAdmission:
    """Everybody is let in, unless `closed` names her; newcomers as the policy has it."""

    def __init__(self, people: FakePeople) -> None:
        self._people = people
        self.closed: set[str] = set()
        self.newcomers: bool | None = None

    def faces(self) -> list[Face]:
        return [each for each in self._people.faces() if each.id not in self.closed]

    def may_add_herself(self) -> bool:
        return self._people.centre() is None if self.newcomers is None else self.newcomers


class FakePeople:
    """`failing` of the studio names these methods too; rights are asked of nobody."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.pins: dict[str, str] = {}
        self.starting: set[str] = set()
        self.leading: dict[str, list[str]] = {}
        self.made: Centre | None = None
        self.last: dict[str, datetime] = {}
        self.rosters = FakeRosters(studio, self)
        self.admission = FakeAdmission(self)

    # -- who is here

    def faces(self) -> list[Face]:
        self._studio._note("faces")
        return [
            Face(p.id, p.name, p.picture, p.language, p.cohort_id, p.role, p.id in self.pins)
            for p in self._people
            if not p.archived
        ]

    def sign_in(self, profile_id: str, pin: str = "", new_pin: str = "") -> Profile:
        self._studio._note("sign_in", profile_id)
        kept = self.pins.get(profile_id)
        if kept is not None and not pin:
            raise PinNeededError(msg("请输入密码。"))
        if kept is not None and pin != kept:
            raise WrongPinError(0)
        if profile_id in self.starting or (kept is None and self.pin_needed(profile_id)):
            if not new_pin:
                raise PinToChooseError(msg("请选一个自己的新密码，以后用它登录。"))
            self.pins[profile_id] = usable_pin(new_pin)
            self.starting.discard(profile_id)
        self._studio.profile = self.profile(profile_id)
        self._studio.change_settings(profile_id=profile_id)
        return self._studio.profile

    def sign_out(self) -> None:
        self._studio._note("sign_out")
        self._studio.profile = None

    def last_here(self) -> dict[str, datetime]:
        return dict(self.last)

    def resume(self, profile_id: str) -> None:
        if profile_id and not self.has_pin(profile_id):
            self.sign_in(profile_id)

    # -- the centre

    def centre(self) -> Centre | None:
        return self.made

    def founders(self) -> list[Face]:
        return [each for each in self.faces() if each.role == TRAINER] or self.faces()

    def set_up(
        self,
        centre: str,
        cohort: str,
        new_pin: str,
        *,
        profile_id: str = "",
        pin: str = "",
        name: str = "",
        first_language: str = "zh",
    ) -> Cohort:
        self._studio._note("set_up", centre, cohort)
        made = new_cohort(cohort)
        usable_pin(new_pin)
        profile_id = profile_id or self.add(name, first_language).id
        self.pins[profile_id] = new_pin
        self._replace(profile_id, role=ADMINISTRATOR)
        self.made = Centre(centre, made.created)
        self._studio.classes.cohorts.append(made)
        self.leading[made.id] = [profile_id]
        self.sign_in(profile_id, new_pin)
        return made

    def change_centre(self, *, name: str | None = None, pins_required: bool | None = None) -> Centre:
        self._studio._note("change_centre", name, pins_required)
        assert self.made is not None
        self.made = replace(
            self.made,
            name=self.made.name if name is None else name,
            pins_required=self.made.pins_required if pins_required is None else pins_required,
        )
        return self.made

    # -- profiles

    def profiles(self, cohort_id: str | None = None, *, archived: bool = False) -> list[Profile]:
        self._studio._note("people.profiles", cohort_id)
        return [
            each
            for each in self._people
            if cohort_id in (None, each.cohort_id) and (archived or not each.archived)
        ]

    def profile(self, profile_id: str) -> Profile:
        found = next((each for each in self._people if each.id == profile_id), None)
        if found is None:
            raise ExpectedError(msg("找不到这个学员，可能已被删除。请重新选择。"))
        return found

    def add(
        self, name: str, first_language: str, *, cohort_id: str = "", number: str = "", language: str = ""
    ) -> Profile:
        self._studio._note("people.add", name, first_language)
        clean = clean_name(name, (each.name for each in self._people if each.cohort_id == cohort_id))
        profile = Profile(
            f"p{len(self._people)}",
            clean,
            first_language,
            datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
            cohort_id=cohort_id,
            number=number,
            language=language,
        )
        self._people.append(profile)
        return profile

    def change(
        self,
        profile_id: str,
        *,
        name: str | None = None,
        number: str | None = None,
        first_language: str | None = None,
        language: str | None = None,
    ) -> Profile:
        self._studio._note("people.change", profile_id)
        given = {"name": name, "number": number, "first_language": first_language, "language": language}
        return self._replace(profile_id, **{key: each for key, each in given.items() if each is not None})

    def archive(self, profile_id: str, archived: bool = True) -> Profile:
        self._studio._note("archive", profile_id, archived)
        return self._replace(profile_id, archived=archived)

    def move(self, profile_ids: Iterable[str], cohort_id: str) -> None:
        profile_ids = list(profile_ids)
        self._studio._note("move", profile_ids, cohort_id)
        for each in profile_ids:
            self._replace(each, cohort_id=cohort_id)

    def set_role(self, profile_id: str, role: str) -> str:
        self._studio._note("set_role", profile_id, role)
        self._replace(profile_id, role=role)
        return self.reset_pin(profile_id) if role != TRAINEE and profile_id not in self.pins else ""

    # -- classes

    def cohorts(self, *, archived: bool = False) -> list[Cohort]:
        return [each for each in self._studio.classes.cohorts if archived or not each.archived]

    def led(self, *, archived: bool = False) -> list[Cohort]:
        profile = self._studio.profile
        if profile is None or not profile.teaches:
            return []
        return [
            each
            for each in self.cohorts(archived=archived)
            if profile.role == ADMINISTRATOR or profile.id in self.leading.get(each.id, ())
        ]

    def add_cohort(self, name: str) -> Cohort:
        self._studio._note("add_cohort", name)
        made = new_cohort(name, taken=(each.name for each in self._studio.classes.cohorts))
        self._studio.classes.cohorts.append(made)
        self.leading[made.id] = [self._studio.profile.id] if self._studio.profile else []
        return made

    def change_cohort(
        self, cohort_id: str, *, name: str | None = None, archived: bool | None = None
    ) -> Cohort:
        self._studio._note("change_cohort", cohort_id, name, archived)
        cohorts = self._studio.classes.cohorts
        [place] = [i for i, each in enumerate(cohorts) if each.id == cohort_id]
        kept = cohorts[place]
        cohorts[place] = replace(
            kept,
            name=kept.name if name is None else name,
            archived=kept.archived if archived is None else archived,
        )
        return cohorts[place]

    def trainers(self, cohort_id: str) -> list[Face]:
        return [each for each in self.faces() if each.id in self.leading.get(cohort_id, ())]

    def set_trainers(self, cohort_id: str, profile_ids: Iterable[str]) -> None:
        self.leading[cohort_id] = list(profile_ids)
        self._studio._note("set_trainers", cohort_id, self.leading[cohort_id])

    # -- PINs

    def has_pin(self, profile_id: str) -> bool:
        return profile_id in self.pins

    def pin_needed(self, profile_id: str) -> bool:
        if self.made is None:
            return False
        return self.made.pins_required or self.profile(profile_id).teaches

    def change_pin(self, old: str, new: str) -> None:
        self._studio._note("change_pin")
        assert self._studio.profile is not None
        if self.pins.get(self._studio.profile.id, "") != old:
            raise WrongPinError(0)
        self.pins[self._studio.profile.id] = usable_pin(new)

    def remove_pin(self, old: str) -> None:
        self._studio._note("remove_pin")
        assert self._studio.profile is not None
        if self.pins.get(self._studio.profile.id, "") != old:
            raise WrongPinError(0)
        self.pins.pop(self._studio.profile.id, None)

    def reset_pin(self, profile_id: str) -> str:
        self._studio._note("reset_pin", profile_id)
        self.pins[profile_id] = STARTING_PIN
        self.starting.add(profile_id)
        return STARTING_PIN

    def reset_pin_from_outside(self, profile_id: str) -> str:
        return self.reset_pin(profile_id)

    # -- pictures

    def set_picture(self, profile_id: str, picture: bytes | None) -> Profile:
        self._studio._note("set_picture", profile_id)
        name = "" if picture is None else f"{profile_id}.png"
        if picture is not None:
            folder = self._studio.home / "pictures"
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(picture)
        return self._replace(profile_id, picture=name)

    def picture(self, of: Face | Profile) -> Path | None:
        path = self._studio.home / "pictures" / of.picture
        return path if of.picture and path.is_file() else None

    # -- inside

    @property
    def _people(self) -> list[Profile]:
        return self._studio._profiles

    def _replace(self, profile_id: str, **changes: Any) -> Profile:
        changed = replace(self.profile(profile_id), **changes)
        self._people[self._people.index(self.profile(profile_id))] = changed
        if self._studio.profile is not None and self._studio.profile.id == profile_id:
            self._studio.profile = changed
        return changed


class FakeRosters:
    """Reads real tables, and applies what they say to the people in memory."""

    def __init__(self, studio: FakeStudio, people: FakePeople) -> None:
        self._studio = studio
        self._people = people
        self.plan: RosterPlan | None = None  # what `read` gives; None: what the file says

    def read(self, path: Path) -> RosterPlan:
        self._studio._note("rosters.read", path)
        if self.plan is not None:
            return self.plan
        table = read_table(path)
        people, cohorts = self._people.profiles(archived=True), self._people.cohorts(archived=True)
        return plan_roster(table.headings, table.rows, Present(tuple(people), tuple(cohorts), None, True))

    def apply(self, plan: RosterPlan, archive: Iterable[str] = ()) -> None:
        archive = list(archive)
        self._studio._note("rosters.apply", len(plan.added), len(plan.changed), archive)
        self._studio.classes.cohorts.extend(plan.cohorts)
        self._studio._profiles.extend(profile for _, profile in plan.added)
        for each in plan.changed:
            self._studio._profiles[self._studio._profiles.index(each.profile)] = each.wanted
        for profile_id in archive:
            self._people.archive(profile_id)

    def write(self, path: Path, cohort_id: str | None = None) -> int:
        self._studio._note("rosters.write", path, cohort_id)
        path.write_text("", encoding="utf-8")
        return len(self._people.profiles(cohort_id))

    def write_template(self, path: Path) -> None:
        self._studio._note("rosters.write_template", path)
        path.write_text("", encoding="utf-8")
