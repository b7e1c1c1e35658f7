"""Counts of practice and of sounds: right after whatever happens to attempts, and right for those who ask."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from app.people.values import TRAINER, Cohort, Profile
from app.speech.values import Part, PartScore, PronunciationScore, Syllable, SyllableScore, Verdict
from app.storage import migrations
from app.storage.connection import writing
from app.storage.opening import open_store
from app.storage.progress_counts import recounted
from app.storage.progress_values import ConfusionCount, PersonChange, PromptChange
from app.storage.store import Store
from app.storage.values import Attempt
from tests.broadcasts.broadcast_samples import broadcast
from tests.storage.storage_samples import NOON, PROFILE, let_her_teach, make_score
from tests.storage.test_migrations import make_from, shape

SOUNDS = (("zh", "ang", 1), ("z", "ao", 3), ("", "i", 4), ("q", "v", 2), ("sh", "i", 2))


@pytest.fixture(autouse=True)
def in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock on the wall of Xinjiang."""
    import time

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()


def score_of(said: list[tuple[tuple[str, str, int], str]], total: float | None = 80.0) -> PronunciationScore:
    """A score of syllables, each with three letters: g, o, w or n for initial, final and tone."""
    verdicts = {"g": Verdict.GOOD, "o": Verdict.OFF, "w": Verdict.WRONG, "n": Verdict.NOT_ASSESSABLE}

    def part(letter: str, heard: str) -> PartScore:
        return PartScore(verdicts[letter], None, heard if letter == "w" else "")

    syllables = tuple(
        SyllableScore(
            Syllable("字", initial, final, tone, tone, False, i, i + 1),
            0.0,
            0.2,
            part(letters[0], "z" if initial != "z" else "zh"),
            part(letters[1], "u"),
            part(letters[2], "5"),
            omitted=letters == "nnn",
        )
        for i, ((initial, final, tone), letters) in enumerate(said)
    )
    return dataclasses.replace(make_score(1), syllables=syllables, total=total)


def chance_score(source: random.Random) -> PronunciationScore:
    said = [
        (source.choice(SOUNDS), "".join(source.choice("goown") for _ in range(3)))
        for _ in range(source.randrange(1, 7))
    ]
    return score_of(said, source.choice([None, round(source.uniform(20, 100), 3)]))


def test_counts_stay_right_whatever_happens(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    source = random.Random(5)
    here: list[str] = []
    gone: list[str] = []
    for step in range(150):
        what = source.random()
        if what < 0.5 or not here:
            created = NOON + timedelta(hours=source.randrange(0, 2000))
            score = None if source.random() < 0.1 else chance_score(source)
            attempt = make_attempt(created=created, score=score)
            store.add_attempt(attempt)
            here.append(attempt.id)
        elif what < 0.7:
            store.replace_score(source.choice(here), chance_score(source))
        elif what < 0.9:
            gone.append(here.pop(source.randrange(len(here))))
            store.delete_attempt(gone[-1])
        elif gone:
            here.append(gone.pop(source.randrange(len(gone))))
            store.undelete_attempt(here[-1])
        if step % 30 == 29:
            assert store.progress.wrong_counts() == []
    before = store.progress.syllables(PROFILE.id)
    assert sum(each.said for each in before) == slowly_counted(store, here)
    store.progress.rebuild()
    assert store.progress.syllables(PROFILE.id) == before
    for attempt_id in here:
        store.delete_attempt(attempt_id)
    assert store.progress.syllables(PROFILE.id) == store.progress.days(PROFILE.id) == []
    assert store.progress.confusions(PROFILE.id) == []
    assert store._query("SELECT * FROM practice_hours") == store._query("SELECT * FROM syllable_weeks") == []


def slowly_counted(store: Store, attempt_ids: list[str]) -> int:
    attempts = [store.attempt(each) for each in attempt_ids]
    return sum(not s.omitted for each in attempts if each.score for s in each.score.syllables)


def test_a_wrong_count_is_found(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    store.add_attempt(make_attempt())
    assert store.progress.wrong_counts() == []

    def spoil(db: Database) -> None:
        with writing(db):
            db.execute("UPDATE practice_hours SET attempts = attempts + 1")

    store._thread.call(spoil)
    assert store.progress.wrong_counts() == ["practice_hours"]
    store.progress.rebuild()
    assert store.progress.wrong_counts() == []


def test_a_change_within_recounted_is_counted(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    store.add_attempt(make_attempt(score=score_of([(SOUNDS[0], "www")])))

    def change(db: Database) -> None:
        with writing(db), recounted(db, 1):
            db.execute("UPDATE syllables SET initial_verdict = 'good'")

    store._thread.call(change)
    [count] = store.progress.syllables(PROFILE.id)
    assert (count.initial_good, count.initial_judged) == (1, 1)
    assert store.progress.wrong_counts() == []


def test_what_is_counted_of_a_syllable(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    said = [
        (SOUNDS[0], "ggg"),
        (SOUNDS[0], "wgo"),
        (SOUNDS[0], "ngw"),
        (SOUNDS[0], "nnn"),  # left out
        (SOUNDS[2], "ngg"),  # without an initial
    ]
    store.add_attempt(make_attempt(score=score_of(said), created=datetime(2026, 3, 4, 4, tzinfo=UTC)))
    without, zhang = store.progress.syllables(PROFILE.id)
    assert (zhang.week, zhang.initial, zhang.final, zhang.tone, zhang.said) == (
        date(2026, 3, 2),
        "zh",
        "ang",
        1,
        3,
    )
    assert (zhang.initial_good, zhang.initial_judged) == (1, 2)
    assert (zhang.final_good, zhang.final_judged) == (3, 3)
    assert (zhang.tone_good, zhang.tone_judged) == (1, 3)
    assert (zhang.good, zhang.judged) == (1, 2)  # what could not be assessed is not counted against her
    assert (without.initial_judged, without.good, without.judged) == (0, 1, 1)
    assert store.progress.confusions(PROFILE.id) == [
        ConfusionCount(Part.INITIAL, "zh", "z", 1, 1),
        ConfusionCount(Part.TONE, "1", "5", 1, 1),
    ]
    assert store.progress.syllables(PROFILE.id, since=date(2026, 3, 8)) == [without, zhang]  # the whole week
    assert store.progress.syllables(PROFILE.id, since=date(2026, 3, 9)) == []


def test_days_are_those_of_the_wall(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    for hour in (15, 16, 17):  # 23:00, 0:00 and 1:00 in China
        store.add_attempt(make_attempt(created=datetime(2026, 3, 4, hour, 30, tzinfo=UTC), score=None))
    days = store.progress.days(PROFILE.id)
    assert [(each.day, each.attempts, each.scored) for each in days] == [
        (date(2026, 3, 4), 1, 0),
        (date(2026, 3, 5), 2, 0),
    ]
    assert store.progress.days(PROFILE.id, since=date(2026, 3, 5)) == days[1:]


def test_first_and_last_of_a_prompt(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    for prompt, day, total in (
        ("p1", 0, 50.0),
        ("p1", 10, 90.0),
        ("p1", 20, 70.0),
        ("p2", 0, 40.0),
        ("p2", 13, 99.0),  # too soon
        ("p3", 0, None),
        ("p3", 1, 60.0),
        ("p3", 30, 65.0),
        ("p3", 31, None),
    ):
        score = dataclasses.replace(make_score(day), total=total)
        store.add_attempt(make_attempt(prompt_id=prompt, created=NOON + timedelta(days=day), score=score))
    assert store.progress.changes(PROFILE.id) == [
        PromptChange(PROFILE.id, "p1", 50.0, 70.0),
        PromptChange(PROFILE.id, "p3", 60.0, 65.0),
    ]


def test_examples_are_the_newest(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    for day in range(3):
        score = score_of([(SOUNDS[1], "ggg"), (SOUNDS[0], "wgg"), (SOUNDS[0], "nnn")])
        store.add_attempt(make_attempt(created=NOON + timedelta(days=day), score=score))
    found = store.progress.examples(PROFILE.id, "zh", ["ang"], limit=2)
    assert [(each.attempt_id, each.position) for each in found] == [("attempt-0003", 1), ("attempt-0002", 1)]
    assert (found[0].initial_verdict, found[0].tone, found[0].hanzi) == (Verdict.WRONG, 1, "字")
    assert len(store.progress.examples(PROFILE.id, None, tone=3)) == 3
    assert store.progress.examples(PROFILE.id, "zh", ["i", "u"]) == []


def test_a_class_together(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    other = Profile("other", "Нұрлан", "kk", NOON, cohort_id="")
    away = Profile("away", "远", "zh", NOON)
    store.people.add(other, away)
    let_her_teach(store, "other")
    said: Counter[str] = Counter()
    for person, day, total in (("other", 0, 50.0), ("other", 20, 60.0), ("away", 0, 10.0)):
        score = score_of([(SOUNDS[0], "wgg")], total)
        with store.access.acting_for(person):
            store.add_attempt(
                make_attempt(profile_id=person, created=NOON + timedelta(days=day), score=score)
            )
        said[person] += 1
    counts = store.progress.class_syllables("taught")
    assert sum(each.said for each in counts) == said["other"]
    assert store.progress.class_changes("taught") == [PersonChange("other", 1, 50.0, 60.0)]
    assert store.progress.class_confusions("taught") == [ConfusionCount(Part.INITIAL, "zh", "z", 2, 1)]
    assert {each.profile_id for each in store.progress.class_days("taught")} == {"other"}


def test_the_centre_of_those_whom_she_may_see(store: Store, make_attempt: Callable[..., Attempt]) -> None:
    store.people.add(Profile("other", "Нұрлан", "kk", NOON), Profile("away", "远", "zh", NOON))
    let_her_teach(store, "other")
    for person in ("other", "away"):
        with store.access.acting_for(person):
            store.add_attempt(make_attempt(profile_id=person))
            store.broadcasts.keep(
                [
                    broadcast(f"{person}1", profile_id=person, minutes=60, turnover=100_00),
                    broadcast(f"{person}2", profile_id=person, minutes=30, turnover=50_00),
                    broadcast(f"{person}3", profile_id=person, minutes=None, turnover=50_00),
                ]
            )
    [hour] = store.progress.hours()
    assert (hour.day, hour.weekday, hour.hour, hour.people) == (date(2026, 3, 2), 0, 12, 1)
    [outcome] = store.progress.outcomes()
    assert (outcome.profile_id, outcome.broadcasts, outcome.minutes, outcome.turnover) == (
        "other",
        2,
        90,
        15000,
    )
    assert outcome.cohort_id == "taught"
    assert outcome.trained == pytest.approx(hour.seconds)


def test_led_by_nobody_is_seen_by_nobody(store: Store, make_attempt: Callable[..., Any]) -> None:
    store.add_attempt(make_attempt())
    store.people.add(Profile("w", "王", "zh", NOON))
    let_her_teach(store, profile=Profile("w", "王", "zh", NOON, role=TRAINER))
    store.access.viewer = Profile("w", "王", "zh", NOON, role=TRAINER)
    assert store.progress.hours() == []
    store.add_cohort(Cohort("mine", "我的班", NOON))
    assert store.progress.class_days("mine") == []


SHAPE_12 = Path(__file__).with_name("shape_012.sql")
"""A database of the twelfth shape as text: somebody in a class with a scored and an unscored attempt."""


def test_what_was_said_before_there_were_counts_is_counted(own_home: Path) -> None:
    make_from(SHAPE_12, own_home)
    store = open_store(own_home, automatic_backup=False).store
    store.access.viewer = PROFILE
    assert store.progress.wrong_counts() == []
    [day] = store.progress.days(PROFILE.id)
    assert (day.attempts, day.scored) == (2, 1)
    assert sum(each.said for each in store.progress.syllables(PROFILE.id)) == 4  # of five, one left out
    store.close()


def test_twelfth_shape_is_still_what_the_steps_before_make(own_home: Path) -> None:
    make_from(SHAPE_12, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        later = [each for each in sorted(migrations.known_steps()) if each > "013"]
        migrations.migrations.apply(fresh, stop_before=later)
        assert shape(fresh) == shape(old)


def test_a_trainers_verdict_is_counted_and_taken_back(
    store: Store, make_attempt: Callable[..., Attempt]
) -> None:
    store.people.add(Profile("other", "Нұрлан", "kk", NOON))
    let_her_teach(store, "other")
    with store.access.acting_for("other"):
        store.add_attempt(make_attempt(profile_id="other", score=score_of([(SOUNDS[0], "wgg")])))
    change = partial(store.reviews.change_verdict, "attempt-0001", 0, Part.INITIAL)
    for verdict, good in ((Verdict.GOOD, 1), (Verdict.WRONG, 0), (Verdict.GOOD, 1), (None, 0)):
        change(verdict, NOON)
        [count] = store.progress.syllables("other")
        assert (count.initial_good, count.initial_judged) == (good, 1)
        assert bool(store.progress.confusions("other")) is not bool(good)
        assert store.progress.wrong_counts() == []
    change(Verdict.GOOD, NOON)
    with store.access.acting_for("other"):
        store.replace_score("attempt-0001", score_of([(SOUNDS[0], "wgg")]))  # hers stands
        assert [each.initial_good for each in store.progress.syllables("other")] == [1]
        store.delete_attempt("attempt-0001")
        assert store.progress.syllables("other") == []
        store.undelete_attempt("attempt-0001")
        assert [each.initial_good for each in store.progress.syllables("other")] == [1]
    assert store.progress.wrong_counts() == []
