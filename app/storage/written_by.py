"""Which Kaibo gave a database its present shape: one number in the file's header (`user_version`)."""

from __future__ import annotations

from sqlite_utils import Database

from app import __version__


def note_version(db: Database) -> None:
    """Note that this Kaibo gave the database its shape."""
    db.execute(f"PRAGMA user_version = {_number(__version__)}")


def written_by(db: Database) -> str:
    """The version that gave the database its shape, as "1.2.0"; "" where none was noted."""
    number = int(db.execute("PRAGMA user_version").fetchone()[0])
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}" if number > 0 else ""


def _number(version: str) -> int:
    major, minor, patch = (int("".join(filter(str.isdigit, each))) for each in version.split(".")[:3])
    return major * 1_000_000 + minor * 1000 + patch
