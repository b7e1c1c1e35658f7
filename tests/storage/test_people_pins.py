"""PINs in the database: tried, counted, waited for, reset; and what a clock or a restart cannot change."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.errors import ExpectedError
from app.people.pins import (
    PinDelayError,
    PinError,
    PinNeededError,
    PinToChooseError,
    UnusablePinError,
    WrongPinError,
)
from app.people.rights import NotAllowedError
from app.people.values import Centre, Cohort
from app.storage.errors import disk_full
from app.storage.opening import open_store
from app.storage.store import Store
from tests.storage.storage_samples import NOON, PROFILE

HER = PROFILE.id
HEAD = dataclasses.replace(PROFILE, id="head", name="主任")


@pytest.fixture
def store(own_home: Path) -> Iterator[Store]:
    """At home: she is signed in and has a PIN."""
    store = open_store(own_home, automatic_backup=False).store
    store.people.add(PROFILE, HEAD)
    store.sign_ins.sign_in(HER)
    store.pins.change(HER, "", "4071")
    yield store
    store.close()


def set_up(store: Store) -> None:
    store.sign_ins.sign_in("head")
    store.pins.change("head", "", "8362")
    store.people.set_up("head", "中心")
    store.add_cohort(Cohort("k", "一班", NOON))
    store.people.change({HER: {"cohort_id": "k"}})


def fail(store: Store, now: datetime, times: int = 1) -> float:
    """Try wrong PINs; the wait that the last one was told."""
    wait = 0.0
    for _ in range(times):
        with pytest.raises(WrongPinError) as caught:
            store.sign_ins.sign_in(HER, "9999", now=now)
        wait = caught.value.wait
    return wait


def test_only_her_pin_lets_her_in(store: Store) -> None:
    store.sign_ins.sign_in("head")
    with pytest.raises(PinNeededError):
        store.sign_ins.sign_in(HER)
    with pytest.raises(WrongPinError):
        store.sign_ins.sign_in(HER, "4072")
    assert store.access.viewer == HEAD  # whoever was here stays
    assert store.sign_ins.sign_in(HER, "４０７１").id == HER
    assert {face.id for face in store.people.faces() if face.has_pin} == {HER}


def test_the_wait_grows_and_ends_with_the_right_pin(store: Store) -> None:
    now = NOON
    assert fail(store, now, 2) == 0
    for wait in (5, 15, 60, 300, 900, 900):
        assert fail(store, now) == wait
        with pytest.raises(PinDelayError) as caught:
            store.sign_ins.sign_in(HER, "4071", now=now + timedelta(seconds=wait - 1))
        assert caught.value.wait == pytest.approx(1)
        now += timedelta(seconds=wait)
    store.sign_ins.sign_in(HER, "4071", now=now)
    assert fail(store, now, 2) == 0  # the count begins anew


def test_tries_during_the_wait_do_not_count(store: Store) -> None:
    fail(store, NOON, 3)
    for _ in range(5):
        with pytest.raises(PinDelayError):
            store.sign_ins.sign_in(HER, "9999", now=NOON + timedelta(seconds=1))
    store.sign_ins.sign_in(HER, "4071", now=NOON + timedelta(seconds=5))


def test_a_restart_does_not_help(store: Store) -> None:
    fail(store, NOON, 3)
    fail(store, NOON + timedelta(seconds=5))
    again = open_store(store.user_dir, automatic_backup=False).store
    with pytest.raises(PinDelayError):
        again.sign_ins.sign_in(HER, "4071", now=NOON + timedelta(seconds=19))
    again.close()


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=9000)])
def test_a_clock_set_back_locks_nobody_out_for_longer(store: Store, back: timedelta) -> None:
    now = NOON
    for _ in range(7):
        now += timedelta(hours=1)
        fail(store, now)
    earlier = now - back
    with pytest.raises(PinDelayError) as caught:
        store.sign_ins.sign_in(HER, "4071", now=earlier)
    assert caught.value.wait == 900
    with pytest.raises(PinDelayError):
        store.sign_ins.sign_in(HER, "4071", now=earlier + timedelta(seconds=899))
    store.sign_ins.sign_in(HER, "4071", now=earlier + timedelta(seconds=900))


def test_a_try_is_counted_before_it_is_looked_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who kills the program while it reckons has spent the try."""

    def killed(kept: str, pin: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.people.pins.matches", killed)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            store.sign_ins.sign_in(HER, "9999", now=NOON)
    with pytest.raises(PinDelayError):
        store.sign_ins.sign_in(HER, "9999", now=NOON)


def test_she_changes_it_with_the_old_one(store: Store) -> None:
    with pytest.raises(WrongPinError):
        store.pins.change(HER, "4072", "8362")
    with pytest.raises(PinError, match="一样"):
        store.pins.change(HER, "4071", "4071")
    with pytest.raises(UnusablePinError):
        store.pins.change(HER, "4071", "1234")
    store.pins.change(HER, "4071", "8362")
    store.pins.remove(HER, "8362")
    store.sign_ins.sign_in(HER)


def test_a_starting_pin_lets_her_in_once_and_she_chooses(store: Store) -> None:
    set_up(store)
    starting = store.pins.reset(HER)
    with pytest.raises(WrongPinError):
        store.sign_ins.sign_in(HER, "4071")
    with pytest.raises(PinToChooseError):
        store.sign_ins.sign_in(HER, starting)
    with pytest.raises(PinError, match="一样"):
        store.sign_ins.sign_in(HER, starting, starting)
    with pytest.raises(UnusablePinError):
        store.sign_ins.sign_in(HER, starting, "1111")
    assert store.access.viewer is not None and store.access.viewer.id == "head"
    store.sign_ins.sign_in(HER, starting, "5093")
    store.sign_ins.sign_in(HER, "5093")
    with pytest.raises(WrongPinError):
        store.sign_ins.sign_in(HER, starting)


def test_a_centre_can_ask_everyone_for_one(store: Store) -> None:
    set_up(store)
    store.people.update_centre(Centre("中心", NOON, pins_required=True))
    store.people.add(dataclasses.replace(PROFILE, id="new", name="新"))
    with pytest.raises(PinToChooseError):
        store.sign_ins.sign_in("new")
    store.sign_ins.sign_in("new", new_pin="7318")
    with pytest.raises(PinError, match="不能取消"):
        store.pins.remove("new", "7318")


def test_who_teaches_cannot_come_in_without_a_pin(store: Store) -> None:
    """Else whoever clicks a new trainer's picture first would choose the PIN for her."""
    set_up(store)
    store.people.add(dataclasses.replace(PROFILE, id="li", name="李老师", role="trainer"))
    with pytest.raises(PinError, match="初始密码"):
        store.sign_ins.sign_in("li", new_pin="7318")
    store.sign_ins.sign_in("li", store.pins.reset("li"), "7318")


def test_who_has_the_machine_can_reset_any(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(store)
    store.sign_ins.sign_out()
    starting = store.pins.reset_from_outside("head")
    store.sign_ins.sign_in("head", starting, "7318")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(NotAllowedError):
        store.pins.reset_from_outside("head")


def test_nobody_is_signed_in_who_was_put_away(store: Store) -> None:
    set_up(store)
    store.people.change({HER: {"archived": True}})
    with pytest.raises(ExpectedError, match="找不到"):
        store.sign_ins.sign_in(HER, "4071")


def test_uses_of_a_station_are_noted(store: Store) -> None:
    store.sign_ins.station = "station-7"
    store.sign_ins.sign_in("head", now=NOON)
    store.sign_ins.sign_in(HER, "4071", now=NOON + timedelta(minutes=10))
    store.sign_ins.sign_out(now=NOON + timedelta(minutes=30))
    store.sign_ins.sign_in(HER, "4071", now=NOON + timedelta(minutes=40))  # and then the power fails
    store.access.viewer = store.sign_ins._use = None
    store.sign_ins.sign_in(HER, "4071", now=NOON + timedelta(minutes=90))
    day = timedelta(days=1)
    uses = [each for each in store.sign_ins.used(NOON, NOON + day) if each.station == "station-7"]
    minutes = [(each.started - NOON, None if each.ended is None else each.ended - NOON) for each in uses]
    m = timedelta(minutes=1)
    assert minutes == [(10 * m, 30 * m), (40 * m, 40 * m), (90 * m, None)]
    assert {each.profile_id for each in uses} == {HER}  # the other's are not hers to see
    assert len(store.sign_ins.used(NOON + 50 * m, NOON + 60 * m)) == 0


def test_a_command_beside_the_window_does_not_end_its_use(store: Store) -> None:
    store.sign_ins.station = "station-7"
    store.sign_ins.sign_in(HER, "4071", now=NOON)
    other = open_store(store.user_dir, automatic_backup=False).store
    other.sign_ins.station = "station-7"
    other.sign_ins.sign_in(HER, "4071", now=NOON + timedelta(minutes=5))
    other.sign_ins.sign_out(now=NOON + timedelta(minutes=6))
    other.close()
    store.sign_ins.sign_out(now=NOON + timedelta(minutes=30))
    store.access.viewer = PROFILE
    uses = store.sign_ins.used(NOON, NOON + timedelta(days=1))
    assert [(each.ended or NOON) - each.started for each in uses] == [
        timedelta(minutes=30),
        timedelta(minutes=1),
    ]


def test_a_full_disk_keeps_nobody_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(work: object) -> None:
        raise disk_full()

    monkeypatch.setattr(store.sign_ins._thread, "call", full)
    monkeypatch.setattr(store.sign_ins, "_profile", lambda profile_id: HEAD)
    monkeypatch.setattr(store.pins, "admit", lambda *_: None)
    store.sign_ins.sign_in("head")
    assert store.access.viewer == HEAD
    store.sign_ins.sign_out()
    assert store.access.viewer is None
    monkeypatch.undo()
