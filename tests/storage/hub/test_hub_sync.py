"""Exchanging: what gets where, in which order, and what is left when something is in the way."""

from __future__ import annotations

import dataclasses
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.people.values import Profile
from app.practice.hub_words import sync_words
from app.storage.exchange.tables import ExchangeTables
from app.storage.hub import pull, push
from app.storage.hub.errors import HubBusyError, HubRefusedError, HubUnreachableError
from app.storage.hub.init import new_epoch, set_up
from app.storage.hub.status import hub_status
from app.storage.hub.sync import Hub
from app.storage.hub.values import HubAddress
from app.storage.reviews_values import Comment
from tests.storage.hub.hub_samples import SampleHub, record
from tests.storage.hub.hub_samples import push as push_records
from tests.storage.hub.sync_samples import Machine, Room, set_up_centre
from tests.storage.storage_samples import NOON

pytestmark = pytest.mark.xdist_group("hub")

CLASSES = {"first": ("li", ["nu"]), "second": ("wang", ["ali"])}


@pytest.fixture
def room(hub: SampleHub, tmp_path: Path) -> Iterator[Room]:
    made = Room(hub, tmp_path)
    yield made
    made.close()


def centre_with_takes(room: Room) -> tuple[Machine, Machine]:
    """The head's desk and a station, at which Nu and Ali have each said something; all is at the hub."""
    desk, station = room.machine("administrator"), room.machine("station")
    set_up_centre(desk, CLASSES)
    desk.sync()
    station.sync()
    station.practise("nu", "a1")
    station.practise("ali", "a2")
    assert station.sync().left == {}
    return desk, station


def revisions(room: Room, kind: str) -> list[str]:
    """The ids of the records of a kind at the hub, an id for each revision."""
    with room.hub.sql() as connection:
        rows = connection.execute("SELECT id FROM kaibo.revisions WHERE kind = %s ORDER BY id", [kind])
        return [each for (each,) in rows]


def test_from_the_roster_to_the_comment_and_back(room: Room) -> None:
    desk, station = room.machine("administrator"), room.machine("station")
    set_up_centre(desk, CLASSES)
    assert desk.sync().left == {}
    assert desk.store.exchange.pending_counts() == {}
    station.sync()
    assert {each.name for each in station.store.profiles()} == {"主任", "li", "wang", "nu", "ali"}
    station.practise("nu", "a1")
    station.practise("ali", "a2")
    result = station.sync()
    assert result.left == {}
    trainer = room.machine("trainer", "li")
    trainer.sync()
    assert trainer.attempts() == {"a1"}
    with trainer.signed_in("li") as store:
        store.reviews.add_comment("a1", Comment("c1", None, "很好", NOON))
    assert trainer.sync().left == {}
    station.sync()
    with station.signed_in("nu") as store:
        assert [each.text for each in store.reviews.review("a1").comments] == ["很好"]
    assert desk.sync().applied
    assert desk.attempts() == {"a1", "a2"}


def test_a_class_she_takes_over_brings_what_was_there_before(room: Room) -> None:
    desk, station = centre_with_takes(room)
    trainer = room.machine("trainer", "li")
    trainer.sync()
    assert trainer.attempts() == {"a1"}
    with desk.signed_in("head") as store:
        store.people.set_trainers("second", ["li", "wang"])
    desk.sync()
    station.practise("ali", "a3")
    station.sync()
    assert trainer.sync().pulled
    assert trainer.attempts() == {"a1", "a2", "a3"}
    with desk.signed_in("head") as store:
        store.people.set_trainers("second", ["wang"])
    desk.sync()
    station.practise("ali", "a4")
    station.sync()
    trainer.sync()
    assert trainer.attempts() == {"a1", "a2", "a3"}, "what came while she did not teach them stays away"
    with desk.signed_in("head") as store:
        store.people.set_trainers("second", ["li", "wang"])
    desk.sync()
    trainer.sync()
    assert trainer.attempts() == {"a1", "a2", "a3", "a4"}


def test_who_joins_her_class_brings_her_takes_and_only_those_are_read_again(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, station = centre_with_takes(room)
    for number in range(5):
        station.practise("nu", f"more-{number}")
    station.sync()
    trainer = room.machine("trainer", "li")
    trainer.sync()
    with desk.signed_in("head") as store:
        store.people.change({"ali": {"cohort_id": "first"}})
    desk.sync()
    monkeypatch.setattr(pull, "PAGE_ROWS", 1)
    failing = iter([False, True])

    def apply(self: ExchangeTables, *arguments: Any, **more: Any) -> Any:
        if next(failing, False):
            raise HubUnreachableError(sync_error)
        return original(self, *arguments, **more)

    original, sync_error = ExchangeTables.apply, next(iter(sync_words(trainer.sync_nothing())))
    monkeypatch.setattr(ExchangeTables, "apply", apply)
    with pytest.raises(HubUnreachableError):
        trainer.sync()
    result = trainer.sync()
    assert "a2" in trainer.attempts()
    everything = len(revisions(room, "attempt")) + len(revisions(room, "profile"))
    assert result.pulled < everything, "what was read before is not read again"


def test_two_machines_made_of_one_disk(room: Room) -> None:
    """The same station id, the same outbox: what was said before the copy is at the hub once."""
    desk, station = room.machine("administrator"), room.machine("station")
    set_up_centre(desk, CLASSES)
    desk.sync()
    station.sync()
    station.practise("nu", "a1")
    station.close()
    copied = room.folder / "copied"
    shutil.copytree(station.home, copied)
    station.open()
    copy = Machine(copied, station.where)
    room.machines.append(copy)
    station.practise("nu", "hers")
    copy.practise("ali", "his")
    both = [threading.Thread(target=each.sync) for each in (station, copy)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert revisions(room, "attempt") == ["a1", "hers", "his"]
    with copy.store.access.acting_for("nu"):
        copy.store.delete_attempt("a1")
    copy.sync()
    station.sync()
    desk.sync()
    assert desk.attempts() == {"hers", "his"}


def test_what_is_sent_twice_is_there_once(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub had it, and the answer was lost."""
    _, station = centre_with_takes(room)
    station.practise("nu", "a3")

    def lost(self: ExchangeTables, records: Any) -> None:
        raise HubUnreachableError(next(iter(sync_words(station.sync_nothing()))))

    with monkeypatch.context() as patch:
        patch.setattr(ExchangeTables, "mark_sent", lost)
        with pytest.raises(HubUnreachableError):
            station.sync()
    before = revisions(room, "attempt")
    assert before == ["a1", "a2", "a3"]
    assert station.store.exchange.pending_counts()["attempt"] == 1
    station.sync()
    assert revisions(room, "attempt") == before
    assert station.store.exchange.pending_counts() == {}


def test_the_hub_restarts_in_the_middle(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "BATCH_ROWS", 2)
    _, station = centre_with_takes(room)
    for number in range(12):
        station.practise("nu", f"b{number:02}")
    server = room.hub.server

    def power_cut(done: float) -> None:
        if done > 0.6:
            server.stop(signal.SIGQUIT)

    try:
        with pytest.raises(HubUnreachableError, match="没有丢"):
            station.hub().sync(power_cut)
    finally:
        server.start()
    some = len(revisions(room, "attempt"))
    assert 2 < some < 14
    station.sync()
    assert len(revisions(room, "attempt")) == 14


def test_a_hub_that_was_restored_gets_everything_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a copy of last week: what stations thought was there is brought again, by all who may."""
    monkeypatch.setattr(push, "BATCH_ROWS", 3)
    desk, station = centre_with_takes(room)
    trainer = room.machine("trainer", "li")
    trainer.sync()
    with trainer.signed_in("li") as store:
        store.reviews.add_comment("a1", Comment("c1", None, "好", NOON))
    trainer.sync()
    query = "SELECT kind, id, revision, hash FROM kaibo.latest ORDER BY 1, 2"
    with room.hub.sql() as connection:
        before = connection.execute(query).fetchall()
        connection.execute("DELETE FROM kaibo.revisions")
        connection.execute("DELETE FROM kaibo.people")
        connection.execute("DELETE FROM kaibo.leaders")
        connection.execute("UPDATE kaibo.centres SET counter = 3, epoch = %s", [new_epoch()])
        for machine in (station, trainer, desk, station, trainer):
            machine.sync()
        assert connection.execute(query).fetchall() == before
    assert station.store.exchange.pending_counts() == {}
    station.practise("nu", "a9")
    station.sync()
    trainer.sync()
    assert trainer.attempts() == {"a1", "a9"}


def test_a_new_hub_gets_everything_too(room: Room) -> None:
    """The server was lost, and with it every copy: the centre begins with an empty database."""
    desk, station = centre_with_takes(room)
    desk.sync()
    new = SampleHub(room.hub.server)
    try:
        centre = new.centre("中心")
        desk.where, station.where = new.login("administrator", centre), new.login("station", centre)
        station.sync()
        desk.sync()
        station.sync()
        with new.sql() as connection:
            rows = connection.execute("SELECT id FROM kaibo.latest WHERE kind = 'attempt' ORDER BY id")
            assert [each for (each,) in rows] == ["a1", "a2"]
        assert station.store.exchange.pending_counts() == {}
    finally:
        new.close()


@pytest.mark.parametrize("told", [True, False])
def test_a_hub_that_was_put_back_by_the_servers_own_means(room: Room, told: bool) -> None:
    """Whoever finds it behind what was read here notices it; told of it, everybody does."""
    desk, station = centre_with_takes(room)
    with room.hub.sql() as connection:
        last = connection.execute("SELECT max(counter) FROM kaibo.revisions").fetchone()
        assert last is not None
        station.practise("nu", "a7")
        station.sync()
        desk.sync()
        connection.execute("DELETE FROM kaibo.revisions WHERE counter > %s", last)
        connection.execute("UPDATE kaibo.centres SET counter = %s", last)
        if told:
            set_up(room.hub.as_owner, restored=True)
            other = room.machine("station")
            other.sync()
            for number in range(9):  # it brings the hub beyond where it was
                other.practise("ali", f"b{number}")
            other.sync()
        station.sync()
        rows = connection.execute("SELECT id FROM kaibo.latest WHERE kind = 'attempt'").fetchall()
        assert "a7" in {each for (each,) in rows}
        assert station.store.exchange.pending_counts() == {}
    if told:
        desk.sync()
        assert {"a7", "b0", "b8"} <= desk.attempts()


def test_what_only_a_trainers_desk_has_still_waits_after_the_hub_was_restored(room: Room) -> None:
    """A stick brought a take of somebody whom she does not teach: an administrator has to bring it."""
    centre_with_takes(room)
    offline = room.machine("station")
    offline.sync()
    offline.practise("ali", "a3")
    trainer = room.machine("trainer", "li")
    trainer.sync()
    trainer.store.exchange.apply(list(offline.store.exchange.records(["attempt"])), pass_on=True)
    assert trainer.sync().left == {"attempt": 1}
    with room.hub.sql() as connection:
        connection.execute("UPDATE kaibo.centres SET epoch = %s", [new_epoch()])
    trainer.sync()
    assert trainer.store.exchange.pending_counts() == {"attempt": 1}
    assert trainer.sync().left == {"attempt": 1}


@pytest.mark.parametrize("body", ["[" * 3000 + "]" * 3000, "1" * 5000, '"\\u0000"', '"\\ud800"', "1e999"])
def test_a_body_that_python_cannot_read_stops_nobody(room: Room, body: str) -> None:
    """Whoever stole a station's password may add takes; that must not keep everybody else from reading."""
    desk, station = centre_with_takes(room)
    desk.sync()
    with room.hub.connect(station.where) as connection, connection.transaction():
        connection.execute("SELECT kaibo.advance(1)")
        connection.execute(
            "INSERT INTO kaibo.revisions (centre, kind, id, revision, hash, owner_id, station,"
            " about_station, deleted, body, counter, clock_offset)"
            " SELECT %s, 'attempt', 'x', 1, 'h', 'nu', 's', '', false, %s::json, kaibo.my_counter(), 0",
            [room.centre, f'{{"text": {body}}}'],
        )
    station.practise("nu", "a7")
    station.sync()
    assert desk.sync().damaged == 1
    assert "a7" in desk.attempts()


def test_a_trainee_who_begins_at_a_station_is_put_into_a_class_elsewhere(room: Room) -> None:
    desk, station = centre_with_takes(room)
    with station.signed_in("li") as store:
        store.people.add(Profile("new", "新来的", "ug", NOON))
    station.practise("new", "a5")
    assert station.sync().left == {}
    desk.sync()
    assert "a5" in desk.attempts()
    with desk.signed_in("head") as store:
        store.people.change({"new": {"cohort_id": "first"}})
    desk.sync()
    station.sync()
    [new] = [each for each in station.store.people.everyone() if each.id == "new"]
    assert new.cohort_id == "first"
    trainer = room.machine("trainer", "li")
    trainer.sync()
    assert trainer.attempts() == {"a1", "a5"}


def test_what_a_login_may_not_bring_waits_and_is_told(room: Room) -> None:
    desk, station = centre_with_takes(room)
    with station.signed_in("head") as store:
        store.people.change({"nu": {"cohort_id": "second"}})
    result = station.sync()
    assert result.left == {"membership": 1}
    assert any("1 项名单" in str(each) for each in sync_words(result))
    assert station.store.exchange.pending_counts() == {"membership": 1}
    administrator = Hub(station.store.exchange, station.home, desk.where, patience=0.01)
    assert administrator.bring().left == {}, "the administrator comes by"
    assert station.attempts() == {"a1", "a2"}
    desk.sync()
    [nu] = [each for each in desk.store.people.everyone() if each.id == "nu"]
    assert nu.cohort_id == "second"


def test_one_record_that_may_not_go_stops_no_other(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trainer's desk with takes of another class in its outbox, more of them than are read at a time."""
    monkeypatch.setattr(push, "_READ", 3)
    centre_with_takes(room)
    trainer = room.machine("trainer", "li")
    trainer.sync()
    strangers = [record("outcome", f"o{each}", "ali", body={"n": each}) for each in range(8)]
    hers = [record("outcome", f"p{each}", "nu", body={"n": each}) for each in range(8)]
    trainer.store.exchange.apply([*strangers, *hers], pass_on=True)
    result = trainer.sync()
    assert (result.pushed, result.left) == (8, {"outcome": 8})
    assert revisions(room, "outcome") == [each.id for each in hers]


def test_a_record_that_the_database_cannot_hold_stops_no_other(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    _, station = centre_with_takes(room)
    good = [record("outcome", f"o{each}", "nu") for each in range(3)]
    station.store.exchange.apply([*good, record("outcome", "o\x00", "nu")], pass_on=True)
    result = station.sync()
    assert result.left == {"outcome": 1}
    assert len(revisions(room, "outcome")) == 3
    assert "cannot hold" in caplog.text


def test_a_damaged_record_is_left_alone(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    desk, _ = centre_with_takes(room)
    with room.hub.sql() as connection:
        connection.execute("UPDATE kaibo.revisions SET body = '{\"x\": 1}' WHERE id = 'a1'")
    result = desk.sync()
    assert result.damaged == 1
    assert desk.attempts() == {"a2"}
    assert any("损坏" in str(each) for each in sync_words(result))


def test_one_exchange_at_a_time(room: Room) -> None:
    _, station = centre_with_takes(room)
    other: list[Exception] = []

    def meanwhile(_: float) -> None:
        if not other:
            with pytest.raises(HubBusyError, match="另一个") as caught:
                station.sync()
            other.append(caught.value)

    station.hub().sync(meanwhile)
    assert other
    station.sync()


def test_stopping_and_going_on(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push, "BATCH_ROWS", 2)
    _, station = centre_with_takes(room)
    for number in range(10):
        station.practise("nu", f"b{number}")
    seen: list[float] = []
    result = station.hub().sync(seen.append, lambda: bool(seen) and seen[-1] > 0.6)
    assert result.stopped
    assert 2 < len(revisions(room, "attempt")) < 12
    result = station.hub().sync(seen.append)
    assert not result.stopped
    assert len(revisions(room, "attempt")) == 12
    assert all(0.0 <= each <= 1.0 for each in seen)
    assert seen[-1] == 1.0


def test_stopping_while_it_waits_for_a_dead_line(room: Room) -> None:
    _, station = centre_with_takes(room)
    station.practise("nu", "a3")
    server = room.hub.server
    dead: list[float] = []

    def power_cut(done: float) -> None:
        if done >= 0.5 and not dead:
            server.stop(signal.SIGQUIT)
            dead.append(time.monotonic())

    def stop() -> bool:
        return bool(dead) and time.monotonic() > dead[0] + 0.3

    try:
        result = Hub(station.store.exchange, station.home, station.where).sync(power_cut, stop)
    finally:
        server.start()
    assert result.stopped
    assert station.store.exchange.pending_counts()["attempt"] == 1


def test_a_hub_that_is_not_there_is_not_waited_for(room: Room) -> None:
    _, station = centre_with_takes(room)
    gone = dataclasses.replace(station.where, address="postgresql://127.0.0.1:1/x")
    began = time.monotonic()
    with pytest.raises(HubUnreachableError):
        Hub(station.store.exchange, station.home, gone).sync()
    assert time.monotonic() < began + 5


def test_clocks_are_compared_and_nothing_else_is_made_of_them(room: Room) -> None:
    desk, station = centre_with_takes(room)
    ahead = room.machine("station", off=26 * 3600.0)
    result = ahead.sync()
    assert 26 * 3600.0 - 5 < result.clock_offset < 26 * 3600.0 + 5
    assert any("1560 分钟" in str(each) for each in sync_words(result))
    assert not any("时钟" in str(each) for each in sync_words(station.sync()))
    ahead.practise("nu", "late")
    ahead.sync()
    with room.hub.sql() as connection:
        (offset,) = connection.execute(
            "SELECT clock_offset FROM kaibo.revisions WHERE id = 'late'"
        ).fetchone() or (0.0,)
    assert offset == pytest.approx(26 * 3600.0, abs=5)
    status = hub_status(desk.hub(), desk.where, desk.store.exchange, None)
    offsets = {each.name: round(each.clock_offset / 3600.0) for each in status.stations}
    assert offsets == {"pc00": 0, "pc01": 0, "pc02": 26}


def test_status_with_and_without_a_hub(room: Room) -> None:
    _, station = centre_with_takes(room)
    station.practise("nu", "a3")
    exchange = station.store.exchange
    status = hub_status(station.hub(), station.where, exchange, None)
    assert status.me is not None
    assert (status.me.kind, status.fault, status.stations) == ("station", None, ())
    assert status.outbox["attempt"] == 1
    wrong = HubAddress(station.where.address, station.where.login, password="wrong")
    status = hub_status(Hub(exchange, station.home, wrong, patience=0.01), wrong, exchange, None)
    assert status.me is None
    assert isinstance(status.fault, HubRefusedError)
    assert status.outbox["attempt"] == 1


def test_an_overseer_exchanges_nothing(room: Room) -> None:
    centre_with_takes(room)
    overseer = room.machine("overseer")
    result = overseer.sync()
    assert (result.pushed, result.pulled) == (0, 0)
    with room.hub.connect(overseer.where) as connection:
        kinds = connection.execute("SELECT DISTINCT kind FROM kaibo.latest").fetchall()
    assert kinds == [("use",)]


def test_her_own_pin_of_a_trainer_does_not_come_from_a_station(room: Room) -> None:
    """Who holds a station's password could let herself in everywhere as the administrator otherwise."""
    _, station = centre_with_takes(room)
    forged = record("pin", "head", "head", 99, body={"hash": "x", "temporary": 0})
    assert push_records(station.where, forged) == []


def test_tables_for_reports(room: Room) -> None:
    """Each login finds in them what it may see."""
    centre_with_takes(room)
    trainer, overseer = room.machine("trainer", "li"), room.machine("overseer")
    with room.hub.connect(trainer.where) as connection:
        attempts = connection.execute("SELECT id, profile_id, status, total, seconds FROM kaibo.attempts")
        assert attempts.fetchall() == [("a1", "nu", "scored", 71.25, 2.5)]
        roster = connection.execute("SELECT name, role, cohort FROM kaibo.roster ORDER BY name").fetchall()
        assert ("nu", "trainee", "first") in roster
        assert connection.execute("SELECT * FROM kaibo.sign_ins").fetchall() == []
    with room.hub.connect(overseer.where) as connection:
        assert connection.execute("SELECT attempts, people FROM kaibo.use_by_week").fetchall() == [(2, 2)]
        assert connection.execute("SELECT * FROM kaibo.attempts").fetchall() == []
        assert connection.execute("SELECT * FROM kaibo.roster").fetchall() == []
