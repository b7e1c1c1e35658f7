"""Backups: made while the store is in use, once a day, thinned out, and never in the way."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections import namedtuple
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.storage import opening
from app.storage.backup import (
    BackupStopped,
    automatic_backup_due,
    is_good,
    list_backups,
    make_backup,
    thin_out,
)
from app.storage.connection import connect_read_only
from app.storage.errors import BackupError
from app.storage.opening import open_store
from app.storage.store import Store
from app.storage.values import Backup, BackupKind
from tests.storage.conftest import MakeAttempt
from tests.storage.storage_samples import NOON, PROFILE, attempt_of, make_score


def test_backup_holds_what_was_there(store: Store, make_attempt: MakeAttempt, tmp_path: Path) -> None:
    for _ in range(3):
        store.add_attempt(make_attempt())
    steps: list[tuple[int, int]] = []
    backup = make_backup(store.user_dir, now=NOON, progress=lambda done, total: steps.append((done, total)))
    assert steps[-1][0] == steps[-1][1] > 0
    assert (backup.attempts, backup.kind, backup.created) == (
        3,
        BackupKind.MANUAL,
        NOON.replace(microsecond=0),
    )
    assert list_backups(store.user_dir) == [backup]
    assert is_good(backup)
    with closing(connect_read_only(backup.path, unchanging=True)) as db:
        assert db.table("attempts").count == 3
        assert db.journal_mode == "delete"
    names = {path.name for path in backup.path.parent.iterdir()}
    assert names == {backup.path.name, backup.path.with_suffix(".json").name}
    assert not list(backup.path.parent.rglob("*.flac"))

    stick = tmp_path / "U盘"
    assert make_backup(store.user_dir, folder=stick).path.parent == stick


def test_two_backups_in_one_second(store: Store) -> None:
    first, second = (make_backup(store.user_dir, now=NOON) for _ in range(2))
    assert first.path != second.path
    assert len(list_backups(store.user_dir)) == 2


def test_nothing_to_back_up(own_home: Path) -> None:
    with pytest.raises(BackupError, match="还没有"):
        make_backup(own_home)
    assert list_backups(own_home) == []


def test_backup_is_of_one_moment_though_writing_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attempt, recording and score are there together or not at all."""
    for i in range(20):
        store.add_attempt(attempt_of(store.user_dir, f"before-{i}", score=make_score(i)))
    begun, enough = threading.Event(), threading.Event()

    def keep_writing() -> None:
        for i in range(100_000):
            if enough.is_set():
                return
            store.add_attempt(attempt_of(store.user_dir, f"during-{i}", score=make_score(i)))
            begun.set()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    assert begun.wait(30)
    monkeypatch.setattr("app.storage.backup._PAGES_A_STEP", 1)  # as slow as it gets
    backups = [make_backup(store.user_dir) for _ in range(5)]
    enough.set()
    writer.join()
    counts = []
    for backup in backups:
        assert is_good(backup)
        with closing(sqlite3.connect(backup.path)) as db:
            found = {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("attempts", "scores")}
        assert found["attempts"] == found["scores"] == backup.attempts
        counts.append(found["attempts"])
    assert counts == sorted(counts)
    assert counts[-1] > 20  # writing did go on


def test_backup_can_be_stopped(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.storage.backup._PAGES_A_STEP", 1)
    asked = iter([False, False, True])
    with pytest.raises(BackupStopped):
        make_backup(store.user_dir, stop=lambda: next(asked))
    assert list((store.user_dir / "backups").iterdir()) == []


def test_lost_note_and_strange_names(store: Store) -> None:
    backup = make_backup(store.user_dir, now=NOON)
    backup.path.with_suffix(".json").write_text("{")
    for name in ("kaibo-20260302.db", "kaibo-99999999-999999-manual.db", "kaibo-20260302-040000-odd.db"):
        shutil.copyfile(backup.path, backup.path.with_name(name))
    assert list_backups(store.user_dir) == [Backup(backup.path, backup.created, BackupKind.MANUAL)]
    assert is_good(list_backups(store.user_dir)[0])


def fake_backup(home: Path, when: datetime, kind: BackupKind = BackupKind.AUTOMATIC) -> str:
    folder = home / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"kaibo-{when.astimezone(UTC):%Y%m%d-%H%M%S}-{kind.value}.db"
    path.touch()
    path.with_suffix(".json").write_text(json.dumps({"attempts": 1, "sha256": ""}))
    return path.name


def test_seven_days_and_four_weeks_are_kept(own_home: Path) -> None:
    """A year of two backups a day, thinned out each evening."""
    noon = datetime(2026, 1, 1, 12).astimezone()
    made: list[datetime] = []
    for day in range(365):
        for hour in (0, 3):
            made.append(noon + timedelta(days=day, hours=hour))
            fake_backup(own_home, made[-1])
        thin_out(own_home)
        kept = [b.created.astimezone() for b in list_backups(own_home)]
        days = [moment.date() for moment in kept]
        today = made[-1].date()
        assert days[:7] == [today - timedelta(days=i) for i in range(min(day + 1, 7))]
        assert all(moment.hour == 15 for moment in kept)
        older = days[7:]
        assert len(older) <= 4
        assert len({each.isocalendar()[:2] for each in older}) == len(older)
        if day > 40:
            assert len(older) == 4
            assert today - older[-1] > timedelta(weeks=3)
    assert len(list((own_home / "backups").iterdir())) == 2 * 11  # the notes go with them


def test_backups_made_by_hand_are_never_thinned_out(own_home: Path) -> None:
    by_hand = {fake_backup(own_home, NOON + timedelta(days=i), BackupKind.MANUAL) for i in range(20)}
    migrations = [fake_backup(own_home, NOON + timedelta(days=i), BackupKind.MIGRATION) for i in range(5)]
    gone = thin_out(own_home)
    assert {path.name for path in gone} == set(migrations[:2])
    assert by_hand <= {b.path.name for b in list_backups(own_home)}


def test_automatic_backup_once_a_day_and_not_of_nothing(own_home: Path) -> None:
    open_store(own_home).store.close()
    assert list_backups(own_home) == []
    store = open_store(own_home).store
    store.access.viewer = PROFILE
    store.add_profile(PROFILE)
    store.close()
    for _ in range(50):  # closing at once may stop a backup that is being made; the next start makes it
        open_store(own_home).store.close()
        if list_backups(own_home):
            break
    for _ in range(3):
        open_store(own_home).store.close()
    [backup] = list_backups(own_home)
    assert backup.kind is BackupKind.AUTOMATIC
    assert is_good(backup)
    assert not automatic_backup_due(own_home)
    assert automatic_backup_due(own_home, datetime.now(UTC) + timedelta(days=1))


def test_automatic_backup_leaves_room_for_recordings(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(own_home, automatic_backup=False).store
    store.access.viewer = PROFILE
    store.add_profile(PROFILE)
    store.close()
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(opening.shutil, "disk_usage", lambda _path: usage(2**40, 2**40, 2**28))
    open_store(own_home).store.close()
    assert list_backups(own_home) == []


def test_failing_automatic_backup_does_not_keep_anyone_from_working(
    own_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(own_home, automatic_backup=False).store
    store.access.viewer = PROFILE
    store.add_profile(PROFILE)
    store.close()
    (own_home / "backups").write_text("a file where the folder should be")
    store = open_store(own_home).store
    store.access.viewer = PROFILE
    assert store.profiles() == [PROFILE]
    store.close()
    assert "the automatic backup failed" in caplog.text
