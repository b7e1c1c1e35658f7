"""An upgrade is rehearsed on a copy: what fails there never touches the data, and a crash leaves it whole."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import time
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from app import __version__
from app.storage import migrations as module
from app.storage.backup import KEPT_MIGRATIONS, list_backups
from app.storage.damage import Depth, find_damage
from app.storage.errors import StorageError
from app.storage.opening import open_store
from app.storage.rehearsed_migration import MigrationFailedError, upgrade, upgrade_pending
from app.storage.written_by import written_by
from tests.storage.test_migrations import SHAPE_1, SHAPE_9, make_from
from tests.storage.test_processes import child


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """This Kaibo's steps, to which a test adds one."""
    longer = Migrations("kaibo")
    for step in module.migrations.pending(Database(memory=True)):
        longer(name=step.name)(step.fn)
    monkeypatch.setattr(module, "migrations", longer)
    return longer


def dump(database: Path) -> list[str]:
    with closing(Database(database)) as db:
        return list(db.iterdump())


def test_each_stage_is_told_and_the_version_noted(own_home: Path) -> None:
    database = make_from(SHAPE_9, own_home)
    assert upgrade_pending(own_home) == database.stat().st_size
    seen: list[tuple[int, int]] = []
    open_store(own_home, automatic_backup=False, progress=lambda *at: seen.append(at)).store.close()
    assert seen == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert upgrade_pending(own_home) == 0
    with closing(Database(database)) as db:
        assert written_by(db) == __version__
    assert not list(own_home.glob("*rehearsal*"))
    seen.clear()
    open_store(own_home, automatic_backup=False, progress=lambda *at: seen.append(at)).store.close()
    assert seen == []


def test_a_new_database_notes_its_version(own_home: Path) -> None:
    open_store(own_home, automatic_backup=False).store.close()
    with closing(Database(own_home / "kaibo.db")) as db:
        assert written_by(db) == __version__
    assert upgrade_pending(own_home) == 0


def test_a_step_that_loses_rows_is_found_in_the_rehearsal(own_home: Path, steps: Migrations) -> None:
    database = make_from(SHAPE_1, own_home)
    before = dump(database)

    @steps(name="900_forgetful")
    def forgetful(db: Database) -> None:
        db.execute("DELETE FROM recordings WHERE attempt_no = 1")

    with pytest.raises(MigrationFailedError) as failed:
        upgrade(own_home)
    assert failed.value.detail == "rows are lost: ['recordings: 2 -> 1']"
    assert dump(database) == before


def test_a_table_that_is_put_away_must_have_gone_somewhere(own_home: Path, steps: Migrations) -> None:
    database = make_from(SHAPE_1, own_home)

    @steps(name="900_gone")
    def gone(db: Database) -> None:
        db.execute("DROP TABLE recordings")

    before = dump(database)
    with pytest.raises(MigrationFailedError, match="没有任何改动"):
        upgrade(own_home)
    assert dump(database) == before


def test_failing_again_and_again_does_not_fill_the_disk(own_home: Path, steps: Migrations) -> None:
    make_from(SHAPE_1, own_home)

    @steps(name="900_bug")
    def bug(db: Database) -> None:
        raise ZeroDivisionError

    for _ in range(KEPT_MIGRATIONS + 3):
        with pytest.raises(MigrationFailedError):
            upgrade(own_home)
    assert len(list_backups(own_home)) == KEPT_MIGRATIONS


def test_too_little_room_is_said_before_anything_is_written(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = make_from(SHAPE_1, own_home)
    before = dump(database)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 9, 1_000_000))
    with pytest.raises(StorageError, match="数据没有任何改动"):
        upgrade(own_home)
    assert dump(database) == before
    assert list_backups(own_home) == []


UPGRADE = """
import sys, time
from pathlib import Path
from app.storage import rehearsed_migration as module
stage, home = int(sys.argv[1]), Path(sys.argv[2])
def told(done, steps):
    print(done, flush=True)
    if done == stage:
        time.sleep(30)
module.upgrade(home, told)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("stage", [0, 1, 2, 3])
def test_killed_at_any_stage(own_home: Path, stage: int) -> None:
    """The old database is whole, and the next start brings it to the new shape."""
    database = make_from(SHAPE_9, own_home)
    before = dump(database)
    upgrading = child(UPGRADE, stage, own_home)
    assert upgrading.stdout is not None
    for line in upgrading.stdout:
        if int(line) == stage:
            break
    upgrading.send_signal(signal.SIGKILL)
    upgrading.communicate()
    assert dump(database) == before
    open_store(own_home, automatic_backup=False).store.close()
    assert find_damage(database, Depth.INDEXES) is None
    assert upgrade_pending(own_home) == 0
    assert not list(own_home.glob("*rehearsal*"))


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("delay", [0.0, 0.005, 0.02])
def test_killed_while_the_real_one_is_changed(own_home: Path, delay: float) -> None:
    database = make_from(SHAPE_9, own_home)
    upgrading = child(UPGRADE.replace("time.sleep(30)", "pass"), 9, own_home)
    assert upgrading.stdout is not None
    for line in upgrading.stdout:
        if line == "3\n":
            break
    time.sleep(delay)
    upgrading.send_signal(signal.SIGKILL)
    upgrading.communicate()
    open_store(own_home, automatic_backup=False).store.close()
    assert find_damage(database, Depth.INDEXES) is None
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT count(*) FROM cohorts").fetchone() == (2,)
