"""Broadcasts in the database: kept whole, by profile, the newest first; older databases get the table."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.storage import migrations
from app.storage.backup import list_backups
from app.storage.opening import open_store
from app.storage.store import Store
from app.storage.values import BackupKind
from tests.broadcasts.broadcast_samples import broadcast, review
from tests.storage.storage_samples import PROFILE, let_her_teach
from tests.storage.test_migrations import make_from, shape

SHAPE_6 = Path(__file__).with_name("shape_006.sql")
"""A database of the sixth shape as text: one profile in a class, two attempts, a rehearsal table."""

OTHER = replace(PROFILE, id="p-other", name="别人")
HERS = {"profile_id": PROFILE.id}


def test_a_broadcast_comes_back_whole(store: Store) -> None:
    kept = broadcast(**HERS, review=review())
    bare = broadcast(
        "b2", **HERS, day=date(2026, 11, 1), start=None, minutes=None, turnover=0, note="", product_lesson=""
    )
    store.broadcasts.keep([kept, bare])
    assert store.broadcasts.broadcasts(PROFILE.id) == [kept, bare]
    [row] = store._query("SELECT typeof(turnover) AS kind, turnover FROM broadcasts WHERE id = 'b1'")
    assert row == {"kind": "integer", "turnover": 23880}


def test_they_belong_to_one_profile_the_newest_first(store: Store) -> None:
    store.add_profile(OTHER)
    let_her_teach(store, OTHER.id)
    store.broadcasts.keep(
        [
            broadcast("noon", **HERS),
            broadcast("evening", **HERS, start=time(19, 0)),
            broadcast("before", **HERS, day=date(2026, 11, 2)),
        ]
    )
    with store.access.acting_for(OTHER.id):
        store.broadcasts.keep([broadcast("others", profile_id=OTHER.id)])
    assert [each.id for each in store.broadcasts.broadcasts(PROFILE.id)] == ["evening", "noon", "before"]
    assert [each.id for each in store.broadcasts.broadcasts(OTHER.id)] == ["others"]


def test_keeping_again_replaces_and_deleting_forgets(store: Store) -> None:
    store.broadcasts.keep([broadcast(**HERS), broadcast("b2", **HERS, product="核桃")])
    store.broadcasts.keep([broadcast(**HERS, orders=13, review=review())])
    store.broadcasts.delete("b2")
    store.broadcasts.delete("b2")
    assert store.broadcasts.broadcasts(PROFILE.id) == [broadcast(**HERS, orders=13, review=review())]


def test_all_or_none_are_kept(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.broadcasts.keep([broadcast(**HERS), broadcast("b2", **HERS, product=None)])
    assert store.broadcasts.broadcasts(PROFILE.id) == []


def test_sixth_shape_is_read_and_gets_the_table(own_home: Path) -> None:
    make_from(SHAPE_6, own_home)
    store = open_store(own_home, automatic_backup=False).store
    store.access.viewer = PROFILE
    assert len(store.attempt_ids(PROFILE.id)) == 2
    store.broadcasts.keep([broadcast(**HERS)])
    assert store.broadcasts.broadcasts(PROFILE.id) == [broadcast(**HERS)]
    store.close()
    assert [each.kind for each in list_backups(own_home)] == [BackupKind.MIGRATION]


def test_sixth_shape_is_still_what_the_first_six_steps_make(own_home: Path) -> None:
    make_from(SHAPE_6, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old_db:
        later = [each for each in sorted(migrations.known_steps()) if each > "007"]
        migrations.migrations.apply(fresh, stop_before=later)
        assert shape(fresh) == shape(old_db)
