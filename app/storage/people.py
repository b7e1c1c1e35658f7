"""The tables of people: profiles, classes, who leads which, and the centre."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.people.rights import only_administrators
from app.people.values import ADMINISTRATOR, TRAINEE, Centre, Cohort, Face, Profile
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.people_rights import ProfileRights
from app.storage.rows import (
    Row,
    cohort_from,
    cohort_row,
    moment_to_text,
    profile_from,
    profile_row,
)
from app.storage.worker import StorageThread

T = TypeVar("T")


class PeopleTables:
    """What the store keeps of people. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access
        self._rights = ProfileRights(access)

    # -- profiles

    def faces(self) -> list[Face]:
        """Everyone who can sign in, as the sign-in page shows them to anybody; the oldest first."""
        found = self._query(
            """
            SELECT profiles.*, pins.profile_id IS NOT NULL AS has_pin
            FROM profiles LEFT JOIN pins ON pins.profile_id = profiles.id
            WHERE NOT archived ORDER BY created, id
            """
        )
        return [
            Face(
                row["id"],
                row["name"],
                row["picture"],
                row["language"],
                row["cohort_id"] or "",
                row["role"],
                bool(row["has_pin"]),
            )
            for row in found
        ]

    def everyone(self) -> list[Profile]:
        """All who are not archived, the oldest first; of those she may not read what a face shows."""
        condition, values = self._access.readable("id")
        found = self._query(
            f"SELECT *, {condition} AS readable FROM profiles WHERE NOT archived ORDER BY created, id", values
        )
        profiles = ((profile_from(row), row["readable"]) for row in found)
        return [each if readable else _hidden(each) for each, readable in profiles]

    def profiles(self, cohort_id: str | None = None, *, archived: bool = False) -> list[Profile]:
        """Those whose data the viewer may read, the oldest first; of one class if asked ("" is in none).

        `archived` adds those who were archived.
        """
        condition, values = self._access.readable("id")
        if cohort_id is not None:
            condition += " AND coalesce(cohort_id, '') = ?"
            values.append(cohort_id)
        if not archived:
            condition += " AND NOT archived"
        found = self._query(f"SELECT * FROM profiles WHERE {condition} ORDER BY created, id", values)
        return [profile_from(row) for row in found]

    def profile(self, profile_id: str) -> Profile:
        """One person, whole. Raises ExpectedError when there is none of this id."""
        self._access.check_read(profile_id)
        return self._profile(profile_id)

    def number_taken(self, number: str, but: str = "") -> bool:
        """Whether somebody else bears the number; whose it is, is not told."""
        found = self._query("SELECT 1 FROM profiles WHERE number = ? AND id <> ? LIMIT 1", [number, but])
        return bool(found)

    def add(self, *profiles: Profile, newcomer: bool = False) -> None:
        """Keep new profiles, all or none.

        `newcomer`: she adds herself where the centre's policy, which the store does not know, allows it.
        """
        self.apply((), profiles, {}, newcomer=newcomer)

    def update(self, profile: Profile) -> None:
        """Replace the profile of the same id; only what differs is written. Errors as in `change`."""
        fields = (each.name for each in dataclasses.fields(Profile))
        self.change({profile.id: {name: getattr(profile, name) for name in fields}})

    def change(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """Change fields of profiles (by profile id, then by the field's name), all or none.

        Raises `NotAllowedError` when something differs that is not hers to change, and
        `sqlite_utils.db.NotFoundError` when there is none of an id.
        """
        self.apply((), (), changes)

    def apply(
        self,
        cohorts: Sequence[Cohort],
        added: Sequence[Profile],
        changes: Mapping[str, Mapping[str, Any]],
        *,
        newcomer: bool = False,
    ) -> None:
        """Make classes, which the viewer then leads, add profiles and change fields of others, all or none.

        Errors as in `change`.
        """
        viewer = self._access.viewer
        leader = viewer.id if viewer is not None else ""
        if cohorts:
            self._access.check_trainer()
        made = [each.id for each in cohorts]
        for profile in added:
            self._rights.check_add(profile, made, newcomer=newcomer)
        changed = self._differences(changes, made)

        def work(db: Database) -> None:
            for cohort in cohorts:
                db.table("cohorts").insert(cohort_row(cohort))
                db.table("cohort_trainers").insert({"cohort_id": cohort.id, "profile_id": leader})
            db.table("profiles").insert_all([profile_row(each) for each in added])
            for wanted, row in changed:
                db.table("profiles").update(wanted.id, row)
            if any("role" in row for _, row in changed):
                db.execute(
                    "DELETE FROM cohort_trainers "
                    "WHERE profile_id IN (SELECT id FROM profiles WHERE role = ?)",
                    [TRAINEE],
                )
            if any(row.keys() & {"role", "archived"} for _, row in changed):
                _check_an_administrator_stays(db)

        if cohorts or added or changed:
            self._write(work)
        for wanted, _ in changed:
            here = self._access.viewer  # who left meanwhile is not brought back
            if here is not None and here.id == wanted.id:
                self._access.viewer = wanted

    def _differences(
        self, changes: Mapping[str, Mapping[str, Any]], made: Sequence[str]
    ) -> list[tuple[Profile, Row]]:
        """The profiles as wanted, and the columns that differ, after asking for the right to each."""
        changed: list[tuple[Profile, Row]] = []
        for profile_id, fields in changes.items():
            kept = self._kept(profile_id)
            wanted = dataclasses.replace(kept, **fields)
            self._rights.check_change(kept, wanted, made)
            new, old = profile_row(wanted), profile_row(kept)
            row = {name: new[name] for name in new if new[name] != old[name]}
            if row:
                changed.append((wanted, row))
        return changed

    # -- classes

    def cohorts(self) -> list[Cohort]:
        """All classes, the oldest first; their names are no secret."""
        return [cohort_from(row) for row in self._query("SELECT * FROM cohorts ORDER BY created, id")]

    def led(self) -> list[Cohort]:
        """The classes that the viewer leads, the oldest first; for an administrator all."""
        if self._access.is_administrator():
            return self.cohorts()
        viewer = self._access.viewer
        if viewer is None or not self._access.is_trainer():
            return []
        found = self._query(
            "SELECT * FROM cohorts WHERE id IN (SELECT cohort_id FROM cohort_trainers WHERE profile_id = ?) "
            "ORDER BY created, id",
            [viewer.id],
        )
        return [cohort_from(row) for row in found]

    def add_cohort(self, cohort: Cohort) -> None:
        """Keep a new class; the trainer who makes it leads it."""
        self.apply((cohort,), (), {})

    def update_cohort(self, cohort: Cohort) -> None:
        """Replace the class of the same id; `sqlite_utils.db.NotFoundError` if there is none."""
        self._access.check_leads(cohort.id)
        row = cohort_row(cohort)
        cohort_id = row.pop("id")
        self._write(lambda db: db.table("cohorts").update(cohort_id, row))

    def trainers(self, cohort_id: str) -> list[str]:
        """The ids of those who lead the class; whose class it is, is no secret in it."""
        found = self._query(
            "SELECT profile_id FROM cohort_trainers WHERE cohort_id = ? ORDER BY profile_id", [cohort_id]
        )
        return [row["profile_id"] for row in found]

    def set_trainers(self, cohort_id: str, profile_ids: Sequence[str]) -> None:
        """Let these lead the class and nobody else. Raises ExpectedError when one is no trainer."""
        self._access.check_leads(cohort_id)
        rows = [{"cohort_id": cohort_id, "profile_id": each} for each in dict.fromkeys(profile_ids)]

        def work(db: Database) -> None:
            db.execute("DELETE FROM cohort_trainers WHERE cohort_id = ?", [cohort_id])
            db.table("cohort_trainers").insert_all(rows)
            found = db.execute(
                "SELECT name FROM cohort_trainers JOIN profiles ON profiles.id = profile_id "
                "WHERE role = ? LIMIT 1",
                [TRAINEE],
            ).fetchone()
            if found is not None:
                raise ExpectedError(
                    msg("{name} 不是教师，不能带班。请先由管理员设为教师。没有改动任何内容。", name=found[0])
                )

        self._write(work)

    # -- the centre

    def centre(self) -> Centre | None:
        """The centre, None on a machine that is a home's."""
        found = self._query("SELECT * FROM centre")
        if not found or not self._access.has_administrator():
            return None
        row = found[0]
        return Centre(row["name"], datetime.fromisoformat(row["created"]), bool(row["pins_required"]))

    def set_up(self, profile_id: str, name: str, now: datetime | None = None) -> Centre:
        """Make this machine a centre's: who sets it up is its administrator.

        She must be signed in, and have a PIN. Raises ExpectedError when there is an administrator already.
        """
        self._access.check_own(profile_id)
        created = (now or datetime.now(UTC)).astimezone(UTC)

        def work(db: Database) -> None:
            if db.execute(
                "SELECT 1 FROM profiles WHERE role = ? AND NOT archived", [ADMINISTRATOR]
            ).fetchone():
                raise only_administrators()
            if db.execute("SELECT 1 FROM pins WHERE profile_id = ?", [profile_id]).fetchone() is None:
                raise ExpectedError(msg("管理员要有密码。请先设一个密码，再建立中心。"))
            db.table("profiles").update(profile_id, {"role": ADMINISTRATOR})
            row = {"id": 1, "name": name, "created": moment_to_text(created), "pins_required": 0}
            db.table("centre").insert(row, replace=True)

        self._write(work)
        viewer = self._access.viewer
        if viewer is not None and viewer.id == profile_id:
            self._access.viewer = dataclasses.replace(viewer, role=ADMINISTRATOR)
        return Centre(name, created)

    def update_centre(self, centre: Centre) -> None:
        """Change what holds for the centre."""
        self._access.check_administrator()
        row = {"name": centre.name, "pins_required": int(centre.pins_required)}
        self._write(lambda db: db.table("centre").update(1, row))

    # -- inside

    def _kept(self, profile_id: str) -> Profile:
        return profile_from(self._thread.call(lambda db: db.table("profiles").get(profile_id)))

    def _profile(self, profile_id: str) -> Profile:
        found = self._query("SELECT * FROM profiles WHERE id = ?", [profile_id])
        if not found:
            raise ExpectedError(msg("找不到这个学员，可能已被删除。请重新选择。"), profile_id)
        return profile_from(found[0])

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))

    def _write(self, work: Callable[[Database], T]) -> T:
        def carry_out(db: Database) -> T:
            with writing(db):
                return work(db)

        return self._thread.call(carry_out)


def _hidden(profile: Profile) -> Profile:
    """What anybody may know of somebody."""
    return dataclasses.replace(profile, first_language="", register="", number="")


def _check_an_administrator_stays(db: Database) -> None:
    if db.execute("SELECT 1 FROM centre").fetchone() is None:
        return
    if db.execute("SELECT 1 FROM profiles WHERE role = ? AND NOT archived", [ADMINISTRATOR]).fetchone():
        return
    raise ExpectedError(msg("中心至少要有一位管理员。请先把别人设为管理员，再改。没有改动任何内容。"))
