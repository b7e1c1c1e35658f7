"""A database from before the exchange: all that it holds is entered, and nothing of it is changed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from app.storage import migrations as module
from app.storage.exchange.values import KINDS
from app.storage.opening import open_store
from tests.storage.exchange.centre_samples import as_person, everything, fill, station
from tests.storage.storage_samples import NOON
from tests.storage.test_migrations import make_from, shape

SHAPE_14 = Path(__file__).parent.with_name("shape_014.sql")
"""A small centre with one of everything, of the fourteenth shape."""


def test_fourteenth_shape_is_still_what_the_first_fourteen_steps_make(own_home: Path) -> None:
    make_from(SHAPE_14, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        module.migrations.apply(fresh, stop_before=[s for s in sorted(module.known_steps()) if s > "015"])
        assert shape(fresh) == shape(old)


def test_all_that_was_there_is_entered(own_home: Path, tmp_path: Path) -> None:
    make_from(SHAPE_14, own_home)
    old, new, other = open_store(own_home).store, station(tmp_path / "new"), station(tmp_path / "other")
    fill(new)  # the same centre, as its triggers entered it
    named_anew = {"outcome", "sign_in", "threshold", "use"}
    not_there_then = {"pack"}

    def told(store: object) -> set[tuple[str, str]]:
        return {
            (kind, "" if kind in named_anew else record_id)
            for kind, record_id in everything(store)
            if kind not in not_there_then
        }

    assert told(old) == told(new)
    found = list(old.exchange.records())
    assert {each.revision for each in found} == {1}
    assert not any(each.deleted for each in found)
    pending = old.exchange.pending(10_000)
    assert sorted(each.id for each in pending) == sorted(each.id for each in found)
    places = [KINDS.index(each.kind) for each in pending]
    assert places == sorted(places)  # what is referred to is sent first
    assert {each.about_station for each in found if each.kind == "comment"} == {old.exchange.station().id}
    applied = other.exchange.apply(pending)
    assert (applied.applied, applied.waiting) == (len(pending), 0)
    assert everything(other) == everything(old)
    [use] = old.exchange.records(["use"])
    assert (use.body["attempts"], use.body["milliseconds"], use.body["people"]) == (2, 5000, 1)
    assert len(old.exchange.recordings_to_send(9)) == 0  # the sample's files are not here
    as_person(old, "li")
    assert old.marks.cuts() == old.marks.thresholds()[0].cuts
    old.reviews.finish("a2", NOON)
    assert [each.kind for each in old.exchange.pending(10_000)].count("review") == 2
    for store in (old, new, other):
        store.close()
