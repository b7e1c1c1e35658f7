"""Every kind travels whole, and no table or column is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.storage.exchange.kinds import LOCAL, ROW_KINDS, TAKE_KINDS
from app.storage.exchange.lines import from_line, to_line
from app.storage.exchange.takes_reading import ATTEMPT, COMMENT, RECORDING
from app.storage.exchange.values import KINDS
from app.storage.migrations import migrate
from app.storage.progress_counts import differences
from app.storage.store import Store
from tests.storage.exchange.centre_samples import as_person, carry, everything, fill, moment, station
from tests.storage.storage_samples import NOON, same

TABLES_OF_TAKES = {
    "attempts": {"id", *ATTEMPT},
    "recordings": {"path", *RECORDING},
    "scores": {"format", "data"},
    "earlier_scores": {"replaced", "format", "data"},
    "reviews": {"asked", "question", "asked_after", "by_id", "reviewed", "seconds"},
    "verdict_changes": {"position", "part", "trainer", "by_id", "changed"},
    "review_comments": {"id", *COMMENT},
}
ONLY_HERE = {
    "profiles": {"register": "her voice is learned anew", "picture": "its file does not travel"},
    "pins": {"failed": "tries at this machine", "last_failed": "the same"},
    "attempts": {
        "no": "a number of this file",
        **{
            f"{part}_{verdict}": "counted from the score and the trainer's verdicts"
            for part in ("initial", "final", "tone")
            for verdict in ("good", "off", "wrong", "not_assessable")
        },
    },
    "recordings": {"attempt_no": "the same", "away": "whether it is here", "sent": "whether it was sent"},
    "review_comments": {"attempt_no": "the same", "away": "as of recordings", "sent": "the same"},
    "scores": {"attempt_no": "a number of this file"},
    "earlier_scores": {"no": "a number of this file", "attempt_no": "the same"},
    "reviews": {
        "attempt_no": "a number of this file",
        "profile_id": "the attempt's",
        "created": "the attempt's",
        "need": "found anew",
        "usual": "found anew",
        "doubt": "found anew",
        "state": "worked out from what was said",
        "seen": "where she has looked",
    },
    "verdict_changes": {"attempt_no": "a number of this file", "machine": "the score says it"},
    "outcomes": {"no": "a number of this file"},
    "sign_ins": {"no": "a number of this file"},
    "thresholds": {"no": "a number of this file"},
    "cohort_trainers": {},
    "centre": {"id": "always 1"},
}


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """A station with everything, and an empty one."""
    full, empty = station(tmp_path / "full"), station(tmp_path / "empty")
    fill(full)
    yield full, empty
    full.close()
    empty.close()


def test_no_table_and_no_column_is_forgotten() -> None:
    """Whoever adds one says here, or in `kinds`, whether others should know of it."""
    with Database(memory=True) as db:
        migrate(db)
        shape = {name: {each.name for each in db.table(name).columns} for name in db.table_names()}
    told = {name: set(columns) for name, columns in TABLES_OF_TAKES.items()}
    for kind in ROW_KINDS.values():
        told.setdefault(kind.table, set()).update(kind.key, kind.columns)
        if kind.part is not None:
            told.setdefault(kind.part.table, set()).update(kind.part.link, kind.part.columns)
    assert set(shape) == told.keys() | LOCAL.keys()
    assert not told.keys() & LOCAL.keys()
    for table, columns in told.items():
        assert shape[table] == columns | ONLY_HERE.get(table, {}).keys(), table
    assert set(KINDS) == ROW_KINDS.keys() | set(TAKE_KINDS)


def test_the_samples_hold_every_kind_but_an_erasure(two: tuple[Store, Store]) -> None:
    full, _ = two
    assert {each.kind for each in full.exchange.records()} == set(KINDS) - {"erasure"}
    assert set(full.exchange.pending_counts()) == set(KINDS) - {"erasure"}


def test_everything_arrives_as_it_was(two: tuple[Store, Store]) -> None:
    full, empty = two
    records = [from_line(to_line(each)) for each in full.exchange.records()]
    assert records == list(full.exchange.records())
    applied = empty.exchange.apply(records)
    assert (applied.applied, applied.waiting) == (len(records), 0)
    assert everything(empty) == everything(full)
    assert empty.exchange.pending(9) == []
    for person in ("head", "li", "nu"):
        one, other = as_person(full, person), as_person(empty, person)
        assert one.people.profiles() and [(p.id, p.name, p.role) for p in one.people.profiles()] == [
            (p.id, p.name, p.role) for p in other.people.profiles()
        ]
        assert other.exams.exams("nu") == one.exams.exams("nu")
        assert other.rehearsals.rehearsals("nu") == one.rehearsals.rehearsals("nu")
        assert other.broadcasts.broadcasts("nu") == one.broadcasts.broadcasts("nu")
        assert other.learning.outcomes("nu") == one.learning.outcomes("nu")
        assert other.steps_seen.of("nu") == one.steps_seen.of("nu")
        assert other.certificates.of("nu") == one.certificates.of("nu")
        assert other.attempts("nu") == one.attempts("nu")
        assert other.sounds("nu") == one.sounds("nu")
        assert other.plans.for_person("nu") == one.plans.for_person("nu")
        assert other.progress.syllables("nu") == one.progress.syllables("nu")
        for attempt_id in ("a1", "a2"):
            mine, theirs = one.attempt(attempt_id), other.attempt(attempt_id)
            assert same(theirs.score, mine.score) and same(theirs.earlier, mine.earlier)
            assert (theirs.text, theirs.pinyin, theirs.created) == (mine.text, mine.pinyin, mine.created)
        heard, there = one.reviews.review("a1"), other.reviews.review("a1")
        assert (there.state, there.changes, there.by, there.reviewed, there.seconds, there.question) == (
            heard.state,
            heard.changes,
            heard.by,
            heard.reviewed,
            heard.seconds,
            heard.question,
        )
        assert [(c.id, c.text, c.by) for c in there.comments] == [
            (c.id, c.text, c.by) for c in heard.comments
        ]
    one, other = as_person(full, "li"), as_person(empty, "li")
    assert other.orders.orders() == one.orders.orders()
    assert other.orders.candidates("o1") == one.orders.candidates("o1")
    assert other.plans.plans() == one.plans.plans()
    assert other.reviews.counts(NOON) == one.reviews.counts(NOON)
    assert [(row.attempt_id, row.need) for row in other.reviews.queue(NOON)] == [
        (row.attempt_id, row.need) for row in one.reviews.queue(NOON)
    ]
    assert other.marks.standing() == one.marks.standing()
    assert other.marks.take("a1").syllables == one.marks.take("a1").syllables
    assert [(t.cuts, t.marks) for t in other.marks.thresholds()] == [
        (t.cuts, t.marks) for t in one.marks.thresholds()
    ]
    assert (other.people.centre(), other.exchange.packs()) == (one.people.centre(), one.exchange.packs())
    assert other.exchange.recordings_key() == "ab" * 32
    assert other._thread.call(differences) == []
    empty.access.viewer = None
    empty.sign_ins.sign_in("head", "4071", now=moment(3))


def test_the_other_way_round_nothing_is_new(two: tuple[Store, Store]) -> None:
    full, empty = two
    carry(full, empty)
    again = carry(full, empty)
    back = carry(empty, full)
    assert again.known == back.known == len(everything(full))
    assert again.applied == back.applied == again.waiting == back.waiting == 0


def test_what_only_this_station_needs_makes_no_noise(two: tuple[Store, Store]) -> None:
    full, _ = two
    full.exchange.mark_sent(full.exchange.pending(10_000))
    assert full.exchange.pending_counts() == {}

    def work(db: Database) -> None:
        db.execute("UPDATE profiles SET register = '{}', picture = 'x'")
        db.execute("UPDATE pins SET failed = 3, last_failed = 'x'")
        db.execute("UPDATE reviews SET need = 2, usual = 1.0, doubt = 0.5, seen = 'x', state = 'open'")
        db.execute("UPDATE recordings SET path = 'x', sent = 1")
        db.execute("UPDATE attempts SET tone_good = 7")
        db.execute("UPDATE verdict_changes SET machine = 'good'")
        db.execute("UPDATE profiles SET name = name, role = role")
        db.commit()

    full._thread.call(work)
    assert full.exchange.pending_counts() == {}


def test_use_is_counted_without_names(two: tuple[Store, Store]) -> None:
    full, _ = two
    [use] = full.exchange.records(["use"])
    here = full.exchange.station()
    assert use.id == f"{here.id}/2026-W10"
    assert (use.owner_id, use.body["name"]) == ("", here.name)
    assert (use.body["attempts"], use.body["milliseconds"], use.body["people"]) == (2, 5000, 1)
