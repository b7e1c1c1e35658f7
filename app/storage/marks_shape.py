"""The step of the database's shape that brings blind marks, and thresholds of the centre's own."""

from __future__ import annotations

from sqlite_utils import Database


def marks(db: Database) -> None:
    """What the machine said is copied when a take is begun, since takes are scored again and deleted.

    `attempt_id` refers to no table: who deletes an attempt keeps the marks it had. What a blind page may read
    of a syllable comes before its marks, what it must not comes after them.
    """
    db.execute(
        """
        CREATE TABLE mark_takes (
            attempt_id TEXT NOT NULL,
            by_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            begun TEXT NOT NULL,
            finished TEXT,
            scorer TEXT NOT NULL,
            strictness TEXT NOT NULL,
            total REAL,
            said INTEGER NOT NULL,
            PRIMARY KEY (attempt_id, by_id)
        ) WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX mark_takes_by_trainer ON mark_takes (by_id, finished)")
    parts = ("initial", "final", "tone")
    said = ",\n".join(
        f"{part}_machine TEXT NOT NULL, {part}_goodness REAL, {part}_reason TEXT NOT NULL" for part in parts
    )
    db.execute(
        f"""
        CREATE TABLE marks (
            attempt_id TEXT NOT NULL,
            by_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            hanzi TEXT NOT NULL,
            initial TEXT NOT NULL,
            final TEXT NOT NULL,
            tone INTEGER NOT NULL,
            spoken_tone INTEGER NOT NULL,
            erhua INTEGER NOT NULL,
            start REAL,
            stop REAL,
            {", ".join(f"{part}_mark TEXT" for part in parts)},
            marked TEXT,
            {said},
            PRIMARY KEY (attempt_id, by_id, position),
            FOREIGN KEY (attempt_id, by_id) REFERENCES mark_takes(attempt_id, by_id) ON DELETE CASCADE
        ) WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE thresholds (
            no INTEGER PRIMARY KEY,
            applied TEXT NOT NULL,
            by_id TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            cuts TEXT NOT NULL,
            marks INTEGER NOT NULL,
            put_back INTEGER REFERENCES thresholds(no)
        )
        """
    )
