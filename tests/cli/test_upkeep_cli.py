"""`kaibo station`, `kaibo keep` and `kaibo erase`, run as somebody at a command line would."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import read_settings
from app.cli import Commands, run
from app.people.values import Profile
from app.policy import NO_POLICY, Policy
from app.practice.studio import Studio
from app.storage.opening import open_store
from tests.storage.erasure_samples import found_in, take_the_record_out
from tests.storage.storage_samples import NOON, PROFILE, attempt_of

OLD = datetime.now(UTC) - timedelta(days=40)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


@pytest.fixture
def filled(own_home: Path) -> Path:
    """A centre with an administrator, who has a PIN, and a trainee with an old and a new take."""
    store = open_store(own_home, automatic_backup=False).store
    store.add_profile(Profile("head", "王老师", "zh", NOON))
    store.sign_ins.sign_in("head")
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "中心")
    store.add_profile(PROFILE)
    with store.access.acting_for(PROFILE.id):
        store.add_attempt(attempt_of(own_home, "old", created=OLD))
        store.add_attempt(attempt_of(own_home, "new", created=datetime.now(UTC)))
    store.close()
    return own_home


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is typed, seen or unseen, first to last; all of it must be asked for."""
    waiting: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda prompt="": waiting.pop(0))
    monkeypatch.setattr("builtins.input", lambda prompt="": waiting.pop(0))
    yield waiting
    assert waiting == []


def commands(home: Path, policy: Policy = NO_POLICY) -> Commands:
    def build() -> Studio:
        return Studio(home, read_settings(home), open_store(home, automatic_backup=False), (), policy=policy)

    return Commands(home, read_settings(home), build, lambda *_: 0, lambda *_: None, policy)


def call(home: Path, *words: str, policy: Policy = NO_POLICY, code: int = 0) -> None:
    assert run(words, commands(home, policy), False) == code


def test_a_station_is_backed_up_and_put_back_on_a_fresh_machine(
    filled: Path, share: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = Policy(backup_folder=share, station="教室3-07")
    call(filled, "station", "backup", policy=policy)
    call(filled, "station", "list", policy=policy)
    shown = capsys.readouterr().out
    assert "教室3-07" in shown and "2 次练习" in shown
    (folder,) = share.iterdir()
    call(filled, "station", "verify", str(folder), policy=policy)
    assert "备份完好" in capsys.readouterr().out

    fresh = tmp_path / "fresh"
    call(fresh, "station", "restore", str(folder))
    for attempt_id in ("old", "new"):
        there, here = (home / f"recordings/{attempt_id}.flac" for home in (filled, fresh))
        assert hashlib.sha256(there.read_bytes()).digest() == hashlib.sha256(here.read_bytes()).digest()
    store = open_store(fresh, automatic_backup=False).store
    assert store.holds_attempts()
    store.close()


def test_a_place_of_ones_own_choosing_needs_an_administrator(
    filled: Path, share: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    call(filled, "station", "backup", str(share), "--as", PROFILE.name, code=1)
    assert "管理员" in capsys.readouterr().err
    assert list(share.iterdir()) == []
    typed.append("4071")
    call(filled, "station", "backup", str(share), "--as", "王老师", "--no-recordings")
    (folder,) = share.iterdir()
    call(filled, "station", "restore", str(folder), "--as", PROFILE.name, code=1)
    typed.append("4071")
    call(filled, "station", "restore", str(folder), "--as", "王老师")
    assert "已恢复" in capsys.readouterr().out


def test_what_cannot_be_done_is_a_sentence(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(filled, "station", "backup", code=1)
    assert "还没有定下备份放在哪里" in capsys.readouterr().err
    call(filled, "station", "backup", policy=Policy(backup_folder=tmp_path / "nowhere"), code=1)
    assert "够不着" in capsys.readouterr().err
    call(tmp_path / "fresh", "station", "restore", str(tmp_path / "none.json"), code=1)
    assert "找不到备份" in capsys.readouterr().err


def test_old_recordings_are_shown_then_go(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(filled, "keep")
    assert "什么都不会删" in capsys.readouterr().out
    policy = Policy(recordings_days=30)
    call(filled, "keep", "--dry-run", policy=policy)
    shown = capsys.readouterr().out
    assert "过期的录音 1 段" in shown and "old.flac" in shown and "new.flac" not in shown
    assert (filled / "recordings/old.flac").exists()
    call(filled, "keep", policy=policy)
    assert "删除了 1 段录音" in capsys.readouterr().out
    assert not (filled / "recordings/old.flac").exists()
    assert (filled / "recordings/new.flac").exists()


def test_somebody_is_erased_after_her_name_was_typed(
    filled: Path, share: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    policy = Policy(backup_folder=share)
    call(filled, "station", "backup", policy=policy)
    call(filled, "backup", policy=policy)
    typed += ["4071", "somebody else"]
    call(filled, "erase", PROFILE.name, "--as", "王老师", policy=policy, code=1)
    assert "没有删除任何内容" in capsys.readouterr().err
    assert found_in(filled, (PROFILE.name,))
    typed += ["4071", PROFILE.name]
    call(filled, "erase", PROFILE.name, "--as", "王老师", policy=policy)
    shown = capsys.readouterr().out
    assert "练习和录音: 2" in shown
    assert "2 个备份已经重写" in shown
    take_the_record_out(filled / "kaibo.db")
    words = (PROFILE.name, PROFILE.id)
    assert [each for each in found_in(filled, words) if "kaibo.db" not in each] == []
    assert found_in(share, words) == []
    assert not (filled / "recordings/old.flac").exists()


def test_only_an_administrator_erases(
    filled: Path, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    call(filled, "erase", PROFILE.name, "--as", PROFILE.name, "--yes-really", code=1)
    assert "管理员" in capsys.readouterr().err
    typed.append("4071")
    call(filled, "erase", "nobody", "--as", "王老师", code=1)
    assert "没有叫 nobody" in capsys.readouterr().err
    assert (filled / "recordings/old.flac").exists()


def test_at_home_she_erases_herself(own_home: Path, typed: list[str]) -> None:
    store = open_store(own_home, automatic_backup=False).store
    store.add_profile(replace(PROFILE, cohort_id=""))
    store.close()
    call(own_home, "erase", PROFILE.name, "--as", PROFILE.name, "--yes-really")
    take_the_record_out(own_home / "kaibo.db")
    assert found_in(own_home, (PROFILE.name,)) == []
    assert read_settings(own_home).profile_id == ""
