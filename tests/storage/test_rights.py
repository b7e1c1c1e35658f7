"""Who may see and change what, method by method: a method without a line in `RULES` or `FREE` is a failure.

Each is tried by everybody on a copy of the same small centre: two trainers, each with a class, a trainee in
each, an administrator, and nobody. Everything is Nu's, who is in the first trainer's class.
"""

from __future__ import annotations

import dataclasses
import inspect
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.curriculum.values import Outcome
from app.people.rights import NotAllowedError
from app.people.values import ADMINISTRATOR, TRAINEE, TRAINER, Centre, Cohort, Profile
from app.speech.agreement_cuts import BUNDLED
from app.speech.values import Part, Verdict
from app.storage.export import export_attempts
from app.storage.learning_values import KeptDay, KeptOutcome, Review
from app.storage.opening import open_store
from app.storage.orders_values import Certificate, CertificateFacts, Needs, Order
from app.storage.plans_values import Given, Plan, PlanItem
from app.storage.reports import Scope
from app.storage.reviews_values import Comment
from app.storage.store import Store
from app.storage.values import AttemptSummary
from tests.broadcasts.broadcast_samples import broadcast
from tests.storage.storage_samples import NOON, attempt_of, make_score
from tests.storage.test_exam_tables import PART, exam
from tests.storage.test_learning_tables import card
from tests.storage.test_rehearsals import rehearsal

HEAD = Profile("head", "主任", "zh", NOON, role=ADMINISTRATOR)
LI = Profile("li", "李老师", "zh", NOON, role=TRAINER)
WANG = Profile("wang", "王老师", "zh", NOON, role=TRAINER)
NU = Profile("nu", "努尔", "ug", NOON, '{"median": 213.7}', cohort_id="first", number="7")
ALI = Profile("ali", "阿里", "kk", NOON, cohort_id="second")
PEOPLE = {each.id: each for each in (HEAD, LI, WANG, NU, ALI)}

DAY = date(2026, 3, 2)
PLAN = Plan("p1", "第一周", "li", NOON, (PlanItem("tones"),))
COMMENT = Comment("c1", None, "很好", NOON)
GIVEN = Given("g1", "p1", "first", "", DAY, NOON, "li")
ORDER = Order("o1", "绿洲电商", 3, DAY, Needs(hours=5.0), "li", NOON)
CERTIFICATE = Certificate(
    "KB0001", "nu", NOON, "li", CertificateFacts("努尔", "7", "中心", "", 1, 2, 30, 9, DAY, None, "李老师")
)
NUS = Scope(profile_id="nu")
FIRST = Scope(cohort_id="first")

NOBODY = ""
VIEWERS = (NOBODY, "ali", "wang", "li", "head", "nu")
READERS = frozenset({"nu", "li", "head"})
"""Who may see what is Nu's."""
OWNER = frozenset({"nu"})
TEACHERS = frozenset({"li", "head"})
"""Who teaches Nu, and leads her class."""
TRAINERS = frozenset({"li", "wang", "head"})
HEADS = frozenset({"head"})
EVERYBODY = frozenset(VIEWERS)

Call = Callable[[Store], Any]


@dataclasses.dataclass(frozen=True)
class Rule:
    """`call` raises NotAllowedError for all but `allowed`; `hides`: it returns nothing to them instead."""

    call: Call
    allowed: frozenset[str]
    hides: bool = False


def new_attempt(store: Store) -> Any:
    return attempt_of(store.user_dir, "new", profile_id="nu")


def kept_exam(store: Store) -> Any:
    return dataclasses.replace(exam("new"), profile_id="nu")


def deleted(store: Store) -> None:
    """Put Nu's attempt into the trash, whoever looks."""
    with store.access.acting_for("nu"):
        store.delete_attempt("a1")


def hidden(store: Store, call: Callable[[], Any]) -> Any:
    """What a trainer finds; those who may not ask at all find nothing."""
    return call() if store.access.is_trainer() else []


def marked(store: Store, viewer: str = "") -> None:
    """Nu's take is marked blind by somebody, or by whoever looks if she may."""
    before = store.access.viewer
    if viewer:
        store.access.viewer = PEOPLE[viewer]
    if store.access.teaches("nu"):
        store.marks.begin("a1", NOON)
        for each in store.marks.take("a1").syllables:
            store.marks.mark("a1", each.position, dict.fromkeys(each.parts, Verdict.OFF), NOON)
    store.access.viewer = before


def finished(store: Store, viewer: str = "") -> None:
    """The same, and she has seen what the machine says."""
    marked(store, viewer)
    before = store.access.viewer
    if viewer:
        store.access.viewer = PEOPLE[viewer]
    if store.access.teaches("nu"):
        store.marks.finish("a1", NOON)
    store.access.viewer = before


RULES: dict[str, list[Rule]] = {
    # people
    "add_profile": [Rule(lambda s: s.add_profile(Profile("new", "新", "ug", NOON)), TRAINERS)],
    "update_profile": [Rule(lambda s: s.update_profile(dataclasses.replace(NU, register="{}")), OWNER)],
    "profiles": [Rule(lambda s: [p for p in s.profiles() if p.id == "nu" and p.register], READERS, True)],
    "add_cohort": [Rule(lambda s: s.add_cohort(Cohort("new", "新", NOON)), TRAINERS)],
    "update_cohort": [Rule(lambda s: s.update_cohort(Cohort("first", "一班", NOON, "strict")), TEACHERS)],
    "people.everyone": [
        Rule(lambda s: [p for p in s.people.everyone() if p.id == "nu" and p.number], READERS, True)
    ],
    "people.profiles": [
        Rule(lambda s: [p for p in s.people.profiles() if p.id == "nu"], READERS, True),
        Rule(lambda s: s.people.profiles("first"), READERS, True),
    ],
    "people.profile": [Rule(lambda s: s.people.profile("nu"), READERS)],
    "people.add": [
        Rule(lambda s: s.people.add(Profile("new", "新", "ug", NOON)), TRAINERS),
        Rule(lambda s: s.people.add(Profile("new", "新", "ug", NOON, cohort_id="first")), TEACHERS),
        Rule(lambda s: s.people.add(Profile("new", "新", "ug", NOON, role=TRAINER)), HEADS),
    ],
    "people.update": [Rule(lambda s: s.people.update(dataclasses.replace(NU, name="古丽")), TEACHERS)],
    "people.change": [
        Rule(lambda s: s.people.change({"nu": {"language": "en"}}), READERS),
        Rule(lambda s: s.people.change({"nu": {"register": ""}}), OWNER),
        Rule(lambda s: s.people.change({"nu": {"name": "古丽"}}), TEACHERS),
        Rule(lambda s: s.people.change({"nu": {"archived": True}}), TEACHERS),
        Rule(lambda s: s.people.change({"nu": {"cohort_id": ""}}), TEACHERS),
        Rule(lambda s: s.people.change({"nu": {"cohort_id": "second"}}), HEADS),
        Rule(lambda s: s.people.change({"nu": {"role": TRAINER}}), HEADS),
        Rule(lambda s: s.people.change({"li": {"name": "李"}}), HEADS),
    ],
    "people.apply": [
        Rule(lambda s: s.people.apply([Cohort("new", "新", NOON)], [], {}), TRAINERS),
        Rule(
            lambda s: s.people.apply([], [Profile("new", "新", "ug", NOON, cohort_id="first")], {}), TEACHERS
        ),
        Rule(
            lambda s: s.people.apply([Cohort("new", "新", NOON)], [], {"nu": {"cohort_id": "new"}}), TEACHERS
        ),
    ],
    "desk.lately": [
        Rule(lambda s: s.desk.lately(NOON), TRAINERS),
        Rule(lambda s: s.desk.lately(NOON, "first"), TEACHERS),
    ],
    "desk.any_heard": [Rule(lambda s: s.desk.any_heard(), TRAINERS)],
    "people.led": [Rule(lambda s: [c for c in s.people.led() if c.id == "first"], TEACHERS, True)],
    "people.add_cohort": [Rule(lambda s: s.people.add_cohort(Cohort("new", "新", NOON)), TRAINERS)],
    "people.update_cohort": [Rule(lambda s: s.people.update_cohort(Cohort("first", "甲班", NOON)), TEACHERS)],
    "people.set_trainers": [Rule(lambda s: s.people.set_trainers("first", ["li", "wang"]), TEACHERS)],
    "people.set_up": [Rule(lambda s: s.people.set_up("nu", "我的中心"), frozenset())],
    "people.update_centre": [Rule(lambda s: s.people.update_centre(Centre("新", NOON, True)), HEADS)],
    "pins.change": [Rule(lambda s: s.pins.change("nu", "", "4071"), OWNER)],
    "pins.remove": [Rule(lambda s: s.pins.remove("nu", ""), OWNER)],
    "pins.reset": [
        Rule(lambda s: s.pins.reset("nu"), TEACHERS),
        Rule(lambda s: s.pins.reset("li"), HEADS),
    ],
    "sign_ins.used": [
        Rule(lambda s: s.sign_ins.used(NOON - timedelta(days=1), NOON + timedelta(days=1)), READERS, True)
    ],
    "sign_ins.last": [Rule(lambda s: s.sign_ins.last().get("nu"), READERS, True)],
    # attempts
    "add_attempt": [Rule(lambda s: s.add_attempt(new_attempt(s)), OWNER)],
    "attempt": [
        Rule(lambda s: s.attempt("a1"), READERS),
        Rule(lambda s: s.attempt("a1", with_score=False), READERS),
    ],
    "attempts": [Rule(lambda s: s.attempts("nu"), READERS)],
    "attempt_ids": [
        Rule(lambda s: s.attempt_ids(), READERS, True),
        Rule(lambda s: s.attempt_ids("nu"), READERS),
    ],
    "scored_with": [Rule(lambda s: s.scored_with("nu"), READERS)],
    "daily": [Rule(lambda s: s.daily("nu"), READERS)],
    "sounds": [Rule(lambda s: s.sounds("nu"), READERS)],
    "replace_score": [Rule(lambda s: s.replace_score("a1", make_score(5)), OWNER)],
    "delete_attempt": [Rule(lambda s: s.delete_attempt("a1"), OWNER)],
    "undelete_attempt": [Rule(lambda s: (deleted(s), s.undelete_attempt("a1")), OWNER)],
    # learning
    "learning.cards": [Rule(lambda s: s.learning.cards("nu"), READERS)],
    "learning.add_cards": [Rule(lambda s: s.learning.add_cards("nu", [card("new")]), OWNER)],
    "learning.keep_reviews": [
        Rule(lambda s: s.learning.keep_reviews("nu", [Review(card("x", reviewed=NOON), 3)]), OWNER)
    ],
    "learning.reviews": [Rule(lambda s: s.learning.reviews("nu"), READERS)],
    "learning.add_outcome": [
        Rule(lambda s: s.learning.add_outcome("nu", KeptOutcome("l", "s", NOON, Outcome())), OWNER)
    ],
    "learning.outcomes": [Rule(lambda s: s.learning.outcomes("nu"), READERS)],
    "learning.keep_day": [
        Rule(lambda s: s.learning.keep_day("nu", KeptDay(date(2026, 3, 2), NOON, "[]")), OWNER)
    ],
    "learning.day": [Rule(lambda s: s.learning.day("nu", date(2026, 3, 2)), READERS)],
    "learning.learned_until": [Rule(lambda s: s.learning.learned_until("nu"), READERS)],
    "learning.spoken_prompts": [Rule(lambda s: s.learning.spoken_prompts("nu", 0), READERS)],
    "learning.spoken_sounds": [Rule(lambda s: s.learning.spoken_sounds("nu", Part.TONE, 1), READERS)],
    # plans: Li made one and gave it to Nu's class
    "plans.plans": [Rule(lambda s: s.plans.plans(), TRAINERS)],
    "plans.plan": [Rule(lambda s: s.plans.plan("p1"), TRAINERS)],
    "plans.add": [
        Rule(lambda s: s.plans.add(dataclasses.replace(PLAN, id="new")), TEACHERS),
        Rule(lambda s: s.plans.add(dataclasses.replace(PLAN, id="new", owner_id="nu")), HEADS),
    ],
    "plans.update": [Rule(lambda s: s.plans.update(dataclasses.replace(PLAN, title="改")), TEACHERS)],
    "plans.give": [
        Rule(lambda s: s.plans.give(dataclasses.replace(GIVEN, id="new")), TEACHERS),
        Rule(lambda s: s.plans.give(dataclasses.replace(GIVEN, id="new", cohort_id="second")), HEADS),
        Rule(lambda s: s.plans.give(Given("new", "p1", "", "ali", DAY, NOON, "li")), HEADS),
    ],
    "plans.add_and_give": [
        Rule(
            lambda s: s.plans.add_and_give(
                dataclasses.replace(PLAN, id="new"), dataclasses.replace(GIVEN, id="new", plan_id="new")
            ),
            TEACHERS,
        )
    ],
    "plans.take_back": [Rule(lambda s: s.plans.take_back("g1"), TEACHERS)],
    "plans.given": [Rule(lambda s: s.plans.given(), READERS, True)],
    "plans.for_person": [Rule(lambda s: s.plans.for_person("nu"), READERS)],
    "plans.for_class": [Rule(lambda s: s.plans.for_class("first"), TEACHERS)],
    "plans.standing_of": [Rule(lambda s: s.plans.standing_of("nu"), READERS)],
    "plans.standing": [Rule(lambda s: s.plans.standing("first"), TEACHERS)],
    # counts
    "progress.days": [Rule(lambda s: s.progress.days("nu"), READERS)],
    "progress.syllables": [Rule(lambda s: s.progress.syllables("nu"), READERS)],
    "progress.confusions": [Rule(lambda s: s.progress.confusions("nu"), READERS)],
    "progress.changes": [Rule(lambda s: s.progress.changes("nu"), READERS)],
    "progress.examples": [Rule(lambda s: s.progress.examples("nu", "zh"), READERS)],
    "progress.class_days": [Rule(lambda s: s.progress.class_days("first"), TEACHERS)],
    "progress.class_syllables": [Rule(lambda s: s.progress.class_syllables("first"), TEACHERS)],
    "progress.class_confusions": [Rule(lambda s: s.progress.class_confusions("first"), TEACHERS)],
    "progress.class_changes": [Rule(lambda s: s.progress.class_changes("first"), TEACHERS)],
    "progress.hours": [
        Rule(lambda s: s.progress.hours(), TRAINERS),
        Rule(lambda s: hidden(s, s.progress.hours), TEACHERS, True),
    ],
    "progress.outcomes": [
        Rule(lambda s: s.progress.outcomes(), TRAINERS),
        Rule(lambda s: hidden(s, s.progress.outcomes), TEACHERS, True),
    ],
    "progress.wrong_counts": [Rule(lambda s: s.progress.wrong_counts(), HEADS)],
    "progress.rebuild": [Rule(lambda s: s.progress.rebuild(), HEADS)],
    # reviews: Nu has asked for her attempt to be heard, and Li has said something of it
    "reviews.queue": [
        Rule(lambda s: s.reviews.queue(NOON - timedelta(days=9)), TRAINERS),
        Rule(lambda s: hidden(s, lambda: s.reviews.queue(NOON - timedelta(days=9))), TEACHERS, True),
        Rule(lambda s: s.reviews.queue(NOON, cohort_id="first"), TEACHERS),
        Rule(lambda s: s.reviews.queue(NOON, profile_id="nu"), TEACHERS),
    ],
    "reviews.counts": [
        Rule(lambda s: s.reviews.counts(NOON), TRAINERS),
        Rule(lambda s: hidden(s, lambda: s.reviews.counts(NOON - timedelta(days=9))), TEACHERS, True),
        Rule(lambda s: s.reviews.counts(NOON, cohort_id="first"), TEACHERS),
    ],
    "reviews.review": [Rule(lambda s: s.reviews.review("a1"), READERS)],
    "reviews.heard": [Rule(lambda s: s.reviews.heard("nu"), READERS)],
    "reviews.ask": [Rule(lambda s: s.reviews.ask("a1", "", NOON), OWNER)],
    "reviews.take_back": [Rule(lambda s: s.reviews.take_back("a1"), OWNER)],
    "reviews.see": [Rule(lambda s: s.reviews.see("a1", NOON), OWNER)],
    "reviews.change_verdict": [
        Rule(lambda s: s.reviews.change_verdict("a1", 0, Part.TONE, Verdict.OFF, NOON), TEACHERS)
    ],
    "reviews.add_comment": [
        Rule(lambda s: s.reviews.add_comment("a1", dataclasses.replace(COMMENT, id="new")), TEACHERS)
    ],
    "reviews.remove_comment": [Rule(lambda s: s.reviews.remove_comment("c1"), TEACHERS)],
    "reviews.finish": [Rule(lambda s: s.reviews.finish("a1", NOON), TEACHERS)],
    "reviews.reopen": [Rule(lambda s: s.reviews.reopen("a1"), TEACHERS)],
    "reviews.spend": [Rule(lambda s: s.reviews.spend("a1", 1.0), TEACHERS)],
    # orders and certificates: Li took an order, put Nu forward for it and gave her a certificate
    "orders.orders": [Rule(lambda s: s.orders.orders(), TRAINERS)],
    "orders.order": [Rule(lambda s: s.orders.order("o1"), TRAINERS)],
    "orders.add": [Rule(lambda s: s.orders.add(dataclasses.replace(ORDER, id="new")), TEACHERS)],
    "orders.update": [Rule(lambda s: s.orders.update(dataclasses.replace(ORDER, firm="改")), TEACHERS)],
    "orders.candidates": [
        Rule(lambda s: s.orders.candidates("o1"), TRAINERS),
        Rule(lambda s: hidden(s, lambda: s.orders.candidates("o1")), TEACHERS, True),
    ],
    "orders.put_forward": [
        Rule(lambda s: s.orders.put_forward("o1", ["nu"]), TEACHERS),
        Rule(lambda s: s.orders.put_forward("o1", ["nu", "ali"]), HEADS),
    ],
    "orders.withdraw": [Rule(lambda s: s.orders.withdraw("o1", "nu"), TEACHERS)],
    "orders.note_consent": [Rule(lambda s: s.orders.note_consent("o1", "nu", NOON), TEACHERS)],
    "certificates.add": [
        Rule(lambda s: s.certificates.add(dataclasses.replace(CERTIFICATE, serial="new")), TEACHERS)
    ],
    "certificates.find": [Rule(lambda s: s.certificates.find("KB0001"), TRAINERS)],
    "certificates.of": [Rule(lambda s: s.certificates.of("nu"), READERS)],
    # what reports are made of
    **{
        f"reports.{name}": [
            Rule(lambda s, call=call: call(s, NUS), READERS),
            Rule(lambda s, call=call: call(s, FIRST), TEACHERS),
        ]
        for name, call in {
            "days": lambda s, scope: s.reports.days(scope),
            "sounds": lambda s, scope: s.reports.sounds(scope),
            "rehearsals": lambda s, scope: s.reports.rehearsals(scope),
            "count": lambda s, scope: s.reports.count(scope),
            "attempts": lambda s, scope: s.reports.attempts(scope, 0, 9),
            "syllables": lambda s, scope: s.reports.syllables(scope, 0, 9),
            "reviews": lambda s, scope: s.reports.reviews(scope, 0, 9),
            "changes": lambda s, scope: s.reports.changes(scope, 0, 9),
            "comments": lambda s, scope: s.reports.comments(scope, 0, 9),
            "outcomes": lambda s, scope: s.reports.outcomes(scope, 0, 9),
        }.items()
    },
    # blind marks and thresholds
    "marks.scored_takes": [
        Rule(lambda s: s.marks.scored_takes(9), TRAINERS),
        Rule(lambda s: hidden(s, lambda: s.marks.scored_takes(9)), TEACHERS, True),
    ],
    "marks.begin": [Rule(lambda s: s.marks.begin("a1", NOON), TEACHERS)],
    "marks.take": [Rule(lambda s: (marked(s), s.marks.take("a1")), TEACHERS)],
    "marks.mark": [Rule(lambda s: (marked(s), s.marks.mark("a1", 0, {}, NOON)), TEACHERS)],
    "marks.finish": [Rule(lambda s: (marked(s), s.marks.finish("a1", NOON)), TEACHERS)],
    "marks.beside": [Rule(lambda s: (finished(s), s.marks.beside("a1")), TEACHERS)],
    "marks.standing": [Rule(lambda s: s.marks.standing(), TRAINERS)],
    "marks.finished": [
        Rule(lambda s: (finished(s, "li"), s.marks.finished()), TRAINERS),
        Rule(lambda s: hidden(s, lambda: finished(s, "li") or s.marks.finished()), TEACHERS, True),
    ],
    "marks.thresholds": [Rule(lambda s: s.marks.thresholds(), TRAINERS)],
    "marks.apply": [Rule(lambda s: s.marks.apply(BUNDLED, 0, NOON), HEADS)],
    # mock tests, rehearsals, broadcasts, steps
    "exams.add": [Rule(lambda s: s.exams.add(kept_exam(s)), OWNER)],
    "exams.keep_part": [Rule(lambda s: s.exams.keep_part("e1", PART), READERS)],
    "exams.exam": [Rule(lambda s: s.exams.exam("e1"), READERS)],
    "exams.exams": [Rule(lambda s: s.exams.exams("nu"), READERS)],
    "exams.delete": [Rule(lambda s: s.exams.delete("e1"), OWNER)],
    "rehearsals.add": [Rule(lambda s: s.rehearsals.add(rehearsal("new", "nu")), OWNER)],
    "rehearsals.delete": [Rule(lambda s: s.rehearsals.delete("r1"), OWNER)],
    "rehearsals.rehearsals": [Rule(lambda s: s.rehearsals.rehearsals("nu"), READERS)],
    "broadcasts.keep": [
        Rule(lambda s: s.broadcasts.keep([broadcast("new", profile_id="nu")]), OWNER),
        Rule(lambda s: s.broadcasts.keep([broadcast("b1", profile_id="ali")]), frozenset()),  # no taking over
    ],
    "broadcasts.delete": [Rule(lambda s: s.broadcasts.delete("b1"), OWNER)],
    "broadcasts.broadcasts": [Rule(lambda s: s.broadcasts.broadcasts("nu"), READERS)],
    "steps_seen.see": [Rule(lambda s: s.steps_seen.see("nu", "l", "s", 0, NOON), OWNER)],
    "steps_seen.of": [Rule(lambda s: s.steps_seen.of("nu"), READERS)],
    # erasing; at home she erases herself
    "erasures.check": [Rule(lambda s: s.erasures.check("nu"), HEADS)],
    "erasures.preview": [Rule(lambda s: s.erasures.preview("nu"), HEADS)],
    "erasures.erase": [Rule(lambda s: s.erasures.erase("nu"), HEADS)],
}

FREE = {
    "close": "nothing of anybody's",
    **dict.fromkeys(
        (
            "erasures.through_exchange",
            "exchange.after_erasure",
            "exchange.apply",
            "exchange.cursor",
            "exchange.erase",
            "exchange.erased",
            "exchange.mark_recordings_sent",
            "exchange.mark_sent",
            "exchange.packs",
            "exchange.pending",
            "exchange.pending_counts",
            "exchange.publish",
            "exchange.recording_arrived",
            "exchange.recordings_key",
            "exchange.recordings_missing",
            "exchange.recordings_to_send",
            "exchange.records",
            "exchange.rename_station",
            "exchange.said_again",
            "exchange.send_again",
            "exchange.set_cursor",
            "exchange.set_recordings_key",
            "exchange.station",
            "exchange.waiting",
            "exchange.waiting_for",
            "exchange.withdraw_pack",
        ),
        "the machine deals with other stations, whoever is signed in; none of it reaches a screen",
    ),
    "retention.due": "the machine asks for the centre's policy; only counts reach a screen",
    "retention.remove": "the machine does what the centre's policy says",
    "erasures.finish": "goes on with what somebody was asked about before; nothing of it reaches a screen",
    "in_background": "nothing of anybody's",
    "holds_attempts": "whether there is anything at all, asked before anybody can sign in",
    "cohorts": "the names of classes; the sign-in page is ordered by them",
    "people.cohorts": "the names of classes; the sign-in page is ordered by them",
    "people.faces": "what the sign-in page shows",
    "people.trainers": "who leads a class is no secret",
    "people.number_taken": "yes or no",
    "people.centre": "the centre's name",
    "marks.cuts": "everybody's takes are judged by them",
    "plans.may_change": "yes or no",
    "orders.may_change": "yes or no",
    "pins.has": "the sign-in page shows it",
    "pins.needed": "a rule of the centre's",
    "pins.admit": "it is the door; whoever stands before it is nobody yet",
    "pins.reset_from_outside": "asks the file system; see test_people_pins.py",
    "sign_ins.sign_in": "it is the door",
    "sign_ins.sign_out": "ends only one's own",
}
"""Methods that anybody may call, and why."""

NOT_TABLES = {"access"}


def public_methods(store: Store) -> Iterator[str]:
    """`method` of the store itself and `table.method` of whatever is hung onto it."""
    places = {"": store} | {
        name: part
        for name, part in vars(store).items()
        if not name.startswith("_")
        and name not in NOT_TABLES
        and type(part).__module__.startswith("app.storage.")
    }
    for place, part in places.items():
        for name, _ in inspect.getmembers(part, inspect.ismethod):
            if not name.startswith("_"):
                yield f"{place}.{name}" if place else name


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small centre on disk."""
    home = tmp_path_factory.mktemp("centre")
    store = open_store(home, automatic_backup=False).store
    store.people.add(dataclasses.replace(HEAD, role=TRAINEE))
    store.sign_ins.sign_in("head", now=NOON - timedelta(days=9))
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "中心")
    for cohort_id, name in (("first", "一班"), ("second", "二班")):
        store.add_cohort(Cohort(cohort_id, name, NOON))
    store.people.add(LI, WANG, NU, ALI)
    store.people.set_trainers("first", ["li"])
    store.people.set_trainers("second", ["wang"])
    store.plans.add_and_give(PLAN, GIVEN)
    store.sign_ins.sign_in("nu", now=NOON)
    store.add_attempt(attempt_of(home, "a1", profile_id="nu"))
    store.reviews.ask("a1", "", NOON)
    store.access.viewer = LI
    store.reviews.add_comment("a1", COMMENT)
    store.orders.add(ORDER)
    store.orders.put_forward("o1", ["nu"])
    store.certificates.add(CERTIFICATE)
    store.access.viewer = NU
    store.exams.add(dataclasses.replace(exam("e1", parts=(PART,)), profile_id="nu"))
    store.rehearsals.add(rehearsal("r1", "nu"))
    store.broadcasts.keep([broadcast("b1", profile_id="nu")])
    store.learning.keep_reviews("nu", [Review(card("k", reviewed=NOON), 3)], until=1)
    store.close()
    return home


def opened_by(viewer: str, centre: Path, folder: Path) -> Store:
    shutil.copytree(centre, folder)
    store = open_store(folder, automatic_backup=False).store
    store.access.viewer = PEOPLE.get(viewer)
    return store


def test_every_method_has_its_rule(centre: Path, tmp_path: Path) -> None:
    store = opened_by(NOBODY, centre, tmp_path / "home")
    found = set(public_methods(store))
    store.close()
    assert found - RULES.keys() - FREE.keys() == set(), "say in RULES who may call these"
    assert (RULES.keys() | FREE.keys()) - found == set(), "these are gone"


@pytest.mark.parametrize("method", RULES)
def test_each_method_asks(method: str, centre: Path, tmp_path: Path) -> None:
    for number, rule in enumerate(RULES[method]):
        for viewer in VIEWERS:
            store = opened_by(viewer, centre, tmp_path / f"{number}-{viewer}")
            try:
                if rule.hides:
                    assert bool(rule.call(store)) is (viewer in rule.allowed), (number, viewer)
                elif viewer in rule.allowed:
                    rule.call(store)
                else:
                    with pytest.raises(NotAllowedError):
                        rule.call(store)
                        pytest.fail(f"{viewer or 'nobody'} may")
            finally:
                store.close()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_an_export_holds_what_she_may_read(viewer: str, centre: Path, tmp_path: Path) -> None:
    store = opened_by(viewer, centre, tmp_path / "home")
    try:
        everything = export_attempts(store, tmp_path / "all", recordings=False)
        assert everything.attempts == (1 if viewer in READERS else 0)
        if viewer in READERS:
            assert export_attempts(store, tmp_path / "hers", profile_id="nu").recordings == 1
        else:
            with pytest.raises(NotAllowedError):
                export_attempts(store, tmp_path / "hers", profile_id="nu")
            assert not (tmp_path / "hers").exists()
            assert "努尔" not in (tmp_path / "all" / "attempts.json").read_text("utf-8")
    finally:
        store.close()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_reports_about_everybody_hold_whom_she_may_see(viewer: str, centre: Path, tmp_path: Path) -> None:
    store = opened_by(viewer, centre, tmp_path / "home")
    try:
        seen = 1 if viewer in READERS else 0
        assert store.reports.count() == seen
        assert len(store.reports.attempts(Scope(), 0, 9)) == seen
        assert {each.profile_id for each in store.reports.days()} == ({"nu"} if seen else set())
        assert bool(store.reports.syllables(Scope(), 0, 9)) is bool(seen)
    finally:
        store.close()


def test_what_is_done_for_the_owner_gives_no_other_right(centre: Path, tmp_path: Path) -> None:
    """Ali is signed in while Nu's take is stored: that work may reach Nu's data, and nobody else's."""
    store = opened_by("ali", centre, tmp_path / "home")
    with store.access.acting_for("nu"):
        store.add_attempt(new_attempt(store))
        assert [type(each) for each in store.attempts("nu")] == [AttemptSummary] * 2
        for profile_id in ("li", "ali"):
            with pytest.raises(NotAllowedError):
                store.attempts(profile_id)
    with pytest.raises(NotAllowedError):
        store.attempts("nu")
    assert store.attempts("ali") == []
    store.close()


def test_for_the_owner_her_class_counts_and_not_that_of_who_is_here(centre: Path, tmp_path: Path) -> None:
    store = opened_by("wang", centre, tmp_path / "home")
    store.plans.add_and_give(
        dataclasses.replace(PLAN, id="wangs", owner_id="wang"),
        dataclasses.replace(GIVEN, id="wangs", plan_id="wangs", cohort_id="second", profile_id=""),
    )
    with store.access.acting_for("nu"):
        assert "wangs" not in [each.id for each in store.plans.given()]
    assert "wangs" in [each.id for each in store.plans.given()]
    store.close()


def test_who_left_while_something_of_hers_was_written_is_not_brought_back(
    centre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened_by("nu", centre, tmp_path / "home")
    write = store.people._write

    def leave_first(work: Callable[[Any], Any]) -> Any:
        store.sign_ins.sign_out()
        return write(work)

    monkeypatch.setattr(store.people, "_write", leave_first)
    store.people.change({"nu": {"language": "kk"}})
    assert store.access.viewer is None
    store.close()


def test_a_right_taken_away_is_gone_at_once(centre: Path, tmp_path: Path) -> None:
    store = opened_by("head", centre, tmp_path / "home")
    hers = opened_elsewhere(store, "li")
    assert hers.attempts("nu")
    store.people.set_trainers("first", [])
    with pytest.raises(NotAllowedError):
        hers.attempts("nu")
    store.people.set_trainers("first", ["li"])
    assert hers.attempts("nu")
    store.people.change({"li": {"role": TRAINEE}})
    with pytest.raises(NotAllowedError):
        hers.attempts("nu")
    assert hers.people.led() == []
    hers.close()
    store.close()


def opened_elsewhere(store: Store, viewer: str) -> Store:
    """The same database in another window."""
    other = open_store(store.user_dir, automatic_backup=False).store
    other.access.viewer = PEOPLE[viewer]
    return other


def test_at_home_everybody_minds_her_own(tmp_path: Path) -> None:
    """Without an administrator anybody may join and rename herself; what she said is still hers."""
    store = open_store(tmp_path / "home", automatic_backup=False).store
    store.people.add(dataclasses.replace(NU, cohort_id=""), dataclasses.replace(ALI, cohort_id=""))
    store.sign_ins.sign_in("nu")
    store.people.change({"nu": {"name": "古丽"}})
    store.add_attempt(attempt_of(store.user_dir, "a1", profile_id="nu"))
    with pytest.raises(NotAllowedError):
        store.people.change({"nu": {"role": TRAINER}})
    store.sign_ins.sign_in("ali")
    with pytest.raises(NotAllowedError):
        store.attempt("a1")
    with pytest.raises(NotAllowedError):
        store.people.change({"nu": {"name": "谁"}})
    store.close()


def test_an_administrator_stays(centre: Path, tmp_path: Path) -> None:
    store = opened_by("head", centre, tmp_path / "home")
    for change in ({"role": TRAINEE}, {"archived": True}):
        with pytest.raises(Exception, match="至少要有一位管理员"):
            store.people.change({"head": change})
    store.people.change({"li": {"role": ADMINISTRATOR}})
    store.people.change({"head": {"role": TRAINEE}})
    assert store.access.is_administrator() is False
    store.close()
