"""Signing in and out: the one way to become the viewer, and a line for each use of a station."""

from __future__ import annotations

import platform
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile, SignIn
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.people_pins import PinTable
from app.storage.rows import Row, moment_to_text, profile_from
from app.storage.worker import StorageThread

T = TypeVar("T")


class SignIns:
    """Who is signed in, and who was. Any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access, pins: PinTable) -> None:
        self._thread = thread
        self._access = access
        self._pins = pins
        self.station = platform.node()

    def sign_in(
        self, profile_id: str, pin: str = "", new_pin: str = "", now: datetime | None = None
    ) -> Profile:
        """Be this person from now on. Whoever was signed in stays so when it fails.

        `new_pin` is the PIN that she chooses, when `PinToChooseError` asked for one.

        Raises:
            PinError: she is not let in; see `PinTable.admit`.
            ExpectedError: there is nobody of this id, or she was archived.
        """
        profile = self._profile(profile_id)
        self._pins.admit(profile_id, pin, new_pin, now)
        self.sign_out(now)
        self._access.viewer = profile
        self._begin(profile_id, (now or datetime.now(UTC)).astimezone(UTC))
        return profile

    def sign_out(self, now: datetime | None = None) -> None:
        """Nobody is signed in from now on."""
        viewer, self._access.viewer = self._access.viewer, None
        if viewer is not None:
            moment = moment_to_text(now or datetime.now(UTC))
            self._write(
                lambda db: db.execute(
                    "UPDATE sign_ins SET ended = max(started, ?) "
                    "WHERE profile_id = ? AND station = ? AND ended IS NULL",
                    [moment, viewer.id, self.station],
                )
            )

    def used(self, since: datetime, until: datetime) -> list[SignIn]:
        """The uses that overlap a span of time, the oldest first, of those whose data the viewer may read."""
        condition, values = self._access.readable("profile_id")
        found: list[Row] = self._thread.call(
            lambda db: list(
                db.query(
                    f"SELECT * FROM sign_ins WHERE {condition} AND started < ? "
                    "AND (ended IS NULL OR ended >= ?) ORDER BY started, no",
                    [*values, moment_to_text(until), moment_to_text(since)],
                )
            )
        )
        return [
            SignIn(
                row["profile_id"],
                row["station"],
                datetime.fromisoformat(row["started"]),
                None if row["ended"] is None else datetime.fromisoformat(row["ended"]),
            )
            for row in found
        ]

    def _begin(self, profile_id: str, now: datetime) -> None:
        """Note the use; one that a crash left open ended with the last take that was kept in it."""
        moment = moment_to_text(now)

        def work(db: Database) -> None:
            db.execute(
                """
                UPDATE sign_ins SET ended = max(started, coalesce(
                    (SELECT max(created) FROM attempts WHERE attempts.profile_id = sign_ins.profile_id
                     AND created BETWEEN sign_ins.started AND ?), started))
                WHERE station = ? AND ended IS NULL
                """,
                [moment, self.station],
            )
            row: dict[str, Any] = {
                "profile_id": profile_id,
                "station": self.station,
                "started": moment,
                "ended": None,
            }
            db.table("sign_ins").insert(row)

        self._write(work)

    def _profile(self, profile_id: str) -> Profile:
        found = self._thread.call(
            lambda db: list(db.query("SELECT * FROM profiles WHERE id = ? AND NOT archived", [profile_id]))
        )
        if not found:
            raise ExpectedError(msg("找不到这个学员，可能已被删除。请重新选择。"), profile_id)
        return profile_from(found[0])

    def _write(self, work: Callable[[Database], T]) -> T:
        def carry_out(db: Database) -> T:
            with writing(db):
                return work(db)

        return self._thread.call(carry_out)
