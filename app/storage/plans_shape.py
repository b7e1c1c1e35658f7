"""The step of the database's shape that brings plans; what was assigned until now becomes plans."""

from __future__ import annotations

from sqlite_utils import Database


def plans(db: Database) -> None:
    """An assignment becomes a plan of one lesson, owned by one of those who lead its class.

    `counts_from` is the first moment of the day on which what is given starts: takes count from then on.
    """
    db.execute(
        """
        CREATE TABLE plans (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            owner_id TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            created TEXT NOT NULL,
            archived INTEGER NOT NULL
        )
        """
    )
    db.execute(
        """
        CREATE TABLE plan_items (
            plan_id TEXT NOT NULL REFERENCES plans(id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            lesson_id TEXT NOT NULL,
            day INTEGER NOT NULL,
            required_score REAL,
            required_takes INTEGER,
            feedback TEXT NOT NULL,
            PRIMARY KEY (plan_id, position),
            UNIQUE (plan_id, lesson_id)
        ) WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE plans_given (
            id TEXT PRIMARY KEY,
            plan_id TEXT NOT NULL REFERENCES plans(id) ON DELETE CASCADE,
            cohort_id TEXT REFERENCES cohorts(id) ON DELETE CASCADE,
            profile_id TEXT REFERENCES profiles(id) ON DELETE CASCADE,
            start TEXT NOT NULL,
            counts_from TEXT NOT NULL,
            created TEXT NOT NULL,
            given_by TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            CHECK ((cohort_id IS NULL) <> (profile_id IS NULL))
        )
        """
    )
    db.execute("CREATE INDEX plans_given_by_plan ON plans_given (plan_id)")
    db.execute("CREATE INDEX plans_given_by_cohort ON plans_given (cohort_id)")
    db.execute("CREATE INDEX plans_given_by_profile ON plans_given (profile_id)")
    # answers how often and how well a lesson was recorded without touching the table
    db.execute(
        """
        CREATE INDEX attempts_for_plans ON attempts (profile_id, lesson_id, created, status, total)
        """
    )
    leader = "(SELECT min(profile_id) FROM cohort_trainers WHERE cohort_id = assignments.cohort_id)"
    day_given = "date(created, 'localtime')"
    db.execute(f"INSERT INTO plans SELECT id, '', {leader}, created, 0 FROM assignments")
    db.execute(
        f"""
        INSERT INTO plan_items
        SELECT id, 0, lesson_id, max(0, CAST(julianday(due) - julianday({day_given}) AS INTEGER)),
               NULL, NULL, 'all'
        FROM assignments
        """
    )
    db.execute(
        f"""
        INSERT INTO plans_given
        SELECT id, id, cohort_id, NULL, {day_given}, created, created, {leader} FROM assignments
        """
    )
    db.execute("DROP TABLE assignments")
