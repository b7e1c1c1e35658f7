"""From the outbox into the hub, a batch a transaction."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import psycopg

from app.storage.exchange.tables import ExchangeTables
from app.storage.exchange.values import Record, canonical
from app.storage.hub.connection import Connection, Line
from app.storage.hub.projections import PROJECTING, project
from app.storage.hub.rights import MAY_PUSH
from app.storage.hub.values import Me

log = logging.getLogger(__name__)

BATCH_ROWS = 200
BATCH_BYTES = 2_000_000
"""A batch is what is sent again when the line breaks in the middle of it."""
_READ = 500
"""How many records are read from the outbox at a time."""

_INSERT = """
    INSERT INTO kaibo.revisions (centre, kind, id, revision, hash, owner_id, station, about_station,
                                 deleted, body, counter, clock_offset)
    SELECT %(centre)s, kind, id, revision, hash, owner_id, station, about_station, deleted, body::json,
           before + place, %(clock_offset)s
    FROM (SELECT kaibo.advance(%(count)s) - %(count)s AS before OFFSET 0) AS taken,
         unnest(%(kind)s::text[], %(id)s::text[], %(revision)s::bigint[], %(hash)s::text[],
                %(owner_id)s::text[], %(station)s::text[], %(about_station)s::text[],
                %(deleted)s::boolean[], %(body)s::text[])
         WITH ORDINALITY AS pushed (kind, id, revision, hash, owner_id, station, about_station, deleted,
                                    body, place)
    ON CONFLICT DO NOTHING
"""
"""Places in the centre's counter and the records in one statement: however slow the line to a station is, its
records are at the hub before the counter is taken."""
_REFUSED = """
    SELECT place FROM unnest(%s::text[], %s::text[], %s::text[], %s::boolean[], %s::text[])
         WITH ORDINALITY AS pushed (kind, owner_id, about_station, deleted, body, place)
    WHERE NOT kaibo.may_push(kind, owner_id, about_station, deleted, body::json)
"""


@dataclass(frozen=True)
class Pushed:
    """What became of the outbox."""

    pushed: int
    left: Mapping[str, int]  # kind -> how many the login may not bring


def push_outbox(
    line: Line,
    me: Me,
    exchange: ExchangeTables,
    clock_offset: float,
    on_batch: Callable[[int], None],
) -> Pushed:
    """Bring what the login may bring, and take it out of the outbox.

    What it may not bring stays in the outbox. `on_batch` is told how many were dealt with so far and may
    raise to stop. Raises HubError; whatever was brought before stays brought.
    """
    kinds = tuple(MAY_PUSH[me.kind])
    refused: set[tuple[str, str, int, str]] = set()
    pushed = 0
    while kinds:
        pending = exchange.pending(_READ + len(refused), kinds)
        fresh = [each for each in pending if _key(each) not in refused]
        if not fresh:
            break
        for batch in batches(fresh):
            taken = push_batch(line, me, batch, clock_offset)
            exchange.mark_sent(taken)
            pushed += len(taken)
            refused |= {_key(each) for each in batch} - {_key(each) for each in taken}
            on_batch(pushed + len(refused))
    others = {kind: n for kind, n in exchange.pending_counts().items() if kind not in kinds}
    return Pushed(pushed, dict(Counter(kind for kind, *_ in refused) + Counter(others)))


def leave_to_others(exchange: ExchangeTables, waited: Collection[tuple[str, str]]) -> None:
    """After everything was put into the outbox: what the hub did not take from here is others' to bring.

    What was made here stays in the outbox until the hub knows again that this login may bring it, and so does
    what had `waited` (kind, id) in it before: of what a stick brought nobody else may know.
    """
    here = exchange.station().id
    left = exchange.pending(sum(exchange.pending_counts().values()))
    exchange.mark_sent([each for each in left if each.station != here and (each.kind, each.id) not in waited])


def batches(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Cut into pieces of at most `BATCH_ROWS` and about `BATCH_BYTES`; each has at least one."""
    batch: list[Record] = []
    size = 0
    for record in records:
        length = len(canonical(dict(record.body)).encode())
        if batch and (len(batch) == BATCH_ROWS or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += length
    if batch:
        yield batch


def push_batch(line: Line, me: Me, records: Sequence[Record], clock_offset: float) -> list[Record]:
    """Bring these, all that the login may bring or none; those that are at the hub now, new or not."""
    try:
        return line.run(lambda connection: _push(connection, me, records, clock_offset))
    except psycopg.DataError as error:
        # something in one of them that the database cannot hold; the others shall not wait for it
        if len(records) == 1:
            log.error("the hub cannot hold %s %s: %s", records[0].kind, records[0].id, error)
            return []
        return [taken for each in records for taken in push_batch(line, me, [each], clock_offset)]


def _push(connection: Connection, me: Me, records: Sequence[Record], clock_offset: float) -> list[Record]:
    with connection.transaction():
        asked = connection.execute(
            _REFUSED,
            [
                [each.kind for each in records],
                [each.owner_id for each in records],
                [each.about_station for each in records],
                [each.deleted for each in records],
                # only of these does it matter what they say
                [canonical(dict(each.body)) if each.kind == "membership" else "{}" for each in records],
            ],
        )
        refused = {place - 1 for (place,) in asked}
        taken = [each for number, each in enumerate(records) if number not in refused]
        if not taken:
            return []
        # it takes the counter: from here to the commit this centre's other pushes wait. So whoever reads up
        # to a counter has read everything that will ever stand below it
        connection.execute(_INSERT, _columns(me.centre, taken, clock_offset))
        if me.kind in PROJECTING:
            row = connection.execute("SELECT kaibo.my_counter()").fetchone()
            project(connection, me.centre, me.kind, row[0] if row else 0, _ids(taken))
        return taken


def _columns(centre: str, records: Sequence[Record], clock_offset: float) -> dict[str, object]:
    names = ("kind", "id", "revision", "hash", "owner_id", "station", "about_station", "deleted")
    return {
        "centre": centre,
        "count": len(records),
        "clock_offset": clock_offset,
        "body": [canonical(dict(each.body)) for each in records],
        **{name: [getattr(each, name) for each in records] for name in names},
    }


def _ids(records: Collection[Record]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in records:
        found.setdefault(each.kind, []).append(each.id)
    return found


def _key(record: Record) -> tuple[str, str, int, str]:
    return (record.kind, record.id, record.revision, record.hash)
