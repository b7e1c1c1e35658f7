"""The step of the database's shape that brings rights: PINs, who leads which class, the centre, sign-ins."""

from __future__ import annotations

from sqlite_utils import Database


def people(db: Database) -> None:
    """Whoever was a trainer until now leads every class there is: until now every trainer saw all of them."""
    for column in ("number", "language", "picture"):
        db.execute(f"ALTER TABLE profiles ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    for table in ("profiles", "cohorts"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN archived INTEGER NOT NULL DEFAULT 0")
    db.execute("CREATE INDEX profiles_by_cohort ON profiles (cohort_id)")
    db.execute("CREATE INDEX profiles_by_role ON profiles (role)")
    db.execute(
        """
        CREATE TABLE pins (
            profile_id TEXT PRIMARY KEY REFERENCES profiles(id) ON DELETE CASCADE,
            hash TEXT NOT NULL,
            failed INTEGER NOT NULL,
            last_failed TEXT,
            temporary INTEGER NOT NULL
        )
        """
    )
    db.execute(
        """
        CREATE TABLE cohort_trainers (
            cohort_id TEXT NOT NULL REFERENCES cohorts(id) ON DELETE CASCADE,
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            PRIMARY KEY (cohort_id, profile_id)
        ) WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX cohort_trainers_by_profile ON cohort_trainers (profile_id)")
    db.execute(
        """
        INSERT INTO cohort_trainers
        SELECT cohorts.id, profiles.id FROM cohorts, profiles WHERE profiles.role = 'trainer'
        """
    )
    db.execute(
        """
        CREATE TABLE centre (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name TEXT NOT NULL,
            created TEXT NOT NULL,
            pins_required INTEGER NOT NULL
        )
        """
    )
    db.execute(
        """
        CREATE TABLE sign_ins (
            no INTEGER PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            station TEXT NOT NULL,
            started TEXT NOT NULL,
            ended TEXT
        )
        """
    )
    db.execute("CREATE INDEX sign_ins_by_time ON sign_ins (started)")
    db.execute("CREATE INDEX sign_ins_open ON sign_ins (station) WHERE ended IS NULL")
