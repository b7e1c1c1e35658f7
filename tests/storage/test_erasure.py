"""Erasing a person: nothing of hers is left in any table, file or backup, and others lose nothing."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.people.values import ADMINISTRATOR, Profile
from app.storage.backup import is_good, list_backups, make_backup, restore_backup
from app.storage.damage import Depth, find_damage
from app.storage.erasure_finish import Cleaned, Progress, clean_copies, forget_finished
from app.storage.erasure_notes import erased_among, pendings
from app.storage.opening import open_store
from app.storage.store import Store
from app.storage.values import BackupKind
from tests.storage.erasure_samples import (
    HER_ID,
    HER_NAME,
    HER_NUMBER,
    NOBODYS,
    fill_every_table,
    found_in,
    take_the_record_out,
    write_her_files,
)
from tests.storage.storage_samples import NOON
from tests.storage.test_migrations import SHAPE_1, SHAPE_9, SHAPE_10, make_from
from tests.storage.test_processes import child

HEAD = Profile("head", "主任", "zh", NOON, role=ADMINISTRATOR)


def clean_all(home: Path, *progress: Progress) -> Cleaned:
    cleaned = clean_copies(home, *progress)
    forget_finished(home)
    return cleaned


def opened(home: Path) -> Store:
    return open_store(home, automatic_backup=False).store


@pytest.fixture
def home(own_home: Path) -> Path:
    """A machine on which she has a row in every table and files everywhere."""
    opened(own_home).close()
    fill_every_table(own_home / "kaibo.db")
    write_her_files(own_home)
    return own_home


def by_head(home: Path) -> Store:
    store = opened(home)

    def add(db: Database) -> None:
        db.execute(
            "INSERT OR IGNORE INTO profiles (id, name, first_language, created, register, role) "
            "VALUES ('head', '主任', 'zh', '2026-01-01T00:00:00+00:00', '', 'administrator')"
        )
        db.commit()

    store._thread.call(add)
    store.access.viewer = HEAD
    return store


def rows(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f"SELECT count(*) FROM [{name}]").fetchone()[0] for name in names}


def test_every_table_holds_something_of_hers_before(home: Path) -> None:
    """Without this the next test could pass over a table that was added later."""
    with closing(sqlite3.connect(home / "kaibo.db")) as connection:
        db = Database(connection, execute_plugins=False)
        for table in db.table_names():
            if table.startswith(("sqlite_", "_", "exchange_")) or table in NOBODYS:
                continue
            assert db.execute(f"SELECT count(*) FROM [{table}]").fetchone()[0] >= 2, table
    assert len(found_in(home)) > 8


def test_nothing_of_hers_is_left_in_any_table_or_file(home: Path) -> None:
    hers = write_her_files(home)
    before = rows(home / "kaibo.db")
    store = by_head(home)
    store.erasures.erase(HER_ID, NOON)
    assert {each.split(":")[0] for each in found_in(home, (HER_NAME, HER_NUMBER))} == {_pending(home)}
    store.close()
    clean_all(home)
    take_the_record_out(home / "kaibo.db")

    assert pendings(home) == {}
    assert found_in(home) == []
    assert [path for path in hers if path.exists()] == []
    assert find_damage(home / "kaibo.db", Depth.INDEXES) is None
    after = rows(home / "kaibo.db")
    for table, count in before.items():
        if table not in NOBODYS and not table.startswith(("sqlite_", "_", "exchange_")):
            left = 1 + (table == "profiles")  # somebody else's row, and the administrator
            by_her = table in ("plans", "plan_items", "plans_given", "orders", "certificates")
            assert after[table] == left + (by_her and table != "plans_given"), (table, count)


def _pending(home: Path) -> str:
    """The note that says what is still to be done; it goes with the last of her files and copies."""
    (path,) = (home / "erasing").iterdir()
    return f"erasing/{path.name}"


def test_others_keep_their_files_and_what_she_did_for_them(home: Path) -> None:
    store = by_head(home)
    store.erasures.erase(HER_ID)
    store.close()
    for name in (
        "recordings/2026-03/20260302-040000-somebo.flac",
        "comments/somebo.flac",
        "videos/attempts-somebo.mkv",
        "pictures/somebody-abc.png",
        "trash/theirs/take.flac",
    ):
        assert b"somebody" in (home / name).read_bytes()
    with closing(sqlite3.connect(home / "kaibo.db")) as db:
        assert db.execute("SELECT owner_id FROM plans ORDER BY id").fetchall() == [(None,), ("somebody",)]
        assert db.execute("SELECT count(*) FROM certificates").fetchone() == (2,)
        assert db.execute(
            "SELECT json_extract(facts, '$.name') FROM certificates WHERE profile_id IS NULL"
        ).fetchone() == ("",)
        assert db.execute("SELECT json_extract(given, '$.by') FROM exam_parts").fetchall() == [("—",)]


def test_what_would_go_is_told_first_and_changes_nothing(home: Path) -> None:
    store = by_head(home)
    before = rows(home / "kaibo.db")
    told = store.erasures.preview(HER_ID)
    assert told.rows["attempts"] == 1
    assert told.rows["profiles"] == 1
    assert "plans" not in told.rows
    assert told.attempts == (f"attempts-{HER_ID[:6]}",)
    assert told.mentions == {}
    assert rows(home / "kaibo.db") == before
    assert erased_among(home, [HER_ID]) == []
    store._thread.call(lambda db: (db.execute("UPDATE plans SET title = ?", [HER_NAME]), db.commit()))
    assert store.erasures.preview(HER_ID).mentions == {"plans": 2}
    store.close()


def test_no_backup_brings_her_back(home: Path, tmp_path: Path) -> None:
    kept = make_backup(home)
    stick = make_backup(home, kind=BackupKind.MANUAL, folder=tmp_path / "stick")
    shutil.copytree(home / "backups", home / "set_aside", ignore=shutil.ignore_patterns("*.json"))
    store = by_head(home)
    store.erasures.erase(HER_ID)
    store.close()
    seen: list[tuple[int, int]] = []
    cleaned = clean_all(home, lambda done, whole: seen.append((done, whole)))

    assert cleaned.rewritten == 2
    assert cleaned.unreadable == ()
    assert seen[-1] == (2, 2)
    take_the_record_out(home / "kaibo.db")
    assert found_in(home) == []
    (backup,) = list_backups(home)
    assert is_good(backup)
    assert backup.attempts == 1
    assert kept.attempts == 2
    # one that lay elsewhere still has her; putting it back does not
    restore_backup(home, stick)
    opened(home).close()
    clean_all(home)
    take_the_record_out(home / "kaibo.db")
    assert found_in(home) == []


def test_a_backup_that_cannot_be_opened_is_named(home: Path) -> None:
    backup = make_backup(home)
    backup.path.write_bytes(b"SQLite format 3\0 nothing else")
    store = by_head(home)
    store.erasures.erase(HER_ID)
    store.close()
    assert clean_all(home).unreadable == (backup.path,)
    assert backup.path.exists()


@pytest.mark.parametrize("shape", [SHAPE_1, SHAPE_9, SHAPE_10])
def test_copies_of_old_shapes_are_cleaned_too(own_home: Path, shape: Path) -> None:
    old = make_from(shape, own_home / "set_aside")
    with closing(sqlite3.connect(old)) as db:
        (profile_id,) = db.execute("SELECT id FROM profiles").fetchone()
    store = by_head(own_home)
    store._thread.call(
        lambda db: (
            db.execute(
                "INSERT INTO profiles (id, name, first_language, created, register) "
                "VALUES (?, '', '', '', '')",
                [profile_id],
            ),
            db.commit(),
        )
    )
    store.erasures.erase(profile_id)
    store.close()
    assert clean_all(own_home).rewritten == 1
    assert found_in(own_home / "set_aside", (profile_id,)) == []


def test_whose_id_only_holds_hers_loses_nothing(own_home: Path) -> None:
    """Ids in the exchange's register are paths; "li" is in "ali/tones/s1/2" and is another."""
    store = by_head(own_home)
    store.people.add(Profile("li", "李", "zh", NOON), Profile("ali", "阿里", "ug", NOON))
    for each in ("ali", "li"):
        with store.access.acting_for(each):
            store.steps_seen.see(each, "tones", "s1", 2, NOON)
    store.exchange.set_cursor("hub/c/1/1/trainer/login/li/station", 5)
    store.erasures.erase("li")
    left = [(each.kind, each.id) for each in store.exchange.records(["profile", "membership", "step_seen"])]
    assert [each for each in left if each[1].startswith("ali")] == [
        ("membership", "ali"),
        ("profile", "ali"),
        ("step_seen", "ali/tones/s1/2"),
    ]
    assert not [each for each in left if each[1].startswith("li")]
    assert store.exchange.cursor("hub/c/1/1/trainer/login/li/station") == 0
    store.close()


def test_the_only_administrator_stays(home: Path) -> None:
    store = by_head(home)
    with pytest.raises(ExpectedError, match="唯一的管理员"):
        store.erasures.erase("head")
    store.close()
    assert erased_among(home, ["head"]) == []


def test_at_home_she_erases_herself_and_nobody_else(home: Path) -> None:
    store = opened(home)
    store.access.viewer = Profile(HER_ID, HER_NAME, "ug", NOON)
    with pytest.raises(NotAllowedError):
        store.erasures.erase("somebody")
    store.erasures.erase(HER_ID)
    assert store.access.viewer is None
    store.close()


def test_a_disk_that_takes_no_note_changes_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = by_head(home)
    monkeypatch.setattr(
        "app.storage.erasure.note_erasure", lambda *_: (_ for _ in ()).throw(OSError(28, "no space"))
    )
    before = rows(home / "kaibo.db")
    with pytest.raises(ExpectedError, match="磁盘空间不足"):
        store.erasures.erase(HER_ID)
    store.close()
    assert rows(home / "kaibo.db") == before
    assert (home / f"pictures/{HER_ID}-abc.png").exists()


ERASE = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from app.people.values import Profile
from app.storage.opening import open_store
store = open_store(Path(sys.argv[1]), automatic_backup=False).store
store.access.viewer = Profile("head", "主任", "zh", datetime.now(UTC), role="administrator")
print("ready", flush=True)
store.erasures.erase(sys.argv[2])
print("done", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("delay", [0.0, 0.004, 0.01, 0.03, 0.08])
def test_killed_in_the_middle(home: Path, delay: float) -> None:
    """The next start makes an end of it; or nothing had begun, and she is there whole."""
    by_head(home).close()
    eraser = child(ERASE, home, HER_ID)
    assert eraser.stdout is not None
    assert eraser.stdout.readline() == "ready\n", eraser.stderr.read()
    time.sleep(delay)
    eraser.send_signal(signal.SIGKILL)
    eraser.communicate()
    begun = bool(erased_among(home, [HER_ID]) or pendings(home))
    opened(home).close()
    clean_all(home)
    if begun:
        take_the_record_out(home / "kaibo.db")
        assert found_in(home) == []
    else:
        assert (home / f"pictures/{HER_ID}-abc.png").exists()
    assert find_damage(home / "kaibo.db", Depth.INDEXES) is None


def test_a_second_window_does_not_keep_it_from_being_finished(home: Path) -> None:
    """What an open window holds back is done by the next start."""
    store = by_head(home)
    other = opened(home)
    reading = sqlite3.connect(home / "kaibo.db")
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM attempts").fetchone()
    store.erasures.erase(HER_ID)
    reading.close()
    other.close()
    store.close()
    opened(home).close()
    clean_all(home)
    take_the_record_out(home / "kaibo.db")
    assert found_in(home) == []


def test_the_list_holds_no_id(home: Path) -> None:
    store = by_head(home)
    store.erasures.erase(HER_ID, NOON + timedelta(days=1))
    store.close()
    assert HER_ID not in (home / "erased.json").read_text("utf-8")
    assert erased_among(home, ["somebody", HER_ID]) == [HER_ID]
