"""Recordings that are older than the centre keeps them: which those are, and their end. Scores stay.

In a deleted recording's place lies an empty file of the same name that ends in `.removed`. By it a take that
is no longer to be heard is told from one that was lost, and nothing fetches it again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from app.audio.recording import REMOVED
from app.storage.rows import moment_to_text
from app.storage.videos import video_path
from app.storage.worker import StorageThread

log = logging.getLogger(__name__)

ASKED, BEGUN, MARKING, TALK, UNSENT = "asked", "begun", "marking", "talk", "unsent"
"""Why an old recording stays: she asked a trainer; a trainer has begun; it is being marked blind; points for
a mock test's talk are missing; the centre's share has not got it."""

_WHY = f"""
    CASE
        WHEN reviews.state = 'open' AND reviews.asked IS NOT NULL AND reviews.reviewed IS NULL THEN '{ASKED}'
        WHEN reviews.state = 'open' AND (
            EXISTS (SELECT 1 FROM review_comments WHERE attempt_no = attempts.no)
            OR EXISTS (SELECT 1 FROM verdict_changes WHERE attempt_no = attempts.no)
        ) THEN '{BEGUN}'
        WHEN EXISTS (
            SELECT 1 FROM mark_takes WHERE attempt_id = attempts.id AND finished IS NULL
        ) THEN '{MARKING}'
        WHEN EXISTS (
            SELECT 1 FROM exam_parts
            WHERE attempt_id = attempts.id AND part = 'talk' AND given IS NULL
        ) THEN '{TALK}'
        ELSE ''
    END
"""


@dataclass(frozen=True)
class OldRecording:
    """A recording on this disk that is older than the centre keeps them. `why` it stays, "" to go."""

    attempt_id: str
    path: Path
    film: Path | None
    size: int  # bytes, with the film
    why: str


@dataclass(frozen=True)
class Due:
    """What goes, and how many stay for which reason."""

    going: tuple[OldRecording, ...] = ()
    kept: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes that become free."""
        return sum(each.size for each in self.going)

    @property
    def films(self) -> int:
        """How many films go with them."""
        return sum(each.film is not None for each in self.going)


class RetentionTable:
    """Asked by the machine for the centre's policy, whoever is signed in. All calls block."""

    def __init__(self, thread: StorageThread, user_dir: Path) -> None:
        self._thread = thread
        self._user_dir = user_dir

    def due(self, before: datetime, unsent: Collection[str] = ()) -> Due:
        """The recordings and films from before a moment. `unsent` are ids of attempts to be kept for that."""

        def work(db: Database) -> list[tuple[str, str, str]]:
            return db.execute(
                f"""
                SELECT attempts.id, recordings.path, {_WHY}
                FROM attempts JOIN recordings ON recordings.attempt_no = attempts.no
                LEFT JOIN reviews ON reviews.attempt_no = attempts.no
                WHERE attempts.created < ? AND NOT recordings.away ORDER BY attempts.created, attempts.no
                """,
                [moment_to_text(before)],
            ).fetchall()

        waiting = frozenset(unsent)
        going: list[OldRecording] = []
        kept: dict[str, int] = {}
        for attempt_id, path, why in self._thread.call(work):
            old = self._on_disk(attempt_id, path, why or (UNSENT if attempt_id in waiting else ""))
            if old is None:
                continue
            if old.why:
                kept[old.why] = kept.get(old.why, 0) + 1
            else:
                going.append(old)
        return Due(tuple(going), kept)

    def remove(
        self,
        due: Due,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> int:
        """Destroy what goes; how many recordings that were. One that is playing goes another day."""
        removed = 0
        for done, each in enumerate(due.going):
            if stop is not None and stop():
                break
            if progress is not None:
                progress(done, len(due.going))
            try:
                each.path.with_suffix(REMOVED).touch()  # first: a crash must not make it look lost
                each.path.unlink(missing_ok=True)
                if each.film is not None:
                    each.film.unlink(missing_ok=True)
                removed += 1
            except OSError as error:
                log.warning("a recording stays for another day: %r", error)
        if removed:
            log.info("retention: %d recordings, %d bytes", removed, due.size)
        return removed

    def _on_disk(self, attempt_id: str, path: str, why: str) -> OldRecording | None:
        """None when nothing of it is here, or it lies outside of the user's folder and is not ours."""
        recording, film = self._user_dir / path, video_path(self._user_dir, attempt_id)
        if Path(path).is_absolute():
            return None
        sizes = [each.stat().st_size for each in (recording, film) if each.is_file()]
        if not sizes:
            return None
        return OldRecording(attempt_id, recording, film if film.is_file() else None, sum(sizes), why)
