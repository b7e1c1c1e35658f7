"""How things stand between a machine and the hub."""

from __future__ import annotations

from app.storage.exchange.tables import ExchangeTables
from app.storage.hub.connection import Connection
from app.storage.hub.errors import HubError
from app.storage.hub.pull import source_of
from app.storage.hub.rights import ADMINISTRATOR, OVERSEER
from app.storage.hub.sync import Hub
from app.storage.hub.values import HubAddress, HubStatus, StationSeen, SyncResult


def hub_status(hub: Hub, where: HubAddress, exchange: ExchangeTables, last: SyncResult | None) -> HubStatus:
    """Ask the hub; when it does not answer, what is known here and why it was not asked."""
    outbox = exchange.pending_counts()
    waiting = exchange.waiting()
    line = hub.line()
    try:
        greeting = hub.greet(line)
        me = greeting.me
        read = exchange.cursor(source_of(me, exchange.station().id))
        stations = line.run(_stations) if me.kind in (ADMINISTRATOR, OVERSEER) else ()
    except HubError as error:
        return HubStatus(where.address, outbox, waiting, last, fault=error)
    finally:
        line.close()
    return HubStatus(
        where.address,
        outbox,
        waiting,
        last,
        me=me,
        clock_offset=greeting.clock_offset,
        behind=0 if me.kind == OVERSEER else max(0, me.counter - read),
        stations=stations,
    )


def _stations(connection: Connection) -> tuple[StationSeen, ...]:
    rows = connection.execute(
        "SELECT station, name, login, version, clock_offset, outbox, last_seen FROM kaibo.stations"
        " ORDER BY last_seen DESC"
    )
    return tuple(StationSeen(*row) for row in rows)
