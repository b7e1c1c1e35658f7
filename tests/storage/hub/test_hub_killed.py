"""A station killed with -9 at every step of an exchange: the next one goes on, and nothing is there twice."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.reviews_values import Comment
from tests.storage.hub.dying_station import exchange_and_die
from tests.storage.hub.hub_samples import SampleHub
from tests.storage.hub.sync_samples import Machine, Room, set_up_centre
from tests.storage.storage_samples import NOON

pytestmark = pytest.mark.xdist_group("hub")

KILLED = -9


@pytest.fixture
def room(hub: SampleHub, tmp_path: Path) -> Iterator[Room]:
    made = Room(hub, tmp_path)
    yield made
    made.close()


def killed_at(machine: Machine, moment: int, after: bool) -> bool:
    """Whether the process lived long enough to be killed there; it exchanged to its end otherwise."""
    starter = multiprocessing.get_context("forkserver")
    starter.set_forkserver_preload(["tests.storage.hub.dying_station"])
    process = starter.Process(target=exchange_and_die, args=(str(machine.home), machine.where, moment, after))
    process.start()
    process.join(60)
    assert process.exitcode in (KILLED, 0)
    return process.exitcode == KILLED


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_every_step(room: Room, after: bool) -> None:
    """A trainer's desk, which both brings (its comments) and fetches (the takes)."""
    desk, station = room.machine("administrator"), room.machine("station")
    set_up_centre(desk, {"first": ("li", ["nu"])})
    desk.sync()
    station.sync()
    trainer = room.machine("trainer", "li")
    trainer.sync()
    killed = step = 0
    while True:
        step += 1
        for each in (0, 1):
            station.practise("nu", f"a{step}-{each}")
        station.sync()
        with trainer.signed_in("li") as store:
            for attempt in sorted(trainer.attempts())[-3:]:
                store.reviews.add_comment(attempt, Comment(f"c{step}-{attempt}", None, "好", NOON))
        trainer.store.close()
        died = killed_at(trainer, step, after)
        trainer.open()
        killed += died
        if not died:
            break
    assert killed > 15, "at so many different steps"
    trainer.sync()
    assert trainer.store.exchange.pending_counts() == {}
    assert trainer.attempts() == station.attempts()
    with room.hub.sql() as connection:
        said = connection.execute(
            "SELECT count(*), count(DISTINCT id) FROM kaibo.revisions WHERE kind = 'comment'"
        ).fetchone()
    with trainer.signed_in("li") as store:
        comments = [each for attempt in trainer.attempts() for each in store.reviews.review(attempt).comments]
    assert said == (len(comments), len(comments))
    station.sync()
    with station.signed_in("nu") as store:
        back = [each for attempt in station.attempts() for each in store.reviews.review(attempt).comments]
    assert {each.id for each in back} == {each.id for each in comments}
