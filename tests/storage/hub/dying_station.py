"""A station in a process of its own that is killed in the middle of an exchange; see test_hub_killed.py."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import psycopg

from app.storage.exchange.tables import ExchangeTables
from app.storage.hub import pull, push
from app.storage.hub.sync import Hub
from app.storage.hub.values import HubAddress
from app.storage.opening import open_store

WATCHED = (
    (psycopg.Connection, "execute"),
    (psycopg.Transaction, "__exit__"),  # the commit
    (ExchangeTables, "apply"),
    (ExchangeTables, "mark_sent"),
    (ExchangeTables, "set_cursor"),
)


def exchange_and_die(home: str, where: HubAddress, moment: int, after: bool) -> None:
    """Exchange, and be killed with -9 before (or after) the `moment`th thing that is done with hub or store.

    Exit code 0 when there are not that many.
    """
    push.BATCH_ROWS = pull.PAGE_ROWS = 2
    left = moment
    for place, name in WATCHED:
        setattr(place, name, _watched(getattr(place, name), lambda: _count(), after))

    def _count() -> bool:
        nonlocal left
        left -= 1
        return left == 0

    store = open_store(Path(home), automatic_backup=False).store
    Hub(store.exchange, Path(home), where, patience=0.01).sync()
    store.close()


def _watched(call: Any, count: Any, after: bool) -> Any:
    def watched(*arguments: Any, **more: Any) -> Any:
        now = count()
        if now and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*arguments, **more)
        if now:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return watched
