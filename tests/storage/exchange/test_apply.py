"""What is taken in, what waits for what, and what is refused."""

from __future__ import annotations

import dataclasses
import json
import platform
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import ExpectedError
from app.storage.errors import DiskFullError, disk_full
from app.storage.exchange import applying as module
from app.storage.exchange.lines import from_line, to_line
from app.storage.exchange.values import Applied, Record
from app.storage.score_json import FORMAT
from app.storage.store import Store
from tests.storage.exchange.centre_samples import (
    as_person,
    carry,
    everything,
    fill,
    found_centre,
    station,
)
from tests.storage.storage_samples import NOON, attempt_of


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Store]:
    store = station(tmp_path / "full")
    fill(store)
    yield store
    store.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    store = station(tmp_path / "empty")
    yield store
    store.close()


def record(store: Store, kind: str, record_id: str) -> Record:
    [found] = (each for each in store.exchange.records([kind]) if each.id == record_id)
    return found


def newer(record: Record, **body: object) -> Record:
    return dataclasses.replace(record, revision=record.revision + 1, body={**record.body, **body})


# -- the outbox


def test_what_changed_first_comes_first_and_stays_until_it_has_arrived(full: Store) -> None:
    full.exchange.mark_sent(full.exchange.pending(10_000))
    as_person(full, "head").people.change({"nu": {"name": "一"}})
    as_person(full, "li").plans.update(dataclasses.replace(full.plans.plan("p1"), title="二"))
    full.access.viewer = None
    first = full.exchange.pending(1)
    assert [(each.kind, each.body["name"]) for each in first] == [("profile", "一")]
    assert [each.kind for each in full.exchange.pending(9)] == ["profile", "plan"]
    assert [each.kind for each in full.exchange.pending(9, ["plan"])] == ["plan"]
    as_person(full, "head").people.change({"nu": {"name": "三"}})  # while it was under way
    full.exchange.mark_sent(first)
    assert [each.body.get("name") for each in full.exchange.pending(1)] == ["三"]
    full.exchange.mark_sent(full.exchange.pending(9))
    assert full.exchange.pending_counts() == {}
    full.exchange.send_again()
    assert sum(full.exchange.pending_counts().values()) == len(everything(full))


def test_a_transaction_that_fails_leaves_nothing_to_send(full: Store) -> None:
    full.exchange.mark_sent(full.exchange.pending(10_000))
    before = everything(full)
    as_person(full, "nu")
    with pytest.raises(sqlite3.IntegrityError):  # there is one of this id
        full.add_attempt(attempt_of(full.user_dir, "a1", profile_id="nu"))
    assert full.exchange.pending_counts() == {}
    assert everything(full) == before


def test_a_desk_passes_on_what_a_stick_brought(full: Store, empty: Store) -> None:
    records = list(full.exchange.records())
    assert empty.exchange.apply(records, pass_on=True).applied == len(records)
    passed = empty.exchange.pending(10_000)
    assert sorted(map(to_line, passed)) == sorted(map(to_line, records))
    empty.exchange.mark_sent(passed)
    assert empty.exchange.apply(records, pass_on=True).known == len(records)
    assert empty.exchange.pending_counts() == {}


# -- which one counts


def test_the_higher_revision_counts_whatever_the_clock_says(full: Store, empty: Store) -> None:
    carry(full, empty)
    old = record(full, "profile", "nu")
    empty.exchange.apply([newer(old, name="新名字")])
    assert empty.exchange.apply([old]) == Applied(older=1)
    assert as_person(empty, "li").people.profile("nu").name == "新名字"


def test_a_newer_revision_from_elsewhere_takes_ours_out_of_the_outbox(full: Store, empty: Store) -> None:
    carry(full, empty)
    as_person(empty, "head").people.change({"nu": {"name": "这里的"}})
    theirs = newer(newer(record(full, "profile", "nu")), name="那里的")
    assert empty.exchange.apply([theirs]).applied == 1
    assert empty.exchange.pending_counts() == {}
    assert everything(empty)["profile", "nu"][3]["name"] == "那里的"


def test_a_deleted_one_stays_deleted_until_a_newer_revision_brings_it_back(full: Store, empty: Store) -> None:
    carry(full, empty)
    there = record(full, "exam", "e1")
    as_person(full, "nu").exams.delete("e1")
    gone = record(full, "exam", "e1")
    assert (gone.deleted, dict(gone.body), gone.revision) == (True, {}, there.revision + 1)
    empty.exchange.apply([gone])
    assert as_person(empty, "nu").exams.exams("nu") == []
    assert empty.exchange.apply([there]) == Applied(older=1)
    again = dataclasses.replace(there, revision=gone.revision + 1)
    assert empty.exchange.apply([again]).applied == 1
    assert [each.id for each in empty.exams.exams("nu")] == ["e1"]


@pytest.mark.parametrize("word", ["一", "二", "三", "四", "五", "六"])  # whichever hash is the larger
def test_at_a_draw_what_was_taken_away_stays_away(full: Store, empty: Store, word: str) -> None:
    carry(full, empty)
    there = record(full, "exam", "e1")
    as_person(full, "nu").exams.delete("e1")
    gone = record(full, "exam", "e1")
    changed = newer(there, paper=json.dumps(json.loads(str(there.body["paper"])) | {"note": word}))
    assert changed.revision == gone.revision
    assert empty.exchange.apply([changed]).applied == 1
    assert full.exchange.apply([changed]) == Applied(older=1)
    assert empty.exchange.apply([gone]).applied == 1
    assert everything(full)["exam", "e1"] == everything(empty)["exam", "e1"]
    assert as_person(empty, "nu").exams.exams("nu") == []


# -- what waits


def test_one_after_the_other_in_the_worst_order_they_all_find_their_place(full: Store, empty: Store) -> None:
    for each in reversed(list(full.exchange.records())):
        empty.exchange.apply([each])
    assert empty.exchange.waiting() == 0
    assert everything(empty) == everything(full)


def test_what_waits_says_for_what_and_is_handed_on_all_the_same(full: Store, empty: Store) -> None:
    comment = record(full, "comment", "c1")
    applied = empty.exchange.apply([comment], pass_on=True)
    assert applied == Applied(waiting=1)
    assert empty.exchange.waiting_for() == {"attempt": 1}
    assert empty.exchange.pending(9) == [comment]
    assert empty.exchange.apply([comment]) == Applied(known=1)
    carry(full, empty)
    assert empty.exchange.waiting() == 0
    assert [each.id for each in as_person(empty, "nu").reviews.review("a1").comments] == ["c2", "c1"]


def test_what_a_newer_kaibo_says_waits_and_is_not_lost(full: Store, empty: Store) -> None:
    carry(full, empty)
    attempt = record(full, "attempt", "a1")
    too_new = newer(attempt, score={"format": FORMAT + 1, "data": "AAAA"})
    unknown = Record("hologram", "h1", "nu", 3, "s", deleted=False, body={"depth": 3})
    assert empty.exchange.apply([too_new, unknown]) == Applied(waiting=2)
    assert as_person(empty, "nu").attempt("a1").score is not None  # the one it had stays meanwhile
    told = everything(empty)
    assert told["hologram", "h1"][3] == {"depth": 3}
    assert told["attempt", "a1"][3]["score"] == {"format": FORMAT + 1, "data": "AAAA"}
    profile = newer(record(full, "profile", "nu"), shoe_size=38)
    assert empty.exchange.apply([profile]).applied == 1
    assert everything(empty)["profile", "nu"][3]["shoe_size"] == 38
    assert empty.exchange.waiting() == 2


def test_a_later_kaibo_tries_again_what_an_earlier_one_did_not_know(
    full: Store, empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry(full, empty)
    broadcast = newer(record(full, "broadcast", "b1"), note="新的")
    with monkeypatch.context() as earlier:
        earlier.setattr(module, "KINDS", ())
        assert empty.exchange.apply([broadcast]) == Applied(waiting=1)
    assert empty.exchange.apply([]) == Applied()
    assert empty.exchange.waiting() == 1  # the same version does not try the same again
    monkeypatch.setattr("app.storage.exchange.register.__version__", "99")
    empty.exchange.apply([])
    assert empty.exchange.waiting() == 0
    assert as_person(empty, "nu").broadcasts.broadcasts("nu")[0].note == "新的"


@pytest.mark.parametrize(
    ("kind", "record_id", "body"),
    [
        ("profile", "nu", {"name": None}),
        ("profile", "nu", {"created": "gestern"}),
        ("membership", "nu", {"role": "king"}),
        ("attempt", "a1", {"duration": "long"}),
        ("attempt", "a1", {"score": {"format": 1, "data": "***"}}),
        ("attempt", "a1", {"recording": None}),
        ("exam", "e1", {"paper": "{}"}),
        ("exam", "e1", {"parts": [{"part": "talk"}]}),
        ("rehearsal", "r1", {"session": "[]"}),
        ("plan", "p1", {"items": 7}),
        ("cohort", "first", {"trainers": [["li"]]}),
        ("certificate", "KB0001", {"facts": '{"first": "x"}'}),
        ("threshold", None, {"cuts": "{"}),
        ("comment", "c1", {"text": {"a": 1}}),
        ("verdict_change", None, {"trainer": "superb"}),
        ("mark", None, {"syllables": [{}]}),
        ("order", "o1", {"persons": 2**70}),
    ],
)
def test_what_makes_no_sense_waits_and_stops_nothing(
    full: Store, empty: Store, kind: str, record_id: str | None, body: dict[str, object]
) -> None:
    carry(full, empty)
    before = as_person(empty, "nu").attempts("nu")
    [good] = [each for each in full.exchange.records([kind]) if record_id in (None, each.id)][:1]
    bad = newer(good, **body)
    other = newer(record(full, "broadcast", "b1"), note="也到了")
    assert empty.exchange.apply([bad, other]) == Applied(applied=1, waiting=1)
    assert empty.broadcasts.broadcasts("nu")[0].note == "也到了"
    assert empty.attempts("nu") == before
    mended = dataclasses.replace(good, revision=bad.revision + 1)
    assert empty.exchange.apply([mended]).applied == 1
    assert empty.exchange.waiting() == 0


@pytest.mark.parametrize(
    "name", ["../../../evil.flac", "/etc/passwd", "2026-03/../../x.flac", "a/b/c.flac", ""]
)
def test_no_record_says_where_outside_a_file_lies(full: Store, empty: Store, name: str) -> None:
    carry(full, empty)
    attempt = record(full, "attempt", "a2")
    strange = dataclasses.replace(
        attempt, id="a9", body={**attempt.body, "recording": {**attempt.body["recording"], "file": name}}
    )
    empty.exchange.apply([strange])
    path = as_person(empty, "nu").attempt("a9").recording.path
    assert path == empty.user_dir / "recordings" / "2026-03" / "a9.flac"
    assert empty.exchange.apply([dataclasses.replace(strange, id="../a9")]).waiting == 1


def test_a_plan_is_deleted_under_what_refers_to_it_and_comes_back(full: Store, empty: Store) -> None:
    carry(full, empty)
    plan = record(full, "plan", "p1")
    gone = dataclasses.replace(plan, revision=plan.revision + 1, deleted=True, body={})
    assert empty.exchange.apply([gone]).applied == 1
    as_person(empty, "li")
    assert (empty.plans.plans(), empty.plans.given()) == ([], [])
    assert empty.orders.order("o1").plan_id == ""
    assert everything(empty)["order", "o1"] == everything(full)["order", "o1"]  # and is told as it was
    back = dataclasses.replace(plan, revision=gone.revision + 1)
    empty.exchange.apply([back])
    assert empty.orders.order("o1").plan_id == "p1"
    assert sorted(each.id for each in empty.plans.given()) == ["g1", "g2"]


def test_what_was_said_of_a_take_outlives_its_deletion(full: Store, empty: Store) -> None:
    carry(full, empty)
    as_person(full, "nu").delete_attempt("a1")
    carry(full, empty)
    assert [each.id for each in as_person(empty, "nu").attempts("nu")] == ["a2"]
    late = record(full, "comment", "c1")
    late = dataclasses.replace(late, id="late", body={**late.body, "text": "迟到的"})
    empty.exchange.apply([late], pass_on=True)
    carry(empty, full)
    full.undelete_attempt("a1")
    carry(full, empty)
    for store in (full, empty):
        review = as_person(store, "nu").reviews.review("a1")
        assert sorted(each.id for each in review.comments) == ["c1", "c2", "late"]
        assert (review.question, review.seconds, len(review.changes)) == ("第三声对吗？", 12.5, 1)
    assert everything(full) == everything(empty)


# -- all or nothing


def test_a_full_disk_leaves_nothing_of_it(full: Store, empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put = module.put_take

    def full_disk(db: object, kind: str, *rest: object) -> object:
        if kind == "review":
            raise disk_full()
        return put(db, kind, *rest)

    monkeypatch.setattr(module, "put_take", full_disk)
    with pytest.raises(DiskFullError):
        empty.exchange.apply(list(full.exchange.records()), cursor=("hub", 7))
    assert (everything(empty), empty.exchange.cursor("hub")) == ({}, 0)
    monkeypatch.undo()
    empty.exchange.apply(list(full.exchange.records()), cursor=("hub", 7))
    assert (everything(empty), empty.exchange.cursor("hub")) == (everything(full), 7)
    empty.exchange.set_cursor("hub", 2)
    assert empty.exchange.cursor("hub") == 2


# -- erasure


def test_who_was_erased_is_erased_everywhere_and_stays_so(full: Store, empty: Store) -> None:
    carry(full, empty)
    before = list(full.exchange.records())
    full.exchange.mark_sent(full.exchange.pending(10_000))
    as_person(full, "head").erasures.erase("nu", NOON)
    [erasure] = full.exchange.pending(10_000)
    assert (erasure.kind, erasure.id, dict(erasure.body)) == ("erasure", "nu", {"erased": NOON.isoformat()})
    assert empty.exchange.apply([erasure]).applied == 1
    for store in (full, empty):
        as_person(store, "head")
        assert store.exchange.erased("nu")
        assert "nu" not in [each.id for each in store.people.everyone()]
        assert store._query("SELECT * FROM attempts") == []
        hers = [each for each in before if each.owner_id == "nu"]
        assert store.exchange.apply(hers) == Applied(refused=len(hers))
        assert not [key for key, told in everything(store).items() if told[2] == "nu"]
        assert store.exchange.apply(before).waiting == 0
    assert everything(full) == everything(empty)
    again = dataclasses.replace(erasure, revision=9, deleted=True, body={})
    assert full.exchange.apply([again]).waiting == 1  # there is no way back
    assert full.exchange.erased("nu")


def test_a_trainer_who_was_erased_leaves_what_she_said_without_her_name(full: Store, empty: Store) -> None:
    late = [each for each in full.exchange.records() if each.kind in ("comment", "review", "plan", "cohort")]
    carry(full, empty)
    as_person(full, "head").erasures.erase("li", NOON)
    empty.exchange.apply(full.exchange.pending(10_000, ["erasure"]))
    fresh = station(empty.user_dir.parent / "fresh")
    fresh.exchange.apply([*full.exchange.records(), *late])
    for store in (full, empty, fresh):
        as_person(store, "head")
        review = store.reviews.review("a1")
        assert [(each.id, each.by) for each in review.comments] == [("c1", "")]
        assert (review.by, store.plans.plan("p1").owner_id) == ("", "")
        assert store.people.trainers("first") == []
        assert store.exchange.waiting_for() == {}
    fresh.close()


# -- who we are


def test_a_copied_disk_gets_an_id_of_its_own(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = empty.exchange.station()
    assert empty.exchange.station() == before
    assert before.name == platform.node()
    monkeypatch.setattr(platform, "node", lambda: "lab-07")
    after = empty.exchange.station()
    assert after.name == "lab-07" and after.id != before.id
    empty.exchange.rename_station("甲 07")
    monkeypatch.setattr(platform, "node", lambda: "lab-08")
    assert empty.exchange.station().name == "甲 07"  # the centre's name is not the host's


def test_sign_ins_and_use_bear_the_stations_name(empty: Store) -> None:
    found_centre(empty)
    empty.exchange.rename_station("甲 07")
    as_person(empty, "nu").add_attempt(attempt_of(empty.user_dir, "a1", profile_id="nu"))
    empty.sign_ins.sign_in("omar", now=NOON)
    assert [each.body["station"] for each in empty.exchange.records(["sign_in"])].count("甲 07") == 1
    assert [each.body["name"] for each in empty.exchange.records(["use"])] == ["甲 07"]
    empty.exchange.rename_station("甲 08")
    assert [each.body["name"] for each in empty.exchange.records(["use"])] == ["甲 08"]


# -- lines


def test_a_line_that_was_changed_is_found(full: Store) -> None:
    line = to_line(record(full, "profile", "nu"))
    assert from_line(line) == record(full, "profile", "nu")
    with pytest.raises(ExpectedError, match="profile nu"):
        from_line(line.replace("努尔", "奴儿"))
    for broken in ("", "7", "[]", line[:-9], '{"kind": 3}'):
        with pytest.raises(ExpectedError):
            from_line(broken)
    with pytest.raises(ExpectedError, match="profile nu"):
        from_line(line.replace('"deleted":false', '"deleted":true'))
