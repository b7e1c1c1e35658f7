"""`kaibo hub backup` and `restore` with a real server, as whoever runs the database types them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import read_settings
from app.cli import Commands, run
from app.storage.hub.init import set_up
from tests.hub_server import HubServer, hub_server
from tests.storage.hub.hub_samples import SampleHub, membership, push, record

__all__ = ["hub_server"]

pytestmark = pytest.mark.xdist_group("hub")


@pytest.fixture
def hubs(hub_server: HubServer) -> Iterator[tuple[SampleHub, SampleHub]]:
    """One with a centre in it, one that is empty."""
    full, empty = SampleHub(hub_server), SampleHub(hub_server)
    centre = full.centre("中心")
    desk = full.login("administrator", centre, "head")
    push(desk, membership("nu", "trainee", "first"), record("cohort", "first"))
    set_up(empty.as_owner)
    yield full, empty
    full.close()
    empty.close()


def test_backed_up_and_put_back(
    own_home: Path,
    hubs: tuple[SampleHub, SampleHub],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def call(hub: SampleHub, *words: str, code: int = 0) -> None:
        password = tmp_path / "password"
        password.write_text(hub.server.password)
        password.chmod(0o600)
        own = ["--address", hub.server.address(hub.database), "--as", "postgres"]
        settings = read_settings(own_home)
        commands = Commands(own_home, settings, pytest.fail, lambda *_: 0, lambda *_: None)  # type: ignore[arg-type]
        assert run(["hub", *words, *own, "--password-file", str(password)], commands, False) == code

    full, empty = hubs
    file = tmp_path / "hub.zip"
    call(full, "backup", str(file))
    assert "2 条记录，中心：中心" in capsys.readouterr().out
    call(full, "backup", str(file), code=1)
    assert "已经有文件" in capsys.readouterr().err
    call(full, "restore", str(file), code=1)
    assert "没有恢复，什么也没有改变" in capsys.readouterr().err
    call(empty, "restore", str(file))
    assert "恢复了 2 条记录" in capsys.readouterr().out
    with empty.sql() as sql:
        assert sql.execute("SELECT name FROM kaibo.centres").fetchall() == [("中心",)]
