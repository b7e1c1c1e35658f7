"""The triggers of the exchange's first step: they note in the register what the tables go through."""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.exchange_told import ABOUT, OWN_ROW, PARTS, ROWS, SAID, WEEK


def triggers(db: Database) -> None:
    """Have every change of the tables noted in the register."""
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
                revision = revision + (SELECT step FROM exchange_station),
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
    for kind, table, key, owner, columns in ROWS:
        for event, row, deleted in (("INSERT", "NEW", 0), ("UPDATE", "NEW", 0), ("DELETE", "OLD", 1)):
            when = _changed(columns) if event == "UPDATE" else "1"
            if event == "INSERT" and key == "{row}.uid":
                when = "NEW.uid IS NOT NULL"  # else the UPDATE that gives it one follows
            about = f"{row}.attempt_id" if kind in ABOUT else "''"
            found = f"VALUES ('{kind}', {key.format(row=row)}, {owner.format(row=row)}, {deleted}, {about});"
            if (kind, event) == ("attempt", "INSERT"):
                found = f"{found}\n{_count_use()}"
            _trigger(db, kind, table, event, columns, when, found)
    for kind, table, columns, found in PARTS:
        for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            if event == "DELETE" and kind in SAID:
                continue  # the row lives as long as its attempt
            deleted = int(event == "DELETE" and kind in OWN_ROW)
            when = _changed(columns) if event == "UPDATE" else "1"
            if event == "INSERT":
                when = SAID.get(kind, "1").format(row="NEW")
            head, tail = found.format(row=row).split(" FROM ", 1)
            about = ABOUT.get(kind, "''")
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
    week = WEEK.format(moment="NEW.created")
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
                    AND {WEEK.format(moment="attempts.created")} = station_weeks.week
                    AND attempts.created BETWEEN date(NEW.created, '-7 days') AND date(NEW.created, '+8 days')
            )
        WHERE week = {week} AND station = (SELECT id FROM exchange_station WHERE NOT silent)
            AND EXISTS (
                SELECT 1 FROM exchange_records WHERE kind = 'attempt' AND id = NEW.id AND revision = 1
            );
    """
