"""What a station hands to others and takes from them: `store.exchange`.

The methods act for the machine, whoever is signed in, and none of what they give reaches a screen.
"""

from __future__ import annotations

import platform
import shutil
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from app.storage.connection import writing
from app.storage.exchange import recordings
from app.storage.exchange.applying import Applying, EraseRows, erase
from app.storage.exchange.register import Row, current, silent
from app.storage.exchange.rows import is_erased
from app.storage.exchange.values import KINDS, Applied, Pack, Record, RecordingFile, Station
from app.storage.rows import moment_to_text
from app.storage.trash import trash_dir
from app.storage.worker import StorageThread

T = TypeVar("T")

_BATCH = 500


class ExchangeTables:
    """The outbox, the register of revisions, and what waits. Any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, user_dir: Path) -> None:
        self._thread = thread
        self._user_dir = user_dir
        self.erase_rows: EraseRows | None = None
        """What erases with; set by the store, as is what follows when somebody was erased from elsewhere."""
        self.after_erasure: Callable[[], object] | None = None
        self.station()

    # -- who we are

    def station(self) -> Station:
        """Who this machine is. Its id is made anew when its host name has changed: its disk was copied."""

        def work(db: Database) -> Station:
            host = platform.node()
            row = _station(db)
            if row["hostname"] == host:
                return Station(row["id"], row["name"])
            name = host if row["name"] == row["hostname"] else row["name"]
            station = Station(uuid.uuid4().hex, name)
            with writing(db):
                db.execute(
                    "UPDATE exchange_station SET id = ?, name = ?, hostname = ?", [station.id, name, host]
                )
            return station

        return self._thread.call(work)

    def rename_station(self, name: str) -> None:
        """Call this machine by the name that the centre gave it; sign-ins note it from now on."""

        def work(db: Database) -> None:
            if _station(db)["name"] == name:
                return
            with writing(db):
                db.execute("UPDATE exchange_station SET name = ?", [name])
                db.execute(
                    "UPDATE station_weeks SET name = ? WHERE station = (SELECT id FROM exchange_station)",
                    [name],
                )

        self._thread.call(work)

    # -- the outbox

    def pending(self, limit: int, kinds: Collection[str] | None = None) -> list[Record]:
        """What has not been sent yet, what was changed first coming first, at most `limit`.

        All of one moment. Ask again after `mark_sent`; what was changed in between is there again.
        """
        where, values = _of_kinds(kinds)
        return self._read(
            f"SELECT * FROM exchange_records WHERE dirty > 0{where} ORDER BY dirty, kind, id LIMIT ?",
            [*values, limit],
        )

    def pending_counts(self) -> dict[str, int]:
        """How many records of each kind have not been sent; kinds with none are left out."""
        found = self._query(
            "SELECT kind, count(*) AS count FROM exchange_records WHERE dirty > 0 GROUP BY kind"
        )
        return {row["kind"]: row["count"] for row in found}

    def mark_sent(self, records: Sequence[Record]) -> None:
        """These have arrived. What has changed since it was read stays in the outbox."""

        def work(db: Database) -> None:
            db.conn.executemany(
                """
                UPDATE exchange_records SET dirty = 0, hash = CASE WHEN hash = '' THEN ?4 ELSE hash END
                WHERE kind = ?1 AND id = ?2 AND revision = ?3 AND (hash IN ('', ?4) OR ?5 > deleted)
                """,
                [(each.kind, each.id, each.revision, each.hash, int(each.deleted)) for each in records],
            )

        self._write(work)

    def send_again(self) -> set[tuple[str, str]]:
        """Put everything into the outbox once more: what it was sent to has been lost, or lost some of it.

        What had been there already, by kind and id.
        """
        order = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(KINDS, 1))

        def work(db: Database) -> set[tuple[str, str]]:
            waited = db.execute("SELECT kind, id FROM exchange_records WHERE dirty > 0").fetchall()
            db.execute(
                f"UPDATE exchange_records SET dirty = CASE kind {order} ELSE {len(KINDS) + 1} END "
                "WHERE dirty = 0"
            )
            return {(kind, record_id) for kind, record_id in waited}

        return self._write(work)

    # -- what comes from elsewhere

    def apply(
        self, records: Sequence[Record], *, cursor: tuple[str, int] | None = None, pass_on: bool = False
    ) -> Applied:
        """Take in records, all or none (a crash leaves none), together with `cursor` (source, value).

        In any order, any number of times: the same state comes of it. What lacks something it refers to,
        comes from a newer Kaibo or makes no sense waits, and is tried again after every call. `pass_on`
        leaves what was new in the outbox: a desk hands what a stick brought on to the hub.
        """
        erased: list[str] = []

        def work(db: Database) -> Applied:
            applying = Applying(db, self._user_dir, self.erase_rows, pass_on)
            try:
                with writing(db):
                    with silent(db):
                        applied = applying.take_in(records)
                    if cursor is not None:
                        _set_cursor(db, *cursor)
            except BaseException:
                for each in reversed(applying.moved):
                    each.undo()
                raise
            for attempt_id in applying.returned:
                shutil.rmtree(trash_dir(self._user_dir) / attempt_id, ignore_errors=True)
            erased.extend(applying.erased)
            return applied

        applied = self._thread.call(work)
        if erased and self.after_erasure is not None:
            self.after_erasure()
        return applied

    def cursor(self, source: str) -> int:
        """How far this source was read; 0 for a new one."""
        found = self._query("SELECT value FROM exchange_cursors WHERE source = ?", [source])
        return int(found[0]["value"]) if found else 0

    def set_cursor(self, source: str, value: int) -> None:
        """Keep how far a source was read (also backwards: everything is read again, to no harm)."""
        self._write(lambda db: _set_cursor(db, source, value))

    def waiting(self) -> int:
        """How many records wait for something."""
        return int(self._query("SELECT count(*) AS count FROM exchange_waiting WHERE NOT partly")[0]["count"])

    def waiting_for(self) -> dict[str, int]:
        """What is waited for, and by how many records; for a log or a report on the machine."""
        found = self._query(
            """
            SELECT CASE WHEN lacks_kind <> '' THEN lacks_kind ELSE reason END AS what, count(*) AS count
            FROM exchange_waiting WHERE NOT partly GROUP BY what ORDER BY count DESC, what
            """
        )
        return {row["what"]: row["count"] for row in found}

    # -- everything, for a stick

    def records(self, kinds: Collection[str] | None = None, owner_id: str | None = None) -> Iterator[Record]:
        """All records, deleted ones too, read in batches; only some kinds or one person's if asked."""
        where, values = _of_kinds(kinds)
        if owner_id is not None:
            where += " AND owner_id = ?"
            values.append(owner_id)
        last = ("", "")
        while True:
            found = self._read(
                f"SELECT * FROM exchange_records WHERE (kind, id) > (?, ?){where} ORDER BY kind, id LIMIT ?",
                [*last, *values, _BATCH],
            )
            yield from found
            if len(found) < _BATCH:
                return
            last = found[-1].kind, found[-1].id

    # -- recordings

    def recordings_to_send(self, limit: int, *, again: bool = False) -> list[RecordingFile]:
        """Sound files that are here and have not been sent, the oldest first: of takes, spoken comments.

        `again` asks for those that have been sent as well.
        """
        return self._thread.call(lambda db: recordings.to_send(db, self._user_dir, limit, again))

    def mark_recordings_sent(self, sha256s: Collection[str]) -> None:
        """These files have arrived."""
        self._write(lambda db: recordings.mark_sent(db, sha256s))

    def recordings_missing(self, limit: int) -> list[RecordingFile]:
        """Sound files that belong to what is kept here and lie elsewhere, the newest takes first."""
        return self._thread.call(lambda db: recordings.missing(db, self._user_dir, limit))

    def recording_arrived(self, sha256: str, data: bytes, *, pass_on: bool = False) -> int:
        """A sound file came: it is written where it belongs. How many takes and comments it was for.

        `pass_on` has it sent on from here. Raises ExpectedError when the bytes are not those of `sha256`.
        """
        recordings.check(sha256, data)
        return self._write(lambda db: recordings.keep(db, self._user_dir, sha256, data, pass_on=pass_on))

    # -- the centre

    def recordings_key(self) -> str:
        """The centre's public key for recordings (hex); "" when it has none."""
        found = self._query("SELECT recordings_key FROM centre")
        return str(found[0]["recordings_key"]) if found else ""

    def set_recordings_key(self, key: str) -> None:
        """Keep the centre's public key for recordings, to be told to every station; there is a centre."""
        self._write(lambda db: db.execute("UPDATE centre SET recordings_key = ?", [key]))

    def packs(self) -> list[Pack]:
        """The lesson packs that the centre has published, by name."""
        return [Pack(**row) for row in self._query("SELECT * FROM published_packs ORDER BY name")]

    def publish(self, pack: Pack) -> None:
        """Tell every station of a lesson pack; one of the same name is replaced."""
        row = [pack.name, pack.version, pack.sha256, pack.size, pack.published]
        self._write(
            lambda db: db.execute("INSERT OR REPLACE INTO published_packs VALUES (?, ?, ?, ?, ?)", row)
        )

    def withdraw_pack(self, name: str) -> None:
        """No longer publish a lesson pack."""
        self._write(lambda db: db.execute("DELETE FROM published_packs WHERE name = ?", [name]))

    # -- erasure

    def erase(self, profile_id: str, when: datetime) -> None:
        """Erase a person's data here and tell every station to do so; her records are refused from now on.

        `erase_rows` does the work in one transaction with the record of it; files are the caller's.
        """
        erase_rows = self.erase_rows
        if erase_rows is None:
            raise ValueError("nothing was set to erase with")

        def work(db: Database) -> None:
            with writing(db):
                with silent(db):
                    erase(db, self._user_dir, profile_id, erase_rows)
                db.execute("INSERT OR IGNORE INTO erasures VALUES (?, ?)", [profile_id, moment_to_text(when)])

        self._thread.call(work)

    def erased(self, profile_id: str) -> bool:
        """Whether this person was erased."""
        return self._thread.call(lambda db: is_erased(db, profile_id))

    # -- for the store

    def said_again(self, db: Database, attempt_id: str) -> bool:
        """Put back what was said of an attempt that is there again; whether anything was put by.

        On the storage thread, inside a transaction.
        """
        waits = "SELECT 1 FROM exchange_waiting WHERE lacks_kind = 'attempt' AND lacks_id = ? LIMIT 1"
        if db.execute(waits, [attempt_id]).fetchone() is None:
            return False
        with silent(db):
            Applying(db, self._user_dir, self.erase_rows).settle()
        return True

    # -- inside

    def _read(self, sql: str, values: Sequence[Any]) -> list[Record]:
        """The records of what a query of the register finds, all of one moment."""

        def work(db: Database) -> list[Record]:
            db.execute("BEGIN")
            try:
                return current(db, list(db.query(sql, values)))
            finally:
                db.rollback()

        return self._thread.call(work)

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))

    def _write(self, work: Callable[[Database], T]) -> T:
        def carry_out(db: Database) -> T:
            with writing(db):
                return work(db)

        return self._thread.call(carry_out)


def _station(db: Database) -> Row:
    [row] = db.query("SELECT * FROM exchange_station")
    return row


def _set_cursor(db: Database, source: str, value: int) -> None:
    db.execute("INSERT OR REPLACE INTO exchange_cursors VALUES (?, ?)", [source, value])


def _of_kinds(kinds: Collection[str] | None) -> tuple[str, list[Any]]:
    if kinds is None:
        return "", []
    return f" AND kind IN ({', '.join('?' * len(kinds))})", list(kinds)
