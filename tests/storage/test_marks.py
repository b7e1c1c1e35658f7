"""Blind marks and thresholds in the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.errors import ExpectedError
from app.people.values import TRAINER, Profile
from app.speech.agreement_cuts import BUNDLED, CentreCuts, Shift
from app.speech.values import Part, Verdict
from app.storage import migrations as module
from app.storage.errors import AttemptMissingError
from app.storage.marks_rows import BLIND
from app.storage.opening import open_store
from app.storage.rows import profile_row
from app.storage.store import Store
from tests.storage.storage_samples import NOON, PROFILE, attempt_of, let_her_teach, make_score
from tests.storage.test_migrations import make_from, shape

SHAPE_11 = Path(__file__).with_name("shape_011.sql")
"""A database of the eleventh shape: one profile, two attempts, one of them scored."""

WANG = Profile("wang", "王老师", "zh", NOON, role=TRAINER)
ALL_GOOD = dict.fromkeys(Part, Verdict.GOOD)
TELLING = ("_machine", "_goodness", "_reason", "_verdict")
"""How the columns end that hold what the machine says."""


@pytest.fixture
def store(own_home: Path) -> Iterator[Store]:
    """Wang teaches the sample profile, who has said one take."""
    opened = open_store(own_home, automatic_backup=False).store
    opened.access.viewer = PROFILE
    opened.people.add(PROFILE)
    opened.add_attempt(attempt_of(own_home, "a1", score=make_score(3)))
    opened._thread.call(lambda db: (db.table("profiles").insert(profile_row(WANG)), db.commit()))
    let_her_teach(opened, PROFILE.id, WANG)
    opened.access.viewer = WANG
    yield opened
    opened.close()


def mark_all(store: Store, attempt_id: str = "a1", verdict: Verdict = Verdict.GOOD) -> None:
    store.marks.begin(attempt_id, NOON)
    for each in store.marks.take(attempt_id).syllables:
        store.marks.mark(attempt_id, each.position, dict.fromkeys(each.parts, verdict), NOON)


def test_the_blind_page_reads_nothing_of_what_the_machine_says(store: Store) -> None:
    """SQLite itself is told to refuse it."""
    store.marks.begin("a1", NOON)
    read: set[tuple[str, str]] = set()

    def watch(action: int, table: str | None, column: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ:
            read.add((table or "", column or ""))
            if table == "scores" or (column or "").endswith(TELLING) or column == "total":
                return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    store._thread.call(lambda db: db.conn.set_authorizer(watch))
    take = store.marks.take("a1")
    store.marks.mark("a1", 0, ALL_GOOD, NOON)
    store._thread.call(lambda db: db.conn.set_authorizer(None))
    assert ("marks", "initial_mark") in read, "the watch was on"
    assert len(take.syllables) == 6
    assert not any(name in BLIND for name in TELLING)


def test_where_to_listen_tells_no_omission(store: Store) -> None:
    store.marks.begin("a1", NOON)
    spans = [(each.start, each.stop) for each in store.marks.take("a1").syllables]
    assert all(stop > start for start, stop in spans)
    left_out = make_score(3).syllables[3]
    assert left_out.omitted
    assert left_out.start is None
    assert spans[3] == pytest.approx((0.85 - 0.15, 1.2 + 0.15))  # between its neighbours


def test_each_syllable_is_kept_and_can_be_gone_on_with(store: Store, own_home: Path) -> None:
    store.marks.begin("a1", NOON)
    heard = {Part.INITIAL: Verdict.WRONG, Part.FINAL: Verdict.GOOD, Part.TONE: Verdict.NOT_ASSESSABLE}
    store.marks.mark("a1", 2, heard, NOON)
    store.close()
    again = open_store(own_home, automatic_backup=False).store
    again.access.viewer = WANG
    assert again.marks.standing().broken_off == "a1"
    again.marks.begin("a1", NOON + timedelta(hours=1))
    syllables = again.marks.take("a1").syllables
    assert [bool(each.marks) for each in syllables] == [False, False, True, False, False, False]
    assert dict(syllables[2].marks) == heard
    again.close()


def test_the_machine_is_shown_only_after_the_last_syllable(store: Store) -> None:
    store.marks.begin("a1", NOON)
    for attempt in (store.marks.beside, lambda a: store.marks.finish(a, NOON)):
        with pytest.raises(ExpectedError, match="还有字没有标完"):
            attempt("a1")
    assert store.marks.finished() == []
    mark_all(store)
    store.marks.finish("a1", NOON)
    beside = store.marks.beside("a1")
    assert len(beside) == 18
    for mark in beside:
        score = make_score(3).syllables[mark.position].part(mark.machine.part)
        assert (mark.machine.verdict, mark.machine.goodness) == (score.verdict, score.goodness)
        assert (mark.trainer, mark.scorer, mark.speaker) == (Verdict.GOOD, "1.0", PROFILE.id)
    with pytest.raises(ExpectedError, match="不能再改"):
        store.marks.mark("a1", 0, ALL_GOOD, NOON)


def test_marks_survive_scoring_again_and_deleting(store: Store) -> None:
    mark_all(store)
    with store.access.acting_for(PROFILE.id):
        store.replace_score("a1", make_score(99))
    store.marks.finish("a1", NOON)
    expected = [each.part(part).verdict for each in make_score(3).syllables for part in Part]
    assert [each.machine.verdict for each in store.marks.beside("a1")] == expected
    with store.access.acting_for(PROFILE.id):
        store.delete_attempt("a1")
    assert [each.machine.verdict for each in store.marks.finished()] == expected
    with pytest.raises(AttemptMissingError):
        store.marks.take("a1")


def test_two_trainers_mark_the_same_take_without_seeing_each_other(store: Store, own_home: Path) -> None:
    mark_all(store, verdict=Verdict.WRONG)
    store.marks.finish("a1", NOON)
    li = Profile("li", "李老师", "zh", NOON, role=TRAINER)

    def join(db: Database) -> None:
        db.table("profiles").insert(profile_row(li))
        db.table("cohort_trainers").insert({"cohort_id": "taught", "profile_id": "li"})
        db.commit()

    store._thread.call(join)
    store.access.viewer = li
    assert store.marks.standing().finished == 0
    mark_all(store)
    assert {each.by for each in store.marks.finished()} == {"wang"}
    store.marks.finish("a1", NOON)
    found = store.marks.finished()
    assert {(each.by_name, each.trainer) for each in found} == {
        ("王老师", Verdict.WRONG),
        ("李老师", Verdict.GOOD),
    }


def test_what_she_has_heard_already_is_not_offered(store: Store, own_home: Path) -> None:
    with store.access.acting_for(PROFILE.id):
        store.add_attempt(attempt_of(own_home, "heard"))
        store.add_attempt(attempt_of(own_home, "long", score=make_score(1, syllables=30)))
        store.add_attempt(attempt_of(own_home, "unscored", score=None))
    store.reviews.finish("heard", NOON)
    assert {t.attempt_id: t.open for t in store.marks.scored_takes(9)} == {
        "a1": True,
        "heard": False,
        "long": False,
    }
    store.marks.begin("a1", NOON)
    assert not any(each.open for each in store.marks.scored_takes(9))
    assert [len(store.marks.scored_takes(n)) for n in (1, 2)] == [1, 2]


def test_thresholds_are_kept_and_put_back(store: Store) -> None:
    store._thread.call(
        lambda db: (db.execute("UPDATE profiles SET role = 'administrator' WHERE id = 'wang'"), db.commit())
    )
    assert store.marks.cuts().bundled
    first = CentreCuts("3-x", {Part.TONE: Shift(0.5, 0.2)})
    second = CentreCuts("3-x", {Part.TONE: Shift(-0.5, 0.0)})
    store.marks.apply(first, 240, NOON)
    store.marks.apply(second, 300, NOON + timedelta(days=1))
    assert store.marks.cuts().of(Part.TONE) == Shift(-0.5, 0.0)
    store.marks.apply(first, 240, NOON + timedelta(days=2), put_back=1)
    assert store.marks.cuts().name("3-x") == first.name("3-x")
    store.marks.apply(BUNDLED, 0, NOON + timedelta(days=3))
    assert store.marks.cuts().bundled
    history = store.marks.thresholds()
    assert [each.marks for each in history] == [0, 240, 300, 240]
    assert [each.put_back for each in history] == [None, 1, None, None]
    assert {each.by_name for each in history} == {"王老师"}


def test_takes_from_before_there_were_marks_can_be_marked(own_home: Path) -> None:
    make_from(SHAPE_11, own_home)
    store = open_store(own_home, automatic_backup=False).store
    assert store.marks.cuts().bundled
    store._thread.call(lambda db: (db.table("profiles").insert(profile_row(WANG)), db.commit()))
    let_her_teach(store, PROFILE.id, WANG)
    store.access.viewer = WANG
    assert [each.attempt_id for each in store.marks.scored_takes(9)] == ["scored"]
    mark_all(store, "scored")
    store.marks.finish("scored", NOON)
    assert {each.attempt_id for each in store.marks.finished()} == {"scored"}
    store.close()


def test_eleventh_shape_is_still_what_the_first_eleven_steps_make(own_home: Path) -> None:
    make_from(SHAPE_11, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        module.migrations.apply(fresh, stop_before=[s for s in sorted(module.known_steps()) if s > "012"])
        assert shape(fresh) == shape(old)


def test_marks_are_hers_when_she_leaves_before_they_are_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = store.marks._write

    def leave_first(work: Callable[[Database], object]) -> object:
        store.access.viewer = None
        try:
            return write(work)
        finally:
            store.access.viewer = WANG

    monkeypatch.setattr(store.marks, "_write", leave_first)
    mark_all(store)
    store.marks.finish("a1", NOON)
    assert store.marks.standing().finished == 1
    assert {each.trainer for each in store.marks.beside("a1")} == {Verdict.GOOD}
