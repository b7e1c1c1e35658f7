"""The made-up centre: written at once it is the one that the store would have kept, and it is believable."""

from __future__ import annotations

import sqlite3
import statistics
import sys
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from app.audio.recording import load_samples
from app.people.values import ADMINISTRATOR, Profile
from app.storage.damage import Depth, find_damage
from app.storage.migrations import TABLES
from app.storage.opening import open_store
from app.storage.store import Store

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging" / "centre"))

from make_centre import HEAD, PIN, Asked, Centre, make_centre

SMALL = Asked(trainers=2, trainees=8, attempts=160, seed=3, until=date(2026, 3, 1))
NOT_MADE_ALIKE = {
    "pins": {"hash"},
    "sign_ins": {"no", "uid"},
    "station_weeks": {"station"},
    "exchange_records": {"id", "station", "origin", "hash", "dirty"},
    "exchange_station": {"id"},
}
"""Columns that differ by chance, or by the order of writing."""


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("centre") / "home"
    make_centre(home, SMALL)
    return home


def everything(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, whatever the order."""
    with closing(sqlite3.connect(home / "kaibo.db")) as db:
        found = {}
        for table in sorted(TABLES):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            kept = [each for each in columns if each not in NOT_MADE_ALIKE.get(table, set())]
            found[table] = sorted(db.execute(f"SELECT {', '.join(kept)} FROM {table}"), key=repr)
        return found


def test_written_at_once_it_is_what_the_store_would_have_kept(at_once: Path, tmp_path: Path) -> None:
    slowly = tmp_path / "home"
    make_centre(slowly, SMALL, at_once=False)
    one, other = everything(at_once), everything(slowly)
    for table in one:
        assert one[table] == other[table], table
    assert len(one["attempts"]) == SMALL.attempts
    assert len(one["profiles"]) == SMALL.trainees + SMALL.trainers + 1


def as_head(home: Path) -> Store:
    store = open_store(home, automatic_backup=False).store
    store.access.viewer = Profile(HEAD.id, HEAD.name, "zh", HEAD.created, role=ADMINISTRATOR)
    return store


def test_it_is_whole_and_its_counts_are_right(at_once: Path) -> None:
    store = as_head(at_once)
    try:
        assert store.progress.wrong_counts() == []
        attempt = store.attempt(store.attempt_ids()[0])
        samples = load_samples(attempt.recording.path, attempt.recording.sha256)
        assert len(samples) / 16000 == pytest.approx(attempt.recording.duration, abs=0.01)
        store.sign_ins.sign_in("trainer-1", PIN)
        assert store.people.led()
    finally:
        store.close()
    assert find_damage(at_once / "kaibo.db", Depth.INDEXES) is None


def test_who_is_better_speaks_better_and_faults_are_those_of_the_language(at_once: Path) -> None:
    scores = Centre(SMALL, at_once).scores
    prompts = range(0, len(scores._prompts), 5)

    def mean(level: int) -> float:
        totals = [scores.draw(each, "ug", 0, level, 0).score.total for each in prompts]
        return statistics.fmean(total for total in totals if total is not None)

    assert 40 < mean(1) + 5 < mean(5) < mean(9) - 3 < 95
    heard = Counter(
        (each.syllable.initial, each.initial.heard)
        for prompt in prompts
        for each in scores.draw(prompt, "ug", 1, 0, 1).score.syllables
        if each.initial.heard
    )
    assert {("zh", "z"), ("sh", "s"), ("ch", "q")} <= heard.keys()


def test_a_second_centre_does_not_take_the_place_of_the_first(at_once: Path) -> None:
    with pytest.raises(FileExistsError):
        make_centre(at_once, SMALL)
