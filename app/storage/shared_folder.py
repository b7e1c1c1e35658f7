"""A data folder on a network share belongs to one station at a time.

SQLite's own locks keep processes of one machine apart; between machines they depend on the server, and many
servers get them wrong. So a station puts a small file into the folder, says in it who it is, and counts on in
it for as long as it works there. Who finds such a file of another station stays out.

No clock of another machine is believed. A file whose count does not change while it is watched is abandoned,
whatever the time in it says; it is only watched when it looks old (or of the future), so that whoever comes
while another works is told at once. Processes of the same machine and user share the folder: they know each
other by a token kept on the machine itself, which also gives a station its folder back after a crash.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import platform
import threading
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from app.i18n import msg
from app.storage.connection import LOCK_NAME
from app.storage.errors import BusyError, StorageError, expected_errors
from app.storage.locks import InUse, nobody_else, opening

log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
WATCHED_SECONDS = 12.0
"""So long a file is watched before it counts as abandoned: two beats and some for a slow server."""
FRESH_SECONDS = 60.0
"""A file written less than this ago, by the server's own clock, is in use; nobody waits to find out."""
TRUSTED_SECONDS = 20.0
"""So long after a look at the file the folder is taken for ours without looking again."""
SETTLED_SECONDS = 2.0
"""After a takeover; then who wrote last has it (Fischer's rule, as in Lamport, A Fast Mutual Exclusion
Algorithm, 1987)."""


_LENGTH = 1024
"""Bytes of the file, filled up with spaces."""

_READINGS = 5


class ShareInUseError(BusyError):
    """Another station works in the folder."""


class ShareGoneError(StorageError):
    """The share cannot be reached."""


@dataclass(frozen=True)
class _Holder:
    token: str
    station: str
    host: str
    beat: int = 0


def _now() -> float:
    """Seconds that go on while the machine sleeps, where the system has such a clock."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SharedFolder:
    """A station's hold on a folder, from the making of this object until `release()`.

    `local` is a folder of this machine's own, `station` the name that others are told. Raises
    ShareInUseError, and ShareGoneError when the folder cannot be written.
    """

    def __init__(self, folder: Path, local: Path, station: str) -> None:
        self._path = folder / LOCK_NAME
        self._folder = folder
        self._station = station
        self._local = _notes(folder, local)
        self._lost = False
        self._seen = _now()
        self._ending = threading.Event()
        with expected_errors():
            self._local.mkdir(parents=True, exist_ok=True)
        with opening(self._local):
            self._sharing = InUse(self._local)
            try:
                self._holder = self._take()
            except OSError as error:
                self._sharing.release()
                raise self._gone(error) from error
            except BaseException:
                self._sharing.release()
                raise
        self._beating = threading.Thread(target=self._beat, name="station-lock", daemon=True)
        self._beating.start()

    def check(self) -> None:
        """Raises ShareInUseError when another station took the folder over, ShareGoneError when it is gone.

        Looks at the file only when the last look is a while ago, as after the machine slept.
        """
        if not self._lost and _now() - self._seen < TRUSTED_SECONDS:
            return
        self.look()

    def look(self) -> None:
        """As `check`, and looks in any case."""
        try:
            found = self._read()
        except OSError as error:
            raise self._gone(error) from error
        self._lost = found is None or found.token != self._holder.token
        if self._lost:
            log.error("the shared folder was taken over by %s", found)
            raise _taken(found)
        self._seen = _now()

    def release(self) -> None:
        """Let other stations in, unless another process of this machine still works there."""
        self._ending.set()
        self._beating.join()
        try:
            with opening(self._local):
                self._sharing.release()
                with nobody_else(self._local, wait=0.0):
                    found = self._read()
                    if found is not None and found.token == self._holder.token:
                        self._path.unlink()
                    (self._local / "token").unlink(missing_ok=True)
        except BusyError:
            log.info("another Kaibo on this machine goes on in the shared folder")
        except (OSError, StorageError):
            log.warning(
                "the shared folder could not be given back; this machine gets it again", exc_info=True
            )

    # -- inside

    def _take(self) -> _Holder:
        self._folder.mkdir(parents=True, exist_ok=True)
        token_path = self._local / "token"
        known = token_path.read_text(encoding="utf-8") if token_path.exists() else ""
        mine = _Holder(uuid.uuid4().hex, self._station, platform.node())
        with contextlib.suppress(FileExistsError), self._path.open("xb") as file:
            token_path.write_text(mine.token, encoding="utf-8")
            file.write(_content(mine))
            return mine
        found = self._read()
        if found is not None and known and (found.token, found.host) == (known, platform.node()):
            return found
        if not self._abandoned(found):
            raise _taken(found)
        log.warning("the shared folder was left behind by %s; taken over", found)
        token_path.write_text(mine.token, encoding="utf-8")
        self._write(mine)
        time.sleep(SETTLED_SECONDS)
        last = self._read()
        if last is None or last.token != mine.token:
            raise _taken(last)
        return mine

    def _abandoned(self, found: _Holder | None) -> bool:
        """Whether who wrote `found` (None: nothing readable) is gone."""
        if abs(self._age()) < FRESH_SECONDS:
            return False
        until = _now() + WATCHED_SECONDS
        while _now() < until:
            time.sleep(min(1.0, WATCHED_SECONDS / 4))
            if self._read() != found:
                return False
        return True

    def _age(self) -> float:
        """Seconds since the file was written: both moments are the server's, where it stamps files itself."""
        probe = self._path.with_name(f"{LOCK_NAME}.{uuid.uuid4().hex[:8]}")
        try:
            probe.write_bytes(b"?")
            return probe.stat().st_mtime - self._path.stat().st_mtime
        finally:
            probe.unlink(missing_ok=True)

    def _read(self) -> _Holder | None:
        """Who holds the folder; None when the file is missing or says nothing readable. Raises OSError."""
        for _again in range(_READINGS):  # it may be just coming into being
            try:
                text = self._path.read_text(encoding="utf-8", errors="replace")
            except FileNotFoundError:
                if not self._folder.is_dir():
                    raise
                return None
            try:
                data = json.loads(text)
                return _Holder(str(data["token"]), str(data["station"]), str(data["host"]), int(data["beat"]))
            except (ValueError, KeyError, TypeError):
                time.sleep(0.05)
        return None

    def _write(self, holder: _Holder) -> None:
        """In place and in one piece of always the same length, so that no reader finds it cut off."""
        with self._path.open("r+b", buffering=0) as file:
            file.write(_content(holder))
            os.fsync(file.fileno())

    def _beat(self) -> None:
        """Count on. What was taken over is never written to again."""
        while not self._ending.wait(BEAT_SECONDS):
            try:
                found = self._read()
                if found is None or found.token != self._holder.token:
                    self._lost = True
                    return
                self._write(_Holder(found.token, found.station, found.host, found.beat + 1))
                self._seen = _now()
            except OSError as error:
                log.warning("the shared folder does not answer: %r", error)

    def _gone(self, error: OSError) -> ShareGoneError:
        return share_gone(self._folder, repr(error))


def was_shared(folder: Path, local: Path) -> bool:
    """Whether this machine has worked in `folder` as a share: then an empty one is a share not connected."""
    return _notes(folder, local).is_dir()


def share_gone(folder: Path, detail: str = "") -> ShareGoneError:
    """The error of a share that cannot be reached."""
    return ShareGoneError(
        msg(
            "连不上共享文件夹 {folder}。已经存好的都在；刚才录的留在这台电脑上。"
            "请检查网络，连上以后重新打开开播。",
            folder=folder,
        ),
        detail,
    )


def _notes(folder: Path, local: Path) -> Path:
    return local / "shares" / hashlib.sha256(str(folder).encode()).hexdigest()[:16]


def _content(holder: _Holder) -> bytes:
    return json.dumps(asdict(holder)).encode().ljust(_LENGTH)


def _taken(found: _Holder | None) -> ShareInUseError:
    if found is None:
        return ShareInUseError(
            msg("这个数据文件夹正被另一台电脑使用。请先在那台电脑上关闭开播，一分钟后再打开。")
        )
    return ShareInUseError(
        msg(
            "这个数据文件夹正被电脑“{station}”使用。请先在那台电脑上关闭开播，再打开。"
            "如果那台电脑已经关机，请一分钟后再试。",
            station=found.station,
        ),
        found.host,
    )
