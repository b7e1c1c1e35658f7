"""The newest moment in a database, for judging a machine's clock: a date, and nobody's."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.storage.connection import DATABASE_NAME, connect_read_only

log = logging.getLogger(__name__)


def newest_moment(user_dir: Path) -> datetime | None:
    """When the newest attempt was made, aware; None when there is none, or the database cannot be read."""
    database = user_dir / DATABASE_NAME
    if not database.is_file():
        return None
    try:
        with closing(connect_read_only(database)) as db:
            found = db.execute("SELECT max(created) FROM attempts").fetchone()
        return datetime.fromisoformat(found[0]) if found and found[0] else None
    except (sqlite3.Error, ValueError) as error:
        log.warning("the newest attempt could not be looked up: %s", error)
        return None
