"""`kaibo comply` from the outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import Commands, run
from app.settings import Settings


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    def no_studio() -> None:
        raise AssertionError("nothing is stored, nothing is opened")

    return Commands(tmp_path, Settings(), no_studio, lambda _: 0, lambda *_: None)  # type: ignore[arg-type, return-value]


def test_a_forbidden_sentence(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["comply", "这是最甜的枣", "--product", "food"], commands, False) == 1
    printed = capsys.readouterr().out
    assert "“最甜的”  绝对化用语  《广告法》第九条第三项" in printed
    assert "为什么：" in printed and "可以说：" in printed and "找到 1 处" in printed


def test_a_lawful_sentence(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["comply", "一袋五百克，十九块九，包邮"], commands, False) == 0
    assert "没有找到" in capsys.readouterr().out


def test_a_file_line_by_line(commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "讲稿.txt"
    script.write_text("\ufeff大家好\n正宗籽料\n", encoding="utf-8")
    assert run(["comply", "--file", str(script), "--product", "jade"], commands, False) == 1
    assert f"{script}:2: “正宗籽料" in capsys.readouterr().out
    assert run(["comply", "--file", str(script), "--product", "textile"], commands, False) == 0


def test_by_sound(commands: Commands) -> None:
    assert run(["comply", "独衣无二的枣"], commands, False) == 0
    assert run(["comply", "独衣无二的枣", "--recognised"], commands, False) == 1


def test_a_file_that_cannot_be_read(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["comply", "--file", str(tmp_path / "none.txt")], commands, False) == 1
    assert "打不开" in capsys.readouterr().err
    (tmp_path / "gbk.txt").write_bytes("最好的枣".encode("gbk"))
    assert run(["comply", "--file", str(tmp_path / "gbk.txt")], commands, False) == 1
    assert "UTF-8" in capsys.readouterr().err


def test_a_trainers_broken_rule_is_named(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    (commands.home / "compliance").mkdir()
    (commands.home / "compliance" / "own.toml").write_text('[[rule]]\nid = "a"\n', encoding="utf-8")
    assert run(["comply", "大家好"], commands, False) == 0
    assert "own.toml:1" in capsys.readouterr().err
