"""Exchanging: what gets where, in which order, and what is left when something is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.reviews_values import Comment
from tests.storage.hub.hub_samples import SampleHub
from tests.storage.hub.sync_samples import Room, set_up_centre
from tests.storage.storage_samples import NOON

pytestmark = pytest.mark.xdist_group("hub")

CLASSES = {"first": ("li", ["nu"]), "second": ("wang", ["ali"])}


@pytest.fixture
def room(hub: SampleHub, tmp_path: Path) -> Iterator[Room]:
    made = Room(hub, tmp_path)
    yield made
    made.close()


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
