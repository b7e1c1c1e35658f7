"""Records of others taken in: which revision counts, what can be put into the tables, and what waits."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from app.storage.exchange.belonging import fits_its_owner
from app.storage.exchange.checks import FAULTS
from app.storage.exchange.faults import (
    CannotPutError,
    ErasedError,
    LacksError,
    LaterError,
    NewerError,
    Partly,
    SenselessError,
)
from app.storage.exchange.kinds import ROW_KINDS
from app.storage.exchange.register import (
    current,
    enter,
    entry_of,
    free,
    freed,
    hash_of,
    put_by,
    put_by_dependents,
)
from app.storage.exchange.removing import TakenAway, bring_back, take_away
from app.storage.exchange.rows import Body, delete_row, is_erased, write_row
from app.storage.exchange.takes import drop_take, put_take
from app.storage.exchange.values import KINDS, Applied, Record

log = logging.getLogger(__name__)

EraseRows = Callable[[Database, Path, str], object]
"""Takes every row of a person (by profile id) out of the database, inside the caller's transaction."""

_PLACE = {kind: place for place, kind in enumerate(KINDS)}
_SENSELESS = (*FAULTS, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError)


@dataclass
class Applying:
    """One call of `apply`, inside its transaction; `db` is silent. `moved` are files it moved so far."""

    db: Database
    user_dir: Path
    erase_rows: EraseRows | None
    pass_on: bool = False
    moved: list[TakenAway] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)  # attempts that came back from the trash

    def take_in(self, records: Sequence[Record]) -> Applied:
        """Take in records in whatever order they come, and all that waited for them."""
        counts = dict.fromkeys(("applied", "known", "older", "refused"), 0)
        waiting = []
        for record in sorted(records, key=lambda each: _PLACE.get(each.kind, len(_PLACE))):
            standing = self._standing(record)
            if standing:
                counts[standing] += 1
                continue
            enter(self.db, record, pass_on=self.pass_on)
            try:
                if self._put(record):
                    counts["applied"] += 1
                else:
                    waiting.append((record.kind, record.id))
            except ErasedError:
                counts["refused"] += 1
        self.settle()
        left = sum(self._waits(*each) for each in waiting)
        counts["applied"] += len(waiting) - left
        return Applied(**counts, waiting=left)

    def settle(self) -> None:
        """Try what waits, until nothing moves any more."""
        tried: set[tuple[str, str]] = set()
        while True:
            some = [(row["kind"], row["id"]) for row in freed(self.db)]
            some = [each for each in some if each not in tried]
            if not some:
                return
            for kind, record_id in sorted(some, key=lambda each: _PLACE.get(each[0], len(_PLACE))):
                tried.add((kind, record_id))
                self._try_again(kind, record_id)

    # -- inside

    def _standing(self, record: Record) -> str:
        """Why the record changes nothing; "" when it is news."""
        if record.owner_id and is_erased(self.db, record.owner_id):
            return "refused"
        if not fits_its_owner(self.db, record):
            log.warning("%s %s is refused: it is not of %s", record.kind, record.id, record.owner_id)
            return "refused"
        entry = entry_of(self.db, record.kind, record.id)
        if entry is None or record.revision > entry["revision"]:
            return ""
        if record.revision < entry["revision"]:
            return "older"
        here = hash_of(self.db, entry)
        if here == record.hash:
            return "known"
        # at a draw a deletion wins: what somebody took away shall not come back by chance
        stands, comes = (bool(entry["deleted"]), here), (record.deleted, record.hash)
        return "older" if stands > comes else ""

    def _put(self, record: Record) -> bool:
        """Put a record into its tables, or let it wait; whether it is there now. Raises ErasedError."""
        self.db.execute("SAVEPOINT exchange_put")
        before = len(self.moved), len(self.returned)
        try:
            partly = self._write(record)
        except ErasedError:
            self._back(*before)
            self.db.execute(
                "DELETE FROM exchange_records WHERE kind = ? AND id = ?", [record.kind, record.id]
            )
            self.db.execute(
                "DELETE FROM exchange_waiting WHERE kind = ? AND id = ?", [record.kind, record.id]
            )
            raise
        except LacksError as lacks:
            self._back(*before)
            put_by(self.db, record, kind=lacks.kind, record_id=lacks.record_id, reason=lacks.reason)
            return False
        except LaterError as later:
            self._back(*before)
            put_by(self.db, record, reason=later.reason, tried_by="")
            return False
        except CannotPutError as fault:
            self._back(*before)
            log.warning("%s %s waits: %s", record.kind, record.id, fault.reason)
            put_by(self.db, record, reason=fault.reason)
            return False
        except _SENSELESS as fault:
            self._back(*before)
            log.warning("%s %s waits: %r", record.kind, record.id, fault)
            put_by(self.db, record, reason=f"senseless: {fault!r:.80}")
            return False
        self.db.execute("RELEASE exchange_put")
        if partly is None:
            self.db.execute(
                "DELETE FROM exchange_waiting WHERE kind = ? AND id = ?", [record.kind, record.id]
            )
        else:
            put_by(
                self.db,
                record,
                kind=partly.kind,
                record_id=partly.record_id,
                reason=partly.reason,
                partly=True,
            )
        return True

    def _write(self, record: Record) -> Partly | None:
        kind, body = record.kind, dict(record.body)
        if kind not in KINDS:
            raise NewerError(f"newer: kind {kind}")
        if record.deleted:
            self._delete(record)
            return None
        if kind == "erasure":
            self._erase(record.id, body)
            return None
        if kind in ROW_KINDS:
            return write_row(self.db, ROW_KINDS[kind], record.id, body)
        if kind == "attempt" and bring_back(self.db, self.user_dir, record.id, self.moved):
            self.returned.append(record.id)
        return put_take(self.db, kind, record.id, body, self.user_dir)

    def _delete(self, record: Record) -> None:
        kind = record.kind
        if kind == "erasure":
            raise SenselessError("who was erased stays so")
        if kind == "attempt":
            take_away(self.db, self.user_dir, record.id, self.moved)
        elif kind in ROW_KINDS:
            put_by_dependents(self.db, kind, record.id)
            delete_row(self.db, ROW_KINDS[kind], record.id)
            free(self.db, kind, record.id)
        else:
            drop_take(self.db, kind, record.id)

    def _erase(self, profile_id: str, body: Body) -> None:
        if self.erase_rows is None:
            raise LaterError("nobody here can erase")
        write_row(self.db, ROW_KINDS["erasure"], profile_id, body)
        erase(self.db, self.user_dir, profile_id, self.erase_rows)
        self.erased.append(profile_id)

    def _back(self, moved: int, returned: int) -> None:
        for each in reversed(self.moved[moved:]):
            each.undo()
        del self.moved[moved:], self.returned[returned:]
        self.db.execute("ROLLBACK TO exchange_put")
        self.db.execute("RELEASE exchange_put")

    def _try_again(self, kind: str, record_id: str) -> None:
        entry = entry_of(self.db, kind, record_id)
        if entry is None:  # of somebody who was erased
            self.db.execute("DELETE FROM exchange_waiting WHERE kind = ? AND id = ?", [kind, record_id])
            return
        [record] = current(self.db, [entry])
        if entry["deleted"]:
            record = _deleted(record)
        if not fits_its_owner(self.db, record):  # what it waited for is another's
            log.warning("%s %s is dropped: it is not of %s", kind, record_id, record.owner_id)
            for table in ("exchange_records", "exchange_waiting"):
                self.db.execute(f"DELETE FROM {table} WHERE kind = ? AND id = ?", [kind, record_id])
            return
        try:
            self._put(record)
        except ErasedError:
            log.info("a %s of somebody who was erased is dropped", kind)

    def _waits(self, kind: str, record_id: str) -> bool:
        sql = "SELECT 1 FROM exchange_waiting WHERE kind = ? AND id = ? AND NOT partly"
        return self.db.execute(sql, [kind, record_id]).fetchone() is not None


def erase(db: Database, user_dir: Path, profile_id: str, erase_rows: EraseRows) -> None:
    """Take a person out of the tables and out of the exchange; within `register.silent`."""
    erase_rows(db, user_dir, profile_id)
    for table in ("exchange_records", "exchange_waiting"):
        db.execute(f"DELETE FROM {table} WHERE owner_id = ? AND kind <> 'erasure'", [profile_id])
    free(db, "profile", profile_id)


def _deleted(record: Record) -> Record:
    return Record(
        record.kind,
        record.id,
        record.owner_id,
        record.revision,
        record.station,
        deleted=True,
        about_station=record.about_station,
    )
