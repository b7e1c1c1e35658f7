"""People: who is signed in, who there is, who leads which class, PINs, pictures and the centre."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from app.errors import ExpectedError
from app.i18n import LANGUAGES, msg
from app.people.cohorts import new_cohort
from app.people.pins import usable_pin
from app.people.profiles import FIRST_LANGUAGES, UnusableNameError, clean_name, new_profile
from app.people.roster import LONGEST_NUMBER
from app.people.values import TRAINEE, TRAINER, Centre, Cohort, Face, Profile
from app.policy import SetByCentreError
from app.practice.admission import Admission
from app.practice.keeper import Keeper
from app.practice.rosters import Rosters
from app.storage.people import PeopleTables

log = logging.getLogger(__name__)

LARGEST_PICTURE = 256 * 1024
"""Bytes. The window scales a picture down before it hands it over."""

_PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}


class People:
    """What a studio knows of people. All calls block; rights are checked where the data lies."""

    def __init__(
        self,
        keeper: Keeper,
        home: Path,
        remember: Callable[[str], None],
        admission: Admission,
    ) -> None:
        """`remember` is told who signed in; it may raise ExpectedError."""
        self._keeper = keeper
        self.admission = admission
        self._pictures = home / "pictures"
        self._remember = remember
        self.rosters = Rosters(keeper)

    # -- who is here

    def faces(self) -> list[Face]:
        """Everyone there is but the archived, the oldest first."""
        return self._tables.faces()

    def sign_in(self, profile_id: str, pin: str = "", new_pin: str = "") -> Profile:
        """Be this person from now on. Whoever was here stays when it fails.

        Raises PinNeededError, WrongPinError, PinDelayError, PinToChooseError (ask for a PIN of her own and
        call again with it as `new_pin`), UnusablePinError for that one, ExpectedError for nobody, or for
        somebody whom the centre does not admit on this machine.
        """
        self.admission.check(profile_id)
        return self._sign_in(profile_id, pin, new_pin)

    def sign_out(self) -> None:
        """Nobody is here from now on. A take that is still being scored is kept for who spoke it."""
        self._keeper.store.sign_ins.sign_out()

    def last_here(self) -> dict[str, datetime]:
        """When each was signed in last, by profile id, of those whose data may be read."""
        return self._keeper.store.sign_ins.last()

    def resume(self, profile_id: str) -> None:
        """Sign in who was here last, as long as she needs no PIN for it."""
        if profile_id and not self.has_pin(profile_id):
            try:
                self.admission.check(profile_id)
                self._keeper.store.sign_ins.sign_in(profile_id)
            except ExpectedError as error:
                log.info("not signed in at start: %s", error.detail or error)

    # -- the centre

    def centre(self) -> Centre | None:
        """The centre; None on a home's machine, where nobody is administrator.

        Whether everyone must have a PIN is as the policy says, where it says so.
        """
        centre, required = self._tables.centre(), self.admission.pins_required
        return (
            centre
            if centre is None or required is None
            else dataclasses.replace(centre, pins_required=required)
        )

    def founders(self) -> list[Face]:
        """Who of those known may be offered to set up the centre: trainers if there are any, or everyone."""
        faces = self.faces()
        return [each for each in faces if each.role == TRAINER] or faces

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
        """Make this machine a centre's, with an administrator who leads its first class; she is signed in.

        She is somebody known (`profile_id`, with the PIN she has or a `new_pin`) or somebody new (`name`).
        Raises ExpectedError for names or PINs that cannot be used, and when there is a centre already;
        then nothing was changed.
        """
        if self.centre() is not None:
            raise ExpectedError(msg("这台电脑已经建立了中心。请由管理员登录后修改。没有改动任何内容。"))
        centre = _clean_centre(centre)
        taken = {each.name: each for each in self.cohorts()}
        made = taken.get(cohort) or new_cohort(cohort, taken=taken)
        has_pin = bool(profile_id) and self.has_pin(profile_id)
        if not has_pin:
            usable_pin(new_pin)
        if not profile_id:
            profile_id = self._add(name, first_language).id
        self._sign_in(profile_id, pin)  # whom the policy does not admit yet is about to be administrator
        if not has_pin:
            self.change_pin("", new_pin)
        self._tables.set_up(profile_id, centre)
        if made.name not in taken:
            self._tables.add_cohort(made)
        return made

    def change_centre(self, *, name: str | None = None, pins_required: bool | None = None) -> Centre:
        """Change what holds for the centre; for administrators.

        Raises SetByCentreError when this machine's policy decides about PINs.
        """
        kept, required = self._tables.centre(), self.admission.pins_required
        if kept is None:
            raise ExpectedError(msg("还没有建立中心。"))
        if required is not None and pins_required is not None:
            if pins_required != required:
                raise SetByCentreError("pins_required")
            pins_required = None
        if name is not None:
            kept = dataclasses.replace(kept, name=_clean_centre(name))
        if pins_required is not None:
            kept = dataclasses.replace(kept, pins_required=pins_required)
        self._tables.update_centre(kept)
        return kept

    # -- profiles

    def profiles(self, cohort_id: str | None = None, *, archived: bool = False) -> list[Profile]:
        """Those whose data may be read; of one class if asked ("" is in none), the archived too if asked."""
        return self._tables.profiles(cohort_id, archived=archived)

    def profile(self, profile_id: str) -> Profile:
        """One of them, whole. Raises ExpectedError when she is not there or not to be read."""
        return self._tables.profile(profile_id)

    def add(
        self, name: str, first_language: str, *, cohort_id: str = "", number: str = "", language: str = ""
    ) -> Profile:
        """A new trainee, who is not signed in.

        Raises ExpectedError for an empty or taken name or number, and where nobody may add herself.
        """
        here = self._keeper.profile
        newcomer = here is None or not here.teaches
        if newcomer:
            self.admission.check_newcomer()
        return self._add(
            name,
            first_language,
            cohort_id=cohort_id,
            number=number,
            language=language,
            newcomer=newcomer and bool(self.admission.newcomers),
        )

    def _add(
        self,
        name: str,
        first_language: str,
        *,
        cohort_id: str = "",
        number: str = "",
        language: str = "",
        newcomer: bool = False,
    ) -> Profile:
        profile = new_profile(name, first_language, taken=self._names(cohort_id))
        profile = dataclasses.replace(
            profile, cohort_id=cohort_id, number=self._clean_number(number), language=_known(language)
        )
        self._tables.add(profile, newcomer=newcomer)
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
        """Change what is known of somebody. Raises ExpectedError for a name or number that cannot be used."""
        profile = self.profile(profile_id)
        changes: dict[str, Any] = {}
        if name is not None:
            changes["name"] = clean_name(name, self._names(profile.cohort_id, but=profile_id))
        if number is not None:
            changes["number"] = self._clean_number(number, but=profile_id)
        if first_language is not None:
            if first_language not in FIRST_LANGUAGES:
                raise ValueError(f"no such first language: {first_language!r}")
            changes["first_language"] = first_language
        if language is not None:
            changes["language"] = _known(language)
        return self._update(dataclasses.replace(profile, **changes))

    def archive(self, profile_id: str, archived: bool = True) -> Profile:
        """Put somebody away, who then cannot sign in, or bring her back; nothing of hers is deleted."""
        return self._update(dataclasses.replace(self.profile(profile_id), archived=archived))

    def move(self, profile_ids: Iterable[str], cohort_id: str) -> None:
        """Put people into a class, all or none; "" takes them out of theirs."""
        if cohort_id:
            self._cohort(cohort_id)
        self._tables.change({each: {"cohort_id": cohort_id} for each in profile_ids})

    def set_role(self, profile_id: str, role: str) -> str:
        """Make somebody a trainer, an administrator or a trainee; for administrators.

        Who teaches must have a PIN: if she has none, a starting PIN is made and returned, else "".
        """
        self._update(dataclasses.replace(self.profile(profile_id), role=role))
        if role != TRAINEE and not self.has_pin(profile_id):
            return self.reset_pin(profile_id)
        return ""

    # -- classes

    def cohorts(self, *, archived: bool = False) -> list[Cohort]:
        """All classes, the oldest first; the archived too if asked."""
        return [each for each in self._tables.cohorts() if archived or not each.archived]

    def led(self, *, archived: bool = False) -> list[Cohort]:
        """The classes that who is here leads (an administrator: all), the oldest first."""
        return [each for each in self._tables.led() if archived or not each.archived]

    def add_cohort(self, name: str) -> Cohort:
        """A new class, led by who makes it. Raises ExpectedError for an empty or taken name."""
        cohort = new_cohort(name, taken=(each.name for each in self._tables.cohorts()))
        self._tables.add_cohort(cohort)
        return cohort

    def change_cohort(
        self, cohort_id: str, *, name: str | None = None, archived: bool | None = None
    ) -> Cohort:
        """Rename a class, put it away or bring it back; its people and their takes stay."""
        cohort = self._cohort(cohort_id)
        if name is not None:
            taken = (each.name for each in self._tables.cohorts() if each.id != cohort_id)
            cohort = dataclasses.replace(cohort, name=new_cohort(name, taken=taken).name)
        if archived is not None:
            cohort = dataclasses.replace(cohort, archived=archived)
        self._tables.update_cohort(cohort)
        return cohort

    def trainers(self, cohort_id: str) -> list[Face]:
        """Who leads a class; administrators, who lead all, only where they were named."""
        leading = set(self._tables.trainers(cohort_id))
        return [each for each in self.faces() if each.id in leading]

    def set_trainers(self, cohort_id: str, profile_ids: Iterable[str]) -> None:
        """Let these lead the class and nobody else besides administrators."""
        self._tables.set_trainers(cohort_id, tuple(profile_ids))

    # -- PINs

    def has_pin(self, profile_id: str) -> bool:
        """Whether she has a PIN."""
        return self._keeper.store.pins.has(profile_id)

    def pin_needed(self, profile_id: str) -> bool:
        """Whether she must have one: who teaches in a centre, and everyone where the centre says so."""
        return self._keeper.store.pins.needed(profile_id)

    def change_pin(self, old: str, new: str) -> None:
        """Give whoever is here another PIN; `old` is "" when she has none. Errors as in `sign_in`."""
        self._keeper.store.pins.change(self._here().id, old, new)

    def remove_pin(self, old: str) -> None:
        """Let whoever is here sign in without a PIN. Raises ExpectedError where she must have one."""
        self._keeper.store.pins.remove(self._here().id, old)

    def reset_pin(self, profile_id: str) -> str:
        """A starting PIN to tell her: with it she signs in once and chooses her own."""
        return self._keeper.store.pins.reset(profile_id)

    def reset_pin_from_outside(self, profile_id: str) -> str:
        """The same without being signed in, for whoever may write the folder of the data anyway."""
        return self._keeper.store.pins.reset_from_outside(profile_id)

    # -- pictures

    def set_picture(self, profile_id: str, picture: bytes | None) -> Profile:
        """Keep a small PNG or JPEG as her picture; None takes it away."""
        profile = self.profile(profile_id)
        name = "" if picture is None else f"{profile_id}-{_stamp(picture)}.{_kind(picture)}"
        try:
            if picture is not None:
                self._pictures.mkdir(parents=True, exist_ok=True)
                part = self._pictures / f".{name}.part"
                part.write_bytes(picture)
                part.replace(self._pictures / name)
        except OSError as error:
            raise ExpectedError(msg("照片没能保存。请检查磁盘空间和文件夹权限。"), str(error)) from error
        try:
            changed = self._update(dataclasses.replace(profile, picture=name))
        except BaseException:
            if name and name != profile.picture:
                (self._pictures / name).unlink(missing_ok=True)
            raise
        if profile.picture and profile.picture != name:
            (self._pictures / Path(profile.picture).name).unlink(missing_ok=True)
        return changed

    def picture(self, of: Face | Profile) -> Path | None:
        """The file of her picture; None when she has none, or it is gone."""
        path = self._pictures / Path(of.picture).name
        return path if of.picture and path.is_file() else None

    # -- inside

    @property
    def _tables(self) -> PeopleTables:
        return self._keeper.store.people

    def _sign_in(self, profile_id: str, pin: str = "", new_pin: str = "") -> Profile:
        profile = self._keeper.store.sign_ins.sign_in(profile_id, pin, new_pin)
        self._remember(profile.id)
        return profile

    def _here(self) -> Profile:
        profile = self._keeper.profile
        if profile is None:
            raise ExpectedError(msg("请先登录，再继续。没有改动任何内容。"))
        return profile

    def _update(self, profile: Profile) -> Profile:
        self._tables.update(profile)
        return profile

    def _cohort(self, cohort_id: str) -> Cohort:
        found = next((each for each in self._tables.cohorts() if each.id == cohort_id), None)
        if found is None:
            raise ExpectedError(msg("找不到这个班级，可能已被删除。请重新选择。"))
        return found

    def _names(self, cohort_id: str, *, but: str = "") -> list[str]:
        """The names in use in the class, or among those of no class; at home all of them."""
        at_home = self.centre() is None
        return [
            each.name for each in self.faces() if each.id != but and (at_home or each.cohort_id == cohort_id)
        ]

    def _clean_number(self, number: str, *, but: str = "") -> str:
        clean = "".join(number.split())
        if len(clean) > LONGEST_NUMBER:
            raise ExpectedError(msg("编号太长，最多 {most} 个字。", most=LONGEST_NUMBER))
        if clean and self._tables.number_taken(clean, but=but):
            raise ExpectedError(msg("编号 {number} 已经有人用了。请换一个编号。", number=clean))
        return clean


def _clean_centre(name: str) -> str:
    try:
        return clean_name(name)
    except UnusableNameError as error:
        raise ExpectedError(msg("请填写中心名称，最多 {most} 个字。", most=40)) from error


def _known(language: str) -> str:
    if language and language not in LANGUAGES:
        raise ValueError(f"no such language: {language!r}")
    return language


def _kind(picture: bytes) -> str:
    kind = next((kind for start, kind in _PICTURES.items() if picture.startswith(start)), "")
    if not kind or len(picture) > LARGEST_PICTURE:
        raise ExpectedError(msg("这张照片不能用。请选一张 PNG 或 JPEG 照片。"))
    return kind


def _stamp(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()[:12]
