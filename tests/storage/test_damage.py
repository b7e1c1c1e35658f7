"""A damaged database is noticed at start, set aside whole, and the newest good backup offered."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app import __version__
from app.storage import damage
from app.storage.backup import list_backups, make_backup, restore_backup
from app.storage.connection import connect
from app.storage.damage import Depth, find_damage
from app.storage.errors import BackupError, BusyError, NewerDatabaseError, StorageError
from app.storage.opening import open_store
from app.storage.store import Store
from tests.storage.conftest import MakeAttempt
from tests.storage.storage_samples import NOON, PROFILE, attempt_of, make_score, same
from tests.storage.test_processes import child

PAGE = 4096


def overwrite_pages(path: Path, seed: int, count: int, first: int = 0) -> None:
    source = random.Random(seed)
    with path.open("r+b") as file:
        pages = file.seek(0, 2) // PAGE
        for page in source.sample(range(first, pages), count):
            file.seek(page * PAGE)
            file.write(source.randbytes(PAGE))


def truncate(path: Path, keep: float) -> None:
    with path.open("r+b") as file:
        file.truncate(int(file.seek(0, 2) * keep))


def other_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE recipes (name TEXT)")


def drop_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE recordings")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "zero bytes": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_text("这不是数据库" * 1000, "utf-8"),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "header overwritten": lambda path: path.write_bytes(b"\xff" * 100 + path.read_bytes()[100:]),
    "cut in the middle": lambda path: truncate(path, 0.5),
    "cut in the header": lambda path: path.write_bytes(path.read_bytes()[:60]),
    "last page lost": lambda path: path.write_bytes(path.read_bytes()[:-PAGE]),
    "first page random": lambda path: overwrite_first(path),
    "three pages random": lambda path: overwrite_pages(path, 3, 3),
    "half of it random": lambda path: overwrite_pages(path, 4, path.stat().st_size // PAGE // 2),
    "another program's database": other_database,
    "a table lost": drop_a_table,
}


def overwrite_first(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(random.Random(1).randbytes(PAGE))


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a closed store with thirty attempts, a backup of the first twenty among them."""
    home = tmp_path_factory.mktemp("pattern")
    store = open_store(home, automatic_backup=False).store
    store.access.viewer = PROFILE
    store.add_profile(PROFILE)
    for i in range(30):
        if i == 20:
            make_backup(home)
        store.add_attempt(attempt_of(home, f"attempt-{i}", score=make_score(i, syllables=20)))
    store.close()
    return home


@pytest.fixture
def filled(pattern: Path, own_home: Path) -> Path:
    """A copy of the pattern, to be spoilt."""
    return Path(shutil.copytree(pattern, own_home))


def attempts_in(store: Store) -> int:
    return len(store.attempts("profile-1", limit=1000))


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_set_aside_and_the_backup_offered_and_restored(filled: Path, kind: str) -> None:
    database = filled / "kaibo.db"
    DAMAGE[kind](database)
    damaged_bytes = database.read_bytes()

    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is not None
    assert opened.damaged.read_bytes() == damaged_bytes  # kept as it was found
    assert opened.damaged.parent == filled / "set_aside"
    assert opened.offered_backup is not None
    assert opened.offered_backup.attempts == 20
    assert attempts_in(opened.store) == 0

    opened.store.close()
    replaced = restore_backup(filled, opened.offered_backup)
    assert replaced is not None
    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    assert (opened.damaged, opened.offered_backup) == (None, None)
    assert attempts_in(opened.store) == 20
    opened.store.close()


@pytest.mark.parametrize("seed", range(30))
def test_random_page_is_noticed_wherever_it_lies(filled: Path, seed: int) -> None:
    """Structure is checked at start; what lies in a blob's pages is noticed when that score is read."""
    database = filled / "kaibo.db"
    overwrite_pages(database, seed, 1)
    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    noticed = opened.damaged is not None
    if not noticed:
        for attempt_id in opened.store.attempt_ids():
            try:
                opened.store.attempt(attempt_id)
            except StorageError:
                noticed = True
    opened.store.close()
    assert noticed


def test_whole_database_is_not_called_damaged(filled: Path) -> None:
    before = (filled / "kaibo.db").read_bytes()
    assert find_damage(filled / "kaibo.db") is None
    assert find_damage(filled / "kaibo.db", Depth.INDEXES) is None
    assert (filled / "kaibo.db").read_bytes() == before
    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    assert (opened.damaged, opened.offered_backup) == (None, None)
    opened.store.close()


def test_looking_does_not_touch_a_database_whose_last_changes_lie_in_its_wal(
    store: Store, make_attempt: MakeAttempt, tmp_path: Path
) -> None:
    store.add_attempt(make_attempt())
    copy = tmp_path / "crashed"
    copy.mkdir()
    for name in ("kaibo.db", "kaibo.db-wal"):  # as a killed process leaves them
        shutil.copyfile(store.user_dir / name, copy / name)
    before = {name: (copy / name).read_bytes() for name in ("kaibo.db", "kaibo.db-wal")}
    assert find_damage(copy / "kaibo.db") is None
    assert {name: (copy / name).read_bytes() for name in before} == before
    opened = open_store(copy)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    assert attempts_in(opened.store) == 1
    opened.store.close()


def test_wal_goes_with_the_damaged_database(store: Store, make_attempt: MakeAttempt, tmp_path: Path) -> None:
    store.add_attempt(make_attempt())
    copy = tmp_path / "crashed"
    copy.mkdir()
    shutil.copyfile(store.user_dir / "kaibo.db-wal", copy / "kaibo.db-wal")
    (copy / "kaibo.db").write_bytes(b"SQLite format 4" + bytes(10_000))
    opened = open_store(copy)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is not None
    aside = opened.damaged.with_name(opened.damaged.name + "-wal")
    assert aside.read_bytes() == (store.user_dir / "kaibo.db-wal").read_bytes()
    assert attempts_in(opened.store) == 0
    opened.store.close()


def test_wal_without_its_database_does_not_spoil_the_next_one(
    store: Store, make_attempt: MakeAttempt, tmp_path: Path
) -> None:
    store.add_attempt(make_attempt())
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copyfile(store.user_dir / "kaibo.db-wal", alone / "kaibo.db-wal")
    opened = open_store(alone)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    assert opened.store.profiles() == []
    opened.store.close()
    assert find_damage(alone / "kaibo.db", Depth.INDEXES) is None
    assert len(list((alone / "set_aside").glob("*-wal"))) == 1


def test_lost_database_is_offered_back(filled: Path) -> None:
    (filled / "kaibo.db").unlink()
    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    assert opened.offered_backup is not None
    opened.store.close()


def test_offer_stands_until_something_is_kept(
    filled: Path, make_attempt: MakeAttempt, profile: object
) -> None:
    (filled / "kaibo.db").write_bytes(b"")
    open_store(filled).store.close()  # the window was closed without an answer
    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    assert opened.offered_backup is not None
    opened.store.add_profile(profile)  # type: ignore[arg-type]
    opened.store.add_attempt(make_attempt())
    opened.store.close()
    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    assert opened.offered_backup is None
    opened.store.close()


@pytest.mark.parametrize("spoilt", [1, 2, 3])
def test_damaged_backups_are_passed_over(store: Store, make_attempt: MakeAttempt, spoilt: int) -> None:
    backups = []
    for i in range(3):
        for _ in range(10):
            store.add_attempt(make_attempt(score=make_score(i, syllables=30)))
        backups.append(make_backup(store.user_dir, now=NOON + timedelta(hours=i)))
    store.close()
    (store.user_dir / "kaibo.db").write_bytes(b"")
    ways: list[Callable[[Path], object]] = [
        lambda path: overwrite_pages(path, 5, 1, first=3),
        lambda path: truncate(path, 0.9),
        lambda path: path.write_bytes(b""),
    ]
    for backup, spoil in zip(backups[3 - spoilt :], ways, strict=False):
        spoil(backup.path)
    opened = open_store(store.user_dir)
    opened.store.access.viewer = PROFILE
    opened.store.close()
    if spoilt == 3:
        assert opened.offered_backup is None
    else:
        assert opened.offered_backup == backups[2 - spoilt]


def test_flipped_bit_in_a_backup_is_noticed(filled: Path) -> None:
    [path] = (filled / "backups").glob("*.db")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1  # SQLite's own check need not see this
    path.write_bytes(data)
    (filled / "kaibo.db").unlink()
    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    assert opened.offered_backup is None
    opened.store.close()


def test_damaged_backup_is_not_restored(filled: Path) -> None:
    opened = open_store(filled)
    opened.store.access.viewer = PROFILE
    opened.store.close()
    before = (filled / "kaibo.db").read_bytes()
    backup = make_backup(filled)
    overwrite_pages(backup.path, 2, 4)
    with pytest.raises(BackupError, match="已损坏"):
        restore_backup(filled, backup)
    backup.path.unlink()
    with pytest.raises(BackupError, match="不在"):
        restore_backup(filled, backup)
    assert (filled / "kaibo.db").read_bytes() == before
    assert not list(filled.glob("*restoring*"))


def test_restore_waits_for_no_open_store(filled: Path) -> None:
    backup = make_backup(filled)
    opened = open_store(filled, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    with pytest.raises(BusyError):
        restore_backup(filled, backup)
    assert attempts_in(opened.store) == 30
    opened.store.close()
    restore_backup(filled, backup)


def test_restore_sets_the_current_database_aside_whole(filled: Path, make_attempt: MakeAttempt) -> None:
    backup = next(iter(sorted((filled / "backups").glob("*.db"))))
    opened = open_store(filled, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    late = make_attempt()
    opened.store.add_attempt(late)
    opened.store.close()
    replaced = restore_backup(filled, list_backups(filled)[-1])
    assert backup.exists()
    assert replaced is not None
    assert find_damage(replaced, Depth.INDEXES) is None
    with closing(sqlite3.connect(replaced)) as db:
        assert db.execute("SELECT count(*) FROM attempts").fetchone()[0] == 31


def test_database_of_a_newer_kaibo_is_left_alone(filled: Path) -> None:
    with closing(connect(filled / "kaibo.db")) as db:
        db.table("_sqlite_migrations").insert(
            {"migration_set": "kaibo", "name": "999_holograms", "applied_at": "2031"}
        )
        db.execute("PRAGMA user_version = 2003001")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    before = {path: path.read_bytes() for path in filled.glob("kaibo.db*")}
    with pytest.raises(NewerDatabaseError, match="更新版本") as refused:
        open_store(filled)
    said = str(refused.value)
    assert "由更新版本的开播（2.3.1）保存" in said
    assert f"这台电脑上的是 {__version__}" in said
    assert "请安装开播 2.3.1 或更新的版本" in said
    assert {path: path.read_bytes() for path in before} == before
    assert not any(path.stat().st_size for path in filled.glob("kaibo.db-wal"))
    assert not (filled / "set_aside").exists()


def test_second_window_with_a_damaged_database_does_not_move_it_away(
    store: Store, make_attempt: MakeAttempt
) -> None:
    """Another process has the file open: moving it would split what both write."""
    store.add_attempt(make_attempt())
    overwrite_first(store.database)
    with pytest.raises(BusyError):
        open_store(store.user_dir)
    assert store.database.exists()
    assert not (store.user_dir / "set_aside").exists()


def test_attempts_come_back_from_a_backup_as_they_were(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    backup = make_backup(store.user_dir)
    store.delete_attempt(attempt.id)
    store.close()
    restore_backup(store.user_dir, backup)
    opened = open_store(store.user_dir)
    opened.store.access.viewer = PROFILE
    assert same(opened.store.attempt(attempt.id), attempt)
    opened.store.close()


def test_large_database_is_looked_at_closely_only_when_suspicious(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(damage, "CHECKED_AT_START", 10_000)
    open_store(tmp_path / "empty", automatic_backup=False).store.close()
    shape = (tmp_path / "empty" / "kaibo.db").stat().st_size // PAGE  # which is looked at every time
    database = filled / "kaibo.db"
    overwrite_pages(database, 4, (database.stat().st_size // PAGE - shape) // 2, first=shape)
    opened = open_store(filled, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    with pytest.raises(StorageError):  # met in the middle of work: noted
        for attempt_id in opened.store.attempt_ids():
            opened.store.attempt(attempt_id)
    opened.store.close()
    opened = open_store(filled, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is not None
    opened.store.close()
    opened = open_store(filled, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    opened.store.close()


def test_backup_that_shows_damage_is_given_up_and_noted(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(damage, "CHECKED_AT_START", 10_000)
    before = list_backups(filled)
    overwrite_pages(filled / "kaibo.db", 4, (filled / "kaibo.db").stat().st_size // PAGE // 2, first=20)
    with pytest.raises(StorageError):
        make_backup(filled)
    assert list_backups(filled) == before
    assert not list((filled / "backups").glob("*.part"))
    opened = open_store(filled, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is not None
    opened.store.close()


def test_what_was_half_written_without_wal_is_undone(filled: Path) -> None:
    """As on a network share: a killed process leaves a journal, which who only reads cannot roll back."""
    database = filled / "kaibo.db"
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        before = db.execute("SELECT count(*) FROM attempts").fetchone()
    writing = child(
        """
import sqlite3, sys, time
db = sqlite3.connect(sys.argv[1])
db.execute("PRAGMA cache_size = 1")
db.execute("PRAGMA foreign_keys = ON")
db.execute("BEGIN IMMEDIATE")
db.execute("DELETE FROM attempts")
db.execute("CREATE TABLE large AS SELECT randomblob(200000) AS x")
print("ready", flush=True)
time.sleep(30)
""",
        database,
    )
    assert writing.stdout is not None
    assert writing.stdout.readline() == "ready\n"
    writing.kill()
    writing.communicate()
    assert database.with_name("kaibo.db-journal").stat().st_size
    opened = open_store(filled, automatic_backup=False)
    opened.store.close()
    assert opened.damaged is None
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT count(*) FROM attempts").fetchone() == before
