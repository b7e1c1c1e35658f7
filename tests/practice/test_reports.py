"""Reports as they leave the house: the gradebook through a real spreadsheet program, tables, TextGrids."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.curriculum.library import Library
from app.curriculum.values import Card, Lesson, Outcome, Prompt
from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.people.values import Cohort, Profile
from app.practice.exam import Exams
from app.practice.learning_values import Sound
from app.practice.plans_values import DueState, PlanItem
from app.practice.reports import Reports
from app.practice.reports_certificates import new_serial, read_serial
from app.practice.reports_raw import TABLES, RawFormat
from app.practice.reports_values import Scope
from app.speech.values import Part, Verdict
from app.storage.opening import open_store
from app.storage.reviews_values import Comment
from tests.practice.trainee import NOON, Trainee

SAY = Prompt("say", "中国人爱吃枣", ("zhong1", "guo2", "ren2", "ai4", "chi1", "zao3"))
LONG = "请用最慢的语速，把新疆红枣的产地、等级和价格讲给直播间里的每一位观众听"


def lesson(name: str, title: str = "") -> Lesson:
    return Lesson(name, title or name.title(), "", "mandarin", 10, 1, (Card(f"{name}-card", "", ""), SAY))


LIBRARY = Library((lesson("tones", LONG), lesson("jujube"), lesson("walnut")))


@pytest.fixture
def nu(own_home: Path) -> Iterator[Trainee]:
    """Nu and Ai are in class k, Gul in none; their names are as bad as names can be."""
    opened = open_store(own_home, automatic_backup=False)
    nu = Trainee(opened.store, LIBRARY)
    nu.weak[Sound(Part.INITIAL, "zh")] = "z"
    for week in range(10):
        for _ in range(3):
            nu.say("tones", SAY)
        if week == 5:
            nu.weak.clear()
        nu.next_noon(7)
    nu.see("tones", 0)
    nu.see("tones", 1)
    nu.learning.finish("tones", SAY, Outcome(1, 2, 9.0, ("=SUM(A1)", "b")))
    store = opened.store
    store.people.add(Profile("head", "王老师", "zh", NOON))
    store.sign_ins.sign_in("head")
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "喀什直播培训中心")
    store.add_cohort(Cohort("k", "一班", NOON))
    store.people.add(
        Profile("ai", '=HYPERLINK("x")', "ug", NOON, cohort_id="k", number="007"),
        Profile("gul", "@古丽·ئايگۈل", "kk", NOON),
    )
    store.people.change({"nu": {"cohort_id": "k", "number": "26-01"}})
    yield nu
    opened.store.close()


@pytest.fixture
def reports(nu: Trainee) -> Reports:
    return Reports(
        nu.keeper, lambda: LIBRARY, nu.learning.plans, Exams(nu.keeper, lambda: nu.now), lambda: nu.now
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def give(nu: Trainee, days_ago: int = 70) -> None:
    plans = nu.learning.plans
    start = nu.now.date() - timedelta(days=days_ago)
    plan = plans.make(
        "-第一周", [PlanItem("tones", 7, 80, 3), PlanItem("jujube", 14), PlanItem("walnut", 99)]
    )
    plans.give(plan.id, start, cohort_ids=["k"])
    plans.give(plan.id, start, profile_ids=["gul"])


def converted(path: Path, to: str, folder: Path) -> Path:
    """The file as LibreOffice writes it after reading it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    out = folder / f"as-{to.split(':')[0]}"
    subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{folder / 'office'}",
            "--headless",
            "--convert-to",
            to,
            "--outdir",
            str(out),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    [found] = out.iterdir()
    return found


def cells(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


def test_gradebook_keeps_numbers_and_days_through_a_spreadsheet_program(
    nu: Trainee, reports: Reports, out: Path
) -> None:
    give(nu)
    path = out / reports.file_name("成绩册", ".xlsx")
    assert path.name == f"成绩册_{nu.now.astimezone():%Y-%m-%d_%H%M}.xlsx"
    assert reports.gradebook(path) == 3
    assert [each.name for each in out.iterdir()] == [path.name]
    through = converted(converted(path, "ods", out), "xlsx", out)
    for sheets in (cells(path), cells(through)):
        assert list(sheets) == ["一班", "没有班级", "汇总", "说明"]
        table = sheets["一班"]
        assert table[0][2] == "-第一周"
        assert table[1][2] == LONG
        assert isinstance(table[2][2], datetime)
        rows = {row[1]: row for row in table[4:]}
        assert rows.keys() == {"努尔古丽", '=HYPERLINK("x")'}
        hers = rows["努尔古丽"]
        assert hers[2:5] == [95.0, 30, "完成"]
        assert hers[6:8] == [0, "过期未完成"]
        assert hers[10] == "进行中"
        assert rows['=HYPERLINK("x")'][0] == "007"
        assert sheets["没有班级"][4][1] == "@古丽·ئايگۈل"
        summary = {row[2]: row for row in sheets["汇总"][1:]}
        assert len(summary) == 3
        hers = summary["努尔古丽"]
        assert hers[3] == pytest.approx(1.0)  # thirty takes of two seconds
        assert hers[4:7] == [10, 30, 30]
        assert isinstance(hers[7], datetime)
        assert hers[10] < hers[11] == 95.0
        assert hers[12] == pytest.approx(hers[11] - hers[10], abs=0.11)
        assert hers[13].startswith("zh 4")
        assert hers[18:21] == [1, 1, 1]
        assert summary["@古丽·ئايگۈل"][0] == "没有班级"
    as_csv = converted(
        path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1", out
    )
    assert "=HYPERLINK" in as_csv.read_text("utf-8")  # what is written, not what it would come to


def test_gradebook_of_a_class_in_uyghur_reads_from_the_right(
    nu: Trainee, reports: Reports, out: Path
) -> None:
    assert reports.gradebook(out / "a.xlsx", "k", language="ug") == 2
    book = openpyxl.load_workbook(out / "a.xlsx")
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    assert book.worksheets[0].freeze_panes == "C5"
    nu.store.sign_ins.sign_in("nu")
    with pytest.raises(NotAllowedError):
        reports.gradebook(out / "b.xlsx")
    assert not (out / "b.xlsx").exists()


def test_cancelled_gradebook_leaves_nothing(nu: Trainee, reports: Reports, out: Path) -> None:
    assert reports.gradebook(out / "a.xlsx", cancelled=lambda: True) is None
    (out / "folder.xlsx").mkdir()
    with pytest.raises(ExpectedError):
        reports.gradebook(out / "folder.xlsx")
    assert [each.name for each in out.iterdir()] == ["folder.xlsx"]


def test_page_of_a_trainee_says_what_improved(nu: Trainee, reports: Reports) -> None:
    give(nu)
    told = reports.person("nu")
    assert (told.cohort, told.centre, told.trainer) == ("一班", "喀什直播培训中心", "王老师")
    assert told.figures.attempts == 30
    assert told.again is not None and told.again[1] < told.again[2]
    assert [each.sound.key for each in told.better] == ["initial:zh"]
    assert [told.count(state) for state in DueState] == [1, 1, 1]
    assert told.plan[0].title == LONG
    assert told.assessed == 1.0
    lately = reports.person("nu", nu.now.date() - timedelta(days=21))
    assert 0 < lately.figures.attempts < 30
    assert lately.figures.weak == ()
    nothing = reports.person("ai")
    assert (nothing.figures.attempts, nothing.again, nothing.assessed, nothing.exam) == (0, None, None, None)
    nu.store.sign_ins.sign_in("nu")
    assert reports.person("nu").figures.attempts == 30
    with pytest.raises(NotAllowedError):
        reports.person("ai")


def test_certificates_are_found_by_their_numbers(nu: Trainee, reports: Reports) -> None:
    give(nu)
    plan = reports.certifiable()[0]
    [certificate] = reports.certify(["nu"], plan.id)
    facts = certificate.facts
    assert (facts.name, facts.plan, facts.lessons_done, facts.lessons) == ("努尔古丽", "-第一周", 1, 3)
    assert (facts.takes, facts.minutes, facts.trainer) == (30, 1, "王老师")
    written = certificate.serial.lower().replace("-", " ").replace("0", "o")
    assert reports.find_certificate(written) == certificate
    nu.learning.plans.archive(plan.id)
    nu.store.people.change({"nu": {"name": "改名了"}})
    assert reports.find_certificate(certificate.serial) == certificate  # what was true on its day
    assert [each.profile_id for each in reports.certify(["nu", "ai"])] == ["nu"]
    with pytest.raises(ExpectedError, match="还没有练习过"):
        reports.certify(["ai"])

    def full(_made: object) -> None:
        raise OSError("the disk is full")

    before = reports.certificates("nu")
    with pytest.raises(OSError):
        reports.certify(["nu"], write=full)
    assert reports.certificates("nu") == before  # what could not be put on paper was not given


def test_a_misread_sign_of_a_serial_is_noticed() -> None:
    serial = new_serial()
    assert read_serial(serial[3:]) == serial
    place = 4
    for sign in "0123456789ABCDEFGHJKMNPQRSTVWXY":
        changed = serial[:place] + sign + serial[place + 1 :]
        assert read_serial(changed) == (serial if sign == serial[place] else "")
    assert len({new_serial() for _ in range(200)}) == 200
    for nonsense in ("", "KB", "KB-0000", "证书", serial + "0"):
        assert read_serial(nonsense) == ""


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_raw_data_is_whole(nu: Trainee, reports: Reports, out: Path) -> None:
    nu.store.reviews.change_verdict("t1", 0, Part.INITIAL, Verdict.GOOD, nu.now)
    nu.store.reviews.add_comment("t1", Comment("c", 0.5, "=舌头", nu.now))
    nu.store.reviews.finish("t1", nu.now)
    shares: list[float] = []
    result = reports.raw(out / "csv", progress=shares.append)
    assert result is not None and (result.attempts, result.key) == (30, None)
    assert shares[-1] == 1.0
    for name, columns in TABLES.items():
        header = (out / "csv" / f"{name}.csv").read_text("utf-8-sig").splitlines()[0]
        assert header == ",".join(columns)
    attempts = rows_of(out / "csv" / "attempts.csv")
    assert [each["attempt"] for each in attempts] == [f"t{number}" for number in range(1, 31)]
    assert float(attempts[0]["total"]) < float(attempts[-1]["total"]) == 95.0
    syllables = rows_of(out / "csv" / "syllables.csv")
    assert len(syllables) == 180
    assert syllables[0]["initial_verdict"] == "good"  # the trainer's counts
    [change] = rows_of(out / "csv" / "verdict_changes.csv")
    assert (change["machine"], change["trainer_says"], change["trainer"]) == ("wrong", "good", "head")
    assert rows_of(out / "csv" / "comments.csv")[0]["text"] == "'=舌头"
    assert rows_of(out / "csv" / "outcomes.csv")[0]["right"] == "1"
    assert {each["name"] for each in rows_of(out / "csv" / "people.csv")} >= {"'@古丽·ئايگۈل", "努尔古丽"}
    reports.raw(out / "json", RawFormat.JSON, Scope(cohort_id="k"))
    lines = (out / "json" / "attempts.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[29])["total"] == 95.0
    with pytest.raises(ExpectedError, match="已经有东西"):
        reports.raw(out / "csv")


def test_raw_data_with_codes_names_nobody(nu: Trainee, reports: Reports, out: Path) -> None:
    nu.store.reviews.add_comment("t1", Comment("c", 0.5, "努尔，舌头", nu.now))
    result = reports.raw(out / "study", codes=True)
    assert result is not None and result.key == out / "study_key.csv"
    key = {each["person"]: each for each in rows_of(result.key)}
    code = next(person for person, each in key.items() if each["id"] == "nu")
    assert {each["person"] for each in rows_of(out / "study" / "attempts.csv")} == {code}
    for path in (out / "study").iterdir():
        text = path.read_text("utf-8-sig")
        for secret in ("努尔", "古丽", "26-01", "head", "t1,", "一班", "SUM"):
            assert secret not in text, (path.name, secret)


def test_raw_data_that_would_end_with_somebody_elses_is_not_written(
    nu: Trainee, reports: Reports, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.practice.reports_raw.PAGE", 7)
    with pytest.raises(ExpectedError, match="换了人"):
        reports.raw(out / "x", progress=lambda _share: nu.keeper.store.sign_ins.sign_out())
    assert list(out.iterdir()) == []


def test_raw_data_stops_when_told_and_leaves_nothing(
    nu: Trainee, reports: Reports, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.practice.reports_raw.PAGE", 7)
    shares: list[float] = []
    assert reports.raw(out / "x", progress=shares.append, cancelled=lambda: len(shares) > 1) is None
    assert list(out.iterdir()) == []
    result = reports.raw(out / "x", codes=True)
    assert result is not None and result.attempts == 30
    assert len(rows_of(out / "x" / "syllables.csv")) == 180
    nu.store.sign_ins.sign_in("nu")
    hers = reports.raw(out / "hers", scope=Scope(profile_id="nu"))
    assert hers is not None and hers.people == 1
    with pytest.raises(NotAllowedError):
        reports.raw(out / "ai", scope=Scope(profile_id="ai"))


def test_when_she_practised_little_no_trend_is_told(nu: Trainee, reports: Reports) -> None:
    told = reports.person("nu", nu.now.date() - timedelta(days=10)).figures
    assert (told.first_mean, told.last_mean) == (None, None)
    assert dataclasses.replace(told, seconds=90).minutes == 1.5
    assert isinstance(told.first, date)
