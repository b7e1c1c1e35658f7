"""What is learned is kept whole, belongs to one profile, and goes with a deleted attempt as it should."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.curriculum.values import Outcome
from app.speech.values import Part, PartScore, Verdict
from app.storage.export import export_attempts
from app.storage.learning_values import KeptCard, KeptDay, KeptOutcome, KeptReview, Review
from app.storage.store import Store
from tests.storage.conftest import MakeAttempt
from tests.storage.storage_samples import NOON, PROFILE, let_her_teach, make_score
from tests.storage.test_export import read_csv, read_json

DAY = timedelta(days=1)
OTHER = dataclasses.replace(PROFILE, id="profile-2", name="=别人")


def card(key: str = "红枣 hóngzǎo", **changes: object) -> KeptCard:
    made = KeptCard(0, "gloss", key, "jujube", '{"due": "later"}', NOON + DAY, NOON)
    return dataclasses.replace(made, **changes)


def test_cards_are_found_by_when_they_are_due(store: Store) -> None:
    store.add_profile(OTHER)
    let_her_teach(store, OTHER.id)
    store.learning.add_cards(
        PROFILE.id, [card("b", due=NOON + 3 * DAY), card("a", due=NOON - DAY), card("c")]
    )
    with store.access.acting_for(OTHER.id):
        store.learning.add_cards(OTHER.id, [card("a")])
    assert [each.key for each in store.learning.cards(PROFILE.id)] == ["a", "c", "b"]
    assert [each.key for each in store.learning.cards(PROFILE.id, due_before=NOON + DAY)] == ["a"]
    assert [each.key for each in store.learning.cards(OTHER.id)] == ["a"]


def test_adding_a_card_again_changes_nothing(store: Store) -> None:
    store.learning.add_cards(PROFILE.id, [card()])
    [kept] = store.learning.cards(PROFILE.id)
    store.learning.add_cards(PROFILE.id, [card(due=NOON + 9 * DAY)])
    assert store.learning.cards(PROFILE.id) == [kept]
    assert kept == card(no=kept.no)


def test_reviews_change_their_card_all_or_nothing(store: Store) -> None:
    once = card(card="{1}", due=NOON + 2 * DAY, reviewed=NOON)
    twice = dataclasses.replace(once, card="{2}", due=NOON + 9 * DAY, reviewed=NOON + 2 * DAY)
    store.learning.keep_reviews(PROFILE.id, [Review(once, 1), Review(twice, 3, 4.5)], until=7)
    [kept] = store.learning.cards(PROFILE.id)
    assert kept == dataclasses.replace(twice, no=kept.no)
    assert store.learning.reviews(PROFILE.id) == [
        KeptReview(kept.no, NOON, 1),
        KeptReview(kept.no, NOON + 2 * DAY, 3, 4.5),
    ]
    assert len(store.learning.reviews(PROFILE.id, since=NOON + DAY)) == 1
    assert store.learning.learned_until(PROFILE.id) == 7
    bad = Review(card("x"), 3)  # never reviewed
    with pytest.raises(ValueError, match="when it was reviewed"):
        store.learning.keep_reviews(PROFILE.id, [Review(card("y", reviewed=NOON), 3), bad], until=9)
    assert len(store.learning.cards(PROFILE.id)) == 1
    assert store.learning.learned_until(PROFILE.id) == 7


def test_a_take_after_the_last_one_was_deleted_counts_as_new(store: Store, make_attempt: MakeAttempt) -> None:
    first, second = make_attempt(), make_attempt()
    store.add_attempt(first)
    store.add_attempt(second)
    last = store.learning.spoken_prompts(PROFILE.id, 0)[-1].no
    store.learning.keep_reviews(PROFILE.id, [], until=last)
    assert store.learning.spoken_prompts(PROFILE.id, store.learning.learned_until(PROFILE.id)) == []
    store.delete_attempt(second.id)
    store.add_attempt(make_attempt())
    [counted] = store.learning.spoken_prompts(PROFILE.id, store.learning.learned_until(PROFILE.id))
    assert counted.no == last  # the number is given again


def test_outcomes_come_back_as_they_were(store: Store) -> None:
    outcome = Outcome(2, 3, 12.5, ("红枣", "核桃"))
    store.learning.add_outcome(PROFILE.id, KeptOutcome("jujube", "q1", NOON, outcome))
    store.learning.add_outcome(PROFILE.id, KeptOutcome("", "drill/initial:zh", NOON + DAY, Outcome()))
    assert store.learning.outcomes(PROFILE.id, "jujube") == [KeptOutcome("jujube", "q1", NOON, outcome)]
    assert len(store.learning.outcomes(PROFILE.id)) == 2


def test_a_days_list_is_replaced(store: Store) -> None:
    today = date(2026, 3, 2)
    assert store.learning.day(PROFILE.id, today) is None
    store.learning.keep_day(PROFILE.id, KeptDay(today, NOON, "[]"))
    store.learning.keep_day(PROFILE.id, KeptDay(today, NOON + DAY, "[1]"))
    assert store.learning.day(PROFILE.id, today) == KeptDay(today, NOON + DAY, "[1]")


def test_sounds_are_counted_take_by_take(store: Store, make_attempt: MakeAttempt) -> None:
    score = make_score(2, syllables=3)
    wrong, good = PartScore(Verdict.WRONG, 0.1, "zh"), PartScore(Verdict.GOOD, 0.9)
    unheard = PartScore(Verdict.NOT_ASSESSABLE, None, "")
    parts = [wrong, good, unheard]
    syllables = tuple(
        dataclasses.replace(each, initial=part, final=unheard, tone=unheard)
        for each, part in zip(score.syllables, parts, strict=True)
    )
    for _ in range(2):
        store.add_attempt(make_attempt(score=dataclasses.replace(score, syllables=syllables)))
    found = store.learning.spoken_sounds(PROFILE.id, Part.INITIAL, least_wrong=2)
    assert [(s.sound, s.good, s.off, s.wrong, s.heard) for s in found] == [("z", 1, 0, 1, ("zh",))] * 2
    assert store.learning.spoken_sounds(PROFILE.id, Part.INITIAL, least_wrong=3) == []
    assert store.learning.spoken_sounds(PROFILE.id, Part.TONE, least_wrong=1) == []
    [first, second] = store.learning.spoken_prompts(PROFILE.id, after=0)
    assert (first.syllables, first.wrong, first.off) == (3, 1, 0)
    assert store.learning.spoken_prompts(PROFILE.id, after=first.no) == [second]


def test_learning_is_exported(store: Store, tmp_path: Path) -> None:
    store.add_profile(OTHER)
    let_her_teach(store, OTHER.id)
    once = card(card='{"state": 2}', reviewed=NOON)
    store.learning.keep_reviews(PROFILE.id, [Review(once, 3)])
    with store.access.acting_for(OTHER.id):
        store.learning.add_cards(OTHER.id, [card("=1+1")])
    outcome = KeptOutcome("jujube", "q1", NOON, Outcome(1, 2, 3.21, ("=x",)))
    store.learning.add_outcome(PROFILE.id, outcome)
    export_attempts(store, tmp_path / "all")
    [activity] = read_csv(tmp_path / "all" / "activities.csv")
    assert (activity["答对"], activity["题数"], activity["回答"]) == ("1", "2", "'=x")
    memory = read_csv(tmp_path / "all" / "memory.csv")
    assert [(row["学员"], row["种类"], row["内容"], row["复习次数"]) for row in memory] == [
        (PROFILE.name, "生词", "红枣 hóngzǎo", "1"),
        ("'=别人", "生词", "'=1+1", "0"),
    ]
    data = read_json(tmp_path / "all" / "learning.json")
    [hers, _other] = data["learners"]
    assert hers["cards"][0]["fsrs"] == {"state": 2}
    assert hers["cards"][0]["reviews"] == [
        {"reviewed": "2026-03-02T04:00:00.123456+00:00", "rating": 3, "seconds": None}
    ]
    assert hers["outcomes"][0]["answers"] == ["=x"]
    export_attempts(store, tmp_path / "one", profile_id=OTHER.id)
    assert [row["内容"] for row in read_csv(tmp_path / "one" / "memory.csv")] == ["'=1+1"]
