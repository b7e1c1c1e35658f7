"""One whole round with the centre: records with the hub, then recordings with the share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import ExpectedError
from app.practice.hub_values import SyncResult
from app.practice.station_values import Fetched, Sent

if TYPE_CHECKING:
    from app.practice.studio import Studio

FETCHED_AT_ONCE = 200
"""Recordings fetched in one round, the newest first; the others come with the next ones."""

_RECORDS = 0.6  # of the progress; recordings are few and large


@dataclass(frozen=True)
class Exchanged:
    """What a round did. `trouble` is why recordings did not go; the records are safe all the same."""

    records: SyncResult
    sent: Sent | None = None
    fetched: Fetched | None = None
    trouble: ExpectedError | None = None

    @property
    def brought_news(self) -> bool:
        """Whether something came that a page may show."""
        return bool(self.records.applied or self.records.packs or (self.fetched and self.fetched.fetched))


def exchange_all(studio: Studio, progress: Callable[[float], None], stop: Callable[[], bool]) -> Exchanged:
    """Exchange records; then send recordings, and fetch those that lie elsewhere if this desk has the key.

    Blocks. `progress` is told a fraction of 1. Raises ExpectedError when the records did not go; trouble with
    the recordings is told in the result.
    """
    share = studio.share
    part = _RECORDS if share.configured else 1.0
    records = studio.hub.sync(lambda done: progress(part * done), stop)
    if not share.configured or records.stopped or stop():
        return Exchanged(records)
    sent, fetched, trouble = None, None, None
    middle = (part + 1.0) / 2
    try:
        sent = share.send(_between(progress, part, middle), stop)
    except ExpectedError as error:
        trouble = error
    try:
        if share.has_key and not stop():
            fetched = share.fetch_missing(FETCHED_AT_ONCE, _between(progress, middle, 1.0), stop)
    except ExpectedError as error:
        trouble = trouble or error
    progress(1.0)
    return Exchanged(records, sent, fetched, trouble)


def _between(progress: Callable[[float], None], begin: float, end: float) -> Callable[[int, int], None]:
    return lambda done, whole: progress(begin + (end - begin) * done / max(1, whole))
