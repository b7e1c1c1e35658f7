"""`kaibo voices`: the licence is printed before and after, refusals are one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import Commands, run
from app.practice.studio import Studio
from app.settings import Settings
from app.storage.opening import open_store
from tests.audio.pack_samples import audio_cmn, zipped


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    home = tmp_path / "home"

    def build() -> Studio:
        return Studio(home, Settings(), open_store(home), [])

    return Commands(home, Settings(), build, lambda _build: 0, lambda *_: None)


def test_import_list_and_remove(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = zipped(audio_cmn(tmp_path / "cmn"), tmp_path / "cmn.zip")
    assert run(["voices", "import", str(path)], commands, False) == 0
    said = capsys.readouterr().out
    assert "Yue Tan  2  CC-BY-SA-3.0" in said
    assert "已导入，共 7 个录音" in said
    assert run(["voices", "list"], commands, False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all("CC-BY-SA-3.0" in line for line in lines)
    first = lines[0].split()[0]
    assert run(["voices", "remove", first], commands, False) == 0
    assert run(["voices", "remove", first], commands, False) == 1
    captured = capsys.readouterr()
    assert "没有叫" in captured.err
    assert run(["voices", "list"], commands, False) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_hostile_pack_is_one_sentence(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK nothing")
    assert run(["voices", "import", str(tmp_path / "bad.zip")], commands, False) == 1
    captured = capsys.readouterr()
    assert len(captured.err.strip().splitlines()) == 1
    assert "不是完好的 ZIP 文件" in captured.err
