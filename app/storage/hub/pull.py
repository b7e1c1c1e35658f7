"""From the hub into this machine, a page at a time, each page together with how far it came."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from app.errors import ExpectedError
from app.storage.exchange.lines import record_from_data
from app.storage.exchange.tables import ExchangeTables
from app.storage.exchange.values import Record
from app.storage.hub.connection import Connection, Line
from app.storage.hub.rights import TRAINER
from app.storage.hub.values import Me

log = logging.getLogger(__name__)

PAGE_ROWS = 200

_COLUMNS = ("kind", "id", "owner_id", "revision", "station", "deleted", "body", "about_station", "hash")
# the body as text: one that Python cannot read must not keep the others of its page from being read
_SELECTED = ", ".join(_COLUMNS).replace("body", "body::text")
_PAGE = f"""
    SELECT {_SELECTED}, counter FROM kaibo.revisions
    WHERE centre = %(centre)s AND counter > %(after)s AND counter <= %(up_to)s
    ORDER BY counter LIMIT %(rows)s
"""
_PAGE_OF_PEOPLE = f"""
    SELECT {_SELECTED}, counter FROM kaibo.revisions
    WHERE centre = %(centre)s AND counter > %(after)s AND counter <= %(up_to)s
    AND owner_id = ANY (%(people)s)
    ORDER BY counter LIMIT %(rows)s
"""


@dataclass
class Pulled:
    """What has been read so far."""

    pulled: int = 0
    applied: int = 0
    damaged: int = 0
    roster: list[str] = field(default_factory=list)  # ids of memberships


def source_of(me: Me, station: str) -> str:
    """Under which name the machine keeps how far it has read.

    Another login, other rights, a restored hub or other tables let it be read from the start: that does no
    harm, and nothing that has become visible is passed over.
    """
    return f"hub/{me.centre}/{me.epoch}/{me.shape}/{me.kind}/{me.login}/{me.profile_id}/{station}"


def pull(
    line: Line,
    me: Me,
    exchange: ExchangeTables,
    on_page: Callable[[int, int], None],
) -> Pulled:
    """Read everything that the login may read and this machine has not read, and apply it.

    `me.counter` is how far there is to read. `on_page` is told the counter read up to, and how far there is,
    and may raise to stop. Raises HubError; whatever was applied before stays applied.
    """
    source = source_of(me, exchange.station().id)
    read = exchange.cursor(source)
    done = Pulled()
    if read and me.kind == TRAINER:
        people = line.run(
            lambda connection: connection.execute(
                "SELECT DISTINCT profile_id FROM kaibo.my_people() WHERE since > %s", [read]
            ).fetchall()
        )
        newly_hers = sorted(each for (each,) in people)
        if newly_hers:
            # everything about them from before she taught them: it lies below what was read already
            behind = f"{source}/{read}/{_fingerprint(newly_hers)}"
            _read_pages(line, me, exchange, behind, read, done, on_page, newly_hers)
    _read_pages(line, me, exchange, source, me.counter, done, on_page)
    exchange.set_cursor(source, max(me.counter, read))
    return done


def _read_pages(
    line: Line,
    me: Me,
    exchange: ExchangeTables,
    source: str,
    up_to: int,
    done: Pulled,
    on_page: Callable[[int, int], None],
    people: Sequence[str] | None = None,
) -> None:
    query = _PAGE if people is None else _PAGE_OF_PEOPLE
    after = exchange.cursor(source)
    while after < up_to:
        values = {"centre": me.centre, "after": after, "up_to": up_to, "people": people, "rows": PAGE_ROWS}
        rows = line.run(partial(_rows, query=query, values=values))
        if rows:
            after = rows[-1][-1]
            records = [each for row in rows if (each := _record(row)) is not None]
            outcome = exchange.apply(records, cursor=(source, after))
            done.pulled += len(rows)
            done.applied += outcome.applied
            done.damaged += len(rows) - len(records)
            done.roster += [each.id for each in records if each.kind == "membership"]
        on_page(after, up_to)
        if len(rows) < PAGE_ROWS:
            break


def _rows(connection: Connection, query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    return connection.execute(query, values).fetchall()


def _record(row: Sequence[Any]) -> Record | None:
    """The record in a row; None, and a line in the log, when it is not what its hash says."""
    data = dict(zip(_COLUMNS, row, strict=False))
    try:
        data["body"] = json.loads(data["body"])
        return record_from_data(data)
    except ExpectedError as error:
        log.error("the hub holds a damaged record: %s (%s)", error, error.detail)
    except (ValueError, RecursionError) as error:
        log.error("the hub holds a damaged record: %s %s (%.80r)", data["kind"], data["id"], error)
    return None


def _fingerprint(people: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(people).encode()).hexdigest()[:16]
