"""Recordings fetched by a desk that has the centre's secret key, each proved before it counts."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.i18n import msg
from app.storage.errors import expected_errors
from app.storage.exchange.tables import ExchangeTables
from app.storage.exchange.values import RecordingFile
from app.storage.recording_share.errors import NotSharedError, RefusedError, ShareError, WrongKeyError
from app.storage.recording_share.sealing import unseal
from app.storage.recording_share.share import Share, name_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fetched:
    """What a round of fetching did, in recordings."""

    fetched: int = 0
    not_shared: int = 0  # their stations have not sent them yet
    refused: int = 0  # damaged or swapped; set aside at the share
    locked: int = 0  # sealed for a key that is not here
    left: int = 0


def fetch_recording(
    exchange: ExchangeTables, share: Share, secret_keys: Sequence[str], file: RecordingFile
) -> None:
    """Fetch one recording and put it where it belongs, for all takes and comments that miss it.

    A station that can seal can also put anything under any name: only what has this SHA-256 is taken. What
    has not is set aside at the share, so that the right one can be sent, and nothing of it is kept here.

    Raises:
        NotSharedError, WrongKeyError, RefusedError: see there; other ShareErrors when it cannot be reached.
        StorageError: it cannot be written here.
    """
    name = name_of(file.sha256)
    sealed = share.get(name)
    try:
        data = _opened(sealed, secret_keys)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise RefusedError(
                msg("共享位置里的文件不是这一遍的录音，没有采用。请在录音的那台电脑上重新发送。"),
                name,
            )
    except RefusedError:
        _set_aside(share, name)
        raise
    if not exchange.recording_arrived(file.sha256, data) and not file.path.exists():
        _put_back(file.path, data)


def fetch_recordings(
    exchange: ExchangeTables,
    share: Share,
    secret_keys: Sequence[str],
    files: Sequence[RecordingFile],
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Fetched:
    """Fetch several; what cannot be had of a single one is counted and the others go on.

    Raises ShareError when the share cannot be reached, StorageError when there is no room here.
    """
    counts = dict.fromkeys(("fetched", "not_shared", "refused", "locked"), 0)
    done = 0
    for file in files:
        if stop is not None and stop():
            break
        try:
            fetch_recording(exchange, share, secret_keys, file)
            counts["fetched"] += 1
        except NotSharedError:
            counts["not_shared"] += 1
        except WrongKeyError:
            counts["locked"] += 1
        except RefusedError as error:
            log.warning("%s %s: %s (%s)", file.kind, file.id, error, error.detail)
            counts["refused"] += 1
        done += 1
        if progress is not None:
            progress(done, len(files))
    return Fetched(**counts, left=len(files) - done)


def _opened(sealed: bytes, secret_keys: Sequence[str]) -> bytes:
    """The newest key is tried first; a centre that changed its key keeps the old one for old recordings."""
    if not secret_keys:
        raise WrongKeyError(msg("这台电脑上没有中心的私钥，不能打开别处录的录音。请向管理员要私钥文件。"))
    for key in secret_keys[:-1]:
        try:
            return unseal(sealed, key)
        except WrongKeyError:
            continue
    return unseal(sealed, secret_keys[-1])


def _put_back(path: Path, data: bytes) -> None:
    """It was made here and has gone from the disk: the share is its copy."""
    with expected_errors():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _set_aside(share: Share, name: str) -> None:
    try:
        share.set_aside(name)
    except ShareError as error:  # it is refused all the same
        log.warning("%s stays where it is: %s", name, error.detail or error)
