"""A trainer's desk over a real database: whom it shows, in which order, and to whom it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.curriculum.library import Library
from app.curriculum.values import Lesson, Prompt
from app.people.rights import NotAllowedError
from app.people.values import TRAINER, Cohort, Profile
from app.practice.plans_values import PlanItem
from app.practice.reviews_values import Need
from app.practice.teaching import Teaching
from app.storage.opening import open_store
from tests.practice.trainee import NOON, Trainee

TODAY = NOON.astimezone().date()
DAY = timedelta(days=1)
SAY = Prompt("say", "你好", ("ni3", "hao3"))
LIBRARY = Library(
    tuple(Lesson(name, name.title(), "", "mandarin", 10, 1, (SAY,)) for name in ("tones", "jujube", "old"))
)


@pytest.fixture
def nu(own_home: Path) -> Iterator[Trainee]:
    """Nu and Ai are in class k; Wang leads it; Bo is in class m, which only the head leads."""
    opened = open_store(own_home, automatic_backup=False)
    nu = Trainee(opened.store, LIBRARY)
    store = opened.store
    store.people.add(Profile("head", "主任", "zh", NOON), Profile("ai", "艾力", "ug", NOON))
    store.people.add(Profile("bo", "波拉提", "kk", NOON), Profile("wang", "王老师", "zh", NOON))
    store.sign_ins.sign_in("head")
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "中心")
    store.add_cohort(Cohort("k", "一班", NOON))
    store.add_cohort(Cohort("m", "二班", NOON + DAY))
    store.people.change({each: {"cohort_id": "k"} for each in ("nu", "ai")})
    store.people.change({"bo": {"cohort_id": "m"}, "wang": {"role": TRAINER}})
    store.people.set_trainers("k", ["wang"])
    yield nu
    opened.store.close()


@pytest.fixture
def teaching(nu: Trainee) -> Teaching:
    return Teaching(nu.keeper, nu.learning.plans, lambda: nu.now)


def be(nu: Trainee, who: str) -> None:
    nu.store.access.viewer = Profile(who, who, "zh", NOON)  # what she may do is read anew each time


def test_an_empty_desk_says_what_comes_first(nu: Trainee, teaching: Teaching) -> None:
    desk = teaching.desk()
    assert [each.name for each in desk.cohorts] == ["一班", "二班"]
    assert {each.lately.name for each in desk.members} == {"努尔古丽", "艾力", "波拉提"}
    assert (desk.total_waiting, desk.work, desk.any_given, desk.any_heard) == (0, (), False, False)
    assert not desk.set_up


def test_who_practised_and_who_is_behind(nu: Trainee, teaching: Teaching) -> None:
    plans = nu.learning.plans
    plan = plans.make("第一周", [PlanItem("tones", 0), PlanItem("jujube", 3), PlanItem("old", 30)])
    plans.give(plan.id, TODAY, cohort_ids=["k"])
    be(nu, "nu")
    nu.say("tones", SAY)
    nu.see("tones", 0)
    nu.now += DAY
    be(nu, "head")
    desk = teaching.desk("k")
    assert desk.cohort_id == "k"
    assert [each.lately.name for each in desk.members] == ["努尔古丽", "艾力"]
    [practised] = desk.practised
    assert (practised.lately.name, practised.lately.takes, practised.lately.seconds) == ("努尔古丽", 1, 2.0)
    assert practised.lately.last == TODAY
    [behind] = desk.behind
    assert (behind.lately.name, behind.overdue, behind.lately.last) == ("艾力", 1, None)
    assert [(each.lesson_title, each.done, each.open, each.overdue) for each in desk.work] == [
        ("Tones", 1, 0, 1),  # past its day comes first
        ("Jujube", 0, 2, 0),  # the one in a month is not on the desk
    ]
    assert desk.waiting == {Need.DUE: 1}
    assert desk.pressing == 0
    assert desk.any_given


def test_after_a_week_she_is_somebody_to_ask_after(nu: Trainee, teaching: Teaching) -> None:
    be(nu, "nu")
    nu.say("tones", SAY)
    be(nu, "head")
    nu.now += 6 * DAY
    assert [each.lately.name for each in teaching.desk().practised] == ["努尔古丽"]
    nu.now += DAY
    desk = teaching.desk()
    assert desk.practised == ()
    assert [each.lately.name for each in desk.behind][-1] == "努尔古丽"  # who never began comes first


def test_work_of_long_ago_is_only_counted(nu: Trainee, teaching: Teaching) -> None:
    plan = nu.learning.plans.make("旧的", [PlanItem("tones")])
    nu.learning.plans.give(plan.id, TODAY, cohort_ids=["k"])
    nu.now += 14 * DAY
    assert len(teaching.desk().work) == 1
    nu.now += DAY
    desk = teaching.desk()
    assert (desk.work, desk.older) == ((), 1)


def test_a_trainer_sees_the_classes_she_leads_and_no_other(nu: Trainee, teaching: Teaching) -> None:
    be(nu, "wang")
    for asked in ("", "k", "m", "no such class"):
        desk = teaching.desk(asked)
        assert [each.id for each in desk.cohorts] == ["k"]
        assert desk.cohort_id == ("k" if asked == "k" else "")
        assert {each.lately.name for each in desk.members} == {"努尔古丽", "艾力"}


def test_a_trainee_has_no_desk(nu: Trainee, teaching: Teaching) -> None:
    be(nu, "nu")
    with pytest.raises(NotAllowedError):
        teaching.desk()
    nu.store.sign_ins.sign_out()
    with pytest.raises(NotAllowedError):
        teaching.desk("k")


def test_the_last_step_is_done_once_a_take_was_heard(nu: Trainee, teaching: Teaching) -> None:
    be(nu, "nu")
    nu.say("tones", SAY)
    be(nu, "wang")
    assert not teaching.desk().any_heard
    nu.store.reviews.finish("t1", datetime.now(UTC))
    assert teaching.desk().any_heard
