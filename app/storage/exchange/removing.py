"""Attempts that were deleted elsewhere: rows, recording, film and spoken comments go to the trash here."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.storage import reviews_rows
from app.storage.attempt_rows import WHOLE, note_for_trash, remove_attempt
from app.storage.exchange.faults import LaterError
from app.storage.exchange.register import put_by_said_of
from app.storage.trash import move_to_trash, read_note, trash_dir
from app.storage.videos import take_video_back, video_path

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TakenAway:
    """A file that was moved, to be moved back when the transaction fails."""

    source: Path
    target: Path

    def undo(self) -> None:
        """Move it back."""
        if self.target.is_file() and not self.source.exists():
            self.source.parent.mkdir(parents=True, exist_ok=True)
            self.target.replace(self.source)


def take_away(db: Database, user_dir: Path, attempt_id: str, moved: list[TakenAway]) -> None:
    """Take an attempt out of the tables and its files to the trash; nothing when it is not here.

    Files are moved before the rows are gone for good. A crash in between leaves them in the trash, and the
    attempt is deleted again at the next call, as its source has not been read on. Raises LaterError when a
    file is in use; those that were moved by then are the caller's to move back.
    """
    row = next(iter(db.query(f"{WHOLE} WHERE attempts.id = ?", [attempt_id])), None)
    if row is None:
        return
    put_by_said_of(db, attempt_id)
    note = note_for_trash(db, row)
    said = reviews_rows.review_to_data(db, row["no"])
    remove_attempt(db, row["no"])
    recording = user_dir / row["recording_path"]
    try:
        # where it says "elsewhere", a file of that name is not its own
        target = None if row["recording_away"] else move_to_trash(recording, attempt_id, note, user_dir)
        if target is not None:
            moved.append(TakenAway(recording, target))
        film = video_path(user_dir, attempt_id)
        if film.is_file():
            kept = trash_dir(user_dir) / attempt_id / film.name
            kept.parent.mkdir(parents=True, exist_ok=True)
            film.replace(kept)
            moved.append(TakenAway(film, kept))
    except OSError as error:
        raise LaterError(f"a file is in use: {error!r:.80}") from error
    reviews_rows.voices_to_trash(said, attempt_id, user_dir)


def bring_back(db: Database, user_dir: Path, attempt_id: str, moved: list[TakenAway]) -> bool:
    """Take the files of an attempt that is there again out of the trash; whether it has been there.

    The note stays until the transaction is over.
    """
    note = read_note(attempt_id, user_dir)
    here = db.execute("SELECT 1 FROM attempts WHERE id = ?", [attempt_id]).fetchone()
    if note is None or here is not None:
        return False
    recording = user_dir / str(note.get("recording_path", ""))
    waiting = trash_dir(user_dir) / attempt_id / recording.name
    if waiting.is_file() and recording.resolve().is_relative_to(user_dir.resolve()):
        recording.parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(recording)
        moved.append(TakenAway(waiting, recording))
    take_video_back(user_dir, attempt_id)
    reviews_rows.voices_from_trash(note.get("review", {}), attempt_id, user_dir)
    return True
