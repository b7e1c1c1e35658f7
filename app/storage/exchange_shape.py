"""The step of the database's shape that brings the exchange: a register of all that others should know.

Triggers keep the register, so that no way of changing the tables can forget it. `docs/exchange.md` says what
a record is; this step says it once more in SQL of its own, since a step never changes.
"""

from __future__ import annotations

import platform
import uuid

from sqlite_utils import Database

_ATTEMPT = (
    "profile_id, lesson_id, prompt_id, text, pinyin, created, duration, status, total, model, scorer, "
    "articulation_rate, syllable_count, miscue_count, strictness"
)

# kind, table, id, owner, columns that others should know; {row} is NEW or OLD
_ROWS = (
    ("erasure", "erasures", "{row}.profile_id", "''", "erased"),
    ("centre", "centre", "'centre'", "''", "name, created, pins_required, recordings_key"),
    ("profile", "profiles", "{row}.id", "{row}.id", "name, first_language, language, created"),
    ("pin", "pins", "{row}.profile_id", "{row}.profile_id", "hash, temporary"),
    ("cohort", "cohorts", "{row}.id", "''", "name, created, strictness, archived"),
    ("membership", "profiles", "{row}.id", "{row}.id", "role, cohort_id, number, archived"),
    ("plan", "plans", "{row}.id", "''", "title, owner_id, created, archived"),
    (
        "given",
        "plans_given",
        "{row}.id",
        "coalesce({row}.profile_id, '')",
        "plan_id, cohort_id, profile_id, start, counts_from, created, given_by",
    ),
    ("threshold", "thresholds", "{row}.uid", "''", "uid, place, applied, by_id, cuts, marks, put_back"),
    ("pack", "published_packs", "{row}.name", "''", "version, sha256, size, published"),
    ("attempt", "attempts", "{row}.id", "{row}.profile_id", _ATTEMPT),
    (
        "outcome",
        "outcomes",
        "{row}.uid",
        "{row}.profile_id",
        "uid, profile_id, lesson_id, step_id, done, right_count, asked_count, seconds, answers",
    ),
    (
        "step_seen",
        "steps_seen",
        "{row}.profile_id || '/' || {row}.lesson_id || '/' || {row}.step_id || '/' || {row}.step_index",
        "{row}.profile_id",
        "first_seen, last_seen",
    ),
    ("exam", "exams", "{row}.id", "{row}.profile_id", "profile_id, created, five_parts, seed, paper"),
    (
        "rehearsal",
        "rehearsals",
        "{row}.id",
        "{row}.profile_id",
        "profile_id, created, product_lesson, prompt_id, session",
    ),
    (
        "broadcast",
        "broadcasts",
        "{row}.id",
        "{row}.profile_id",
        "profile_id, day, start, product, product_lesson, minutes, viewers, peak, orders, turnover, returns, "
        "note, review",
    ),
    ("sign_in", "sign_ins", "{row}.uid", "{row}.profile_id", "uid, profile_id, station, started, ended"),
    (
        "mark",
        "mark_takes",
        "{row}.attempt_id || '/' || {row}.by_id",
        "{row}.profile_id",
        "profile_id, begun, finished, scorer, strictness, total, said",
    ),
    (
        "order",
        "orders",
        "{row}.id",
        "''",
        "firm, note, persons, due, needs, owner_id, created, plan_id, archived",
    ),
    (
        "order_person",
        "order_people",
        "{row}.order_id || '/' || {row}.profile_id",
        "{row}.profile_id",
        "consented, noted_by",
    ),
    (
        "certificate",
        "certificates",
        "{row}.serial",
        "coalesce({row}.profile_id, '')",
        "profile_id, issued, issued_by, facts",
    ),
    (
        "use",
        "station_weeks",
        "{row}.station || '/' || {row}.week",
        "''",
        "name, attempts, milliseconds, people",
    ),
)

# kind, table, columns, and how the record is found from a row of a table that belongs to it. When that row
# goes together with what it belongs to, nothing is found, and nothing need be said.
_OF_ATTEMPT = "FROM attempts WHERE no = {row}.attempt_no"
_PARTS = (
    ("cohort", "cohort_trainers", "profile_id", "id, '' FROM cohorts WHERE id = {row}.cohort_id"),
    (
        "plan",
        "plan_items",
        "position, lesson_id, day, required_score, required_takes, feedback",
        "id, '' FROM plans WHERE id = {row}.plan_id",
    ),
    (
        "exam",
        "exam_parts",
        "part, done, prompt_id, attempt_id, topic, answers, marks, given",
        "id, profile_id FROM exams WHERE id = {row}.exam_id",
    ),
    (
        "mark",
        "marks",
        "position, initial_mark, final_mark, tone_mark, marked",
        "attempt_id || '/' || by_id, profile_id FROM mark_takes "
        "WHERE attempt_id = {row}.attempt_id AND by_id = {row}.by_id",
    ),
    ("attempt", "scores", "format, data", f"id, profile_id {_OF_ATTEMPT}"),
    ("attempt", "earlier_scores", "replaced, format, data", f"id, profile_id {_OF_ATTEMPT}"),
    (
        "attempt",
        "recordings",
        "sha256, duration, created, device, interrupted",
        f"id, profile_id {_OF_ATTEMPT}",
    ),
    ("question", "reviews", "asked, question, asked_after", f"id, profile_id {_OF_ATTEMPT}"),
    ("review", "reviews", "by_id, reviewed, seconds", f"id, profile_id {_OF_ATTEMPT}"),
    (
        "verdict_change",
        "verdict_changes",
        "trainer, by_id, changed",
        f"id || '/' || {{row}}.position || '/' || {{row}}.part, profile_id {_OF_ATTEMPT}",
    ),
    (
        "comment",
        "review_comments",
        "at, text, voice, voice_sha256, voice_seconds, by_id, created",
        f"{{row}}.id, profile_id {_OF_ATTEMPT}",
    ),
)

_SAID = {
    "question": "{row}.asked IS NOT NULL OR {row}.question <> ''",
    "review": "{row}.by_id IS NOT NULL OR {row}.reviewed IS NOT NULL OR {row}.seconds > 0",
}
"""Every attempt has a row in `reviews`; a record only when there is something in it."""

_OWN_ROW = {"verdict_change", "comment"}
"""Records that a row of `_PARTS` is the whole of: they go when it goes."""

_ABOUT = {
    "question": "attempts.id",
    "review": "attempts.id",
    "verdict_change": "attempts.id",
    "comment": "attempts.id",
    "mark": "attempt_id",
}
"""The attempt that something is said of."""

_ORDER = [
    "erasure",
    "centre",
    "profile",
    "pin",
    "cohort",
    "membership",
    "plan",
    "given",
    "threshold",
    "pack",
    "attempt",
    "question",
    "outcome",
    "step_seen",
    "exam",
    "rehearsal",
    "broadcast",
    "sign_in",
    "review",
    "verdict_change",
    "comment",
    "mark",
    "order",
    "order_person",
    "certificate",
    "use",
]

_THURSDAY = "date({moment}, 'weekday 0', '-3 days')"
_WEEK = f"strftime('%Y', {_THURSDAY}) || printf('-W%02d', (strftime('%j', {_THURSDAY}) - 1) / 7 + 1)"


def exchange(db: Database) -> None:
    """The tables, columns and triggers, and a line in the register for all there is.

    `dirty` is 0 for what has been sent; what has not is numbered in the order of its first change since then.
    What is here already gets the number of its kind, since it is sent in that order.
    """
    _tables(db)
    _columns(db)
    db.execute(
        "INSERT INTO exchange_station VALUES (1, ?, ?, ?, 0)",
        [uuid.uuid4().hex, platform.node(), platform.node()],
    )
    _enter_all(db)
    _triggers(db)


def _tables(db: Database) -> None:
    # `silent` is 1 while records of others are applied: what they change is no news of ours
    db.execute(
        """
        CREATE TABLE exchange_station (
            no INTEGER PRIMARY KEY CHECK (no = 1),
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            hostname TEXT NOT NULL,
            silent INTEGER NOT NULL
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
    for kind, table, key, owner, _columns in _ROWS:
        if kind == "use":
            continue
        row = {"row": table}
        order = f"ORDER BY {key.format(**row)}" if kind != "centre" else ""
        origin = "exchange_station.id" if kind == "attempt" or kind in _ABOUT else "''"
        db.execute(
            f"""
            INSERT INTO exchange_records
            SELECT '{kind}', {key.format(**row)}, {owner.format(**row)}, 1, exchange_station.id, {origin},
                   '', 0, {_ORDER.index(kind) + 1}
            FROM exchange_station CROSS JOIN {table} {order}
            """
        )
    for kind, table, _columns, found in _PARTS:
        if kind not in _SAID and kind not in _OWN_ROW:
            continue
        key = found.split(",", 1)[0].format(row=table)
        key = "attempts.id" if key == "id" else key.replace("id ||", "attempts.id ||")
        where = _SAID.get(kind, "1").format(row=table)
        db.execute(
            f"""
            INSERT INTO exchange_records
            SELECT '{kind}', {key}, attempts.profile_id, 1, exchange_station.id, exchange_station.id, '', 0,
                   {_ORDER.index(kind) + 1}
            FROM exchange_station CROSS JOIN {table} CROSS JOIN attempts
            WHERE attempts.no = {table}.attempt_no AND ({where})
            """
        )
    db.execute(
        f"""
        INSERT INTO station_weeks
        SELECT exchange_station.id, {_WEEK.format(moment="created")}, exchange_station.name, count(*),
               sum(CAST(round(duration * 1000) AS INTEGER)), count(DISTINCT profile_id)
        FROM exchange_station CROSS JOIN attempts GROUP BY 1, 2
        """
    )
    db.execute(
        f"""
        INSERT INTO exchange_records
        SELECT 'use', station || '/' || week, '', 1, station, '', '', 0, {_ORDER.index("use") + 1}
        FROM station_weeks
        """
    )
    db.execute("CREATE INDEX exchange_dirty ON exchange_records (dirty) WHERE dirty > 0")


def _triggers(db: Database) -> None:
    db.execute(
        "CREATE VIEW exchange_changed AS "
        "SELECT kind, id, owner_id, deleted, '' AS attempt_id FROM exchange_records WHERE 0"
    )
    # An UPDATE and an INSERT, not an upsert: what a statement outside says about conflicts (OR REPLACE)
    # would count inside as well.
    db.execute(
        """
        CREATE TRIGGER exchange_note INSTEAD OF INSERT ON exchange_changed
        WHEN (SELECT silent FROM exchange_station) = 0
        BEGIN
            UPDATE exchange_records SET
                owner_id = NEW.owner_id,
                revision = revision + 1,
                station = (SELECT id FROM exchange_station),
                hash = '',
                deleted = NEW.deleted,
                dirty = CASE WHEN dirty > 0 THEN dirty
                    ELSE (SELECT coalesce(max(dirty), 0) + 1 FROM exchange_records WHERE dirty > 0) END
            WHERE kind = NEW.kind AND id = NEW.id;
            INSERT INTO exchange_records
            SELECT NEW.kind, NEW.id, NEW.owner_id, 1, exchange_station.id,
                   CASE WHEN NEW.kind = 'attempt' THEN exchange_station.id ELSE coalesce((
                       SELECT origin FROM exchange_records WHERE kind = 'attempt' AND id = NEW.attempt_id
                   ), '') END,
                   '', NEW.deleted,
                   (SELECT coalesce(max(dirty), 0) + 1 FROM exchange_records WHERE dirty > 0)
            FROM exchange_station
            WHERE NOT EXISTS (SELECT 1 FROM exchange_records WHERE kind = NEW.kind AND id = NEW.id);
            DELETE FROM exchange_waiting WHERE kind = NEW.kind AND id = NEW.id;
        END
        """
    )
    _uids(db)
    for kind, table, key, owner, columns in _ROWS:
        for event, row, deleted in (("INSERT", "NEW", 0), ("UPDATE", "NEW", 0), ("DELETE", "OLD", 1)):
            when = _changed(columns) if event == "UPDATE" else "1"
            if event == "INSERT" and key == "{row}.uid":
                when = "NEW.uid IS NOT NULL"  # else the UPDATE that gives it one follows
            about = f"{row}.attempt_id" if kind in _ABOUT else "''"
            found = f"VALUES ('{kind}', {key.format(row=row)}, {owner.format(row=row)}, {deleted}, {about});"
            if (kind, event) == ("attempt", "INSERT"):
                found = f"{found}\n{_count_use()}"
            _trigger(db, kind, table, event, columns, when, found)
    for kind, table, columns, found in _PARTS:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            if event == "DELETE" and kind in _SAID:
                continue  # the row lives as long as its attempt
            deleted = int(event == "DELETE" and kind in _OWN_ROW)
            when = _changed(columns) if event == "UPDATE" else "1"
            if event == "INSERT":
                when = _SAID.get(kind, "1").format(row="NEW")
            head, tail = found.format(row=row).split(" FROM ", 1)
            about = _ABOUT.get(kind, "''")
            found_now = f"SELECT '{kind}', {head}, {deleted}, {about} FROM {tail};"
            _trigger(db, kind, table, event, columns, when, found_now)


def _trigger(db: Database, kind: str, table: str, event: str, columns: str, when: str, found: str) -> None:
    of = f" OF {columns}" if event == "UPDATE" else ""
    condition = "" if when == "1" else f"WHEN {when}"
    db.execute(
        f"""
        CREATE TRIGGER exchange_{kind}_{table}_{event.lower()} AFTER {event}{of} ON {table} {condition}
        BEGIN
            INSERT INTO exchange_changed {found}
        END
        """
    )


def _changed(columns: str) -> str:
    return " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns.split(", "))


def _uids(db: Database) -> None:
    for table in ("outcomes", "sign_ins", "thresholds"):
        place = ", place = (SELECT max(place) + 1 FROM thresholds)" if table == "thresholds" else ""
        db.execute(
            f"""
            CREATE TRIGGER {table}_uid AFTER INSERT ON {table} WHEN NEW.uid IS NULL
            BEGIN
                UPDATE {table} SET uid = lower(hex(randomblob(16))){place} WHERE no = NEW.no;
            END
            """
        )


def _count_use() -> str:
    """A new take counts in its week; one that is taken back out of the trash has been counted.

    It follows the note of the attempt, whose revision is 1 only then.
    """
    week = _WEEK.format(moment="NEW.created")
    return f"""
        INSERT OR IGNORE INTO station_weeks
        SELECT id, {week}, name, 0, 0, 0 FROM exchange_station WHERE NOT silent;
        UPDATE station_weeks SET
            attempts = attempts + 1,
            milliseconds = milliseconds + CAST(round(NEW.duration * 1000) AS INTEGER),
            people = people + NOT EXISTS (
                SELECT 1 FROM attempts JOIN exchange_records
                    ON kind = 'attempt' AND exchange_records.id = attempts.id
                    AND origin = station_weeks.station
                WHERE attempts.profile_id = NEW.profile_id AND attempts.no <> NEW.no
                    AND {_WEEK.format(moment="attempts.created")} = station_weeks.week
                    AND attempts.created BETWEEN date(NEW.created, '-7 days') AND date(NEW.created, '+8 days')
            )
        WHERE week = {week} AND station = (SELECT id FROM exchange_station WHERE NOT silent)
            AND EXISTS (
                SELECT 1 FROM exchange_records WHERE kind = 'attempt' AND id = NEW.id AND revision = 1
            );
    """
