"""Machines that exchange with a hub: each with a real store, and a clock and a line of its own."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.people.values import ADMINISTRATOR, TRAINEE, TRAINER, Cohort, Profile
from app.storage.hub.sync import Hub
from app.storage.hub.values import HubAddress, SyncResult
from app.storage.opening import open_store
from app.storage.store import Store
from tests.storage.hub.hub_samples import SampleHub
from tests.storage.storage_samples import NOON, attempt_of, make_score

HEAD = Profile("head", "主任", "zh", NOON, role=ADMINISTRATOR)


class Machine:
    """A PC: its data folder, and how it gets into the hub. Its clock is `off` seconds ahead."""

    def __init__(self, home: Path, where: HubAddress, off: float = 0.0) -> None:
        self.home = home
        self.where = where
        self.off = timedelta(seconds=off)
        self.open()

    def open(self) -> None:
        """Open the store, also again after it was closed."""
        self.store = open_store(self.home, automatic_backup=False).store

    def clock(self) -> datetime:
        return datetime.now(UTC) + self.off

    def hub(self) -> Hub:
        return Hub(self.store.exchange, self.home, self.where, self.clock, patience=0.01)

    def sync(self) -> SyncResult:
        return self.hub().sync()

    def sync_nothing(self) -> SyncResult:
        """What an exchange of nothing would say."""
        return SyncResult()

    def practise(self, profile_id: str, attempt_id: str) -> None:
        """She says something here and it is kept."""
        created = self.clock()
        with self.store.access.acting_for(profile_id):
            self.store.add_attempt(
                attempt_of(
                    self.home,
                    attempt_id,
                    profile_id=profile_id,
                    created=created,
                    score=make_score(zlib.crc32(attempt_id.encode()), syllables=3),
                )
            )

    @contextmanager
    def signed_in(self, profile_id: str) -> Iterator[Store]:
        """She works here, past all PINs."""
        self.store.access.viewer = next(
            each for each in self.store.people.everyone() if each.id == profile_id
        )
        try:
            yield self.store
        finally:
            self.store.access.viewer = None

    def attempts(self) -> set[str]:
        """All that lie in this store, whoever may see them."""
        query = "SELECT id FROM attempts"
        return {each for (each,) in self.store._thread.call(lambda db: db.execute(query).fetchall())}

    def close(self) -> None:
        self.store.close()


def set_up_centre(desk: Machine, cohorts: dict[str, tuple[str, list[str]]]) -> None:
    """The head's machine: a centre, and for each class its trainer and trainees (ids, names alike)."""
    store = desk.store
    store.people.add(dataclasses.replace(HEAD, role=TRAINEE))
    store.sign_ins.sign_in("head", now=NOON)
    store.pins.change("head", "", "4071")
    store.people.set_up("head", "中心")
    for cohort_id, (trainer, trainees) in cohorts.items():
        store.add_cohort(Cohort(cohort_id, cohort_id, NOON))
        known = {each.id for each in store.people.everyone()}
        if trainer not in known:
            store.people.add(Profile(trainer, trainer, "zh", NOON, role=TRAINER))
        store.people.set_trainers(cohort_id, [trainer])
        store.people.add(*(Profile(each, each, "ug", NOON, cohort_id=cohort_id) for each in trainees))
    store.access.viewer = None


class Room:
    """A hub with a centre, and the machines of it."""

    def __init__(self, hub: SampleHub, folder: Path, name: str = "中心") -> None:
        self.hub = hub
        self.folder = folder
        self.centre = hub.centre(name)
        self.machines: list[Machine] = []

    def machine(self, kind: str, profile_id: str = "", off: float = 0.0, port: int | None = None) -> Machine:
        where = self.hub.login(kind, self.centre, profile_id, port)
        made = Machine(self.folder / f"pc{len(self.machines):02}", where, off)
        made.store.exchange.rename_station(f"pc{len(self.machines):02}")
        self.machines.append(made)
        return made

    def close(self) -> None:
        for each in self.machines:
            each.close()
