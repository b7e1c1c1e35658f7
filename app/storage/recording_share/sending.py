"""Recordings on their way to the share: sealed here, each sent once, and gone on with after any break."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.storage.exchange.tables import ExchangeTables
from app.storage.exchange.values import RecordingFile
from app.storage.recording_share.sealing import SEAL_BYTES, fingerprint, seal
from app.storage.recording_share.share import Share, name_of

log = logging.getLogger(__name__)

_MARK_AFTER = 20
_ALL = 1_000_000


@dataclass(frozen=True)
class Sent:
    """What a round of sending did, in recordings."""

    sent: int = 0
    known: int = 0  # the share had them already
    unreadable: int = 0  # missing or damaged here; they are not sent
    left: int = 0  # still to be sent


def send_recordings(
    exchange: ExchangeTables,
    share: Share,
    public_key: str,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
    *,
    again: bool = False,
) -> Sent:
    """Send what was recorded here and is not known to be at the share; again sends what is still left.

    `again` looks at the share for everything that is here, sent or not: something was refused or lost there.
    `progress` gets recordings done and in all; `stop` is asked before each. What the share holds whole is
    not sent again, whoever sent it. A recording that is missing or damaged here is passed over.

    Raises:
        KeyFileError: `public_key` is no key; nothing was sent.
        ShareError: the share is gone, full or refuses; what was sent until then stays sent.
    """
    fingerprint(public_key)
    waiting = exchange.recordings_to_send(_ALL, again=again)
    counts = {True: 0, False: 0, None: 0}
    arrived: list[str] = []
    done = 0
    try:
        for file in waiting:
            if stop is not None and stop():
                break
            new = _send(file, share, public_key)
            counts[new] += 1
            done += 1
            if new is not None:
                arrived.append(file.sha256)
            if len(arrived) >= _MARK_AFTER:
                exchange.mark_recordings_sent(arrived)
                arrived = []
            if progress is not None:
                progress(done, len(waiting))
    finally:
        if arrived:
            exchange.mark_recordings_sent(arrived)
    return Sent(counts[True], counts[False], counts[None], len(waiting) - done)


def delete_recordings(
    share: Share, sha256s: Iterable[str], progress: Callable[[int], None] | None = None
) -> None:
    """Destroy these at the share: of somebody who is erased. Again does no harm. Raises ShareError."""
    for done, sha256 in enumerate(sha256s, start=1):
        share.delete(name_of(sha256))
        if progress is not None:
            progress(done)


def _send(file: RecordingFile, share: Share, public_key: str) -> bool | None:
    """Whether the share did not have it before; None when it cannot be read here."""
    try:
        data = file.path.read_bytes()
    except OSError as error:
        log.warning("%s %s is not sent: %r", file.kind, file.id, error)
        return None
    if hashlib.sha256(data).hexdigest() != file.sha256:
        log.warning("%s %s is not sent: its file was changed", file.kind, file.id)
        return None
    name = name_of(file.sha256)
    if share.holds(name, len(data) + SEAL_BYTES):
        return False
    share.put(name, seal(data, public_key))
    return True
