"""Databases of every shape that was ever released can be opened, and changing one is all or nothing."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from app.people.values import TRAINER, Profile
from app.speech.values import Part
from app.storage import migrations as module
from app.storage.backup import list_backups
from app.storage.connection import APPLICATION_ID
from app.storage.damage import Depth, find_damage
from app.storage.opening import open_store
from app.storage.plans_values import Given, Plan, PlanItem
from app.storage.rehearsed_migration import MigrationFailedError
from app.storage.reviews_values import Need, ReviewState
from app.storage.values import BackupKind
from tests.storage.storage_samples import NOON, PROFILE, attempt_of, make_score, same

SHAPE_1 = Path(__file__).with_name("shape_001.sql")
"""A database of the first shape as text: one profile, two attempts (one unscored), a lesson seen."""

SHAPE_2 = Path(__file__).with_name("shape_002.sql")
"""The same of the second shape: she is in a class, and her scored attempt has an earlier score."""


SHAPE_9 = Path(__file__).with_name("shape_009.sql")
"""The same of the ninth shape: two classes, one led by a trainer, each with a lesson assigned."""

SHAPE_10 = Path(__file__).with_name("shape_010.sql")
"""The second shape after the step that brought plans."""


def make_from(dump: Path, home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    database = home / "kaibo.db"
    with closing(sqlite3.connect(database)) as db:
        db.executescript(dump.read_text("utf-8"))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")  # a dump does not carry it
    return database


def shape(db: Database) -> dict[str, str]:
    found = db.query("SELECT name, sql FROM sqlite_master WHERE sql != ''")
    return {row["name"]: row["sql"] for row in found}


@pytest.fixture
def with_a_next_step(monkeypatch: pytest.MonkeyPatch) -> Iterator[Migrations]:
    """The steps of a Kaibo that is one step further."""
    longer = Migrations("kaibo")
    for step in module.migrations.pending(Database(memory=True)):
        longer(name=step.name)(step.fn)

    @longer(name="002_nickname")
    def nickname(db: Database) -> None:
        db.table("profiles").transform(rename={"name": "full_name"})
        db.table("profiles").transform(rename={"full_name": "name"})
        db.table("profiles").add_column("nickname", str)
        db.execute("UPDATE profiles SET nickname = name")

    monkeypatch.setattr(module, "migrations", longer)
    yield longer


def test_first_shape_is_read(own_home: Path) -> None:
    make_from(SHAPE_1, own_home)
    opened = open_store(own_home, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    assert opened.store.profiles() == [PROFILE]
    scored = attempt_of(own_home, "scored", score=make_score(3, syllables=5))
    unscored = attempt_of(own_home, "unscored", score=None, lesson_id="", pinyin=("hong2", "zao3"))
    assert same(opened.store.attempt("scored"), scored)
    assert same(opened.store.attempt("unscored"), unscored)
    [seen] = opened.store.steps_seen.of(PROFILE.id)
    assert (seen.lesson_id, seen.step_id, seen.step_index, seen.last_seen) == ("tones", "", 0, NOON)
    opened.store.close()


def test_first_shape_is_still_what_the_first_step_makes(own_home: Path) -> None:
    """A released step is never edited: databases that went through it would differ from new ones."""
    make_from(SHAPE_1, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        module.migrations.apply(fresh, stop_before=[s for s in sorted(module.known_steps()) if s > "002"])
        assert shape(fresh) == shape(old)


def test_second_shape_is_read_and_can_learn(own_home: Path) -> None:
    make_from(SHAPE_2, own_home)
    opened = open_store(own_home, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    store = opened.store
    assert opened.damaged is None
    assert store.profiles() == [dataclasses.replace(PROFILE, cohort_id="class-1")]
    scored = store.attempt("scored")
    assert same(scored.score, make_score(3, syllables=5))
    assert [same(each.score, scored.score) for each in scored.earlier] == [True]
    [spoken] = store.learning.spoken_prompts(PROFILE.id, after=0)  # what she said before counts, too
    assert (spoken.lesson_id, spoken.prompt_id, spoken.total) == ("jujube", "p1", 71.25)
    [sound] = store.learning.spoken_sounds(PROFILE.id, Part.FINAL, least_wrong=1)
    assert (sound.initial, sound.sound, sound.wrong, sound.heard) == ("z", "ao", 1, ())  # heard as: not kept
    assert store.learning.cards(PROFILE.id) == []
    store.close()
    [backup] = list_backups(own_home)
    assert backup.kind is BackupKind.MIGRATION


def test_second_shape_is_still_what_the_first_two_steps_make(own_home: Path) -> None:
    make_from(SHAPE_2, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        module.migrations.apply(fresh, stop_before=[s for s in sorted(module.known_steps()) if s > "003"])
        assert shape(fresh) == shape(old)


def test_what_was_assigned_becomes_plans_of_one_lesson(own_home: Path) -> None:
    make_from(SHAPE_9, own_home)
    opened = open_store(own_home, automatic_backup=False)
    store = opened.store
    assert opened.damaged is None
    store.access.viewer = Profile("wang", "王老师", "zh", NOON, role=TRAINER)
    plans = {plan.id: plan for plan in store.plans.plans()}
    assert plans == {
        "a1": Plan("a1", "", "wang", NOON, (PlanItem("tones", 7),)),
        "a2": Plan("a2", "", "", NOON, (PlanItem("jujube", 0),)),  # its day was over when it was given
    }
    day = NOON.astimezone().date()
    assert store.plans.given() == [Given("a1", "a1", "k1", "", day, NOON, "wang")]
    store.access.viewer = dataclasses.replace(PROFILE, cohort_id="k1")
    assert [plan.id for _given, plan in store.plans.for_person(PROFILE.id)] == ["a1"]
    store.close()


def test_ninth_shape_is_still_what_the_first_nine_steps_make(own_home: Path) -> None:
    make_from(SHAPE_9, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        module.migrations.apply(fresh, stop_before=[s for s in sorted(module.known_steps()) if s > "010"])
        assert shape(fresh) == shape(old)


def test_what_was_recorded_before_there_were_reviews_waits(own_home: Path) -> None:
    make_from(SHAPE_10, own_home)
    opened = open_store(own_home, automatic_backup=False)
    store = opened.store
    assert opened.damaged is None
    store.access.viewer = PROFILE
    assert store.reviews.review("scored").state is ReviewState.OPEN
    assert store.reviews.review("scored").need is Need.NEWEST
    assert store.reviews.review("unscored").need is Need.UNSURE
    store.close()


def test_tenth_shape_is_still_what_the_first_ten_steps_make(own_home: Path) -> None:
    make_from(SHAPE_10, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        module.migrations.apply(fresh, stop_before=[s for s in sorted(module.known_steps()) if s > "011"])
        assert shape(fresh) == shape(old)


def test_steps_are_applied_once_with_a_backup_before(own_home: Path, with_a_next_step: Migrations) -> None:
    make_from(SHAPE_1, own_home)
    for _ in range(2):
        store = open_store(own_home, automatic_backup=False).store
        store.access.viewer = PROFILE
        assert store._query("SELECT nickname FROM profiles") == [{"nickname": PROFILE.name}]
        assert len(store.attempt_ids()) == 2  # rebuilding the table they refer to did not take them along
        store.close()
    [backup] = list_backups(own_home)
    assert (backup.kind, backup.attempts) == (BackupKind.MIGRATION, 2)
    assert find_damage(own_home / "kaibo.db", Depth.INDEXES) is None


def test_failing_step_leaves_the_old_shape(own_home: Path, with_a_next_step: Migrations) -> None:
    database = make_from(SHAPE_1, own_home)

    @with_a_next_step(name="003_bug")
    def bug(db: Database) -> None:
        db.execute("DELETE FROM attempts")
        raise ZeroDivisionError

    with closing(Database(database)) as db:
        before = list(db.iterdump())
    for _ in range(2):
        with pytest.raises(MigrationFailedError, match="没有任何改动") as failed:
            open_store(own_home, automatic_backup=False)
    with closing(Database(database)) as db:
        assert list(db.iterdump()) == before  # the second step, which went well, is undone as well
    assert "ZeroDivisionError" in failed.value.detail
    assert not list(own_home.glob("*rehearsal*"))


def test_step_that_breaks_references_is_undone(own_home: Path, with_a_next_step: Migrations) -> None:
    database = make_from(SHAPE_1, own_home)

    @with_a_next_step(name="003_orphans")
    def orphans(db: Database) -> None:
        db.execute("DELETE FROM profiles")

    with pytest.raises(MigrationFailedError) as failed:
        open_store(own_home, automatic_backup=False)
    assert "references to nothing" in failed.value.detail
    with closing(Database(database)) as db:
        assert db.table("profiles").count == 1


def test_references_are_enforced_after_opening(own_home: Path, with_a_next_step: Migrations) -> None:
    make_from(SHAPE_1, own_home)
    store = open_store(own_home, automatic_backup=False).store
    store.access.viewer = PROFILE
    with pytest.raises(sqlite3.IntegrityError), store.access.acting_for("nobody"):
        store.add_attempt(attempt_of(own_home, "x", profile_id="nobody"))
    store.close()
