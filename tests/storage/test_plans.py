"""Plans are kept whole, seen by those who may, and counted from the takes that are there."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest
from sqlite_utils import Database

from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.people.values import Cohort, Profile
from app.storage.opening import OpenedStore
from app.storage.plans_values import Feedback, Given, Plan, PlanItem, SeenSteps, Takes
from app.storage.rows import cohort_row, profile_row
from app.storage.store import Store
from tests.storage.conftest import MakeAttempt
from tests.storage.storage_samples import NOON, PROFILE, make_score

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
WANG, LI = (Profile(name, name, "zh", NOON, role="trainer") for name in ("wang", "li"))
BOSS = Profile("boss", "boss", "zh", NOON, role="administrator")
NU = dataclasses.replace(PROFILE, id="nu", cohort_id="k1")
AI = dataclasses.replace(PROFILE, id="ai", name="ai", cohort_id="k2")
ITEMS = (
    PlanItem("tones", 2, 80.0, 3, Feedback.TONES),
    PlanItem("jujube", 5),
)
PLAN = Plan("p1", "第一周", WANG.id, NOON, ITEMS)


@pytest.fixture
def school(opened: OpenedStore) -> Store:
    """Wang leads k1 with Nu in it, Li leads k2 with Ai in it; there is an administrator."""
    store = opened.store

    def work(db: Database) -> None:
        db.table("cohorts").insert_all([cohort_row(Cohort(each, each, NOON)) for each in ("k1", "k2")])
        db.table("profiles").insert_all([profile_row(each) for each in (WANG, LI, BOSS, NU, AI)])
        db.table("cohort_trainers").insert_all(
            [{"cohort_id": "k1", "profile_id": "wang"}, {"cohort_id": "k2", "profile_id": "li"}]
        )
        db.commit()

    store._thread.call(work)
    store.access.viewer = WANG
    return store


def to_class(given_id: str = "g1", cohort: str = "k1", start: date = TODAY, plan: str = "p1") -> Given:
    return Given(given_id, plan, cohort, "", start, NOON, WANG.id)


def to_person(given_id: str, who: str, start: date = TODAY, plan: str = "p1") -> Given:
    return Given(given_id, plan, "", who, start, NOON, WANG.id)


def test_a_plan_comes_back_as_it_was_kept_in_its_order(school: Store) -> None:
    school.plans.add(PLAN)
    assert school.plans.plan("p1") == PLAN
    turned = dataclasses.replace(PLAN, title="第二周", items=(ITEMS[1], ITEMS[0]))
    school.plans.update(turned)
    assert school.plans.plan("p1") == turned
    school.plans.update(dataclasses.replace(turned, items=()))
    assert school.plans.plan("p1").items == ()
    with pytest.raises(ExpectedError, match="找不到"):
        school.plans.plan("gone")


def test_plans_put_away_are_listed_apart(school: Store) -> None:
    later = dataclasses.replace(PLAN, id="p2", created=NOON + DAY)
    school.plans.add(PLAN)
    school.plans.add(later)
    assert [each.id for each in school.plans.plans()] == ["p2", "p1"]
    school.plans.update(dataclasses.replace(later, archived=True))
    assert [each.id for each in school.plans.plans()] == ["p1"]
    assert [each.id for each in school.plans.plans(archived=True)] == ["p2"]


def test_trainers_read_each_others_plans_and_change_only_their_own(school: Store) -> None:
    school.plans.add(PLAN)
    school.access.viewer = LI
    assert school.plans.plan("p1") == PLAN
    assert not school.plans.may_change(PLAN)
    for forbidden in (
        lambda: school.plans.update(dataclasses.replace(PLAN, title="mine")),
        lambda: school.plans.add(dataclasses.replace(PLAN, id="p9")),  # in Wang's name
        lambda: school.plans.give(to_class("g9", "k2")),
        lambda: school.plans.add_and_give(
            dataclasses.replace(PLAN, id="p9"), to_class("g9", "k2", plan="p9")
        ),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()
    school.access.viewer = BOSS
    school.plans.update(dataclasses.replace(PLAN, title="改"))
    school.plans.give(to_class("g1", "k2"))
    [kept] = school.plans.plans()
    assert (kept.title, kept.owner_id) == ("改", WANG.id)


def test_a_plan_is_given_only_to_those_she_teaches(school: Store) -> None:
    school.plans.add(PLAN)
    for given in (to_class(cohort="k2"), to_person("g2", AI.id)):
        with pytest.raises(NotAllowedError):
            school.plans.give(to_class("first"), given)
        assert school.plans.given() == []  # all or none
    school.plans.give(to_class(), to_person("g2", NU.id, TODAY + DAY))
    assert [each.id for each in school.plans.given("p1")] == ["g2", "g1"]
    school.access.viewer = LI
    assert school.plans.given() == []
    with pytest.raises(NotAllowedError):
        school.plans.take_back("g1")
    school.access.viewer = NU
    assert [each.id for each in school.plans.given()] == ["g2", "g1"]
    with pytest.raises(NotAllowedError):
        school.plans.take_back("g1")
    school.access.viewer = WANG
    school.plans.take_back("g1")
    school.plans.take_back("g1")
    assert [each.id for each in school.plans.given()] == ["g2"]


def test_a_plan_made_for_being_given_once_goes_when_it_is_taken_back(school: Store) -> None:
    school.plans.add(PLAN)
    quick = dataclasses.replace(PLAN, id="quick", title="", items=ITEMS[:1])
    school.plans.add_and_give(quick, to_class("g1", plan="quick"))
    school.plans.give(to_class("g2"), to_person("g3", NU.id, plan="quick"))
    school.plans.take_back("g1")
    assert len(school.plans.plans()) == 2  # somebody still follows it
    school.plans.take_back("g2")
    school.plans.take_back("g3")
    assert [each.id for each in school.plans.plans()] == ["p1"]


def test_a_trainee_sees_what_she_and_her_class_were_given_and_no_list_of_plans(school: Store) -> None:
    school.plans.add(PLAN)
    school.plans.give(to_class(start=TODAY + DAY), to_person("g2", NU.id))
    school.access.viewer = NU
    assert [(given.id, plan.id) for given, plan in school.plans.for_person("nu")] == [
        ("g2", "p1"),
        ("g1", "p1"),
    ]
    for forbidden in (
        school.plans.plans,
        lambda: school.plans.plan("p1"),
        lambda: school.plans.for_class("k1"),
        lambda: school.plans.standing("k1"),
        lambda: school.plans.for_person("ai"),
        lambda: school.plans.standing_of("ai"),
        lambda: school.plans.add(dataclasses.replace(PLAN, id="own", owner_id="nu")),
        lambda: school.plans.update(PLAN),
        lambda: school.plans.give(to_person("g9", "nu")),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()
    school.access.viewer = LI
    for forbidden in (lambda: school.plans.standing("k1"), lambda: school.plans.for_person("nu")):
        with pytest.raises(NotAllowedError):
            forbidden()
    school.access.viewer = None
    for forbidden in (school.plans.plans, lambda: school.plans.for_person("nu")):
        with pytest.raises(NotAllowedError):
            forbidden()


def test_takes_count_from_the_plans_start_whatever_came_of_them_but_silence(
    school: Store, make_attempt: MakeAttempt
) -> None:
    school.plans.add(PLAN)
    school.plans.give(to_class(start=TODAY), to_person("g2", NU.id, TODAY + 2 * DAY))
    school.access.viewer = NU
    for moment, total in ((NOON - 2 * DAY, 99.0), (NOON, 71.0), (NOON + 3 * DAY, 64.0)):
        score = dataclasses.replace(make_score(1), total=total)
        school.add_attempt(make_attempt(profile_id="nu", lesson_id="tones", created=moment, score=score))
    school.add_attempt(make_attempt(profile_id="nu", lesson_id="tones", score=None))  # kept, never scored
    school.add_attempt(make_attempt(profile_id="nu", lesson_id="elsewhere"))
    school.steps_seen.see("nu", "tones", "what", 0, NOON)
    school.steps_seen.see("nu", "tones", "ma", 1, NOON)
    school.steps_seen.see("nu", "elsewhere", "x", 0, NOON)
    counts = school.plans.standing_of("nu")
    assert counts.takes == {("nu", "g1", "tones"): Takes(2, 71.0), ("nu", "g2", "tones"): Takes(1, 64.0)}
    assert counts.seen == {("nu", "tones"): SeenSteps(("ma", "what"), (1, 0))}
    school.access.viewer = WANG
    assert school.plans.standing("k1") == counts
    assert [given.id for given, _plan in school.plans.for_class("k1")] == ["g1", "g2"]


def test_the_counts_are_answered_from_the_index_alone(school: Store) -> None:
    school.plans.add(PLAN)
    school.plans.give(to_class())
    seen: list[str] = []
    school._thread.call(lambda db: db.conn.set_trace_callback(seen.append))
    school.plans.standing("k1")
    school._thread.call(lambda db: db.conn.set_trace_callback(None))
    asked = [each for each in seen if "INDEXED BY attempts_for_plans" in each]
    assert len(asked) == 1
    plan = school._thread.call(lambda db: [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked[0]}")])
    assert any("attempts USING COVERING INDEX attempts_for_plans" in each for each in plan), plan
