"""The step of the database's shape that brings reviews: what trainers said of takes, and which still wait."""

from __future__ import annotations

from sqlite_utils import Database


def reviews(db: Database) -> None:
    """Every attempt has a row in `reviews`, which the queue is read from without touching the attempts.

    `need`, `usual` and `doubt` are what `reviews_need.py` found when the attempt was kept. What was recorded
    before there were reviews is judged by its status alone.
    """
    db.execute(
        """
        CREATE TABLE reviews (
            attempt_no INTEGER PRIMARY KEY REFERENCES attempts(no) ON DELETE CASCADE,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            created TEXT NOT NULL,
            need INTEGER NOT NULL,
            usual REAL,
            doubt REAL NOT NULL DEFAULT 0,
            asked TEXT,
            question TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL DEFAULT 'open',
            by_id TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            reviewed TEXT,
            seconds REAL NOT NULL DEFAULT 0,
            seen TEXT
        )
        """
    )
    db.execute("CREATE INDEX reviews_asked ON reviews (profile_id, created) WHERE need = 0")
    db.execute("CREATE INDEX reviews_waiting ON reviews (created, need, profile_id) WHERE state = 'open'")
    db.execute("CREATE INDEX reviews_of_person ON reviews (profile_id, created, need) WHERE state = 'open'")
    db.execute("CREATE INDEX reviews_heard ON reviews (profile_id, reviewed) WHERE reviewed IS NOT NULL")
    db.execute(
        """
        CREATE TABLE verdict_changes (
            attempt_no INTEGER NOT NULL REFERENCES attempts(no) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            part TEXT NOT NULL,
            machine TEXT NOT NULL,
            trainer TEXT NOT NULL,
            by_id TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            changed TEXT NOT NULL,
            PRIMARY KEY (attempt_no, position, part)
        ) WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE review_comments (
            id TEXT PRIMARY KEY,
            attempt_no INTEGER NOT NULL REFERENCES attempts(no) ON DELETE CASCADE,
            at REAL,
            text TEXT NOT NULL,
            voice TEXT,
            voice_sha256 TEXT NOT NULL,
            voice_seconds REAL NOT NULL,
            by_id TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            created TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX review_comments_by_attempt ON review_comments (attempt_no)")
    db.execute(
        """
        INSERT INTO reviews (attempt_no, profile_id, created, need)
        SELECT no, profile_id, created,
               CASE status WHEN 'scored' THEN 5 WHEN 'free' THEN 4 ELSE 1 END
        FROM attempts
        """
    )
