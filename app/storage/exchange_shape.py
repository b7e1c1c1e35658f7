"""The step of the database's shape that brings the exchange: a register of all that others should know.

Triggers keep the register, so that no way of changing the tables can forget it. `docs/exchange.md` says what
a record is; this step says it once more in SQL of its own, since a step never changes.
"""

from __future__ import annotations

import platform
import uuid

from sqlite_utils import Database

from app.storage.exchange_told import ABOUT, ORDER, OWN_ROW, PARTS, ROWS, SAID, WEEK
from app.storage.exchange_triggers import triggers


def exchange(db: Database) -> None:
    """The tables, columns and triggers, and a line in the register for all there is.

    `dirty` is 0 for what has been sent; what has not is numbered in the order of its first change since then.
    What is here already gets the number of its kind, since it is sent in that order.
    """
    _tables(db)
    _columns(db)
    db.execute(
        "INSERT INTO exchange_station VALUES (1, ?, ?, ?, 0, 1)",
        [uuid.uuid4().hex, platform.node(), platform.node()],
    )
    _enter_all(db)
    triggers(db)


def _tables(db: Database) -> None:
    # `silent` is 1 while records of others are applied: what they change is no news of ours
    db.execute(
        """
        CREATE TABLE exchange_station (
            no INTEGER PRIMARY KEY CHECK (no = 1),
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            hostname TEXT NOT NULL,
            silent INTEGER NOT NULL,
            step INTEGER NOT NULL
        )
        """
    )
    # `hash` is "" where it was not needed yet; `origin` is the station of the attempt, also for what
    # is said of an attempt
    db.execute(
        """
        CREATE TABLE exchange_records (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            owner_id TEXT NOT NULL,
            revision INTEGER NOT NULL,
            station TEXT NOT NULL,
            origin TEXT NOT NULL,
            hash TEXT NOT NULL,
            deleted INTEGER NOT NULL,
            dirty INTEGER NOT NULL,
            PRIMARY KEY (kind, id)
        ) WITHOUT ROWID
        """
    )
    # Whole records that are not, or not wholly, in the tables they belong to. They count before those.
    db.execute(
        """
        CREATE TABLE exchange_waiting (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            owner_id TEXT NOT NULL,
            body TEXT NOT NULL,
            about_station TEXT NOT NULL,
            lacks_kind TEXT NOT NULL,
            lacks_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            tried_by TEXT NOT NULL,
            partly INTEGER NOT NULL,
            PRIMARY KEY (kind, id)
        ) WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX exchange_waiting_for ON exchange_waiting (lacks_kind, lacks_id)")
    db.execute(
        "CREATE TABLE exchange_cursors (source TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID"
    )
    db.execute("CREATE TABLE erasures (profile_id TEXT PRIMARY KEY, erased TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        """
        CREATE TABLE published_packs (
            name TEXT PRIMARY KEY,
            version TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            size INTEGER NOT NULL,
            published TEXT NOT NULL
        ) WITHOUT ROWID
        """
    )
    # how much each station was used in each week, without people's names; never counted down
    db.execute(
        """
        CREATE TABLE station_weeks (
            station TEXT NOT NULL,
            week TEXT NOT NULL,
            name TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            people INTEGER NOT NULL,
            PRIMARY KEY (station, week)
        ) WITHOUT ROWID
        """
    )


def _columns(db: Database) -> None:
    for table in ("outcomes", "sign_ins", "thresholds"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN uid TEXT")
        db.execute(f"UPDATE {table} SET uid = lower(hex(randomblob(16)))")
        db.execute(f"CREATE UNIQUE INDEX {table}_by_uid ON {table} (uid)")
    # which threshold holds is decided by its place, not by when it was made
    db.execute("ALTER TABLE thresholds ADD COLUMN place INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE thresholds SET place = no")
    db.execute("ALTER TABLE centre ADD COLUMN recordings_key TEXT NOT NULL DEFAULT ''")
    # the review after which she asked to be heard again; see `exchange/takes.py`
    db.execute("ALTER TABLE reviews ADD COLUMN asked_after TEXT")
    db.execute("UPDATE reviews SET asked_after = reviewed WHERE asked IS NOT NULL AND state = 'open'")
    for table, key, file in (
        ("recordings", "attempt_no", ""),
        ("review_comments", "id", "voice IS NOT NULL AND"),
    ):
        db.execute(f"ALTER TABLE {table} ADD COLUMN away INTEGER NOT NULL DEFAULT 0")
        db.execute(f"ALTER TABLE {table} ADD COLUMN sent INTEGER NOT NULL DEFAULT 0")
        db.execute(f"CREATE INDEX {table}_to_send ON {table} ({key}) WHERE {file} NOT sent AND NOT away")
        db.execute(f"CREATE INDEX {table}_away ON {table} ({key}) WHERE {file} away")


def _enter_all(db: Database) -> None:
    # a table that is read once in the order of its key fills the register from one end to the other
    for kind, table, key, owner, _columns in ROWS:
        if kind == "use":
            continue
        row = {"row": table}
        order = f"ORDER BY {key.format(**row)}" if kind != "centre" else ""
        origin = "exchange_station.id" if kind == "attempt" or kind in ABOUT else "''"
        db.execute(
            f"""
            INSERT INTO exchange_records
            SELECT '{kind}', {key.format(**row)}, {owner.format(**row)}, 1, exchange_station.id, {origin},
                   '', 0, {ORDER.index(kind) + 1}
            FROM exchange_station CROSS JOIN {table} {order}
            """
        )
    for kind, table, _columns, found in PARTS:
        if kind not in SAID and kind not in OWN_ROW:
            continue
        key = found.split(",", 1)[0].format(row=table)
        key = "attempts.id" if key == "id" else key.replace("id ||", "attempts.id ||")
        where = SAID.get(kind, "1").format(row=table)
        db.execute(
            f"""
            INSERT INTO exchange_records
            SELECT '{kind}', {key}, attempts.profile_id, 1, exchange_station.id, exchange_station.id, '', 0,
                   {ORDER.index(kind) + 1}
            FROM exchange_station CROSS JOIN {table} CROSS JOIN attempts
            WHERE attempts.no = {table}.attempt_no AND ({where})
            """
        )
    db.execute(
        f"""
        INSERT INTO station_weeks
        SELECT exchange_station.id, {WEEK.format(moment="created")}, exchange_station.name, count(*),
               sum(CAST(round(duration * 1000) AS INTEGER)), count(DISTINCT profile_id)
        FROM exchange_station CROSS JOIN attempts GROUP BY 1, 2
        """
    )
    db.execute(
        f"""
        INSERT INTO exchange_records
        SELECT 'use', station || '/' || week, '', 1, station, '', '', 0, {ORDER.index("use") + 1}
        FROM station_weeks
        """
    )
    db.execute("CREATE INDEX exchange_dirty ON exchange_records (dirty) WHERE dirty > 0")
