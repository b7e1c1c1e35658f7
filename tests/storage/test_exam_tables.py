"""A mock test comes back from the database as it went in, belongs to one profile, and is exported whole."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.people.rights import NotAllowedError
from app.speech.psc.marks import Line, PartMarks
from app.speech.psc.paper import PartOfPaper, make_paper
from app.storage import migrations
from app.storage.exam_values import GivenPoints, KeptExam, KeptPart
from app.storage.export import export_attempts
from app.storage.store import Store
from tests.storage.storage_samples import NOON, PROFILE, let_her_teach
from tests.storage.test_export import read_csv, read_json
from tests.storage.test_migrations import make_from, shape

SHAPE_3 = Path(__file__).with_name("shape_003.sql")
"""An empty database of the third shape."""

MARKS = PartMarks(
    PartOfPaper.PASSAGE,
    30.0,
    27.85,
    (Line("wrong", 5, 0.5), Line("systematic", 2, 1.0, ("zh", "4"))),
    231.5,
    unassessed=3,
)
PART = KeptPart(PartOfPaper.PASSAGE, NOON, "passage-1", "attempt-1", MARKS)
CHOSEN = KeptPart(PartOfPaper.CHOOSING, NOON, answers=(0, None, 2))
TALK = KeptPart(PartOfPaper.TALK, NOON, topic="我的家乡", given=GivenPoints(20.5, 8.0, 4.0, by="王老师"))
OTHER = dataclasses.replace(PROFILE, id="profile-2", name="=别人")


def exam(exam_id: str = "e1", *, five_parts: bool = False, **changes: object) -> KeptExam:
    made = KeptExam(exam_id, PROFILE.id, NOON, make_paper(7, five_parts=five_parts))
    return dataclasses.replace(made, **changes)


@pytest.mark.parametrize("five_parts", [False, True])
def test_a_test_comes_back_as_it_was(store: Store, five_parts: bool) -> None:
    made = exam(five_parts=five_parts, parts=(PART, TALK))
    store.exams.add(made)
    assert store.exams.exam("e1") == made
    assert store.exams.exam("e1").five_parts is five_parts
    assert store.exams.exam("no such") is None


def test_parts_come_in_the_papers_order_whatever_the_order_of_keeping(store: Store) -> None:
    store.exams.add(exam(five_parts=True))
    for part in (TALK, CHOSEN, PART):
        store.exams.keep_part("e1", part)
    kept = store.exams.exam("e1")
    assert kept is not None
    assert kept.parts == (CHOSEN, PART, TALK)
    assert kept.next_part is PartOfPaper.SYLLABLES
    assert not kept.finished


def test_a_part_kept_again_takes_the_place_of_the_old(store: Store) -> None:
    store.exams.add(exam(parts=(dataclasses.replace(PART, marks=None),)))
    store.exams.keep_part("e1", PART)
    assert [each.parts for each in store.exams.exams(PROFILE.id)] == [(PART,)]


def test_tests_belong_to_one_profile_the_newest_first(store: Store) -> None:
    store.add_profile(OTHER)
    let_her_teach(store, OTHER.id)
    store.exams.add(exam("old", created=NOON - timedelta(days=3)))
    store.exams.add(exam("new"))
    with store.access.acting_for(OTHER.id):
        store.exams.add(exam("hers", profile_id=OTHER.id))
    assert [each.id for each in store.exams.exams(PROFILE.id)] == ["new", "old"]
    assert [each.id for each in store.exams.exams(OTHER.id)] == ["hers"]


def test_a_deleted_test_takes_its_parts_along(store: Store) -> None:
    store.exams.add(exam(parts=(PART,)))
    store.exams.delete("e1")
    store.exams.add(exam())
    assert [each.parts for each in store.exams.exams(PROFILE.id)] == [()]


def test_a_trainer_changes_the_marks_and_nothing_else(store: Store) -> None:
    store.add_profile(OTHER)
    let_her_teach(store, OTHER.id)
    with store.access.acting_for(OTHER.id):
        store.exams.add(exam("hers", profile_id=OTHER.id, parts=(TALK, CHOSEN)))
    marked = dataclasses.replace(TALK, given=GivenPoints(18.0, 7.0, 4.0, by="王老师"), attempt_id="a")
    store.exams.keep_part("hers", marked)
    for not_hers in (
        dataclasses.replace(CHOSEN, answers=(1, 1, 1)),
        dataclasses.replace(TALK, topic="另一个题目"),
        dataclasses.replace(marked, attempt_id="b"),
        PART,
    ):
        with pytest.raises(NotAllowedError):
            store.exams.keep_part("hers", not_hers)
    assert store.exams.exam("hers").parts == (CHOSEN, marked)


def test_a_part_of_no_test_is_refused(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.exams.keep_part("no such", PART)


def test_tests_are_exported(store: Store, tmp_path: Path) -> None:
    store.add_profile(OTHER)
    let_her_teach(store, OTHER.id)
    store.exams.add(exam(parts=(PART, TALK)))
    with store.access.acting_for(OTHER.id):
        store.exams.add(exam("hers", profile_id=OTHER.id, parts=(PART,)))
    export_attempts(store, tmp_path / "all")
    lines = read_csv(tmp_path / "all" / "exams.csv")
    assert [(row["学员"], row["题"], row["得分"], row["谁评的"]) for row in lines] == [
        (PROFILE.name, "朗读短文", "27.85", "程序"),
        (PROFILE.name, "命题说话", "", "王老师"),
        ("'=别人", "朗读短文", "27.85", "程序"),
    ]
    data = read_json(tmp_path / "all" / "exams.json")
    [first, _] = data["exams"]
    assert first["paper"]["words"] == list(make_paper(7).words)
    assert first["parts"][0]["marks"]["lines"][1] == {
        "code": "systematic",
        "count": 2,
        "points": 1.0,
        "sounds": ["zh", "4"],
    }
    export_attempts(store, tmp_path / "one", profile_id=PROFILE.id)
    assert len(read_json(tmp_path / "one" / "exams.json")["exams"]) == 1


def test_third_shape_is_still_what_the_first_three_steps_make(own_home: Path) -> None:
    make_from(SHAPE_3, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        later = [each for each in sorted(migrations.known_steps()) if each > "004"]
        migrations.migrations.apply(fresh, stop_before=later)
        assert shape(fresh) == shape(old)
