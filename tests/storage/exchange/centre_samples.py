"""A small centre with one of everything, and stations to carry it between."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from app.curriculum.values import Outcome
from app.people.values import ADMINISTRATOR, TRAINEE, TRAINER, Cohort, Profile
from app.speech.agreement_cuts import BUNDLED
from app.speech.values import Part, Verdict
from app.storage.exchange.values import Applied, Pack, Record
from app.storage.learning_values import KeptOutcome
from app.storage.opening import open_store
from app.storage.orders_values import Certificate, CertificateFacts, Needs, Order
from app.storage.plans_values import Given, Plan, PlanItem
from app.storage.reviews_values import Comment
from app.storage.store import Store
from tests.broadcasts.broadcast_samples import broadcast
from tests.storage.storage_samples import NOON, attempt_of, make_score
from tests.storage.test_exam_tables import PART, TALK, exam
from tests.storage.test_rehearsals import rehearsal

HEAD = Profile("head", "主任", "zh", NOON, role=ADMINISTRATOR)
LI = Profile("li", "李老师", "zh", NOON, role=TRAINER)
NU = Profile("nu", "努尔", "ug", NOON, '{"median": 213.7}', cohort_id="first", number="7", language="ug")
OMAR = Profile("omar", "奥马尔", "kk", NOON, cohort_id="first")
PEOPLE = {each.id: each for each in (HEAD, LI, NU, OMAR)}
DAY = NOON.date()
FACTS = CertificateFacts("努尔", "7", "中心", "", 1, 2, 30, 9, DAY, None, "李老师")


def station(folder: Path) -> Store:
    """A station's store, opened or made."""
    return open_store(folder, automatic_backup=False).store


def as_person(store: Store, profile_id: str) -> Store:
    """Be somebody."""
    store.access.viewer = PEOPLE[profile_id]
    return store


def found_centre(store: Store) -> None:
    """An administrator, a trainer with a class, two trainees in it."""
    store.people.add(dataclasses.replace(HEAD, role=TRAINEE))
    store.sign_ins.sign_in("head", now=NOON)
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "绿洲中心")
    store.add_cohort(Cohort("first", "一班", NOON, "strict"))
    store.people.add(LI, NU, OMAR)
    store.people.set_trainers("first", ["li"])
    store.sign_ins.sign_out(NOON)


def fill(store: Store) -> None:
    """One of everything there is."""
    found_centre(store)
    home = store.user_dir
    as_person(store, "nu")
    scored = attempt_of(home, "a1", profile_id="nu", score=make_score(3))
    store.add_attempt(scored)
    store.add_attempt(attempt_of(home, "a2", profile_id="nu", score=None, pinyin=("hong2", "zao3")))
    store.replace_score("a1", make_score(5))
    store.reviews.ask("a1", "第三声对吗？", NOON)
    store.learning.add_outcome(
        "nu", KeptOutcome("tones", "s1", NOON, Outcome(right=3, asked=4, seconds=21.5, answers=("a",)))
    )
    store.steps_seen.see("nu", "tones", "s1", 2, NOON)
    store.exams.add(dataclasses.replace(exam("e1", five_parts=True, parts=(PART, TALK)), profile_id="nu"))
    store.rehearsals.add(rehearsal("r1", "nu"))
    store.broadcasts.keep([broadcast("b1", profile_id="nu")])
    as_person(store, "li")
    store.plans.add_and_give(
        Plan("p1", "第一周", "li", NOON, (PlanItem("tones", 3), PlanItem("jujube"))),
        Given("g1", "p1", "first", "", DAY, NOON, "li"),
    )
    store.plans.give(Given("g2", "p1", "", "omar", DAY, NOON, "li"))
    store.reviews.change_verdict("a1", 0, Part.TONE, other_verdict(store, "a1", 0), NOON)
    store.reviews.add_comment("a1", Comment("c1", 1.5, "很好", NOON))
    voice = home / "comments" / "2026-03" / "c2.flac"
    voice.parent.mkdir(parents=True)
    voice.write_bytes(b"fLaC c2")
    sha256 = "b8b43bbdc4a3e7f3a8c84bd2bbd3d2f9f0fbfc7e1c1e1d1c1b1a191817161514"
    store.reviews.add_comment("a1", Comment("c2", None, "", NOON, voice=voice, voice_sha256=sha256))
    store.reviews.finish("a1", NOON)
    store.reviews.spend("a1", 12.5)
    store.marks.begin("a1", NOON)
    store.marks.mark("a1", 0, dict.fromkeys(Part, Verdict.OFF), NOON)
    store.orders.add(Order("o1", "绿洲电商", 3, DAY, Needs(hours=5.0), "li", NOON, plan_id="p1"))
    store.orders.put_forward("o1", ["nu"])
    store.orders.note_consent("o1", "nu", NOON)
    store.certificates.add(Certificate("KB0001", "nu", NOON, "li", FACTS))
    as_person(store, "head")
    store.marks.apply(BUNDLED, 40, NOON)
    store.marks.apply(BUNDLED, 60, NOON, put_back=store.marks.thresholds()[0].no)
    store.exchange.set_recordings_key("ab" * 32)
    store.exchange.publish(Pack("jujubes", "3", "cd" * 32, 1234, NOON.isoformat()))


def other_verdict(store: Store, attempt_id: str, position: int) -> Verdict:
    """A verdict that is not the one that stands."""
    found = store.attempt(attempt_id).score.syllables[position].tone.verdict
    return Verdict.OFF if found is not Verdict.OFF else Verdict.GOOD


def everything(store: Store) -> dict[tuple[str, str], tuple[object, ...]]:
    """All that a station knows, to be compared with another's."""
    return {
        (each.kind, each.id): (each.revision, each.deleted, each.owner_id, dict(each.body))
        for each in store.exchange.records()
    }


def carry(source: Store, target: Store) -> Applied:
    """All of one station to another."""
    return target.exchange.apply(list(source.exchange.records()))


def shuffled(records: Iterable[Record], chance: random.Random) -> list[Record]:
    """Out of order, some of them twice."""
    some = list(records)
    some += chance.sample(some, len(some) // 4)
    chance.shuffle(some)
    return some


def moment(day: int, hour: int = 4) -> datetime:
    """A moment of the samples' month."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)
