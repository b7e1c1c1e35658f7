"""One exchange with the hub: read what is new there, bring what is new here."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.storage.exchange.tables import ExchangeTables
from app.storage.hub.connection import Connection, Line, who_am_i
from app.storage.hub.lock import one_at_a_time
from app.storage.hub.projections import PROJECTING, project_pulled
from app.storage.hub.pull import pull, source_of
from app.storage.hub.push import leave_to_others, push_outbox
from app.storage.hub.rights import OVERSEER
from app.storage.hub.values import HubAddress, Me, SyncResult

log = logging.getLogger(__name__)

_SEEN = "hub/counter"
"""Where it is kept how far the hub had come when this machine last looked."""
_EPOCH = "hub/epoch"
"""Where the epoch of the hub known last is kept: of whichever centre, since a new hub makes it a new one."""


class StoppedError(Exception):
    """The user stopped the exchange; never leaves this room."""


@dataclasses.dataclass(frozen=True)
class Greeting:
    """What the hub said first."""

    me: Me
    clock_offset: float  # seconds by which this machine's clock is ahead


class Hub:
    """The hub as one machine uses it. All methods block and may be called from any thread.

    `clock` gives this machine's time (aware, UTC); only the difference to the hub's is ever made of it.
    All waits before something is tried again are `patience` times as long as they should be.
    """

    def __init__(
        self,
        exchange: ExchangeTables,
        user_dir: Path,
        where: HubAddress,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience: float = 1.0,
    ) -> None:
        self._exchange = exchange
        self._user_dir = user_dir
        self._where = where
        self._clock = clock
        self._patience = patience

    def sync(
        self,
        progress: Callable[[float], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> SyncResult:
        """Exchange with the hub. `progress` is told a fraction of 1.

        May be interrupted at any moment, by the user, the network or a power cut: the next one goes on where
        this one came to. Raises HubError; HubBusyError when another one is running.
        """
        with one_at_a_time(self._user_dir):
            line = Line(self._where, lambda seconds: self._pause(seconds, stop))
            try:
                return self._exchange_with(line, progress, stop)
            finally:
                line.close()

    def bring(self) -> SyncResult:
        """Bring what is in the outbox and read nothing, for somebody who has come by with another login.

        What only an administrator may bring is brought so, and nothing that she may read stays here.
        Raises HubError as `sync`.
        """
        with one_at_a_time(self._user_dir):
            line = Line(self._where, lambda seconds: self._pause(seconds, lambda: False))
            try:
                greeting = self.greet(line)
                pushed = push_outbox(line, greeting.me, self._exchange, greeting.clock_offset, lambda _: None)
            finally:
                line.close()
        return self._finished(SyncResult(pushed.pushed, left=pushed.left, clock_offset=greeting.clock_offset))

    def greet(self, line: Line) -> Greeting:
        """Ask the hub who we are and what time it is. Raises HubError."""

        def ask(connection: Connection) -> Greeting:
            began, here = time.monotonic(), self._clock()
            me, there = who_am_i(connection)
            halfway = (time.monotonic() - began) / 2
            return Greeting(me, (here - there).total_seconds() + halfway)

        return line.run(ask)

    def line(self, stop: Callable[[], bool] = lambda: False) -> Line:
        """A line to the hub, to be closed."""
        return Line(self._where, lambda seconds: self._pause(seconds, stop))

    def _exchange_with(
        self, line: Line, progress: Callable[[float], None], stop: Callable[[], bool]
    ) -> SyncResult:
        result = SyncResult()
        try:
            greeting = self.greet(line)
            me, offset = greeting.me, greeting.clock_offset
            result = dataclasses.replace(result, clock_offset=offset, counter=me.counter)
            if me.kind == OVERSEER:
                return self._finished(result)
            self._note_station(line, offset)

            def go_on(done: float, of: float, begin: float, end: float) -> None:
                progress(begin + (end - begin) * (min(done / of, 1.0) if of else 1.0))
                if stop():
                    raise StoppedError

            self._look_behind(me)
            pulled = pull(line, me, self._exchange, lambda at, of: go_on(at, of, 0.0, 0.5))
            go_on(1, 1, 0.0, 0.5)
            result = dataclasses.replace(
                result, pulled=pulled.pulled, applied=pulled.applied, damaged=pulled.damaged
            )
            if pulled.roster and me.kind in PROJECTING:
                line.run(lambda connection: project_pulled(connection, me.centre, me.kind, pulled.roster))
            waited = self._begin_anew(me)
            total = sum(self._exchange.pending_counts().values())
            pushed = push_outbox(line, me, self._exchange, offset, lambda done: go_on(done, total, 0.5, 1.0))
            result = dataclasses.replace(result, pushed=pushed.pushed, left=pushed.left)
            if waited is not None:
                leave_to_others(self._exchange, waited)
            self._note_seen(line)
            self._note_station(line, offset)
        except StoppedError:
            result = dataclasses.replace(result, stopped=True)
        progress(1.0)
        return self._finished(result)

    def _finished(self, result: SyncResult) -> SyncResult:
        return dataclasses.replace(result, waiting=self._exchange.waiting(), finished=self._clock())

    def _look_behind(self, me: Me) -> None:
        """A hub that has come to fewer changes than it had was put back without being told so.

        Then it counts as another one: what it says is read from the start, and everything is brought again.
        """
        if me.counter < self._exchange.cursor(_SEEN):
            log.warning("the hub has gone back behind what was seen of it")
            self._exchange.set_cursor(_EPOCH, -1)
            self._exchange.set_cursor(source_of(me, self._exchange.station().id), 0)
            self._exchange.set_cursor(_SEEN, me.counter)

    def _note_seen(self, line: Line) -> None:
        """Remember how far the hub has come, for `_look_behind`."""
        row = line.run(lambda connection: connection.execute("SELECT kaibo.my_counter()").fetchone())
        self._exchange.set_cursor(_SEEN, row[0] if row and row[0] else 0)

    def _begin_anew(self, me: Me) -> set[tuple[str, str]] | None:
        """When the hub is not the one known before (made anew, put back from a copy), bring everything again.

        What had been in the outbox before (kind, id); None when it is the same hub.
        """
        known = self._exchange.cursor(_EPOCH)
        waited = None
        if known not in (0, me.epoch):
            log.info("the hub was made anew or restored; everything is brought again")
            waited = self._exchange.send_again()
        if known != me.epoch:
            self._exchange.set_cursor(_EPOCH, me.epoch)
        return waited

    def _note_station(self, line: Line, offset: float) -> None:
        station = self._exchange.station()
        outbox = sum(self._exchange.pending_counts().values())
        values = [station.id, station.name, __version__, offset, outbox]

        def note(connection: Connection) -> None:
            row = connection.execute("SELECT kaibo.note_station(%s, %s, %s, %s, %s)", values).fetchone()
            if row is None or not row[0]:
                log.warning("station %s is known at the hub under another login", station.id)

        line.run(note)

    def _pause(self, seconds: float, stop: Callable[[], bool]) -> None:
        """Wait so long, or until the user stops, which is looked at ten times a second."""
        until = time.monotonic() + seconds * self._patience
        while True:
            if stop():
                raise StoppedError
            left = until - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, 0.1))
