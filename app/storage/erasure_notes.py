"""What is remembered of erasures outside of the database: who must never come back, and what is half done.

`erased.json` holds a hash of each erased id and no name; ids are random, so nobody can be found from it, and
a backup that is put back can be asked whom it would bring back. A note in `erasing/` holds what is needed to
find the files of somebody whose rows are gone; it goes when nothing of hers is left.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.storage.erasure_files import HerFiles

log = logging.getLogger(__name__)

LIST_NAME = "erased.json"


@dataclass(frozen=True)
class Pending:
    """An erasure that is not done: her name, for the log that may hold it, and her files."""

    name: str
    files: HerFiles


def note_erasure(user_dir: Path, pending: Pending, when: datetime) -> None:
    """Write both notes through to the disk. Raises OSError; then nothing counts as noted."""
    profile_id = pending.files.profile_id
    kept = pendings(user_dir).get(profile_id)
    if kept is not None:  # a second time, after the rows went: what the first one knew stays known
        pending = _joined(kept, pending)
    _write(_note_path(user_dir, profile_id), dataclasses.asdict(pending))
    remember_erased(user_dir, {hash_of(profile_id): when.isoformat()})


def remember_erased(user_dir: Path, hashes: dict[str, str]) -> None:
    """Add to the list of those who must not come back (hash of the id: when). Raises OSError."""
    known = _read(user_dir / LIST_NAME)
    if hashes.keys() - known.keys():
        _write(user_dir / LIST_NAME, hashes | known)


def erased_hashes(user_dir: Path) -> dict[str, str]:
    """All who were erased here, as in `remember_erased`."""
    return _read(user_dir / LIST_NAME)


def erased_among(user_dir: Path, profile_ids: Iterable[str]) -> list[str]:
    """Which of these were erased here once, and must not come back."""
    known = erased_hashes(user_dir)
    return [each for each in profile_ids if hash_of(each) in known] if known else []


def pendings(user_dir: Path) -> dict[str, Pending]:
    """The erasures that are not done, by profile id."""
    found = {}
    for path in sorted((user_dir / "erasing").glob("*.json")):
        try:
            data = json.loads(path.read_text("utf-8"))
            files = data["files"]
            found[str(files["profile_id"])] = Pending(
                str(data["name"]),
                HerFiles(
                    str(files["profile_id"]),
                    tuple(files["attempts"]),
                    tuple(files["recordings"]),
                    tuple(files["voices"]),
                ),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.error("the note of an erasure cannot be read: %s: %r", path.name, error)
    return found


def forget_pending(user_dir: Path, profile_id: str) -> None:
    """Nothing of hers is left: the note of what was hers goes, too."""
    path = _note_path(user_dir, profile_id)
    path.unlink(missing_ok=True)
    if path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def hash_of(profile_id: str) -> str:
    """What `erased.json` knows of an id."""
    return hashlib.sha256(profile_id.encode()).hexdigest()


def _joined(one: Pending, other: Pending) -> Pending:
    def both(name: str) -> tuple[str, ...]:
        return tuple(sorted({*getattr(one.files, name), *getattr(other.files, name)}))

    files = HerFiles(one.files.profile_id, both("attempts"), both("recordings"), both("voices"))
    return Pending(one.name or other.name, files)


def _note_path(user_dir: Path, profile_id: str) -> Path:
    return user_dir / "erasing" / f"{hash_of(profile_id)[:16]}.json"


def _read(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        log.error("%s cannot be read: %s", path, error)
        return {}
    return {str(key): str(value) for key, value in data.items()} if isinstance(data, dict) else {}


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
