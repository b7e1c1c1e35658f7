"""Films of takes: one file an attempt, found by the attempt's id; the database knows nothing of them.

A film lies in the user's folder, `videos/<attempt id>.mkv`, without sound: what was said is in the recording.
While it is being made its name ends in `.part.mkv` and it belongs to nobody yet.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.storage.errors import expected_errors
from app.storage.trash import trash_dir

log = logging.getLogger(__name__)

SUFFIX = ".mkv"
"""Matroska: what is written so far can be played, also when the machine goes out in the middle."""

_PART = ".part"
_ID = re.compile(r"[0-9A-Za-z-]{1,80}")


def videos_dir(user_dir: Path) -> Path:
    """The folder of films; it is made with the first."""
    return user_dir / "videos"


def video_path(user_dir: Path, attempt_id: str) -> Path:
    """Where the film of this attempt lies, if there is one. `ValueError` for what cannot be an id."""
    if not _ID.fullmatch(attempt_id):
        raise ValueError(f"no attempt id: {attempt_id!r}")
    return videos_dir(user_dir) / f"{attempt_id}{SUFFIX}"


def new_video(user_dir: Path) -> Path:
    """A name for a film that is about to be made; films that an earlier run left unfinished go. `OSError`."""
    folder = videos_dir(user_dir)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{uuid.uuid4().hex}{_PART}{SUFFIX}"


def remove_unfinished(user_dir: Path) -> int:
    """Remove films that belong to no attempt because the program was cut off; how many those were."""
    removed = 0
    for path in videos_dir(user_dir).glob(f"*{_PART}{SUFFIX}"):
        try:
            path.unlink()
            removed += 1
        except OSError as error:
            log.warning("an unfinished film stays: %s", error)
    return removed


def keep_video(film: Path, user_dir: Path, attempt_id: str) -> Path:
    """Give a finished film to its attempt; where it lies now. Raises `OSError`."""
    kept = video_path(user_dir, attempt_id)
    film.replace(kept)
    return kept


def kept_videos(user_dir: Path) -> dict[str, Path]:
    """All films by the id of their attempt."""
    return {
        path.name.removesuffix(SUFFIX): path
        for path in sorted(videos_dir(user_dir).glob(f"*{SUFFIX}"))
        if not path.name.endswith(_PART + SUFFIX)
    }


@contextmanager
def video_in_trash(user_dir: Path, attempt_id: str) -> Iterator[None]:
    """Move the film to the attempt's folder in the trash while the attempt is deleted.

    Film and attempt go together: a film that cannot be moved (it is being shown) raises StorageError
    before anything else happens, and when the deleting fails the film comes back.
    """
    film, folder = video_path(user_dir, attempt_id), trash_dir(user_dir) / attempt_id
    moved = folder / film.name
    if not film.is_file():
        yield
        return
    with expected_errors():
        folder.mkdir(parents=True, exist_ok=True)
        film.replace(moved)
    try:
        yield
    except BaseException:
        moved.replace(film)
        raise
    if len(list(folder.iterdir())) == 1:  # no recording and no note: nothing could be taken back
        moved.unlink()
        folder.rmdir()


def take_video_back(user_dir: Path, attempt_id: str) -> None:
    """Move the film of a deleted attempt from the trash to where it was; nothing if there was none."""
    film = video_path(user_dir, attempt_id)
    waiting = trash_dir(user_dir) / attempt_id / film.name
    if waiting.is_file():
        film.parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(film)
