"""`kaibo broadcasts` from the outside: nothing is written before it is asked for, faults are told by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import build_studio, read_settings
from app.cli import Commands, run

TABLE = (
    "日期,开播时间,产品,时长（分钟）,订单数,成交额（元）\n"
    "2026-03-01,12:00,新疆红枣,120,12,238.80\n"
    "2026-03-02,12:00,新疆红枣,120,-1,100\n"
)


@pytest.fixture
def commands(own_home: Path) -> Commands:
    settings = read_settings(own_home)
    studio = build_studio(own_home, settings)
    studio.create_profile("努尔", "ug")
    settings = studio.settings
    studio.close()
    return Commands(
        own_home, settings, lambda: build_studio(own_home, settings), lambda _: 0, lambda *_: None
    )


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "t.csv"
    path.write_text(TABLE, "utf-8")
    return path


def listed(commands: Commands, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert run(["broadcasts", "list"], commands, False) == 0
    return capsys.readouterr().out


def test_a_dry_run_tells_and_writes_nothing(
    commands: Commands, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["broadcasts", "import", str(table), "--dry-run"], commands, False) == 1  # one row is wrong
    said = capsys.readouterr().out
    assert "第 2 行：新的一场 2026-03-01 12:00 新疆红枣" in said
    assert "第 3 行：订单数：“-1”是负数" in said and "没有写入" in said
    assert listed(commands, capsys) == "还没有直播记录。\n"


def test_what_is_imported_is_listed_and_known_the_next_time(
    commands: Commands, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["broadcasts", "import", str(table)], commands, False)
    head, *lines = listed(commands, capsys).splitlines()
    assert "成交额（元）" in head
    assert [line.split() for line in lines] == [
        ["2026-03-01", "12:00", "新疆红枣", "120", "—", "—", "12", "238.80", "—"]
    ]
    table.write_text(TABLE.replace(",12,", ",14,"), "utf-8")
    run(["broadcasts", "import", str(table)], commands, False)
    assert "不同的是订单数" in capsys.readouterr().out
    assert " 12 " in listed(commands, capsys)  # not without being told to
    run(["broadcasts", "import", str(table), "--update"], commands, False)
    assert " 14 " in listed(commands, capsys)


def test_what_is_exported_is_known(
    commands: Commands, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["broadcasts", "import", str(table)], commands, False)
    written = table.with_name("out.xlsx")
    assert run(["broadcasts", "export", str(written)], commands, False) == 0
    capsys.readouterr()
    assert run(["broadcasts", "import", str(written)], commands, False) == 0
    assert "新的 0 场，已有但数不同的 0 场，一样的 1 场" in capsys.readouterr().out


def test_no_table_is_one_sentence(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.xlsx").write_bytes(b"PK nonsense")
    assert run(["broadcasts", "import", str(tmp_path / "t.xlsx")], commands, False) == 1
    said = capsys.readouterr().err
    assert "不是 Excel" in said and "Traceback" not in said
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", "utf-8")
    assert run(["broadcasts", "import", str(tmp_path / "odd.csv")], commands, False) == 1
    assert "没有找到这些列：日期、产品" in capsys.readouterr().out
