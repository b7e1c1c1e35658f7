"""`kaibo reports`: gradebook, TextGrids and raw data from the command line, with the asker's rights."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.bootstrap import read_settings
from app.cli import Commands, run
from app.people.values import Cohort, Profile
from app.practice.studio import Studio
from app.storage.opening import open_store
from tests.storage.storage_samples import NOON, attempt_of


@pytest.fixture
def commands(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Nu has one take and is in class 一班, which the head leads."""
    store = open_store(own_home, automatic_backup=False).store
    store.people.add(Profile("head", "王老师", "zh", NOON), Profile("nu", "努尔", "ug", NOON))
    store.sign_ins.sign_in("head")
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "中心")
    store.add_cohort(Cohort("k", "一班", NOON))
    store.people.change({"nu": {"cohort_id": "k"}})
    store.sign_ins.sign_in("nu")
    store.add_attempt(attempt_of(own_home, "a1", profile_id="nu"))
    store.close()
    monkeypatch.setattr("getpass.getpass", lambda prompt="": "4071")

    def build() -> Studio:
        return Studio(own_home, read_settings(own_home), open_store(own_home, automatic_backup=False), ())

    return Commands(own_home, read_settings(own_home), build, lambda _: 0, lambda *_: None)


def told(commands: Commands, *arguments: str, code: int = 0) -> None:
    assert run(["reports", *arguments], commands, False) == code


def test_gradebook_of_a_class(commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.xlsx"
    told(commands, "gradebook", str(out), "--class", "一班", "--as", "王老师", "--language", "ug")
    assert "1" in capsys.readouterr().out
    assert openpyxl.load_workbook(out).worksheets[0]["B5"].value == "努尔"
    told(commands, "gradebook", str(out), "--class", "九班", "--as", "王老师", code=1)
    assert "九班" in capsys.readouterr().err
    told(commands, "gradebook", str(tmp_path / "b.xlsx"), "--as", "努尔", code=1)
    assert not (tmp_path / "b.xlsx").exists()


def test_text_grids_of_one_take_and_of_a_person(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(commands, "textgrid", "a1", str(tmp_path / "one"), "--as", "王老师")
    [grid] = (tmp_path / "one").glob("*.TextGrid")
    assert 'name = "tone verdicts"' in grid.read_text("utf-8")
    told(commands, "textgrid", "--profile", "努尔", str(tmp_path / "all"), "--as", "努尔")
    assert len(list((tmp_path / "all").glob("*.TextGrid"))) == 1
    told(commands, "textgrid", "a1", str(tmp_path / "x"), "--profile", "努尔", "--as", "努尔", code=2)
    told(commands, "textgrid", "--profile", "谁", str(tmp_path / "x"), "--as", "努尔", code=1)
    told(commands, "textgrid", "nothing", str(tmp_path / "x"), "--as", "努尔", code=1)
    assert not (tmp_path / "x").exists()


def test_raw_data_with_codes(commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told(commands, "raw", str(tmp_path / "data"), "--codes", "--json", "--as", "王老师")
    assert "data_key.csv" in capsys.readouterr().out
    assert "努尔" not in (tmp_path / "data" / "people.jsonl").read_text("utf-8")
    assert "努尔" in (tmp_path / "data_key.csv").read_text("utf-8-sig")
    told(commands, "raw", str(tmp_path / "mine"), "--as", "努尔")
    assert (tmp_path / "mine" / "people.csv").read_text("utf-8-sig").count("\n") == 2
