"""Forty stations, seven days without a network, clocks up to two days off, and a line that keeps breaking."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from app.curriculum.values import Outcome
from app.storage.hub import pull, push
from app.storage.hub.errors import HubError
from app.storage.learning_values import KeptOutcome
from app.storage.reviews_values import Comment
from tests.hub_server import HubServer
from tests.storage.hub.cutting_proxy import CuttingProxy
from tests.storage.hub.hub_samples import SampleHub
from tests.storage.hub.sync_samples import Machine, Room, set_up_centre
from tests.storage.storage_samples import NOON

pytestmark = pytest.mark.xdist_group("hub")

TWO_DAYS = 2 * 24 * 3600.0


@dataclass
class Week:
    """What was done in a week, as it must be found afterwards."""

    attempts: dict[str, str] = field(default_factory=dict)  # id -> whose
    deleted: set[str] = field(default_factory=set)
    outcomes: int = 0
    comments: dict[str, str] = field(default_factory=dict)  # id -> of which attempt


def classes(count: int, trainees: int) -> dict[str, tuple[str, list[str]]]:
    """Class k is led by trainer k."""
    return {f"c{k}": (f"t{k}", [f"s{k}-{n}" for n in range(trainees)]) for k in range(count)}


def practise_a_week(station: Machine, number: int, trainees: list[str], week: Week) -> None:
    source = random.Random(number)
    for day in range(7):
        who = source.choice(trainees)
        attempt = f"a-{number:02}-{day}"
        station.practise(who, attempt)
        week.attempts[attempt] = who
        with station.store.access.acting_for(who):
            if source.random() < 0.1:
                station.store.delete_attempt(attempt)
                week.deleted.add(attempt)
            done = station.clock() + timedelta(days=day)
            station.store.learning.add_outcome(
                who, KeptOutcome("jujube", f"s{day}", done, Outcome(3, 4, 9.0))
            )
            week.outcomes += 1


def exchange_until_done(machine: Machine, give_up: int = 200) -> int:
    """Exchange as often as it takes; how many times the line broke for good."""
    for broken in range(give_up):
        try:
            result = machine.sync()
        except HubError:
            continue
        assert not result.damaged
        return broken
    raise AssertionError("the line never held long enough")


def everybody_exchanges(machines: list[Machine]) -> int:
    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(exchange_until_done, machines))


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many round trips, so that there is much to break."""
    monkeypatch.setattr(push, "BATCH_ROWS", 5)
    monkeypatch.setattr(pull, "PAGE_ROWS", 20)


@pytest.fixture
def room(hub_server: HubServer, tmp_path: Path) -> Iterator[Room]:
    hub = SampleHub(hub_server)
    made = Room(hub, tmp_path)
    yield made
    made.close()
    hub.close()


def a_week_at_a_centre(room: Room, stations: int, of_classes: int, proxy: CuttingProxy) -> tuple[Week, int]:
    """A roster, a week apart, and everything brought together; what was done, how often a line broke."""
    roster = classes(of_classes, 6)
    desk = room.machine("administrator", port=proxy.port)
    set_up_centre(desk, roster)
    source = random.Random(stations)
    pcs = [
        room.machine("station", off=source.uniform(-TWO_DAYS, TWO_DAYS), port=proxy.port)
        for _ in range(stations)
    ]
    desks = {
        trainer: room.machine("trainer", trainer, off=source.uniform(-TWO_DAYS, TWO_DAYS), port=proxy.port)
        for trainer, _ in roster.values()
    }
    broken = exchange_until_done(desk) + everybody_exchanges([*pcs, *desks.values()])
    week = Week()
    everyone = [each for _, trainees in roster.values() for each in trainees]
    for number, pc in enumerate(pcs):
        practise_a_week(pc, number, everyone, week)
    broken += everybody_exchanges([*pcs, *desks.values(), desk])
    broken += everybody_exchanges([*desks.values(), desk])
    for trainer, machine in desks.items():
        with machine.signed_in(trainer) as store:
            for attempt in sorted(machine.attempts())[:5]:
                comment = f"w-{trainer}-{attempt}"
                store.reviews.add_comment(attempt, Comment(comment, None, "好", NOON))
                week.comments[comment] = attempt
    broken += everybody_exchanges([*desks.values(), *pcs, desk])
    broken += everybody_exchanges([*pcs, desk])
    return week, broken


def check_everything(room: Room, week: Week, of_classes: int) -> None:
    kept = {attempt: who for attempt, who in week.attempts.items() if attempt not in week.deleted}
    with room.hub.sql() as connection:
        found = connection.execute(
            "SELECT id, owner_id FROM kaibo.latest WHERE kind = 'attempt' AND NOT deleted"
        ).fetchall()
        assert sorted(found) == sorted(kept.items()), "each attempt exactly once"
        revisions = connection.execute(
            "SELECT id, count(*) FROM kaibo.revisions WHERE kind = 'attempt' AND NOT deleted GROUP BY id"
        ).fetchall()
        assert {count for _, count in revisions} == {1}
        (outcomes,) = connection.execute(
            "SELECT count(*) FROM kaibo.latest WHERE kind = 'outcome' AND NOT deleted"
        ).fetchone() or (0,)
        assert outcomes == week.outcomes
        places = connection.execute("SELECT counter, count(*) FROM kaibo.revisions GROUP BY 1").fetchall()
        assert {count for _, count in places} == {1}, "no two records have the same place"
    desk, *others = room.machines
    pcs, desks = others[:-of_classes], others[-of_classes:]
    assert desk.attempts() == set(kept)
    for number, machine in enumerate(desks):
        hers = {attempt for attempt, who in kept.items() if who.startswith(f"s{number}-")}
        assert hers
        assert machine.attempts() == hers, "all that she may read and nothing else"
    for machine in room.machines:
        assert machine.store.exchange.pending_counts() == {}
        assert machine.store.exchange.waiting() == 0
    by_station = {attempt: int(attempt.split("-")[1]) for attempt in kept}
    for comment, attempt in week.comments.items():
        pc = pcs[by_station[attempt]]
        with pc.signed_in(kept[attempt]) as store:
            assert comment in {each.id for each in store.reviews.review(attempt).comments}


def test_forty_stations(room: Room, small_batches: None) -> None:
    proxy = CuttingProxy(room.hub.server.port, seed=7)
    try:
        week, broken = a_week_at_a_centre(room, 40, 4, proxy)
    finally:
        proxy.close()
    assert proxy.cut > 100, "the line did break"
    assert broken > 10, "and often for good"
    assert len(week.attempts) == 280
    assert week.deleted
    check_everything(room, week, 4)
    with room.hub.sql() as connection:
        rows = connection.execute("SELECT name, clock_offset FROM kaibo.stations").fetchall()
    measured = dict(rows)
    for number, machine in enumerate(room.machines):
        assert abs(measured[f"pc{number:02}"] - machine.off.total_seconds()) < 5


def test_where_every_transaction_is_serializable(room: Room, small_batches: None) -> None:
    """As the default is on PostgreSQL's distributed relatives: who is in the way is told to come again."""
    with room.hub.sql() as connection:
        connection.execute(
            f"ALTER DATABASE {room.hub.database} SET default_transaction_isolation = 'serializable'"
        )
    proxy = CuttingProxy(room.hub.server.port, seed=3, whole=0.8)
    try:
        week, _ = a_week_at_a_centre(room, 8, 2, proxy)
    finally:
        proxy.close()
    check_everything(room, week, 2)
    with room.hub.server.connect() as connection:
        row = connection.execute(
            "SELECT xact_rollback FROM pg_stat_database WHERE datname = %s", [room.hub.database]
        ).fetchone()
    assert row is not None
    assert row[0] > 0
