"""A plan from being made to being done: what a trainee has to do, what her trainer sees, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.curriculum.library import Library
from app.curriculum.values import Card, Lesson, Prompt
from app.errors import ExpectedError
from app.people.values import Cohort, Profile
from app.practice.learning_values import Sound, TodayKind
from app.practice.plans import Plans, UnusablePlanError
from app.practice.plans_values import (
    DueState,
    Feedback,
    PlanItem,
    PlanWarning,
    WarningKind,
    moved,
)
from app.speech.values import Part
from app.storage.opening import open_store
from tests.practice.trainee import NOON, Trainee

TODAY = NOON.astimezone().date()
DAY = timedelta(days=1)
SAY = Prompt("say", "你好", ("ni3", "hao3"))


def lesson(name: str, *requires: str, spoken: bool = True) -> Lesson:
    steps = (Card(f"{name}-card", "", ""), *((SAY,) if spoken else ()))
    return Lesson(name, name.title(), "", "mandarin", 10, 1, steps, requires)


LIBRARY = Library((lesson("read", spoken=False), lesson("tones"), lesson("jujube", "tones")))


@pytest.fixture
def nu(own_home: Path) -> Iterator[Trainee]:
    """Nu and Ai are in class k, which a trainer leads, who is also administrator."""
    opened = open_store(own_home, automatic_backup=False)
    nu = Trainee(opened.store, LIBRARY)
    store = opened.store
    store.people.add(Profile("head", "王老师", "zh", NOON), Profile("ai", "艾力", "ug", NOON))
    store.sign_ins.sign_in("head")
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "中心")
    store.add_cohort(Cohort("k", "一班", NOON))
    store.people.change({each: {"cohort_id": "k"} for each in ("nu", "ai")})
    yield nu
    opened.store.close()


@pytest.fixture
def plans(nu: Trainee) -> Plans:
    return nu.learning.plans


def be_nu(nu: Trainee) -> None:
    nu.store.sign_ins.sign_in("nu")


def be_head(nu: Trainee) -> None:
    nu.store.sign_ins.sign_in("head", "4071")


def study(nu: Trainee, name: str) -> None:
    found = nu.library.lesson(name)
    assert found is not None
    for place in range(len(found.steps)):
        nu.see(name, place)


def test_a_lesson_is_done_when_its_steps_and_what_is_required_are(nu: Trainee, plans: Plans) -> None:
    asked = PlanItem("tones", 1, required_score=90, required_takes=2, feedback=Feedback.TONES)
    plan = plans.make("第一周", [asked, PlanItem("read", 3)])
    plans.give(plan.id, TODAY, cohort_ids=["k"])
    be_nu(nu)
    [tones, read] = plans.due()
    assert (tones.due, tones.state, tones.takes, tones.best) == (TODAY + DAY, DueState.OPEN, 0, None)
    assert (read.due, read.required_takes) == (TODAY + 3 * DAY, None)
    assert plans.feedback("tones") is Feedback.TONES
    study(nu, "read")
    study(nu, "tones")
    nu.weak = {Sound(Part.INITIAL, "n"): "l"}
    nu.say("tones", SAY)
    [tones, read] = plans.due()
    assert read.state is DueState.DONE
    assert (tones.steps_done, tones.state, tones.takes_left, tones.score_missing) == (
        True,
        DueState.OPEN,
        1,
        True,
    )
    nu.say("tones", SAY)
    [tones, _read] = plans.due()
    assert (tones.takes_left, tones.score_missing, tones.state) == (0, True, DueState.OPEN)
    nu.next_noon(2)
    assert plans.due()[0].state is DueState.OVERDUE
    nu.weak = {}
    nu.say("tones", SAY)
    [tones, _read] = plans.due()
    assert (tones.state, tones.takes, tones.best) == (DueState.DONE, 3, 95.0)
    assert plans.feedback("tones") is Feedback.ALL  # what was asked for is done


def test_takes_from_before_the_plan_do_not_count_and_steps_do(nu: Trainee, plans: Plans) -> None:
    be_nu(nu)
    study(nu, "tones")
    study(nu, "jujube")
    nu.say("tones", SAY)
    nu.next_noon()
    be_head(nu)
    plan = plans.make("复习", [PlanItem("tones", required_takes=1), PlanItem("jujube")])
    plans.give(plan.id, TODAY + DAY, profile_ids=["nu"])
    be_nu(nu)
    assert [each.state for each in plans.due()] == [DueState.OPEN, DueState.DONE]


def test_nothing_is_due_before_the_plan_starts(nu: Trainee, plans: Plans) -> None:
    plan = plans.make("下周", [PlanItem("tones")])
    plans.give(plan.id, TODAY + 7 * DAY, cohort_ids=["k"])
    be_nu(nu)
    assert plans.due() == []
    assert plans.feedback("tones") is Feedback.ALL
    nu.next_noon(7)
    assert [each.lesson_id for each in plans.due()] == ["tones"]


def test_takes_are_not_asked_for_where_there_is_nothing_to_say(nu: Trainee, plans: Plans) -> None:
    plan = plans.make("读", [PlanItem("read", required_score=80, required_takes=3)])
    assert plans.warnings(plan.items) == [PlanWarning(WarningKind.NOTHING_TO_RECORD, "read")]
    plans.give(plan.id, TODAY, cohort_ids=["k"])
    be_nu(nu)
    study(nu, "read")
    [item] = plans.due()
    assert (item.state, item.required_score, item.required_takes) == (DueState.DONE, None, None)


def test_today_keeps_a_lesson_until_what_its_plan_asks_for_is_there(nu: Trainee, plans: Plans) -> None:
    plan = plans.make("第一周", [PlanItem("tones", 0, required_takes=2)])
    plans.give(plan.id, TODAY, cohort_ids=["k"])
    be_nu(nu)
    [item, *_] = nu.learning.today().items
    assert (item.kind, item.lesson_id, item.takes_left) == (TodayKind.ASSIGNED, "tones", 2)
    study(nu, "tones")
    nu.say("tones", SAY)
    [item, *_] = nu.learning.today().items
    assert (item.done, item.takes_left, item.step) == (False, 1, 1)  # on to the prompt
    assert (item.first, item.last, item.finished) == (0, 1, 0)  # no longer about steps
    nu.next_noon(2)
    [item, *_] = nu.learning.today().items
    assert (item.kind, item.overdue, item.takes_left, item.step) == (TodayKind.ASSIGNED, True, 1, 1)
    nu.say("tones", SAY)
    [item, *_] = nu.learning.today().items
    assert item.done
    be_head(nu)
    [given] = plans.given(plan.id)
    plans.take_back(given.id)
    be_nu(nu)
    [item, *_] = nu.learning.today().items
    assert item.kind is TodayKind.GO_ON  # done today and no longer the trainer's


def test_what_is_taken_back_leaves_the_days_list(nu: Trainee, plans: Plans) -> None:
    given = plans.assign("k", "tones", TODAY)
    be_nu(nu)
    assert nu.learning.today().items[0].kind is TodayKind.ASSIGNED
    be_head(nu)
    plans.take_back(given.id)
    assert plans.plans() == []
    be_nu(nu)
    assert TodayKind.ASSIGNED not in {each.kind for each in nu.learning.today().items}


def test_the_trainer_sees_everyone_of_the_class_and_whom_it_is_not_for(nu: Trainee, plans: Plans) -> None:
    both = plans.make("全班", [PlanItem("tones", 1), PlanItem("jujube", 9)])
    extra = plans.make("给努尔", [PlanItem("tones", 4, required_takes=1)])
    plans.give(both.id, TODAY, cohort_ids=["k"])
    plans.give(extra.id, TODAY, profile_ids=["nu"])
    be_nu(nu)
    study(nu, "tones")
    nu.say("tones", SAY)
    nu.next_noon(2)
    be_head(nu)
    table = plans.standing("k")
    assert [(each.plan_title, each.lesson_title, each.due) for each in table.columns] == [
        ("全班", "Tones", TODAY + DAY),
        ("给努尔", "Tones", TODAY + 4 * DAY),
        ("全班", "Jujube", TODAY + 9 * DAY),
    ]
    states = {row.name: [cell and cell.state for cell in row.cells] for row in table.rows}
    assert states == {
        "努尔古丽": [DueState.DONE, DueState.DONE, DueState.OPEN],
        "艾力": [DueState.OVERDUE, None, DueState.OPEN],
    }
    assert table.rows[0].cells[1] is not None
    assert (table.rows[0].cells[1].takes, table.rows[0].cells[1].best) == (1, 95.0)
    assert table.count(DueState.OVERDUE) == 1
    assert len(plans.standing("k", extra.id).columns) == 1


def test_a_plan_is_copied_with_everything_but_whom_it_is_given_to(nu: Trainee, plans: Plans) -> None:
    items = [PlanItem("tones", 2, 85, 3, Feedback.PACE), PlanItem("jujube", 4)]
    plan = plans.make("上学期", items)
    plans.give(plan.id, TODAY, cohort_ids=["k"])
    copied = plans.copy(plan.id, "这学期")
    assert (copied.title, copied.items) == ("这学期", plan.items)
    assert plans.given(copied.id) == []
    assert plans.copy(plan.id).title == "上学期（副本）"
    plans.archive(plan.id)
    assert plan.id not in {each.id for each in plans.plans()}
    assert plans.copy(plan.id).items == plan.items  # last term's is put away and still there to copy


def test_a_plan_that_was_given_may_be_changed_and_counts_as_it_is_now(nu: Trainee, plans: Plans) -> None:
    plan = plans.make("第一周", [PlanItem("tones", 2)])
    plans.give(plan.id, TODAY, cohort_ids=["k"])
    plans.change(plan.id, title="改过", items=[PlanItem("jujube", 5)])
    assert plans.plan(plan.id).title == "改过"
    be_nu(nu)
    assert [(each.lesson_id, each.due) for each in plans.due()] == [("jujube", TODAY + 5 * DAY)]


def test_whoever_has_a_plan_from_the_same_day_keeps_it_once(plans: Plans) -> None:
    plan = plans.make("第一周", [PlanItem("tones")])
    assert len(plans.give(plan.id, TODAY, cohort_ids=["k", "k"], profile_ids=["nu"])) == 2
    assert plans.give(plan.id, TODAY, cohort_ids=["k"]) == []
    assert len(plans.give(plan.id, TODAY + DAY, cohort_ids=["k"])) == 1


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (PlanItem("jujube", -1), "日子"),
        (PlanItem("jujube", 366), "日子"),
        (PlanItem("jujube", required_score=0), "分数"),
        (PlanItem("jujube", required_score=101), "分数"),
        (PlanItem("jujube", required_takes=0), "次数"),
        (PlanItem("tones"), "一次"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_and_nothing_changed(
    plans: Plans, item: PlanItem, words: str
) -> None:
    plan = plans.make("第一周", [PlanItem("tones")])
    with pytest.raises(UnusablePlanError, match=words):
        plans.change(plan.id, items=[*plan.items, item])
    assert plans.plan(plan.id) == plan


def test_a_plan_needs_a_name_and_something_in_it(plans: Plans) -> None:
    for title in (" ", "长" * 61):
        with pytest.raises(UnusablePlanError):
            plans.make(title)
    plan = plans.make("  第 一  周 ")
    assert plan.title == "第 一 周"
    with pytest.raises(UnusablePlanError, match="没有课程"):
        plans.give(plan.id, TODAY, cohort_ids=["k"])
    with pytest.raises(UnusablePlanError, match="至少选一个"):
        plans.give(plan.id, TODAY)
    with pytest.raises(ExpectedError, match="找不到这一课"):
        plans.assign("k", "gone", TODAY)


def test_what_is_doubtful_in_a_plan(plans: Plans) -> None:
    items = [PlanItem("jujube", 5), PlanItem("tones", 2), PlanItem("gone", 6)]
    assert plans.warnings(items) == [
        PlanWarning(WarningKind.REQUIRES_LATER, "jujube", "tones"),
        PlanWarning(WarningKind.EARLIER_DAY, "tones"),
        PlanWarning(WarningKind.GONE, "gone"),
    ]
    assert plans.warnings(items[:1]) == [PlanWarning(WarningKind.REQUIRES_MISSING, "jujube", "tones")]
    assert plans.warnings([items[1], items[0]]) == []


def test_what_moves_takes_the_day_of_its_new_place() -> None:
    items = (PlanItem("a", 1), PlanItem("b", 3, 80), PlanItem("c", 7))
    assert moved(items, 1, 0) == (PlanItem("b", 1, 80), PlanItem("a", 3), PlanItem("c", 7))
    assert moved(items, 0, 2) == (PlanItem("b", 1, 80), PlanItem("c", 3), PlanItem("a", 7))


def test_a_lesson_whose_step_was_reworded_stays_done(nu: Trainee, plans: Plans) -> None:
    plans.assign("k", "tones", TODAY)
    be_nu(nu)
    study(nu, "tones")
    old = nu.library.lessons
    steps = (Card("reworded", "", ""), SAY)
    changed = Lesson("tones", "Tones", "", "mandarin", 10, 1, steps)
    nu.library = Library((old[0], changed, old[2]))
    assert [each.state for each in plans.due()] == [DueState.DONE]


def test_nobody_has_nothing_to_do(nu: Trainee, plans: Plans) -> None:
    plans.assign("k", "tones", date(2026, 3, 1))
    nu.store.sign_ins.sign_out()
    assert plans.due() == []
    assert plans.feedback("tones") is Feedback.ALL
