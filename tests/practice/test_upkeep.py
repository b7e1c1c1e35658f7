"""The day's upkeep in the background, and erasing from a studio."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import read_settings
from app.errors import ExpectedError
from app.policy import HubPolicy, Policy
from app.practice import upkeep as module
from app.practice.studio import Studio
from app.storage.backup import BackupStopped
from app.storage.opening import open_store
from app.storage.values import BackupKind
from tests.storage.erasure_samples import found_in
from tests.storage.storage_samples import PROFILE, attempt_of

OLD = datetime.now(UTC) - timedelta(days=40)


@pytest.fixture
def home(own_home: Path) -> Path:
    store = open_store(own_home, automatic_backup=False).store
    store.add_profile(PROFILE)
    with store.access.acting_for(PROFILE.id):
        store.add_attempt(attempt_of(own_home, "old", created=OLD))
        store.add_attempt(attempt_of(own_home, "new", created=datetime.now(UTC)))
    store.close()
    return own_home


@pytest.fixture
def studios() -> Iterator[list[Studio]]:
    opened: list[Studio] = []
    yield opened
    for each in opened:
        each.close()


def studio(home: Path, studios: list[Studio], policy: Policy) -> Studio:
    made = Studio(home, read_settings(home), open_store(home, automatic_backup=False), (), policy=policy)
    studios.append(made)
    return made


def test_a_day_brings_retention_and_a_backup_once(home: Path, tmp_path: Path, studios: list[Studio]) -> None:
    share = tmp_path / "share"
    share.mkdir()
    policy = Policy(backup_folder=share, recordings_days=30)
    for _ in range(2):
        upkeep = studio(home, studios, policy).upkeep
        assert upkeep.state.last is None
        upkeep.begin_daily()
        upkeep.wait()
        assert upkeep.state.last is not None
        assert upkeep.state.trouble is None
        (backup,) = upkeep.backups()
        assert backup.kind is BackupKind.AUTOMATIC
        assert "recordings/new.flac" in backup.files and "recordings/old.flac" not in backup.files
        studios.pop().close()
    assert not (home / "recordings/old.flac").exists()


def test_without_a_policy_nothing_is_ever_deleted(home: Path, studios: list[Studio]) -> None:
    upkeep = studio(home, studios, Policy()).upkeep
    upkeep.begin_daily()
    upkeep.wait()
    assert upkeep.state == module.UpkeepState()
    assert upkeep.due_recordings() == module.Due()
    assert upkeep.remove_due() == 0
    assert (home / "recordings/old.flac").exists()


def test_a_place_that_is_gone_is_one_line(home: Path, tmp_path: Path, studios: list[Studio]) -> None:
    upkeep = studio(home, studios, Policy(backup_folder=tmp_path / "gone")).upkeep
    upkeep.begin_daily()
    upkeep.wait()
    assert upkeep.state.trouble is not None
    assert "够不着" in str(upkeep.state.trouble)


def test_a_share_that_hangs_keeps_nobody_waiting(
    home: Path, tmp_path: Path, studios: list[Studio], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = threading.Event()
    monkeypatch.setattr(module.BackupPlace, "reach", lambda _self: answer.wait(30))
    monkeypatch.setattr(module, "_LET_GO", 0.1)
    made = studio(home, studios, Policy(backup_folder=tmp_path))
    made.upkeep.begin_daily()
    studios.pop().close()  # it does not wait for the share
    answer.set()
    made.upkeep.wait(10)


def test_what_the_share_of_recordings_has_not_got_stays(home: Path, studios: list[Studio]) -> None:
    hub = HubPolicy("postgresql://localhost/x", recordings="/share")
    upkeep = studio(home, studios, Policy(hub=hub, recordings_days=30)).upkeep
    due = upkeep.due_recordings()
    assert due.going == ()
    assert due.kept == {"unsent": 1}


def test_a_place_that_is_gone_is_cleaned_when_it_is_back(
    home: Path, tmp_path: Path, studios: list[Studio]
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    made = studio(home, studios, Policy(backup_folder=share))
    made.people.sign_in(PROFILE.id)
    made.upkeep.back_up()
    share.rename(tmp_path / "away")
    cleaned = made.upkeep.erase(PROFILE.id, PROFILE.name)
    assert cleaned.trouble is not None
    assert made.upkeep.state.erasing == 1
    (tmp_path / "away").rename(share)
    assert found_in(share, (PROFILE.id, PROFILE.name))
    made.upkeep.begin_daily()
    made.upkeep.wait()
    assert made.upkeep.state.erasing == 0
    assert found_in(share, (PROFILE.id, PROFILE.name)) == []


def test_a_backup_that_is_being_made_gives_way(home: Path, tmp_path: Path, studios: list[Studio]) -> None:
    """It began before she was erased and would hold her afterwards."""
    made = studio(home, studios, Policy())
    made.people.sign_in(PROFILE.id)
    begun, go_on, stopped = threading.Event(), threading.Event(), []

    def slowly(_done: int, _whole: int) -> None:
        begun.set()
        go_on.wait(10)

    def back_up() -> None:
        try:
            made.upkeep.back_up(tmp_path, progress=slowly)
        except BackupStopped:
            stopped.append(True)

    backing_up = threading.Thread(target=back_up)
    backing_up.start()
    assert begun.wait(10)
    erasing = threading.Thread(target=lambda: made.upkeep.erase(PROFILE.id, PROFILE.name))
    erasing.start()
    assert made.upkeep._giving_way.wait(10)
    go_on.set()
    backing_up.join(30)
    erasing.join(30)
    assert stopped == [True]
    assert [each for each in found_in(tmp_path, (PROFILE.name,)) if "kaibo_home" not in each] == []


def test_a_whole_backup_is_put_back_and_gone_on_with(
    home: Path, tmp_path: Path, studios: list[Studio]
) -> None:
    made = studio(home, studios, Policy())
    made.people.sign_in(PROFILE.id)
    backup = made.upkeep.back_up(tmp_path).backup
    made.delete_attempt("new")
    seen: list[tuple[int, int]] = []
    made.database.restore_station(backup, lambda *at: seen.append(at))
    assert seen[-1] == (backup.size, backup.size)
    assert {each.id for each in made.attempts()} == {"old", "new"}
    assert made.attempt("new").recording.path.is_file()
    with pytest.raises(BackupStopped):
        made.database.restore_station(backup, stop=lambda: True)
    assert len(made.attempts()) == 2


def test_the_name_has_to_be_hers(home: Path, studios: list[Studio]) -> None:
    made = studio(home, studios, Policy())
    made.people.sign_in(PROFILE.id)
    with pytest.raises(ExpectedError, match="不一样"):
        made.upkeep.erase(PROFILE.id, "somebody else")
    assert made.profile is not None
    asked = made.upkeep.preview_erasure(PROFILE.id)
    assert asked.name == PROFILE.name
    assert asked.what.rows["attempts"] == 2
    assert asked.others
    made.upkeep.erase(PROFILE.id, PROFILE.name)
    assert made.profile is None
    assert made.settings.profile_id == ""
    assert made.upkeep.state.erasing == 0
    assert not made.people.faces()
