"""An employer's order from being taken to who is ready for it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.coaching.values import FactFinding, FactKind, FactState, PitchReport
from app.curriculum.library import Library, load_library
from app.curriculum.values import Lesson
from app.errors import ExpectedError
from app.live_room.values import Exchange, Kind, Outcome, Said, Session
from app.paths import lessons_dir
from app.people.rights import NotAllowedError
from app.people.values import TRAINER, Cohort, Profile
from app.practice.exam import Exams
from app.practice.learning_values import Sound
from app.practice.orders import Orders, UnusableOrderError
from app.practice.orders_plan import in_order, propose, requirements
from app.practice.orders_values import Ask, Needs, Readiness, State
from app.practice.pitch_reports import VERSION
from app.practice.reports import Reports
from app.speech.transcription import HeardBy, TranscribedWord, Transcript
from app.speech.values import Part
from app.storage.opening import open_store
from app.storage.rehearsal_values import KeptRehearsal
from tests.practice.trainee import NOON, Trainee
from tests.storage.storage_samples import attempt_of

LIBRARY = load_library([lessons_dir()])
NEEDS = Needs(
    products=("product-hongzao",),
    tracks=("rules",),
    sounds=("initial:zh", "tone:3"),
    points=80.0,
    coverage=0.6,
    findings=0,
    room_level=2,
    hours=1.0,
)
DUE = NOON.date() + timedelta(days=60)


@pytest.fixture
def nu(own_home: Path) -> Iterator[Trainee]:
    opened = open_store(own_home, automatic_backup=False)
    nu = Trainee(opened.store, LIBRARY)
    nu.weak[Sound(Part.INITIAL, "zh")] = "z"
    store = opened.store
    store.people.add(Profile("head", "王老师", "zh", NOON))
    be_head(nu, "")
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "中心")
    store.add_cohort(Cohort("k", "一班", NOON))
    store.people.add(
        Profile("ai", "艾力", "ug", NOON, cohort_id="k"), Profile("li", "李老师", "zh", NOON, role=TRAINER)
    )
    store.people.change({"nu": {"cohort_id": "k"}})
    yield nu
    opened.store.close()


@pytest.fixture
def orders(nu: Trainee, own_home: Path) -> Orders:
    plans = nu.learning.plans
    reports = Reports(nu.keeper, lambda: LIBRARY, plans, Exams(nu.keeper, lambda: nu.now), lambda: nu.now)
    return Orders(nu.keeper, lambda: LIBRARY, plans, reports, own_home, lambda: nu.now)


def be_head(nu: Trainee, pin: str = "4071") -> None:
    nu.store.sign_ins.sign_in("head", pin)


def by_id(name: str) -> Lesson:
    found = LIBRARY.lesson(name)
    assert found is not None
    return found


def state_of(readiness: Readiness, ask: Ask, about: str = "") -> tuple[State, float | None]:
    [answer] = [
        each for each in readiness.answers if each.requirement.ask is ask and about in each.requirement.about
    ]
    return answer.state, answer.figure


def test_what_cannot_be_an_order_is_refused_with_a_sentence(nu: Trainee, orders: Orders) -> None:
    with pytest.raises(UnusableOrderError, match="哪家企业"):
        orders.make("  ", 3, DUE, NEEDS)
    with pytest.raises(UnusableOrderError, match="已经过去"):
        orders.make("绿洲", 3, NOON.date() - timedelta(days=2), NEEDS)
    with pytest.raises(UnusableOrderError, match="至少选一个"):
        orders.make("绿洲", 3, DUE, Needs())
    with pytest.raises(UnusableOrderError, match="和产品一起"):
        orders.make("绿洲", 3, DUE, Needs(coverage=0.5))
    with pytest.raises(UnusableOrderError, match="人数"):
        orders.make("绿洲", 0, DUE, NEEDS)
    assert orders.orders() == []
    order = orders.make(" 绿洲  电商 ", 3, DUE, NEEDS, "要会讲价")
    assert orders.orders() == [order]
    assert orders.order(order.id) == order == dataclasses.replace(order, firm="绿洲 电商")
    changed = orders.change(dataclasses.replace(order, persons=5, due=NOON.date() - timedelta(days=9)))
    assert orders.order(order.id) == changed  # an order whose day has come can still be put right
    orders.archive(order.id)
    assert (orders.orders(), orders.orders(archived=True)[0].id) == ([], order.id)


def test_the_plan_covers_what_is_asked_in_an_order_that_can_be_followed(nu: Trainee, orders: Orders) -> None:
    order = orders.make("绿洲电商", 3, DUE, NEEDS)
    plan = orders.make_plan(order.id)
    assert plan.title == "绿洲电商 的订单"
    assert orders.order(order.id).plan_id == plan.id
    names = [each.lesson_id for each in plan.items]
    assert "product-hongzao" in names
    assert {each.id for each in LIBRARY.lessons if each.track == "rules"} <= set(names)
    for place, name in enumerate(names):
        for required in by_id(name).requires:
            assert required in names[:place], (name, required)
    days = [each.day for each in plan.items]
    assert days == sorted(days) and days[-1] == round(0.85 * 60)
    assert nu.learning.plans.warnings(plan.items) == []
    for_sounds = [each.lesson_id for each in plan.items if each.required_score is not None]
    assert "initials-zh-ch-sh" in for_sounds


def test_too_little_time_and_what_has_no_lesson_is_said() -> None:
    today = NOON.date()
    tight = propose(NEEDS, LIBRARY, today, today + timedelta(days=2))
    assert tight.tight and max(each.day for each in tight.items) <= 2
    assert not propose(NEEDS, LIBRARY, today, today + timedelta(days=60)).tight
    gone = propose(Needs(products=("no-such",)), LIBRARY, today, DUE)
    assert gone.items == () and [each.about for each in gone.uncovered] == ["no-such"]
    circle = Library((Lesson("a", "A", "", "t", 5, 1, (), ("b",)), Lesson("b", "B", "", "t", 5, 2, ())))
    assert in_order(["a"], circle.lessons) == ["b", "a"]
    assert [each.ask for each in requirements(Needs(hours=2.0))] == [Ask.HOURS]


def test_without_anything_kept_nothing_is_guessed(nu: Trainee, orders: Orders) -> None:
    order = orders.make("绿洲电商", 3, DUE, NEEDS)
    orders.put_forward(order.id, ["ai"])
    [ai] = orders.readiness(order.id)
    assert not ai.ready and ai.consented is None
    for ask in (Ask.COVERAGE, Ask.FINDINGS, Ask.POINTS, Ask.ROOM):
        assert state_of(ai, ask) == (State.NOT_ASSESSABLE, None)
    assert state_of(ai, Ask.SOUND, "zh") == (State.NOT_ASSESSABLE, None)
    assert state_of(ai, Ask.PRODUCT) == (State.NOT_YET, 0.0)
    assert state_of(ai, Ask.HOURS) == (State.NOT_YET, 0.0)


def pitch(text: str, states: list[FactState], product: str = "product-hongzao") -> PitchReport:
    words = (TranscribedWord(text, 0.0, 1.0, 0.9, HeardBy.FREE),)
    return PitchReport(
        product=product,
        transcript=Transcript(words, 60.0, "m", False),
        facts=tuple(FactFinding(FactKind.WHAT, str(n), state) for n, state in enumerate(states)),
        stages=(),
        named=(),
        calls=(),
        fillers=(),
        repetitions=(),
        pace=(),
        pauses=(),
        speaking=60.0,
        clarity=0.9,
        spread_db=None,
        drift_db=None,
        range_st=None,
        advice=(),
    )


def talk(nu: Trainee, home: Path, name: str, report: PitchReport) -> None:
    """A free take of hers with its report beside the recording."""
    attempt = attempt_of(home, name, profile_id="nu", score=None, created=nu.now)
    nu.store.add_attempt(dataclasses.replace(attempt, free=True))
    beside = attempt.recording.path.with_name(f"{attempt.recording.path.stem}.{report.product}.pitch.json")
    beside.write_text(json.dumps({"stamp": f"{VERSION} x", "report": report.to_json()}), encoding="utf-8")
    nu.pass_time(minutes=5)


def evening(nu: Trainee, name: str, level: int, *outcomes: Outcome) -> None:
    exchanges = tuple(
        Exchange(Said(float(n), n, "观众", Kind.QUESTION, "多少钱"), outcome)
        for n, outcome in enumerate(outcomes)
    )
    session = Session("s", "夜市", "红枣", 1, level, 300.0, 300.0, exchanges, (), (), 0, 0, 0, 0, 0, ())
    nu.store.rehearsals.add(KeptRehearsal(name, "nu", nu.now, "product-hongzao", name, session))


def test_readiness_is_what_she_did(nu: Trainee, orders: Orders, own_home: Path) -> None:
    order = orders.make("绿洲电商", 3, DUE, NEEDS)
    orders.put_forward(order.id, ["nu", "ai"])
    nu.store.sign_ins.sign_in("nu")
    for place in range(len(by_id("product-hongzao").steps)):
        nu.see("product-hongzao", place)
    nu.say_with(Sound(Part.INITIAL, "zh"), 12)
    nu.say_with(Sound(Part.TONE, "3"), 12)
    good, missing, unclear = FactState.COVERED, FactState.MISSING, FactState.UNCLEAR
    talk(nu, own_home, "first", pitch("这是全国第一最好的红枣，治百病。", [good, good, good, missing]))
    talk(nu, own_home, "second", pitch("这是和田红枣。", [good, good, unclear, missing]))
    evening(nu, "e1", 2, Outcome.ANSWERED, Outcome.ANSWERED, Outcome.PASSED_OVER)
    evening(nu, "e2", 3, Outcome.ANSWERED, Outcome.UNLAWFUL, Outcome.ANSWERED)
    evening(nu, "e3", 3, Outcome.ANSWERED)  # too short to say anything
    be_head(nu)
    shares: list[float] = []
    first, second = orders.readiness(order.id, shares.append)
    assert (first.profile.id, second.profile.id, shares) == ("nu", "ai", [0.5, 1.0])
    assert state_of(first, Ask.PRODUCT) == (State.MET, 1.0)
    assert state_of(first, Ask.COVERAGE) == (State.MET, 0.75)  # the best of her newest talks
    assert state_of(first, Ask.FINDINGS) == (State.MET, 0)  # the newest talk alone
    assert state_of(first, Ask.SOUND, "zh") == (State.NOT_YET, 0.0)
    assert state_of(first, Ask.SOUND, "tone") == (State.MET, 1.0)
    assert state_of(first, Ask.ROOM) == (State.MET, 2)
    assert state_of(first, Ask.HOURS)[0] is State.NOT_YET
    assert state_of(first, Ask.POINTS) == (State.NOT_ASSESSABLE, None)
    nu.store.sign_ins.sign_in("nu")
    talk(nu, own_home, "third", pitch("这是全国第一最好的红枣，治百病。", [good]))
    be_head(nu)
    state, count = state_of(orders.readiness(order.id)[0], Ask.FINDINGS)
    assert state is State.NOT_YET and count is not None and count >= 2


def test_consent_is_noted_and_forgotten(nu: Trainee, orders: Orders) -> None:
    order = orders.make("绿洲电商", 3, DUE, NEEDS)
    orders.put_forward(order.id, ["nu"])
    orders.note_consent(order.id, "nu", True)
    orders.put_forward(order.id, ["nu", "ai"])  # who is there already stays as she was
    assert {each.profile_id: each.consented is not None for each in orders.candidates(order.id)} == {
        "nu": True,
        "ai": False,
    }
    orders.withdraw(order.id, "nu")
    orders.put_forward(order.id, ["nu"])
    assert [each.consented for each in orders.candidates(order.id)] == [None, None]


def test_another_trainer_reads_the_order_and_changes_nothing(nu: Trainee, orders: Orders) -> None:
    order = orders.make("绿洲电商", 3, DUE, NEEDS)
    orders.put_forward(order.id, ["nu"])
    nu.store.access.viewer = Profile("li", "李老师", "zh", NOON, role=TRAINER)
    assert orders.orders() == [order]
    assert orders.candidates(order.id) == [] and orders.readiness(order.id) == []
    with pytest.raises(NotAllowedError):
        orders.change(dataclasses.replace(order, persons=9))
    with pytest.raises(NotAllowedError):
        orders.make_plan(order.id)
    with pytest.raises(NotAllowedError):
        orders.note_consent(order.id, "nu", True)
    assert nu.learning.plans.plans() == []
    with pytest.raises(ExpectedError, match="找不到这个订单"):
        orders.order("gone")
