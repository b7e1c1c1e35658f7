"""Orders and certificates in the database, and a database from before they were there."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.errors import ExpectedError
from app.people.values import Profile
from app.storage import migrations as module
from app.storage.opening import open_store
from app.storage.orders_values import Certificate, CertificateFacts, Needs, Order
from app.storage.plans_values import Plan
from app.storage.store import Store
from tests.storage.storage_samples import NOON, PROFILE, let_her_teach
from tests.storage.test_migrations import make_from, shape

SHAPE_13 = Path(__file__).with_name("shape_013.sql")
"""The tenth shape after the steps that brought reviews, marks and counts."""

DAY = date(2026, 3, 2)
NEEDS = Needs(("jujube",), ("rules",), ("initial:zh",), 80.0, 0.6, 0, 2, 10.0)
ORDER = Order("o1", "绿洲", 3, DAY, NEEDS, PROFILE.id, NOON, "要会讲价")
FACTS = CertificateFacts("阿依古丽", "7", "中心", "第一周", 3, 4, 30, 9, DAY, None, "王老师")


@pytest.fixture
def store(own_home: Path) -> Store:
    opened = open_store(own_home, automatic_backup=False).store
    opened.add_profile(PROFILE)
    opened.access.viewer = PROFILE
    let_her_teach(opened)
    opened.people.add(Profile("nu", "努尔", "ug", NOON, cohort_id="taught"))
    return opened


def test_thirteenth_shape_is_read_and_takes_orders(own_home: Path) -> None:
    make_from(SHAPE_13, own_home)
    store = open_store(own_home, automatic_backup=False).store
    store.access.viewer = PROFILE
    let_her_teach(store)
    store.orders.add(ORDER)
    assert store.orders.orders() == [ORDER]
    assert store.certificates.of(PROFILE.id) == []
    assert store.attempt("scored").id == "scored"
    store.close()


def test_thirteenth_shape_is_still_what_the_first_thirteen_steps_make(own_home: Path) -> None:
    make_from(SHAPE_13, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        module.migrations.apply(fresh, stop_before=[s for s in sorted(module.known_steps()) if s > "014"])
        assert shape(fresh) == shape(old)


def test_an_order_comes_back_as_it_was(store: Store) -> None:
    later = dataclasses.replace(ORDER, id="o2", needs=Needs(), due=date(2026, 2, 1), archived=True)
    store.orders.add(ORDER)
    store.orders.add(later)
    assert (store.orders.orders(), store.orders.orders(archived=True)) == ([ORDER], [later])
    store.plans.add(Plan("p1", "计划", PROFILE.id, NOON))
    store.orders.update(dataclasses.replace(ORDER, plan_id="p1", owner_id="somebody", firm="改"))
    assert store.orders.order("o1") == dataclasses.replace(ORDER, plan_id="p1", firm="改")
    with pytest.raises(ExpectedError):
        store.orders.update(dataclasses.replace(ORDER, id="gone"))
    store.close()


def test_consent_belongs_to_who_is_put_forward(store: Store) -> None:
    store.orders.add(ORDER)
    store.orders.note_consent("o1", "nu", NOON)
    assert store.orders.candidates("o1") == []
    store.orders.put_forward("o1", ["nu", "nu"])
    store.orders.note_consent("o1", "nu", NOON)
    [candidate] = store.orders.candidates("o1")
    assert (candidate.consented, candidate.noted_by) == (NOON, PROFILE.id)
    store.orders.note_consent("o1", "nu", None)
    [candidate] = store.orders.candidates("o1")
    assert (candidate.consented, candidate.noted_by) == (None, "")
    store.close()


def test_a_certificate_outlives_what_it_is_about(store: Store) -> None:
    first = Certificate("KB-1", "nu", NOON, PROFILE.id, FACTS)
    store.certificates.add(first)
    with pytest.raises(sqlite3.IntegrityError):  # the number is taken: neither is kept
        store.certificates.add(dataclasses.replace(first, serial="KB-2"), first)
    assert store.certificates.of("nu") == [first]
    store._thread.call(lambda db: (db.execute("DELETE FROM profiles WHERE id = 'nu'"), db.commit()))
    assert store.certificates.find("KB-1") == dataclasses.replace(first, profile_id="")
    assert store.certificates.find("KB-9") is None
    store.close()
