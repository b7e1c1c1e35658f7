"""Is this file a whole Kaibo database? And if not: out of the way with it, but never deleted."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import datetime
from enum import Enum
from pathlib import Path

from sqlite_utils import Database

from app import __version__
from app.i18n import msg
from app.storage.connection import APPLICATION_ID, BUSY_SECONDS, connect_read_only
from app.storage.errors import NewerDatabaseError, expected_errors, is_damage, sqlite_code
from app.storage.migrations import TABLES, applied_steps, known_steps
from app.storage.written_by import written_by

log = logging.getLogger(__name__)

CHECKED_AT_START = 128 * 2**20
"""Bytes, some 25,000 attempts. A larger database would keep her waiting if each start looked at all of it."""

COMPANIONS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database; without its -wal a database may lack its last changes."""


class Depth(Enum):
    """How closely to look; each looks at all that the one before does."""

    SURFACE = "surface"  # is it Kaibo's, and are its tables there: instant
    PAGES = "pages"  # every page is read and its structure checked: 1 s for about 1 GiB
    INDEXES = "indexes"  # indexes are compared with their tables


def find_damage(path: Path, depth: Depth = Depth.PAGES, *, unchanging: bool = False) -> str | None:
    """What is wrong with the database at `path`, in words for the log; None if nothing is.

    Not a byte of it is changed. `unchanging` promises that nobody else writes it meanwhile (a backup).

    Raises:
        NewerDatabaseError: it is whole as far as can be said, and a newer Kaibo's.
        StorageError: it cannot be read now (no permission, locked, disk trouble); that is not damage.
    """
    with expected_errors():
        if path.stat().st_size == 0:
            return "the file is empty"
        try:
            with closing(connect_read_only(path, unchanging=unchanging)) as db:
                return _look_inside(db, depth)
        except sqlite3.Error as error:
            # Only fixed statements run here; that one of them makes no sense to SQLite is damage as well.
            if is_damage(error) or sqlite_code(error) == sqlite3.SQLITE_ERROR:
                return str(error)
            raise


def roll_back(database: Path) -> None:
    """Undo what a killed process left half-written beside a database without WAL; quick where there is none.

    Who only reads cannot do that, and would be told that the file may not be written. What cannot be undone
    is damage, for `find_damage` to find.
    """
    journal = database.with_name(database.name + "-journal")
    if not database.exists() or not journal.exists():
        return
    with closing(sqlite3.connect(database, timeout=BUSY_SECONDS)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as error:
            log.warning("%s could not be rolled back: %s", database, error)


def _look_inside(db: Database, depth: Depth) -> str | None:
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        return "not a database of Kaibo"
    newer = applied_steps(db) - known_steps()
    if newer:
        version = written_by(db)
        raise NewerDatabaseError(
            msg(
                "这里的练习数据由更新版本的开播（{newer}）保存，这台电脑上的是 {version}，不能打开，"
                "数据没有任何改动。请安装开播 {newer} 或更新的版本。",
                newer=version,
                version=__version__,
            )
            if version and version != __version__
            else msg(
                "这里的练习数据由更新版本的开播保存，这台电脑上的是 {version}，不能打开，"
                "数据没有任何改动。请安装最新版本的开播。",
                version=__version__,
            ),
            f"unknown steps: {sorted(newer)}",
        )
    if depth is not Depth.SURFACE:
        check = "integrity_check" if depth is Depth.INDEXES else "quick_check"
        found = db.execute(f"PRAGMA {check}(1)").fetchone()[0]
        if found != "ok":
            return str(found)
    lost = TABLES - set(db.table_names()) if known_steps() <= applied_steps(db) else frozenset()
    return f"tables are missing: {sorted(lost)}" if lost else None


def set_aside(database: Path, why: str) -> Path | None:
    """Move the database with its companions to `set_aside/` under a dated name; where it lies now.

    None when there was neither database nor companion. The caller makes sure that nobody has it open.
    """
    parts = [part for part in (database, *companions(database)) if part.exists()]
    if not parts:
        return None
    folder = database.parent / "set_aside"
    with expected_errors():
        folder.mkdir(exist_ok=True)
        target = _free_name(folder, f"{database.stem}-{datetime.now():%Y%m%d-%H%M%S}-{why}")
        for part in parts:
            part.replace(target.with_name(target.name + part.name.removeprefix(database.name)))
    log.warning("%s was set aside as %s", database, target)
    return target


def depth_at_start(database: Path) -> Depth:
    """How closely to look before work begins: at every page, unless it is large and nothing is suspicious.

    The day's backup is checked page by page in any case, and shows damage in what it copied.
    """
    large = database.stat().st_size > CHECKED_AT_START
    return Depth.SURFACE if large and not _suspicion(database.parent).exists() else Depth.PAGES


def mark_suspect(user_dir: Path) -> None:
    """Have the next start look at every page, because damage was met in the middle of work."""
    try:
        _suspicion(user_dir).touch()
    except OSError as error:
        log.error("damage was met and could not be noted for the next start: %s", error)


def clear_suspicion(user_dir: Path) -> None:
    """Every page was looked at: what there was to find has been found."""
    _suspicion(user_dir).unlink(missing_ok=True)


def _suspicion(user_dir: Path) -> Path:
    return user_dir / "check_at_next_start"


def companions(database: Path) -> list[Path]:
    """The files that SQLite may keep beside the database."""
    return [database.with_name(database.name + suffix) for suffix in COMPANIONS]


def _free_name(folder: Path, stem: str) -> Path:
    candidate = folder / f"{stem}.db"
    number = 2
    while any(path.exists() for path in (candidate, *companions(candidate))):
        candidate = folder / f"{stem}-{number}.db"
        number += 1
    return candidate
