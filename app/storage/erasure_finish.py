"""What follows when somebody's rows are gone: her files, the bytes that SQLite leaves behind, and backups.

Everything here may be done twice: it is called again by the next start after a crash.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.audio.file_lock import is_locked
from app.i18n import Message
from app.storage.backup import BackupStopped, list_backups, rewritten
from app.storage.connection import connect_read_only, writing
from app.storage.damage import COMPANIONS, Depth, find_damage
from app.storage.erasure import erase_rows, her_files
from app.storage.erasure_files import files_below, takes_of, trashed, unnamed_notes
from app.storage.erasure_notes import Pending, erased_among, forget_pending, pendings
from app.storage.errors import StorageError, expected_errors
from app.storage.values import Backup

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Cleaned:
    """What became of the copies: how many hold nothing of her any more, and which could not be opened.

    `trouble` is why the place of whole backups is still to be cleaned; the next start tries again.
    """

    rewritten: int = 0
    unreadable: tuple[Path, ...] = ()
    trouble: Message | None = None


def finish_erasures(db: Database, user_dir: Path, local: Path | None = None) -> bool:
    """Destroy the files of everyone who is being erased, and what is left of them in the database file.

    Outside of a transaction. Whether all is gone; a file that is in use stays for the next time. Copies are
    another matter: `clean_copies`. `local` is this machine's own folder, where takes and log lie when the
    user's folder is on a network share. Raises what SQLite and the disk raise.
    """
    folders = (user_dir,) if local is None else (user_dir, local)
    waiting = pendings(user_dir)
    if not waiting:
        return True
    whole = True
    for pending in waiting.values():
        whole &= _destroy_files(user_dir, pending, folders)
        for folder in folders:
            _mask_log(folder, pending)
            _forget_setting(folder, pending.files.profile_id)
    _remove_half_made(user_dir)
    db.execute("PRAGMA secure_delete = ON")
    db.execute("VACUUM")  # rows that were changed or deleted long ago leave their bytes in free pages
    busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        log.warning("another window holds the -wal; the next start makes an end of it")
    return whole and not busy


def returned(db: Database, user_dir: Path) -> list[str]:
    """Who is here though she was erased: out of a backup, or because a crash came before her rows went."""
    here = [str(row[0]) for row in db.execute("SELECT id FROM profiles").fetchall()]
    return sorted({*erased_among(user_dir, here), *(pendings(user_dir).keys() & set(here))})


def clean_copies(
    user_dir: Path,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Cleaned:
    """Take everyone who was erased out of every backup and every database that was set aside.

    Each is rewritten beside its place, verified, and put in the old one's place; what cannot be opened
    (damaged, or a newer Kaibo's) stays and is named, for somebody to delete. Raises BackupStopped and
    StorageError; what was done stays done.
    """
    copies: list[Backup | Path] = [*list_backups(user_dir), *_set_aside(user_dir)]
    done, unreadable = 0, []
    for number, copy in enumerate(copies):
        if progress is not None:
            progress(number, len(copies))
        if stop is not None and stop():
            raise BackupStopped
        try:
            done += _rewrite(user_dir, copy)
        except (StorageError, sqlite3.Error) as error:
            log.warning("%s cannot be cleaned: %r", copy, error)
            unreadable.append(copy.path if isinstance(copy, Backup) else copy)
    if progress is not None:
        progress(len(copies), len(copies))
    return Cleaned(done, tuple(unreadable))


def forget_finished(user_dir: Path, local: Path | None = None) -> int:
    """Once all copies are clean: the notes of erasures of which no file is left go; how many are left."""
    folders = (user_dir,) if local is None else (user_dir, local)
    waiting = pendings(user_dir)
    for profile_id, pending in list(waiting.items()):
        if not _files_left(user_dir, pending, folders):
            forget_pending(user_dir, profile_id)
            del waiting[profile_id]
    return len(waiting)


# -- files


def _destroy_files(user_dir: Path, pending: Pending, folders: Sequence[Path]) -> bool:
    whole = True
    for path in _files_left(user_dir, pending, folders):
        try:
            if path.suffix == ".pcm" and is_locked(path):
                raise BlockingIOError("she is being recorded")
            path.unlink(missing_ok=True)
        except OSError as error:
            whole = False
            log.warning("%s stays for now: %r", path, error)
    for note, without in unnamed_notes(user_dir, pending.files.profile_id):
        part = note.with_suffix(".part")
        part.write_text(json.dumps(without, ensure_ascii=False, indent=1), "utf-8")
        shutil.copystat(note, part)  # the trash is emptied by its age
        part.replace(note)
    for attempt_id in pending.files.attempts:
        folder = user_dir / "trash" / attempt_id
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    return whole


def _remove_half_made(user_dir: Path) -> None:
    """What killed processes left of copies and restores; none is going on while a store is open."""
    for pattern in ("kaibo.db.rehearsal*", "kaibo.db.restoring*", "kaibo.db.new*"):
        for path in user_dir.glob(pattern):
            path.unlink(missing_ok=True)
    shutil.rmtree(user_dir / "restoring", ignore_errors=True)


def _files_left(user_dir: Path, pending: Pending, folders: Sequence[Path]) -> list[Path]:
    files = pending.files
    attempts, voices = trashed(user_dir, files.profile_id)
    files = dataclasses.replace(files, attempts=(*files.attempts, *attempts), voices=(*files.voices, *voices))
    left = [user_dir / each for each in files.among(files_below(user_dir))]
    for folder in folders:
        left += [each for each in takes_of(folder, files.profile_id) if each.exists()]
    return sorted(left, key=lambda path: path.name == "attempt.json")  # the note last: it says whose they are


def _mask_log(user_dir: Path, pending: Pending) -> None:
    """Put dots of the same length where the log names her: the file is open, and must keep its length.

    The same in the lists of what was told to a learning record store.
    """
    words = [pending.files.profile_id, *pending.files.attempts]
    if len(pending.name) >= 2:
        words.append(pending.name)
    pattern = re.compile(b"|".join(re.escape(each.encode()) for each in words))
    for path in sorted([*(user_dir / "log").glob("*.log*"), *(user_dir / "xapi").glob("*.jsonl")]):
        try:
            with path.open("r+b") as file:
                whole = file.read()
                for found in pattern.finditer(whole):
                    file.seek(found.start())
                    file.write(b"." * len(found[0]))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            log.warning("%s still names somebody who was erased: %r", path.name, error)


def _forget_setting(user_dir: Path, profile_id: str) -> None:
    path = user_dir / "settings.json"
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(data, dict) and data.get("profile_id") == profile_id:
        part = path.with_suffix(".part")
        part.write_text(json.dumps(data | {"profile_id": ""}, ensure_ascii=False, indent=2), "utf-8")
        part.replace(path)


# -- copies of the database


def _set_aside(user_dir: Path) -> list[Path]:
    return sorted((user_dir / "set_aside").glob("*.db"))


def _rewrite(user_dir: Path, copy: Backup | Path) -> bool:
    """Whether anybody had to be taken out."""
    path = copy.path if isinstance(copy, Backup) else copy
    with expected_errors():
        part = path.with_name(path.name + ".erasing.part")
        if isinstance(copy, Backup) and not _holds_erased(user_dir, path):
            return False
        try:
            shutil.copyfile(path, part)
            for suffix in COMPANIONS[:1]:  # the -wal of a database that was set aside in the middle of work
                beside = path.with_name(path.name + suffix)
                if beside.exists():
                    shutil.copyfile(beside, part.with_name(part.name + suffix))
            find_damage(part, Depth.SURFACE)  # a newer Kaibo's is not ours to change
            if not erase_from_copy(user_dir, part):
                return False
            problem = find_damage(part, Depth.INDEXES, unchanging=True)
            if problem is not None:
                raise sqlite3.DatabaseError(problem)
            if isinstance(copy, Backup):
                rewritten(copy, part)
            else:
                part.replace(path)
                for suffix in COMPANIONS:
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
            return True
        finally:
            for leftover in (part, *(part.with_name(part.name + suffix) for suffix in COMPANIONS)):
                leftover.unlink(missing_ok=True)


def _holds_erased(user_dir: Path, path: Path) -> bool:
    with closing(connect_read_only(path, unchanging=True)) as db:
        here = [str(row[0]) for row in db.execute("SELECT id FROM profiles").fetchall()]
    return bool(erased_among(user_dir, here))


def erase_from_copy(user_dir: Path, path: Path) -> list[Pending]:
    """Erase everyone who was erased here from a copy of the database; who that was, with her files."""
    with closing(sqlite3.connect(path)) as connection:
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA journal_mode = DELETE")  # one file that needs none beside it
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
        here = [str(row[0]) for row in db.execute("SELECT id FROM profiles").fetchall()]
        gone = []
        for profile_id in erased_among(user_dir, here):
            gone.append(Pending("", her_files(db, profile_id)))
            with writing(db):
                erase_rows(db, profile_id)
        if gone:
            db.execute("VACUUM")
    return gone
