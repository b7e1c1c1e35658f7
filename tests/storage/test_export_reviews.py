"""The personal export holds what her trainer said of her takes, and what she was given."""

from __future__ import annotations

import dataclasses
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.people.values import Profile
from app.speech.values import Part, Verdict
from app.storage.export import export_attempts
from app.storage.orders_values import Certificate, CertificateFacts
from app.storage.plans_values import Given, Plan, PlanItem
from app.storage.reviews_values import Comment
from app.storage.store import Store
from tests.storage.conftest import MakeAttempt
from tests.storage.storage_samples import NOON, PROFILE, let_her_teach, make_score
from tests.storage.test_export import read_csv, read_json

NU = Profile("nu", "努尔", "ug", NOON, cohort_id="taught")
ALI = Profile("ali", "阿里", "kk", NOON, cohort_id="taught")
VOICE = b"fLaC voice"
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def school(store: Store, make_attempt: MakeAttempt) -> Store:
    """The sample profile teaches Nu and Ali, who recorded three takes and one; Nu is here."""
    let_her_teach(store)
    for each in (NU, ALI):
        store.people.add(each)
    takes = [
        make_attempt(id="heard", profile_id="nu", score=make_score(4)),
        make_attempt(id="fine", profile_id="nu"),
        make_attempt(id="asked", profile_id="nu"),
        make_attempt(id="alis", profile_id="ali"),
    ]
    for take in takes:
        with store.access.acting_for(take.profile_id):
            store.add_attempt(take)
    store.access.viewer = NU
    return store


@pytest.fixture
def reviewed(school: Store, own_home: Path) -> Store:
    """Nu has a take with a changed verdict and two comments, a fine one, and one that she asks about."""
    voice = own_home / "comments" / "c2.flac"
    voice.parent.mkdir()
    voice.write_bytes(VOICE)
    school.access.viewer = PROFILE
    reviews = school.reviews
    syllable = make_score(4).syllables[2]
    other = Verdict.GOOD if syllable.tone.verdict is not Verdict.GOOD else Verdict.WRONG
    reviews.change_verdict("heard", 2, Part.TONE, other, LATER)
    reviews.add_comment("heard", Comment("c1", None, "=很好", LATER))
    reviews.add_comment(
        "heard", Comment("c2", 1.53, "", LATER, voice=voice, voice_seconds=2.0, voice_sha256="x")
    )
    reviews.finish("heard", LATER)
    reviews.finish("fine", LATER)
    reviews.add_comment("alis", Comment("c3", None, "只给阿里", LATER))
    school.access.viewer = NU
    reviews.ask("asked", "第二个字总读不准", LATER)
    return school


def test_what_was_said_of_her_takes_is_in_a_table(reviewed: Store, tmp_path: Path) -> None:
    export_attempts(reviewed, tmp_path / "out", profile_id="nu")
    score = reviewed.attempt("heard").score
    [verdict] = reviewed.reviews.review("heard").changes
    assert score is not None
    change, written, spoken, fine, asked = read_csv(tmp_path / "out" / "reviews.csv")
    for row in (change, written, spoken):
        assert (row["学员"], row["编号"], row["状态"], row["教师"]) == (
            "努尔",
            "heard",
            "有改动",
            PROFILE.name,
        )
        assert row["听完的时间"] == f"{LATER.astimezone():%Y-%m-%d %H:%M:%S}"
    words = {"good": "好", "off": "有偏差", "wrong": "错", "not_assessable": "无法评估"}
    assert (change["第几个音节"], change["汉字"], change["部分"]) == ("3", "枣", "声调")
    assert change["程序的评价"] == words[score.syllables[2].tone.verdict.value]
    assert change["教师的评价"] == words[verdict.trainer.value] != change["程序的评价"]
    assert (change["评语"], change["语音文件"]) == ("", "")
    assert (written["第几秒"], written["评语"], written["语音文件"]) == ("", "'=很好", "")
    assert (spoken["第几秒"], spoken["谁的评语"]) == ("1.5", PROFILE.name)
    assert (tmp_path / "out" / spoken["语音文件"]).read_bytes() == VOICE
    assert (fine["编号"], fine["状态"], fine["评语"], fine["教师的评价"]) == ("fine", "没有改动", "", "")
    assert (asked["编号"], asked["状态"], asked["教师"]) == ("asked", "还没听完", "")
    assert "只给阿里" not in (tmp_path / "out" / "reviews.json").read_text("utf-8")


def test_what_was_said_is_there_for_a_program(reviewed: Store, tmp_path: Path) -> None:
    export_attempts(reviewed, tmp_path / "out", profile_id="nu")
    data = read_json(tmp_path / "out" / "reviews.json")
    assert (data["format"], data["version"]) == ("kaibo reviews", 1)
    heard, fine, asked = data["reviews"]
    [kept] = reviewed.reviews.review("heard").changes
    assert heard["changes"] == [
        {"position": 2, "part": "tone", "machine": kept.machine.value, "trainer": kept.trainer.value}
    ]
    assert (heard["attempt_id"], heard["state"], heard["trainer"]) == ("heard", "changed", PROFILE.name)
    assert datetime.fromisoformat(heard["reviewed"]) == LATER
    written, spoken = heard["comments"]
    assert (written["at"], written["text"], written["voice"]) == (None, "=很好", None)
    assert spoken["at"] == 1.53
    assert spoken["voice"] == {"file": "comments/c2.flac", "sha256": "x", "duration": 2.0}
    assert (fine["state"], fine["changes"], fine["comments"]) == ("accepted", [], [])
    assert (asked["state"], asked["reviewed"], asked["question"]) == ("open", None, "第二个字总读不准")


def test_spoken_comments_go_into_a_zip(reviewed: Store, tmp_path: Path) -> None:
    export_attempts(reviewed, tmp_path / "out.zip", profile_id="nu")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.read("comments/c2.flac") == VOICE
        assert {"reviews.csv", "reviews.json", "plans.csv", "certificates.csv"} <= set(archive.namelist())


def test_without_voices_and_with_one_that_is_gone_the_words_stay(
    reviewed: Store, own_home: Path, tmp_path: Path
) -> None:
    export_attempts(reviewed, tmp_path / "bare", profile_id="nu", recordings=False)
    (own_home / "comments" / "c2.flac").unlink()
    export_attempts(reviewed, tmp_path / "gone", profile_id="nu")
    for name in ("bare", "gone"):
        assert not (tmp_path / name / "comments").exists()
        spoken = read_csv(tmp_path / name / "reviews.csv")[2]
        assert (spoken["第几秒"], spoken["语音文件"]) == ("1.5", "")
        data = read_json(tmp_path / name / "reviews.json")
        assert data["reviews"][0]["comments"][1]["voice"]["file"] == ""


def test_a_damaged_score_does_not_hide_what_was_said(reviewed: Store, tmp_path: Path) -> None:
    def work(db: Database) -> None:
        db.execute("UPDATE scores SET data = x'00'")
        db.commit()

    reviewed._thread.call(work)
    result = export_attempts(reviewed, tmp_path / "out", profile_id="nu")
    assert "heard" in result.unreadable
    change = read_csv(tmp_path / "out" / "reviews.csv")[0]
    assert (change["第几个音节"], change["汉字"], change["部分"]) == ("3", "", "声调")


def test_plans_and_certificates_she_was_given(school: Store, tmp_path: Path) -> None:
    school.access.viewer = PROFILE
    items = (PlanItem("tones", 2, 80.0, 3), PlanItem("jujube", 5))
    school.plans.add_and_give(
        Plan("p1", "第一周", PROFILE.id, NOON, items),
        Given("g1", "p1", "taught", "", date(2026, 3, 30), NOON, PROFILE.id),
    )
    school.plans.give(Given("g2", "p1", "", "ali", date(2026, 5, 1), NOON, PROFILE.id))
    facts = CertificateFacts("努尔", "7", "中心", "第一周", 3, 4, 30, 9, date(2026, 3, 2), None, "王老师")
    first = Certificate("KB-1", "nu", NOON, PROFILE.id, facts)
    school.certificates.add(
        first,
        dataclasses.replace(first, serial="KB-2", issued=LATER + timedelta(days=2)),
        dataclasses.replace(first, serial="KB-3", profile_id="ali"),
    )
    school.access.viewer = NU
    export_attempts(school, tmp_path / "out", profile_id="nu")
    tones, jujube = read_csv(tmp_path / "out" / "plans.csv")
    assert list(tones.values()) == ["努尔", "第一周", "tones", "2026-03-30", "2026-04-01", "80.0", "3"]
    assert list(jujube.values()) == ["努尔", "第一周", "jujube", "2026-03-30", "2026-04-04", "", ""]
    certificates = read_csv(tmp_path / "out" / "certificates.csv")
    assert [each["证书编号"] for each in certificates] == ["KB-1", "KB-2"]
    assert certificates[0]["颁发日期"] == f"{NOON.astimezone():%Y-%m-%d}"
    assert (certificates[0]["第一次练习"], certificates[0]["最后一次练习"]) == ("2026-03-02", "")
    assert (certificates[0]["学完的课"], certificates[0]["全部的课"]) == ("3", "4")


def test_nobody_has_said_anything_yet(school: Store, tmp_path: Path) -> None:
    export_attempts(school, tmp_path / "out", profile_id="nu")
    for name in ("reviews", "plans", "certificates"):
        assert read_csv(tmp_path / "out" / f"{name}.csv") == []
    assert read_json(tmp_path / "out" / "reviews.json")["reviews"] == []
    assert not (tmp_path / "out" / "comments").exists()
