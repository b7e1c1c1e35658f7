"""The step of the database's shape that brings employers' orders and certificates."""

from __future__ import annotations

from sqlite_utils import Database


def orders(db: Database) -> None:
    """What firms need, who is put forward for it, and what the centre certified.

    `needs` is JSON, since what firms ask for changes more often than the shape should. A certificate says
    what was true on its day: its words stand in `facts` and stay when plans and people change.
    """
    db.execute(
        """
        CREATE TABLE orders (
            id TEXT PRIMARY KEY,
            firm TEXT NOT NULL,
            note TEXT NOT NULL,
            persons INTEGER NOT NULL,
            due TEXT NOT NULL,
            needs TEXT NOT NULL,
            owner_id TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            created TEXT NOT NULL,
            plan_id TEXT REFERENCES plans(id) ON DELETE SET NULL,
            archived INTEGER NOT NULL
        )
        """
    )
    db.execute(
        """
        CREATE TABLE order_people (
            order_id TEXT NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            consented TEXT,
            noted_by TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            PRIMARY KEY (order_id, profile_id)
        ) WITHOUT ROWID
        """
    )
    db.execute("CREATE INDEX order_people_by_person ON order_people (profile_id)")
    db.execute(
        """
        CREATE TABLE certificates (
            serial TEXT PRIMARY KEY,
            profile_id TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            issued TEXT NOT NULL,
            issued_by TEXT REFERENCES profiles(id) ON DELETE SET NULL,
            facts TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX certificates_by_person ON certificates (profile_id, issued)")
