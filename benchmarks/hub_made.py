"""Made-up stations for `hub.py`: their records are real ones with other names, their databases are memory.

The code that talks to the hub is the program's own; only what lies under it, the station's SQLite, is left
out, so that a thousand stations fit into one machine and what is measured is the hub.
"""

from __future__ import annotations

import dataclasses
import random
import sys
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "packaging" / "centre")]

from make_centre import Asked, make_centre  # noqa: E402

from app.cli.demo import demo_prompt  # noqa: E402
from app.paths import lessons_dir  # noqa: E402
from app.practice.studio import Studio  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.storage.exchange.tables import ExchangeTables  # noqa: E402
from app.storage.exchange.values import Applied, Record, Station  # noqa: E402
from app.storage.opening import open_store  # noqa: E402

SYLLABLES = (3, 21)
"""A take's length is drawn evenly from these: a word, up to a sentence; 12 on average."""

Bodies = dict[str, list[Mapping[str, Any]]]


def made_bodies(folder: Path) -> Bodies:
    """Bodies of records of each kind, as a real station makes them.

    The attempts are the bundled demo recording as the scorer scored it, cut to each number of syllables; all
    else comes from a made-up centre.
    """
    studio = Studio(
        folder / "demo", Settings(), open_store(folder / "demo", automatic_backup=False), (lessons_dir(),)
    )
    try:
        studio.create_profile("她", "ug")
        prompt, recording = demo_prompt()
        whole = studio.score_file(recording, prompt, "")
        assert whole.score is not None
        store = studio._keeper.store
        for count in range(SYLLABLES[0], SYLLABLES[1] + 1):
            score = dataclasses.replace(whole.score, syllables=whole.score.syllables[:count])
            store.add_attempt(dataclasses.replace(whole, id=f"cut-{count}", score=score))
        cut = [r.body for r in store.exchange.records(("attempt",)) if r.id.startswith("cut-")]
    finally:
        studio.close()
    make_centre(folder / "centre", Asked(trainers=2, trainees=30, attempts=600, until=date(2026, 11, 22)))
    store = open_store(folder / "centre", automatic_backup=False).store
    try:
        bodies: Bodies = {}
        for each in store.exchange.records():
            bodies.setdefault(each.kind, []).append(each.body)
    finally:
        store.close()
    return bodies | {"attempt": cut}


@dataclass(frozen=True)
class Plan:
    """What a centre is, and what its trainees do in a day."""

    stations: int = 40
    trainees: int = 10  # a station and day; each of them keeps to hers
    takes: int = 24  # a trainee and day: two sittings of twelve
    a_class: int = 30

    @property
    def people(self) -> int:
        """Trainees of the centre."""
        return self.stations * self.trainees


class Centre:
    """A centre's people and classes. Its administrator's desk brings them, its stations what they do."""

    def __init__(self, number: int, plan: Plan, bodies: Bodies) -> None:
        self.number, self.plan, self.bodies = number, plan, bodies
        self.trainees = [f"c{number:03}-p{each:04}" for each in range(plan.people)]
        self.classes = [f"c{number:03}-k{each:02}" for each in range(-(-plan.people // plan.a_class))]
        self.trainers = [f"c{number:03}-t{each:02}" for each in range(len(self.classes))]

    def class_of(self, trainee: int) -> str:
        """The class of a trainee by number."""
        return self.classes[trainee // self.plan.a_class]

    def roster(self) -> Iterator[Record]:
        """What the administrator brings once: people, classes and who leads them."""
        made = random.Random(self.number)

        def record(kind: str, record_id: str, owner_id: str, **changes: Any) -> Record:
            body = {**made.choice(self.bodies[kind]), **changes}
            return Record(kind, record_id, owner_id, 1, f"desk-{self.number}", False, body)

        for cohort, trainer in zip(self.classes, self.trainers, strict=True):
            yield record("cohort", cohort, "", name=cohort, trainers=[trainer])
        for place, person in enumerate([*self.trainers, *self.trainees]):
            trainer = place < len(self.trainers)
            cohort = None if trainer else self.class_of(place - len(self.trainers))
            yield record("profile", person, person, name=person)
            role = "trainer" if trainer else "trainee"
            yield record("membership", person, person, role=role, cohort_id=cohort, archived=0)


class MadeStation(ExchangeTables):
    """A machine of the centre as the hub's code sees it; what it pulls is counted and let go."""

    def __init__(self, name: str) -> None:
        self.me = Station(str(uuid.uuid5(uuid.NAMESPACE_DNS, name)), name)
        self.outbox: list[Record] = []
        self.cursors: dict[str, int] = {}
        self.pulled = 0

    def station(self) -> Station:
        """See `ExchangeTables`."""
        return self.me

    def pending(self, limit: int, kinds: Collection[str] | None = None) -> list[Record]:
        """See `ExchangeTables`."""
        return [each for each in self.outbox if kinds is None or each.kind in kinds][:limit]

    def pending_counts(self) -> dict[str, int]:
        """See `ExchangeTables`."""
        counts: dict[str, int] = {}
        for each in self.outbox:
            counts[each.kind] = counts.get(each.kind, 0) + 1
        return counts

    def mark_sent(self, records: Sequence[Record]) -> None:
        """See `ExchangeTables`."""
        gone = {(each.kind, each.id) for each in records}
        self.outbox = [each for each in self.outbox if (each.kind, each.id) not in gone]

    def apply(
        self, records: Sequence[Record], *, cursor: tuple[str, int] | None = None, pass_on: bool = False
    ) -> Applied:
        """See `ExchangeTables`."""
        self.pulled += len(records)
        if cursor is not None:
            self.cursors[cursor[0]] = cursor[1]
        return Applied(applied=len(records))

    def cursor(self, source: str) -> int:
        """See `ExchangeTables`."""
        return self.cursors.get(source, 0)

    def set_cursor(self, source: str, value: int) -> None:
        """See `ExchangeTables`."""
        self.cursors[source] = value

    def waiting(self) -> int:
        """See `ExchangeTables`."""
        return 0

    def packs(self) -> list[Any]:
        """See `ExchangeTables`."""
        return []

    def records(self, kinds: Collection[str] | None = None, owner_id: str | None = None) -> Iterator[Record]:
        """See `ExchangeTables`."""
        return iter(())


class PractisingStation(MadeStation):
    """A station with its own ten trainees, who practise a part of a day at a time."""

    def __init__(self, centre: Centre, number: int) -> None:
        super().__init__(f"c{centre.number:03}-s{number:02}")
        self.centre = centre
        first = number * centre.plan.trainees
        self.people = centre.trainees[first : first + centre.plan.trainees]
        self.random = random.Random()

    def practise(self, day: int, part: int, parts: int) -> None:
        """Fill the outbox with the `part`-th of `parts` equal shares of a day."""
        self.random.seed(f"{self.me.name}/{day}/{part}")
        takes = self.centre.plan.takes
        begin, end = takes * part // parts, takes * (part + 1) // parts
        now = datetime(2026, 9, 1, 4, tzinfo=UTC) + timedelta(days=day, hours=8 * part / parts)
        for person in self.people:
            for _ in range(end - begin):
                self._add("attempt", person, uuid.UUID(int=self.random.getrandbits(128)).hex, now)
            if part == 0:
                self._add("sign_in", person, f"{self.me.id}-{day}-{person}", now)
                self._add("step_seen", person, f"{person}/{day}/steps/0", now)

    def _add(self, kind: str, person: str, record_id: str, now: datetime) -> None:
        body = dict(self.random.choice(self.centre.bodies[kind]))
        for key in ("profile_id", "created", "started", "first_seen"):
            if key in body:
                body[key] = person if key == "profile_id" else now.isoformat()
        self.outbox.append(Record(kind, record_id, person, 1, self.me.id, False, body, self.me.id))
