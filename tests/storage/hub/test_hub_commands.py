"""`kaibo hub` from an empty database to a lesson pack on every machine, and `studio.hub` behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import read_settings
from app.cli import Commands, run
from app.errors import ExpectedError
from app.i18n import set_language
from app.policy import HubPolicy, Policy
from app.practice.hub_packs import HubPacks
from app.practice.studio import Studio
from app.storage.hub import connection
from app.storage.hub import packs as hub_packs
from app.storage.hub.errors import HubError, HubPackError, HubUnreachableError, unreachable
from app.storage.opening import open_store
from tests.hub_server import SUPERUSER
from tests.storage.hub.hub_samples import SampleHub
from tests.storage.storage_samples import attempt_of

pytestmark = pytest.mark.xdist_group("hub")

LESSONS = Path(__file__).resolve().parents[3] / "lessons"


@dataclass
class Pc:
    """A machine with a policy, and what is said to it at the command line."""

    hub: SampleHub
    home: Path
    policy: Policy = field(default_factory=Policy)

    def studio(self) -> Studio:
        self.home.mkdir(parents=True, exist_ok=True)
        opened = open_store(self.home, automatic_backup=False)
        folders = (LESSONS, self.home / "lessons")
        return Studio(self.home, read_settings(self.home), opened, folders, policy=self.policy)

    def run(self, *arguments: str, code: int = 0) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        commands = Commands(
            self.home,
            read_settings(self.home),
            self.studio,
            lambda _: 0,
            lambda *_: None,
            policy=self.policy,
        )
        assert run(["hub", *arguments], commands, False) == code

    def as_owner(self, *arguments: str, code: int = 0) -> None:
        """The same, as the database's administrator."""
        password_file = self.home.parent / "owner.password"
        password_file.write_text(self.hub.server.password + "\n")
        address = self.hub.as_owner.address
        self.run(
            *arguments,
            *("--address", address, "--as", SUPERUSER, "--password-file", str(password_file)),
            code=code,
        )

    def joins(self, login: str) -> None:
        """Write the policy that the centre's person writes."""
        hub = HubPolicy(self.hub.as_owner.address, login, self.home.parent / f"{login}.password", minutes=10)
        self.policy = Policy(hub=hub)


@pytest.fixture
def pcs(hub: SampleHub, tmp_path: Path) -> Iterator[tuple[Pc, Pc]]:
    """The head's machine and a station, as they come from the shop."""
    set_language("zh_CN")
    yield Pc(hub, tmp_path / "desk"), Pc(hub, tmp_path / "station")


def add_login(pc: Pc, kind: str, *more: str) -> str:
    name = f"t_{os.urandom(6).hex()}"
    pc.hub.logins[name] = pc.hub.as_owner
    pc.as_owner("login", "add", kind, name, "--password-to", str(pc.home.parent / f"{name}.password"), *more)
    return name


def set_up(desk: Pc, station: Pc) -> None:
    desk.as_owner("init", "--centre", "喀什中心")
    desk.joins(add_login(desk, "administrator"))
    station.joins(add_login(desk, "station"))
    studio = desk.studio()
    studio.people.set_up("喀什中心", "一班", "4071", name="主任")
    studio.people.add("古丽", "ug")
    studio.close()
    desk.run("sync")
    station.run("sync")


def test_from_an_empty_database_to_an_attempt_on_the_desk(
    pcs: tuple[Pc, Pc], capsys: pytest.CaptureFixture[str]
) -> None:
    desk, station = pcs
    set_up(desk, station)
    assert "喀什中心" in capsys.readouterr().out
    studio = station.studio()
    [nu] = [each for each in studio.people.faces() if each.name == "古丽"]
    with studio._keeper.store.access.acting_for(nu.id):
        studio._keeper.store.add_attempt(attempt_of(station.home, "a1", profile_id=nu.id))
    assert studio.hub.configured
    assert studio.hub.last is not None
    assert 300 <= (studio.hub.seconds_to_next() or 0) <= 900
    studio.close()
    capsys.readouterr()
    station.run("status")
    page = capsys.readouterr().out
    assert "喀什中心" in page
    assert "    练习  1" in page
    assert "时钟" in page
    station.run("sync")
    desk.run("sync")
    desk.run("status")
    assert "0 天前" in capsys.readouterr().out, "the administrator sees the stations"
    desk.as_owner("login", "list")
    assert "练习机" in capsys.readouterr().out
    studio = desk.studio()
    assert studio._keeper.store.holds_attempts()
    studio.close()


def test_passwords(
    pcs: tuple[Pc, Pc], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    desk, station = pcs
    set_up(desk, station)
    assert desk.policy.hub is not None
    login, file = desk.policy.hub.login, desk.policy.hub.password_file
    assert file is not None
    password = file.read_text().strip()
    assert len(password) > 20
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    said = capsys.readouterr()
    assert password not in said.out + said.err + caplog.text
    assert desk.hub.server.password not in said.out + said.err + caplog.text
    desk.as_owner("login", "password", login, "--password-to", str(file), code=1)
    assert "已经有文件" in capsys.readouterr().err
    desk.run("status")
    desk.as_owner("login", "password", login)
    shown = capsys.readouterr().out.rpartition("：")[2].strip()
    desk.run("sync", code=1)
    assert "登录名或密码" in capsys.readouterr().err
    desk.run("status", code=1)
    assert "登录名或密码" in capsys.readouterr().out
    file.write_text(shown)
    desk.run("sync")
    file.unlink()
    desk.run("sync", code=1)
    assert "读不了密码文件" in capsys.readouterr().err
    desk.as_owner("login", "remove", login)


def test_who_asks_wrongly_is_told(pcs: tuple[Pc, Pc], capsys: pytest.CaptureFixture[str]) -> None:
    desk, _ = pcs
    desk.as_owner("login", "list", code=1)
    assert "kaibo hub init" in capsys.readouterr().err
    desk.run("sync", code=1)
    assert "还没有设置" in capsys.readouterr().err
    desk.run("init", code=1)
    assert "--address" in capsys.readouterr().err
    desk.as_owner("init", "--centre", "甲")
    desk.as_owner("init", "--centre", "乙")
    desk.as_owner("login", "add", "station", "t_x", code=1)
    assert "甲" in capsys.readouterr().err
    desk.as_owner("login", "add", "station", "t_x", "--centre", "丙", code=1)
    assert "没有这个中心" in capsys.readouterr().err
    desk.as_owner("login", "add", "trainer", "t_x", "--centre", "甲", "--person", "谁", code=1)
    assert "没有叫 谁" in capsys.readouterr().err


def test_without_a_network_nothing_is_connected(
    pcs: tuple[Pc, Pc], capsys: pytest.CaptureFixture[str]
) -> None:
    desk, station = pcs
    set_up(desk, station)
    station.policy = Policy(hub=station.policy.hub, network=False)
    studio = station.studio()
    assert not studio.hub.configured
    assert studio.hub.seconds_to_next() is None
    with pytest.raises(HubError, match="不使用网络"):
        studio.hub.status()
    studio.close()
    station.run("sync", code=1)
    station.as_owner("init", code=1)
    assert capsys.readouterr().err.count("不使用网络") == 2


def pack(pc: Pc, title: str, folder: Path) -> Path:
    studio = pc.studio()
    lesson = studio.library.lessons[0].id
    path = studio.packs.write([lesson], title, "中心", datetime.now(UTC), folder / f"{title}.kaibopack")
    studio.close()
    return path


def publish(pc: Pc, path: Path) -> None:
    studio = pc.studio()
    head = next(each for each in studio.people.faces() if each.name == "主任")
    studio.people.sign_in(head.id, "4071")
    studio.hub.publish(path)
    studio.hub.sync()
    studio.close()


def test_a_lesson_pack_comes_to_every_machine(
    pcs: tuple[Pc, Pc], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, station = pcs
    set_up(desk, station)
    monkeypatch.setattr(hub_packs, "PART_BYTES", 3000)
    publish(desk, pack(desk, "新课", tmp_path))
    fetched: list[int] = []
    get = hub_packs._get
    breaks = [3, 4]  # and when it is tried again

    def watched(line: Any, **what: Any) -> bytes:
        fetched.append(what["part"])
        if len(fetched) in breaks:
            raise unreachable("the line broke")
        return get(line, **what)

    monkeypatch.setattr(hub_packs, "_get", watched)
    studio = station.studio()
    monkeypatch.setattr(connection, "_LOST_TRIES", 1)
    with pytest.raises(HubUnreachableError):
        studio.hub.sync()
    assert studio.hub.sync().packs == ("新课",)
    assert fetched.count(0) == 1, "what had come was not fetched again"
    assert fetched.count(2) == 3
    assert studio.hub.sync().packs == ()
    assert list((station.home / "lessons").iterdir())
    studio.close()


def test_what_the_centre_does_not_vouch_for_is_not_installed(pcs: tuple[Pc, Pc], tmp_path: Path) -> None:
    desk, station = pcs
    set_up(desk, station)
    path = pack(desk, "新课", tmp_path)
    publish(desk, path)
    studio = station.studio()
    own = studio.packs.inspect(path).info.lessons[0].id
    (station.home / "lessons" / own).mkdir(parents=True)
    result = studio.hub.sync()
    assert result.packs == ()
    assert "同样编号" in str(result.packs_refused["新课"])
    assert list((station.home / "lessons" / own).iterdir()) == [], "hers is untouched"
    with desk.hub.sql() as sql:
        sql.execute("DELETE FROM kaibo.pack_files")
    (station.home / "lessons" / own).rmdir()
    for each in (station.home / "packs").glob("*"):
        each.unlink()
    refused = studio.hub.sync().packs_refused["新课"]
    assert isinstance(refused, HubPackError)
    studio.close()
    assert HubPacks(station.home, studio.packs)._read() == {}


def test_only_administrators_publish(pcs: tuple[Pc, Pc], tmp_path: Path) -> None:
    desk, station = pcs
    set_up(desk, station)
    path = pack(station, "课", tmp_path)
    studio = station.studio()
    with pytest.raises(ExpectedError, match="登录"):
        studio.hub.publish(path)
    head = next(each for each in studio.people.faces() if each.name == "主任")
    studio.people.sign_in(head.id, "4071")
    with pytest.raises(HubError, match="只有管理员"):
        studio.hub.publish(path)
    studio.close()
