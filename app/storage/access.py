"""Who may see and change what. Every method of the store that is about somebody's data asks here first.

`docs/decisions/rights.md` says why the rules are as they are. What somebody is (her role, the classes she
leads) is read anew for every question, so that a right taken away is gone at once, whoever took it and in
which process.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from app.people.rights import (
    NotAllowedError,
    only_administrators,
    only_her_trainers,
    only_leaders,
    only_own,
    only_trainers,
    sign_in_first,
)
from app.people.values import ADMINISTRATOR, TRAINER, Profile
from app.storage.worker import StorageThread

__all__ = ["Access", "NotAllowedError"]

_LED = (
    "SELECT id FROM profiles WHERE cohort_id IN (SELECT cohort_id FROM cohort_trainers WHERE profile_id = ?)"
)


class Access:
    """What whoever is signed in may do. Any thread may ask; all questions block.

    `viewer` is who is signed in; `SignIns` sets it. Never ask on the storage thread: it would wait for
    itself.
    """

    def __init__(self, thread: StorageThread) -> None:
        self._thread = thread
        self._acting = threading.local()
        self.viewer: Profile | None = None

    @contextmanager
    def acting_for(self, owner_id: str) -> Iterator[None]:
        """Within the block this thread is the owner of a take, whoever is signed in.

        For what the program goes on doing for her after she left: storing and scoring what she said.
        Nothing that is read in the block may reach a screen, unless the viewer was asked for the right to it
        before.
        """
        before = self._acting_for
        self._acting.owner_id = owner_id
        try:
            yield
        finally:
            self._acting.owner_id = before

    # -- questions

    def is_own(self, profile_id: str) -> bool:
        """Whether the data is the viewer's own."""
        if self._acting_for:
            return self._acting_for == profile_id
        return self.viewer is not None and self.viewer.id == profile_id

    def is_administrator(self) -> bool:
        """Whether the viewer is an administrator."""
        return self._role() == ADMINISTRATOR

    def is_trainer(self) -> bool:
        """Whether the viewer is a trainer or an administrator."""
        return self._role() in (TRAINER, ADMINISTRATOR)

    def leads(self, cohort_id: str) -> bool:
        """Whether the viewer leads the class; an administrator leads all."""
        role = self._role()
        if role != TRAINER:
            return role == ADMINISTRATOR
        return self._holds(
            "SELECT 1 FROM cohort_trainers WHERE cohort_id = ? AND profile_id = ?",
            [cohort_id, self._viewer_id],
        )

    def teaches(self, profile_id: str) -> bool:
        """Whether the viewer leads a class that she is in; an administrator teaches everyone."""
        role = self._role()
        if role != TRAINER:
            return role == ADMINISTRATOR
        return self._holds(f"SELECT 1 WHERE ? IN ({_LED})", [profile_id, self._viewer_id])

    def may_read(self, profile_id: str) -> bool:
        """Whether the viewer may see her data: her own, or she teaches her."""
        return self.is_own(profile_id) or self.teaches(profile_id)

    def readable(self, column: str) -> tuple[str, list[Any]]:
        """A condition over a column of profile ids that holds where the viewer may read, and its values."""
        if self._acting_for:
            return f"{column} = ?", [self._acting_for]
        role = self._role()
        if role == ADMINISTRATOR:
            return "1 = 1", []
        if self.viewer is None:
            return "1 = 0", []
        if role == TRAINER:
            return f"({column} = ? OR {column} IN ({_LED}))", [self._viewer_id, self._viewer_id]
        return f"{column} = ?", [self._viewer_id]

    def in_cohort(self, column: str) -> tuple[str, list[Any]]:
        """A condition over a column of class ids that holds for those the viewer is in or leads."""
        if self._role() == ADMINISTRATOR:
            return "1 = 1", []
        own = f"{column} = (SELECT cohort_id FROM profiles WHERE id = ?)"
        led = f"{column} IN (SELECT cohort_id FROM cohort_trainers WHERE profile_id = ?)"
        return f"({own} OR {led})", [self._viewer_id, self._viewer_id]

    def owner_of(self, table: str, row_id: str) -> str:
        """Whose row this is in a table with columns `id` and `profile_id`; "" when there is none."""
        found = self._thread.call(
            lambda db: db.execute(f"SELECT profile_id FROM {table} WHERE id = ?", [row_id]).fetchone()
        )
        return str(found[0]) if found else ""

    def has_administrator(self) -> bool:
        """Whether somebody is administrator: then this is a centre's machine and no longer a home's."""
        return self._holds("SELECT 1 FROM profiles WHERE role = ? AND NOT archived LIMIT 1", [ADMINISTRATOR])

    # -- checks: each raises NotAllowedError

    def check_read(self, profile_id: str) -> None:
        """The viewer may see her data. "" is nobody, who has none."""
        if profile_id and not self.may_read(profile_id):
            raise NotAllowedError(detail=profile_id) if self.viewer else sign_in_first()

    def check_own(self, profile_id: str) -> None:
        """The data is the viewer's own."""
        if not self.is_own(profile_id):
            raise only_own() if self.viewer else sign_in_first()

    def check_teaches(self, profile_id: str) -> None:
        """The viewer leads a class that she is in."""
        if not self.teaches(profile_id):
            raise only_her_trainers() if self.viewer else sign_in_first()

    def check_leads(self, cohort_id: str) -> None:
        """The viewer leads the class."""
        if not self.leads(cohort_id):
            raise only_leaders() if self.viewer else sign_in_first()

    def check_trainer(self) -> None:
        """The viewer is a trainer or an administrator."""
        if not self.is_trainer():
            raise only_trainers() if self.viewer else sign_in_first()

    def check_administrator(self) -> None:
        """The viewer is an administrator."""
        if not self.is_administrator():
            raise only_administrators() if self.viewer else sign_in_first()

    def check_runs_machine(self) -> None:
        """The viewer is an administrator, or there is none and the machine is a home's."""
        if self.has_administrator():
            self.check_administrator()

    # -- inside

    @property
    def _acting_for(self) -> str:
        """For whom this thread acts just now, "" for whoever is signed in."""
        return str(getattr(self._acting, "owner_id", ""))

    @property
    def _viewer_id(self) -> str:
        """Whose rights count on this thread."""
        if self._acting_for:
            return self._acting_for
        return self.viewer.id if self.viewer is not None else ""

    def _role(self) -> str:
        """The viewer's role as it is now; "" for nobody, or while the program acts for an owner."""
        if self.viewer is None or self._acting_for:
            return ""
        found = self._thread.call(
            lambda db: db.execute(
                "SELECT role FROM profiles WHERE id = ? AND NOT archived", [self._viewer_id]
            ).fetchone()
        )
        return str(found[0]) if found else ""

    def _holds(self, sql: str, values: list[Any]) -> bool:
        def work(db: Database) -> bool:
            return db.execute(sql, values).fetchone() is not None

        return self._thread.call(work)
