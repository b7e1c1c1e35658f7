"""The counter of a centre: no gaps, no doubles, and no door for what changed while one waited for it."""

from __future__ import annotations

import threading
import time

from app.storage.hub.errors import HubError
from app.storage.hub.rights import ADMINISTRATOR, STATION
from tests.storage.hub.hub_samples import ROSTER, SampleHub, push, record


def test_pushes_at_once_take_places_without_gaps_or_doubles(hub: SampleHub) -> None:
    centre = hub.centre("库尔勒")
    stations = [hub.login(STATION, centre) for _ in range(6)]

    def bring(number: int) -> None:
        for batch in range(5):
            records = [record("attempt", f"{number}-{batch}-{each}", "nu") for each in range(7)]
            assert push(stations[number], *records) == records

    threads = [threading.Thread(target=bring, args=(number,)) for number in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with hub.sql() as connection:
        places = connection.execute("SELECT counter FROM kaibo.revisions ORDER BY counter").fetchall()
        counter = connection.execute("SELECT counter FROM kaibo.centres").fetchone()
    assert [place for (place,) in places] == list(range(1, 6 * 5 * 7 + 1))
    assert counter == (210,)


def test_who_was_erased_while_a_push_waited_stays_erased(hub: SampleHub) -> None:
    centre = hub.centre("喀什")
    push(hub.login(ADMINISTRATOR, centre), *ROSTER)
    station, outcome = hub.login(STATION, centre), []

    def bring() -> None:
        try:
            outcome.extend(push(station, record("attempt", "late", "nu")))
        except HubError as error:
            outcome.append(error)

    with hub.sql() as other, hub.sql() as watching:
        with other.transaction():
            other.execute("UPDATE kaibo.centres SET counter = counter + 1")
            other.execute("INSERT INTO kaibo.erased VALUES (%s, 'nu')", [centre])
            thread = threading.Thread(target=bring)
            thread.start()
            while not outcome and not watching.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
                time.sleep(0.01)
            assert not outcome
        thread.join()
        assert watching.execute("SELECT FROM kaibo.revisions WHERE kind = 'attempt'").fetchone() is None
    assert push(station, record("attempt", "later", "nu")) == []
