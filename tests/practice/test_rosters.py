"""Rosters through files: read, applied, written, and through a real spreadsheet program and back."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.bootstrap import read_settings
from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.people.values import TRAINER
from app.practice.studio import Studio
from app.storage.opening import open_store

NAMES = ["阿依古丽·آيگۈل", "Нұрлан Әлі", "=HYPERLINK(1)王", "O'Brien, 古丽", '努尔"古"丽']


@pytest.fixture
def studio(own_home: Path) -> Iterator[Studio]:
    """A centre with two classes and some people whose names are hard on tables."""
    studio = Studio(own_home, read_settings(own_home), open_store(own_home, automatic_backup=False), ())
    first = studio.people.set_up("中心", "一班", "4071", name="主任")
    second = studio.people.add_cohort("二班")
    for number, name in enumerate(NAMES, start=1):
        cohort = (first, second)[number % 2]
        studio.people.add(name, "ug", cohort_id=cohort.id, number=f"00{number}", language="ug")
    studio.people.add("没有班的人", "other")
    yield studio
    studio.close()


def as_li(studio: Studio) -> None:
    """Sign in as a trainer of the first class."""
    li = studio.people.add("李老师", "zh")
    starting = studio.people.set_role(li.id, TRAINER)
    studio.people.set_trainers(studio.people.cohorts()[0].id, [li.id])
    studio.people.sign_in(li.id, starting, "8362")


def write(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\r\n".join(rows).encode(encoding))
    return path


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_was_written_brings_nothing_new(studio: Studio, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"名单.{ending}"
    assert studio.people.rosters.write(path) == 7
    plan = studio.people.rosters.read(path)
    assert (plan.faults, plan.missing, plan.empty, len(plan.unchanged)) == ((), (), True, 7)


@pytest.mark.parametrize(("ending", "other"), [("xlsx", "csv"), ("xlsx", "ods"), ("csv", "xlsx")])
def test_through_libreoffice_and_back(studio: Studio, tmp_path: Path, ending: str, other: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("there is no LibreOffice here")
    path = tmp_path / f"roster.{ending}"
    studio.people.rosters.write(path)

    def convert(source: Path, kind: str) -> Path:
        folder = tmp_path / kind.split(":")[0]
        command = [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
        command += ["--infilter=CSV:44,34,76,1"] if source.suffix == ".csv" else []
        command += ["--convert-to", kind, "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return folder / f"roster.{kind.split(':')[0]}"

    if other == "ods":  # LibreOffice's own format in between
        back = convert(convert(path, "ods"), "xlsx")
    else:
        back = convert(path, "csv:Text - txt - csv (StarCalc):44,34,76" if other == "csv" else other)
    plan = studio.people.rosters.read(back)
    assert (plan.faults, plan.changed, plan.added, len(plan.unchanged)) == ((), (), (), 7)


def test_a_roster_is_applied_whole(studio: Studio, tmp_path: Path) -> None:
    path = write(
        tmp_path / "名单.csv",
        "编号,姓名,母语,班级",
        "001,阿依古丽,哈语,三班",
        "010,新来的,维语,三班",
        encoding="gb18030",
    )
    plan = studio.people.rosters.read(path)
    assert [each.name for each in studio.people.cohorts()] == ["一班", "二班"]  # only looked at
    studio.people.rosters.apply(plan)
    [third] = [each for each in studio.people.cohorts() if each.name == "三班"]
    there = {each.number: each for each in studio.people.profiles(third.id)}
    assert {number: (each.name, each.first_language) for number, each in there.items()} == {
        "001": ("阿依古丽", "kk"),
        "010": ("新来的", "ug"),
    }
    assert studio.people.rosters.read(path).empty


def test_who_is_missing_is_put_away_only_if_so_said(studio: Studio, tmp_path: Path) -> None:
    path = write(tmp_path / "名单.csv", "编号,姓名,班级", f"002,{NAMES[1]},一班")
    plan = studio.people.rosters.read(path)
    assert [each.name for each in plan.missing] == [NAMES[3]]
    stranger = next(each.id for each in studio.people.profiles() if each.name == NAMES[0])
    studio.people.rosters.apply(plan, archive=[stranger])  # nobody whom the plan does not call missing
    assert len(studio.people.profiles()) == 7
    studio.people.rosters.apply(plan, archive=[plan.missing[0].id])
    assert NAMES[3] not in {each.name for each in studio.people.profiles()}


def test_what_cannot_be_applied_changes_nothing(studio: Studio, tmp_path: Path) -> None:
    path = write(tmp_path / "名单.csv", "编号,姓名,班级", "010,新来的,三班")
    plan = studio.people.rosters.read(path)
    as_li(studio)
    studio.people.sign_out()
    with pytest.raises(NotAllowedError):
        studio.people.rosters.apply(plan)
    assert [each.name for each in studio.people.cohorts()] == ["一班", "二班"]


def test_a_trainer_sees_and_brings_her_class_only(studio: Studio, tmp_path: Path) -> None:
    as_li(studio)
    path = tmp_path / "名单.xlsx"
    assert studio.people.rosters.write(path) == 3  # two trainees and herself
    assert studio.people.rosters.read(path).empty
    taken = write(
        tmp_path / "b.csv", "编号,姓名,班级", "001,冒名的,一班", "010,新来的,一班", "011,别处的,二班"
    )
    plan = studio.people.rosters.read(taken)
    assert [(each.line, each.column) for each in plan.faults] == [(2, "number"), (4, "cohort")]
    studio.people.rosters.apply(plan)
    assert [each.name for each in studio.people.profiles(studio.people.led()[0].id)][-1] == "新来的"


def test_a_trainee_has_nothing_to_do_with_rosters(studio: Studio, tmp_path: Path) -> None:
    path = write(tmp_path / "名单.csv", "姓名", "甲")
    studio.people.sign_in(studio.people.add("古丽", "ug").id)
    with pytest.raises(NotAllowedError):
        studio.people.rosters.read(path)
    with pytest.raises(NotAllowedError):
        studio.people.rosters.write(tmp_path / "all.csv")


def test_a_sheet_keeps_numbers_as_they_are_and_runs_nothing(studio: Studio, tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    studio.people.rosters.write(path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert {sheet.cell(row, 1).value for row in range(2, 9)} >= {"001", "005"}
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
    studio.people.rosters.write(tmp_path / "名单.csv")
    with (tmp_path / "名单.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "'=HYPERLINK(1)王" in {row["姓名"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", "电话,地址\n1,2".encode()])
def test_what_is_no_roster_is_a_sentence(studio: Studio, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(data)
    with pytest.raises(ExpectedError):
        studio.people.rosters.read(path)
    assert len(studio.people.profiles()) == 7
