"""Signing in and out: the one way to become the viewer, and a line for each use of a station."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile, SignIn
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.errors import StorageError
from app.storage.people_pins import PinTable
from app.storage.rows import Row, moment_to_text, profile_from
from app.storage.worker import StorageThread

log = logging.getLogger(__name__)

T = TypeVar("T")


class SignIns:
    """Who is signed in, and who was. Any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access, pins: PinTable) -> None:
        self._thread = thread
        self._access = access
        self._pins = pins
        self._station = ""
        self._use: int | None = None  # the number of the line that notes the present use

    @property
    def station(self) -> str:
        """What this machine is called in what is noted; see `ExchangeTables.rename_station`."""
        return self._thread.call(self._name)

    @station.setter
    def station(self, name: str) -> None:
        self._station = name

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
        self._note_begin(profile_id, moment_to_text(now or datetime.now(UTC)))
        return profile

    def sign_out(self, now: datetime | None = None) -> None:
        """Nobody is signed in from now on."""
        self._access.viewer = None
        use, self._use = self._use, None
        moment = moment_to_text(now or datetime.now(UTC))
        if use is not None:
            self._note(
                lambda db: db.execute(
                    "UPDATE sign_ins SET ended = max(started, ?) WHERE no = ?", [moment, use]
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

    def last(self) -> dict[str, datetime]:
        """When each was signed in last, by profile id, of those whose data the viewer may read."""
        condition, values = self._access.readable("profile_id")
        found: list[Row] = self._thread.call(
            lambda db: list(
                db.query(
                    "SELECT profile_id, max(coalesce(ended, started)) AS last FROM sign_ins "
                    f"WHERE {condition} GROUP BY profile_id",
                    values,
                )
            )
        )
        return {row["profile_id"]: datetime.fromisoformat(row["last"]) for row in found}

    def _note_begin(self, profile_id: str, moment: str) -> None:
        """Note the use; one that a crash left open ended with the last take that was kept in it."""

        def work(db: Database) -> int | None:
            station = self._name(db)
            db.execute(
                """
                UPDATE sign_ins SET ended = max(started, coalesce(
                    (SELECT max(created) FROM attempts WHERE attempts.profile_id = sign_ins.profile_id
                     AND created BETWEEN sign_ins.started AND ?), started))
                WHERE station = ? AND ended IS NULL
                """,
                [moment, station],
            )
            row = {"profile_id": profile_id, "station": station, "started": moment, "ended": None}
            number: int | None = db.table("sign_ins").insert(row).last_rowid
            return number

        self._use = self._note(work)

    def _note(self, work: Callable[[Database], T]) -> T | None:
        """Write it down; a full disk must not keep anybody from her work, nor from leaving."""

        def carry_out(db: Database) -> T:
            with writing(db):
                return work(db)

        try:
            return self._thread.call(carry_out)
        except StorageError as error:
            log.warning("the use of the station was not noted: %s", error.detail)
            return None

    def _name(self, db: Database) -> str:
        return self._station or str(db.execute("SELECT name FROM exchange_station").fetchone()[0])

    def _profile(self, profile_id: str) -> Profile:
        found = self._thread.call(
            lambda db: list(db.query("SELECT * FROM profiles WHERE id = ? AND NOT archived", [profile_id]))
        )
        if not found:
            raise ExpectedError(msg("找不到这个学员，可能已被删除。请重新选择。"), profile_id)
        return profile_from(found[0])
