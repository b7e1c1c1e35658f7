"""`kaibo people`: a centre set up, a roster brought in and taken out, a forgotten PIN."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import read_settings
from app.cli import Commands, run
from app.practice.studio import Studio
from app.storage.opening import open_store

ROSTER = "编号,姓名,母语,班级\n001,古丽,维吾尔语,一班\n002,Нұрлан,哈萨克语,二班\n"


@pytest.fixture
def commands(own_home: Path) -> Commands:
    own_home.mkdir(parents=True, exist_ok=True)
    settings = read_settings(own_home)

    def build() -> Studio:
        return Studio(own_home, read_settings(own_home), open_store(own_home, automatic_backup=False), ())

    return Commands(own_home, settings, build, lambda _: 0, lambda *_: None)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What will be typed where nothing is shown, first to last; all of it must be asked for."""
    waiting: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda prompt="": waiting.pop(0))
    yield waiting
    assert waiting == []


def told(commands: Commands, *arguments: str, code: int = 0) -> None:
    assert run(["people", *arguments], commands, False) == code


def set_up(commands: Commands, typed: list[str]) -> None:
    typed += ["4071", "4071"]
    told(commands, "set-up", "--centre", "中心", "--class", "一班", "--name", "王老师")


def test_a_centre_and_its_roster(
    commands: Commands, typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(commands, typed)
    roster = tmp_path / "名单.csv"
    roster.write_bytes(ROSTER.encode("gb18030"))
    typed.append("4071")
    told(commands, "import", str(roster), "--dry-run")
    shown = capsys.readouterr().out
    assert "第 2 行：新增 古丽" in shown and "新班级：二班" in shown and "没有改动" in shown
    told(commands, "list")
    assert "古丽" not in capsys.readouterr().out
    typed.append("4071")
    told(commands, "import", str(roster))
    typed.append("4071")
    told(commands, "export", str(tmp_path / "二班.csv"), "--as", "王老师", "--class", "二班")
    assert "002,Нұрлан,哈萨克语,,二班,学员" in (tmp_path / "二班.csv").read_text("utf-8-sig")
    capsys.readouterr()
    told(commands, "list")
    assert capsys.readouterr().out.splitlines()[0] == "王老师  管理员  有密码"


def test_faults_stop_it_unless_they_are_passed_over(
    commands: Commands, typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(commands, typed)
    roster = tmp_path / "名单.csv"
    roster.write_text(ROSTER + "003,,维吾尔语,一班\n", "utf-8")
    typed += ["4071", "4071"]
    told(commands, "import", str(roster), code=1)
    assert "第 4 行有错：姓名：没有姓名。" in capsys.readouterr().out
    told(commands, "import", str(roster), "--skip-faults")
    told(commands, "list")
    assert "古丽" in capsys.readouterr().out


def test_a_wrong_pin_is_a_sentence(
    commands: Commands, typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(commands, typed)
    typed.append("4072")
    told(commands, "export", str(tmp_path / "all.csv"), code=1)
    assert "密码不对" in capsys.readouterr().err
    assert not (tmp_path / "all.csv").exists()


def test_a_forgotten_pin(
    commands: Commands, typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(commands, typed)
    told(commands, "reset-pin", "没有这个人", code=1)
    capsys.readouterr()
    told(commands, "reset-pin", "王老师")
    starting = capsys.readouterr().out.split("：")[1].split("。")[0]
    typed += [starting, "8362", "8362"]
    told(commands, "export", str(tmp_path / "all.csv"))
    typed.append("8362")
    told(commands, "export", str(tmp_path / "again.csv"))


def test_somebody_who_was_here_needs_her_old_pin_to_found_a_centre(
    commands: Commands, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    studio = commands.build_studio()
    studio.create_profile("王老师", "zh")
    studio.people.change_pin("", "4071")
    studio.close()
    typed.append("4072")
    told(commands, "set-up", "--centre", "中心", "--class", "一班", "--name", "王老师", code=1)
    assert "密码不对" in capsys.readouterr().err
    typed.append("4071")
    told(commands, "set-up", "--centre", "中心", "--class", "一班", "--name", "王老师")
