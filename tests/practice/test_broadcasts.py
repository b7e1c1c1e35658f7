"""The log of broadcasts over a real database and real files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from app.bootstrap import build_studio, read_settings
from app.broadcasts.values import Review, ReviewAnswer
from app.coaching.values import FactFinding, FactKind, FactState, PitchReport
from app.errors import ExpectedError
from app.live_room.room import Room
from app.practice.broadcasts import Broadcasts
from app.practice.kept_reports import kept_reports
from app.practice.pitch_reports import VERSION
from app.practice.studio import Studio
from app.speech.transcription import Transcript
from app.storage.export import export_attempts
from app.storage.rehearsal_values import KeptRehearsal
from app.storage.values import Attempt
from tests.broadcasts.broadcast_samples import broadcast, review
from tests.live_room.room_samples import ASKS_PRICE, JUJUBES, evening, play
from tests.storage.storage_samples import attempt_of

AFTER_NOON = datetime(2026, 11, 23, 14, 5).astimezone()


@pytest.fixture
def studio(own_home: Path) -> Iterator[Studio]:
    made = build_studio(own_home, read_settings(own_home))
    made.create_profile("努尔", "ug")
    yield made
    made.close()


@pytest.fixture
def log(studio: Studio) -> Broadcasts:
    return at(studio, AFTER_NOON)


def at(studio: Studio, moment: datetime) -> Broadcasts:
    return Broadcasts(studio._keeper, studio.home, lambda: studio.library, lambda: moment.astimezone(UTC))


def mine(studio: Studio) -> str:
    assert studio.profile is not None
    return studio.profile.id


def test_a_blank_one_is_today_at_noon_with_the_last_product(studio: Studio, log: Broadcasts) -> None:
    first = log.blank()
    assert (first.day, first.start, first.product) == (date(2026, 11, 23), time(12, 0), "")
    log.keep(replace(first, product="新疆红枣", minutes=120))
    assert log.blank().product == "新疆红枣" and log.blank().id != first.id
    assert at(studio, AFTER_NOON.replace(hour=22)).blank().start == time(19, 0)
    at_night = at(studio, AFTER_NOON.replace(hour=1)).blank()  # after an evening that went past midnight
    assert (at_night.day, at_night.start) == (date(2026, 11, 22), time(19, 0))


def test_a_product_named_as_a_card_belongs_to_its_lesson(studio: Studio, log: Broadcasts) -> None:
    name, lesson = next(iter(log.products().items()))
    assert log.keep(replace(log.blank(), product=f" {name} ", minutes=60)).product_lesson == lesson
    assert log.keep(replace(log.blank(), product="手机壳", minutes=60)).product_lesson == ""


def test_what_cannot_be_is_not_kept(log: Broadcasts) -> None:
    with pytest.raises(ExpectedError, match="还没有到"):
        log.keep(replace(log.blank(), product="核桃", minutes=60, day=date(2026, 11, 24)))
    assert log.all() == []


def test_deleting_can_be_undone_with_its_review(studio: Studio, log: Broadcasts) -> None:
    kept = log.keep_review(log.keep(broadcast(profile_id=mine(studio))), review())
    log.delete(kept.id)
    assert log.all() == []
    log.put_back(kept)
    assert log.all() == [kept]
    emptied = log.keep_review(kept, Review((ReviewAnswer("goal", "t", "  "),), AFTER_NOON))
    assert emptied.review is None and log.all()[0].review is None


def test_nobody_practises_nobody_broadcasts(own_home: Path) -> None:
    studio = build_studio(own_home, read_settings(own_home))
    try:
        assert studio.broadcasts.all() == []
        with pytest.raises(ExpectedError):
            studio.broadcasts.blank()
    finally:
        studio.close()


def test_a_table_is_shown_before_anything_is_kept(studio: Studio, log: Broadcasts, tmp_path: Path) -> None:
    kept = log.keep(broadcast(profile_id=mine(studio)))
    path = tmp_path / "t.csv"
    path.write_text(
        "日期,开播时间,产品,订单数\n2026-11-22,12:00,新疆红枣,14\n11月21日,12:00,核桃,3\n", "utf-8"
    )
    preview = log.open_table(path).preview
    assert log.all() == [kept]
    assert len(preview.new) == 1 and len(preview.updates) == 1
    log.take_over([*(e.broadcast for e in preview.new), *(e.broadcast for e in preview.updates)])
    assert [(each.day.day, each.orders) for each in log.all()] == [(22, 14), (21, 3)]
    assert log.all()[0].id == kept.id
    assert log.write_table(tmp_path / "out.csv") == 2
    assert log.open_table(tmp_path / "out.csv").preview.same == 2


# beside the training


def talk(studio: Studio, attempt_id: str, created: datetime, report: PitchReport | None = None) -> Attempt:
    """A kept talk, as if it had been recorded, with its report beside it."""
    made = attempt_of(
        studio.home, attempt_id, profile_id=mine(studio), created=created, score=None, free=True
    )
    studio._keeper.store.add_attempt(made)
    if report is not None:
        path = made.recording.path
        path.parent.mkdir(parents=True, exist_ok=True)
        data = {"stamp": f"{VERSION} abc kaibo def", "report": report.to_json()}
        beside = path.with_name(f"{path.stem}.{report.product}.pitch.json")
        beside.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return made


def report_with(**states: FactState) -> PitchReport:
    facts = tuple(FactFinding(FactKind[name.upper()], name, state) for name, state in states.items())
    heard = Transcript((), 60.0, "kaibo", True)
    return PitchReport(
        "product-hongzao", heard, facts, (), (), (), (), (), (), (), 50.0, 0.9, None, None, None, ()
    )


REPORT = report_with(
    origin=FactState.MISSING, price=FactState.COVERED, size=FactState.CONTRADICTED, use=FactState.UNCLEAR
)


def rehearsed(studio: Studio, created: datetime) -> None:
    room = Room(evening(ASKS_PRICE), JUJUBES, 3)
    _, session = play(room, 60.0, [])
    kept = KeptRehearsal(f"r{created:%d%H}", mine(studio), created, "product-hongzao", "p", session)
    studio._keeper.store.rehearsals.add(kept)


def test_weeks_join_takes_rehearsals_reports_and_results(studio: Studio, log: Broadcasts) -> None:
    assert log.weeks() == ()  # no broadcast, nothing to lay beside
    noon = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
    talk(studio, "t1", noon, REPORT)
    rehearsed(studio, noon)
    log.keep(broadcast(profile_id=mine(studio)))
    [week] = log.weeks()
    assert week.monday == date(2026, 11, 16)
    assert week.rehearsals == 1 and week.broadcasts == 1 and week.per_hour == 11940
    assert week.told_share == pytest.approx(
        1 / 3
    )  # one told, one missing, one wrong; the unclear one not asked
    assert week.scored == 0 and week.mean is None


def test_reports_of_another_version_and_spoilt_ones_are_passed_over(studio: Studio) -> None:
    made = talk(studio, "t1", AFTER_NOON, REPORT)
    path = made.recording.path
    assert kept_reports(path) == [REPORT]
    path.with_name(f"{path.stem}.a.pitch.json").write_text("{", "utf-8")
    path.with_name(f"{path.stem}.b.pitch.json").write_text('{"stamp": "0 x", "report": {}}', "utf-8")
    assert kept_reports(path) == [REPORT]


def test_training_puts_its_questions_to_the_review(studio: Studio, log: Broadcasts) -> None:
    kept = log.keep(broadcast(profile_id=mine(studio)))
    assert log.questions(kept) == ()
    before = datetime.combine(kept.day, time(9, 0)).astimezone()
    talk(studio, "t1", before, REPORT)
    rehearsed(studio, before)
    asked = "\n".join(log.questions(kept))
    assert "规格" in asked and "产地" in asked and "没有请观众下单" in asked
    assert "用法" not in asked  # not heard clearly: nothing to blame
    assert len(log.questions(kept)) <= 4
    earlier = replace(kept, day=kept.day - timedelta(days=1))
    assert log.questions(earlier) == ()  # it came after that broadcast
    assert log.questions(replace(kept, product_lesson="product-hetao")) == ()


def test_a_broken_own_template_is_told(studio: Studio, log: Broadcasts) -> None:
    assert log.template().problem is None
    (studio.home / "broadcasts").mkdir()
    (studio.home / "broadcasts" / "review.toml").write_text("[[part", "utf-8")
    assert log.template().problem is not None and log.template().parts


def test_broadcasts_are_in_the_personal_export(studio: Studio, log: Broadcasts, tmp_path: Path) -> None:
    log.keep_review(log.keep(broadcast(profile_id=mine(studio), note="=1+1")), review())
    export_attempts(studio._keeper.store, tmp_path / "out", profile_id=mine(studio))
    lines = (tmp_path / "out" / "broadcasts.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 3  # the review has two lines in its cell
    assert "2026-11-22,12:00,新疆红枣,120,356,48,12,238.80,1,'=1+1" in lines[1]
    data = json.loads((tmp_path / "out" / "broadcasts.json").read_text("utf-8"))
    [one] = data["broadcasts"]
    assert one["turnover"] == 23880 and one["review"]["answers"][0]["text"] == "20 单"
