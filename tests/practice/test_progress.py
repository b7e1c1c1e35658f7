"""What is said of progress, and how carefully."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.people.rights import NotAllowedError
from app.people.values import SignIn
from app.practice import progress as module
from app.practice.progress_sounds import contrasts, part_changes, sound_changes, sound_map
from app.practice.progress_statistics import (
    mean_difference,
    rank_correlation,
    share_difference,
    student,
    wilson,
)
from app.practice.progress_values import Share
from app.speech.values import Part
from app.storage.progress_values import ConfusionCount, HourUse, SyllableCount
from tests.packaging.test_make_centre import SMALL, at_once  # noqa: F401  (a fixture)

MONDAY = date(2026, 1, 5)


def count(week: int, good: int, judged: int, initial: str = "zh", tone: int = 1) -> SyllableCount:
    """One combination in a week: its initial was good so often, its final and tone always."""
    always = (judged, judged)
    week_day = MONDAY + timedelta(weeks=week)
    return SyllableCount(week_day, initial, "ang", tone, judged, good, judged, *always, *always, good, judged)


def test_intervals_are_those_of_the_books() -> None:
    # Newcombe's paper, method 10, 56/70 against 48/80 at 95 %: 0.0524 to 0.3339
    low, high = wilson(56, 70, 0.95)
    assert (low, high) == pytest.approx((0.6922, 0.8763), abs=0.002)
    interval = share_difference((48, 80), (56, 70))
    assert interval.difference == pytest.approx(0.2)
    assert interval.low < 0.0524 and interval.high > 0.3339  # 99 % is wider than 95 %
    for freedom, known in ((4, 2.776), (9, 2.262), (29, 2.045), (199, 1.972)):
        assert student(freedom) == pytest.approx(known, abs=0.01)


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    source = random.Random(2)
    held = 0
    for _ in range(2000):
        before = sum(source.random() < 0.6 for _ in range(30))
        after = sum(source.random() < 0.8 for _ in range(30))
        interval = share_difference((before, 30), (after, 30))
        held += interval.low <= 0.2 <= interval.high
    assert held / 2000 >= 0.985


def test_few_pairs_say_nothing() -> None:
    assert mean_difference([(50.0, 60.0)] * 4) is None
    clear = mean_difference([(50.0 + i, 60.0 + i * 1.1) for i in range(8)])
    assert clear is not None and clear.clear and clear.low > 9
    unclear = mean_difference([(50.0, 60.0), (60.0, 50.0), (40.0, 41.0), (55.0, 56.0), (70.0, 60.0)])
    assert unclear is not None and not unclear.clear


def test_rank_correlation() -> None:
    assert rank_correlation([(i, i) for i in range(9)]) is None
    assert rank_correlation([(1.0, float(i)) for i in range(20)]) is None
    same = rank_correlation([(i, i * i) for i in range(20)])
    assert same is not None and same.difference > 0.99 and same.clear
    # 1 - 6 * sum(d^2) / n(n^2 - 1) for ranks 2 1 4 3 … : d^2 = 1 each
    swapped = rank_correlation([(float(i), float(i + (1, -1)[i % 2])) for i in range(10)])
    assert swapped is not None and swapped.difference == pytest.approx(1 - 6 * 10 / 990)
    source = random.Random(1)
    none = rank_correlation([(source.random(), source.random()) for _ in range(30)])
    assert none is not None and not none.clear


def test_a_change_is_told_only_when_it_is_clear() -> None:
    better = sound_changes([count(0, 6, 30), count(5, 27, 30)])
    initial = next(each for each in better if each.part is Part.INITIAL)
    assert (initial.sound, initial.first, initial.last) == ("zh", Share(6, 30), Share(27, 30))
    assert initial.interval.clear and initial.interval.difference == pytest.approx(0.7)
    assert better[0] is initial  # clear ones first
    [same] = [each for each in sound_changes([count(0, 15, 30), count(5, 18, 30)]) if each.sound == "zh"]
    assert not same.interval.clear
    assert sound_changes([count(0, 3, 11), count(5, 11, 11)]) == ()  # too few
    assert sound_changes([count(0, 30, 200)]) == ()  # one week cannot be compared with itself


def test_first_and_last_do_not_overlap() -> None:
    weeks = [count(week, week, 10) for week in range(10)]
    [zh] = [each for each in sound_changes(weeks) if each.part is Part.INITIAL]
    assert (zh.first, zh.last) == (Share(0 + 1 + 2, 30), Share(7 + 8 + 9, 30))


def test_the_map_adds_up() -> None:
    found = sound_map([count(0, 2, 5), count(1, 3, 5, tone=4), count(0, 1, 2, initial="")])
    assert found.cells == {("zh", "ang"): Share(5, 10), ("", "ang"): Share(1, 2)}
    assert found.tones == {1: Share(7, 7), 4: Share(5, 5)}
    assert found.tones_of["zh", "ang"] == {1: Share(5, 5), 4: Share(5, 5)}
    assert not found.cells["zh", "ang"].thin and found.cells["", "ang"].thin


def test_contrasts_are_in_order_of_what_is_sure() -> None:
    counts = [count(0, 10, 100), count(0, 10, 100, initial="z"), count(0, 0, 6, initial="q")]
    confusions = [
        ConfusionCount(Part.INITIAL, "zh", "z", 30, 4),
        ConfusionCount(Part.INITIAL, "z", "zh", 10, 6),
        ConfusionCount(Part.INITIAL, "q", "ch", 5, 1),
        ConfusionCount(Part.TONE, "1", "4", 4, 1),  # too rare
    ]
    one, other = contrasts(confusions, counts)
    assert (other.one, other.other, other.times, other.judged, other.people) == ("z", "zh", 40, 200, 6)
    assert (one.one, one.other) == ("ch", "q")


def test_parts_are_compared_over_first_and_last_weeks() -> None:
    assert part_changes([count(0, 1, 10), count(4, 9, 10)]) == ()
    initial, final, _tone = part_changes([count(week, week, 10) for week in range(6)])
    assert (initial.first, initial.last) == (Share(3, 30), Share(12, 30))
    assert final.first == final.last == Share(30, 30)


def test_a_use_counts_for_the_part_of_each_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    noon = datetime(2026, 3, 2, 12, 30).astimezone()
    uses = [
        SignIn("a", "1", noon, noon + timedelta(hours=1)),
        SignIn("b", "2", noon, None),
        SignIn("c", "3", noon - timedelta(days=3), None),  # nobody knows when she left
    ]
    recorded = [HourUse(noon.date(), 0, 12, 2, 60.0)]
    monkeypatch.setattr(module, "WEEKS", 1)
    found = module._hours(uses, recorded, noon + timedelta(minutes=30))
    assert found[0, 12].stations == pytest.approx(1.0)
    assert found[0, 13].stations == pytest.approx(0.5)
    assert found[0, 12].people == 2
    assert set(found) == {(0, 12), (0, 13)}


def made_studio(home: Path, until: date):  # type: ignore[no-untyped-def]
    """A keeper over the made-up centre, and the progress that it sees; at the end of its time."""
    from types import SimpleNamespace

    from app.storage.opening import open_store

    store = open_store(home, automatic_backup=False).store
    keeper = SimpleNamespace(store=store, profile=None)
    now = datetime(until.year, until.month, until.day, 14, tzinfo=UTC)
    return keeper, module.Progress(keeper, lambda: now)  # type: ignore[arg-type]


def test_a_made_up_centre_is_seen_by_its_trainers(at_once: Path) -> None:  # noqa: F811
    keeper, progress = made_studio(at_once, SMALL.until)
    store = keeper.store
    try:
        store.sign_ins.sign_in("trainer-1", "4071")
        [cohort] = store.people.led()
        found = progress.class_progress(cohort.id)
        assert sum(each.attempts_30 for each in found.members) <= SMALL.attempts
        assert sum(each.seconds for each in found.weeks) > 0
        person = next(each for each in found.members if each.attempts_30)
        hers = progress.person(person.profile_id)
        assert hers.name == person.name
        assert len(hers.days) >= person.days_30
        (initial, final), _share = max(hers.sounds.cells.items(), key=lambda each: each[1].judged)
        examples = progress.examples(person.profile_id, initial, final)
        assert examples and {(each.initial, each.final) for each in examples} == {(initial, final)}
        centre = progress.centre()
        assert centre.hours and centre.stations
        sums = sum(each.turnover for each in centre.cohorts)
        assert sums == sum(each.turnover for each in centre.outcomes)
        store.sign_ins.sign_in(person.profile_id)
        assert progress.person(person.profile_id) == hers
        with pytest.raises(NotAllowedError):
            progress.class_progress(cohort.id)
        with pytest.raises(NotAllowedError):
            progress.centre()
    finally:
        store.close()
