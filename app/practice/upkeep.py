"""Upkeep of a station, as a window or a command uses it: `studio.upkeep`.

Erasing a person, keeping recordings no longer than the centre says, and whole backups. Everything but `state`
blocks and belongs into a job. What a day brings by itself (`begin_daily`) runs on a thread of its own and
never keeps anybody waiting, not even on a share that does not answer.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.policy import Policy
from app.practice.hub import Hub
from app.practice.keeper import Keeper
from app.practice.recording_share import RecordingShare
from app.storage.backup import BackupStopped
from app.storage.connection import DATABASE_NAME
from app.storage.erasure import Erasure
from app.storage.erasure_finish import Cleaned, clean_copies, forget_finished
from app.storage.erasure_notes import erased_hashes, pendings
from app.storage.hub.sync import Hub as HubSync
from app.storage.hub.tidying import KEPT_DAYS as KEPT_AT_HUB
from app.storage.hub.tidying import Tidied, tidy
from app.storage.retention import ASKED, BEGUN, MARKING, TALK, UNSENT, Due
from app.storage.station_backup import Made, backup_due, make_station_backup
from app.storage.station_backup_erasure import erase_from_place
from app.storage.station_backup_place import KEPT_DAYS, BackupPlace, StationBackup
from app.storage.station_backup_restore import find_backup, restore_station, verify
from app.storage.values import BackupKind

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]

KEPT_FOR: dict[str, Message] = {
    ASKED: msg("学员请教师听，还没有听"),
    BEGUN: msg("教师开始听了，还没有听完"),
    MARKING: msg("教师正在盲评"),
    TALK: msg("模拟测试的说话题还没有给分"),
    UNSENT: msg("还没有传到中心的录音文件夹"),
}
"""Why an old recording stays for now, in words."""

_ALL = 1_000_000
_LET_GO = 3.0  # seconds that closing waits for the day's work


@dataclass(frozen=True)
class UpkeepState:
    """How things stand, for one line on a page. Moments are aware, UTC.

    `last` is the newest backup that the day's work made or found, None before it has looked; `trouble` is why
    it could not. `removed` recordings went today for their age. `erasing` people are erased but for copies.
    """

    place: Path | None = None
    last: datetime | None = None
    trouble: Message | None = None
    backing_up: bool = False
    recordings_days: int | None = None
    removed: int = 0
    erasing: int = 0


@dataclass(frozen=True)
class ErasureAsked:
    """What erasing her means, to be shown before it is asked again."""

    profile_id: str
    name: str
    what: Erasure
    backups: int  # copies of the database on this machine that are rewritten as well
    place: Path | None  # where whole backups lie, which are rewritten, too
    others: tuple[Message, ...] = field(default=())  # what this machine cannot reach, and who has to


def restore_here(
    home: Path, path: Path, progress: Progress | None = None, stop: Stop | None = None
) -> StationBackup:
    """Put a whole backup (a manifest, or the newest of a folder) in the place of what is in `home`.

    For a command: no studio may be open on it, and the rights were asked before (`Upkeep.check_restore`).
    Raises ExpectedError, BackupStopped; then nothing was changed.
    """
    backup = find_backup(path)
    restore_station(home, backup, progress, stop)
    return backup


def holds_data(home: Path) -> bool:
    """Whether there is a database at all, whose people have to be asked first."""
    return (home / DATABASE_NAME).exists()


class Upkeep:
    """What keeps a station in order. The thread that `begin_daily` starts ends with `close`."""

    def __init__(
        self,
        keeper: Keeper,
        home: Path,
        policy: Policy,
        idle: Callable[[], bool],
        signed_out: Callable[[], None],
        hub: Hub,
        share: RecordingShare,
    ) -> None:
        """`idle` tells whether no take is running; `signed_out` is told when who was here is erased."""
        self._keeper = keeper
        self._home = home
        self._policy = policy
        self._idle = idle
        self._signed_out = signed_out
        self._hub = hub
        self._share = share
        self._closing = threading.Event()
        self._at_place = threading.Lock()
        self._giving_way = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = UpkeepState(place=policy.backup_folder, recordings_days=policy.recordings_days)

    @property
    def state(self) -> UpkeepState:
        """How things stand; at once."""
        return replace(self._state, erasing=len(pendings(self._home)))

    # -- erasing

    def preview_erasure(self, profile_id: str) -> ErasureAsked:
        """What would go. Raises NotAllowedError."""
        what = self._keeper.store.erasures.preview(profile_id)
        name = next(
            (p.name for p in self._keeper.store.people.profiles(archived=True) if p.id == profile_id), ""
        )
        others = [
            msg("您导出到别处的文件、打印的证书和成绩单，开播找不到，请自己删除。"),
            msg("U 盘上的安装包和结果如果有她的数据，请重新做一份，旧的删除。"),
        ]
        if self._policy.hub is not None:
            others.append(msg("中心数据库和别的电脑在下一次交换时删除她的数据；离线的电脑要等到能交换时。"))
        copies = len(list((self._home / "backups").glob("kaibo-*.db")))
        copies += len(list((self._home / "set_aside").glob("*.db")))
        return ErasureAsked(profile_id, name, what, copies, self._policy.backup_folder, tuple(others))

    def erase(
        self,
        profile_id: str,
        confirmed_name: str,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Cleaned:
        """Erase her: database and files first, then every backup. `confirmed_name` is her name, typed.

        Stopping leaves backups for the next start and nothing else. Raises NotAllowedError, and ExpectedError
        when the name is another, a take is running, or she is the only administrator; then nothing was done.
        """
        if not self._idle():
            raise ExpectedError(msg("正在录音或评分，请结束这一遍再删除。没有改动任何内容。"))
        store = self._keeper.store
        store.erasures.check(profile_id)
        names = {each.id: each.name for each in store.people.profiles(archived=True)}
        if profile_id not in names:
            raise ExpectedError(msg("找不到这个人，可能已经删除了。"), profile_id)
        if confirmed_name.strip() != names[profile_id]:
            raise ExpectedError(msg("输入的姓名和要删除的人不一样。没有改动任何内容。"))
        here = self._keeper.profile is not None and self._keeper.profile.id == profile_id
        store.erasures.erase(profile_id)
        if here:
            self._signed_out()
        return self.clean_copies(progress, stop)

    def clean_copies(self, progress: Progress | None = None, stop: Stop | None = None) -> Cleaned:
        """Take those who were erased out of all backups; a place that cannot be reached is tried again."""
        self._giving_way.set()  # a backup that is just being made may hold her: it ends, and is made anew
        try:
            with self._at_place:
                self._giving_way.clear()
                cleaned = clean_copies(self._home, progress, stop)
                if self._policy.backup_folder is not None:
                    cleaned = self._clean_place(cleaned, progress, stop)
                if cleaned.trouble is None:
                    forget_finished(self._home, self._keeper.store.erasures.local)
            return cleaned
        except BackupStopped:
            return Cleaned(trouble=msg("备份还没有都清理完，下次打开开播会接着清理。"))
        finally:
            self._giving_way.clear()

    def _clean_place(self, cleaned: Cleaned, progress: Progress | None, stop: Stop | None) -> Cleaned:
        try:
            done, unreadable = erase_from_place(self._home, self._place(), progress, stop)
        except ExpectedError as error:
            log.warning("the place of backups is still to be cleaned: %r", error)
            return replace(cleaned, trouble=error.message)
        return replace(
            cleaned,
            rewritten=cleaned.rewritten + done,
            unreadable=(*cleaned.unreadable, *unreadable),
        )

    # -- the hub

    def tidy_hub(self, days: int = KEPT_AT_HUB, stop: Stop = lambda: False) -> Tidied:
        """Exchange with the hub, then remove there what is old, and those who were erased.

        Their recordings at the centre's share come first. For an administrator, on a machine whose login is
        an administrator's. Raises NotAllowedError, ExpectedError; what was done stays done.
        """
        self._keeper.store.access.check_administrator()
        if days < 1:
            raise ExpectedError(msg("天数至少是 1。没有改动任何内容。"))
        self._hub.sync(stop=stop)
        hub = HubSync(self._keeper.store.exchange, self._home, self._hub.address())
        line = hub.line(stop)
        try:
            return tidy(line, days, self._destroy if self._share.configured else None, stop)
        finally:
            line.close()

    def _destroy(self, sha256s: Sequence[str]) -> None:
        self._share.delete(sha256s)

    # -- how long recordings are kept

    def due_recordings(self, now: datetime | None = None) -> Due:
        """What the centre's rule lets go of now, and what stays for which reason; nothing without a rule."""
        if self._policy.recordings_days is None:
            return Due()
        before = (now or datetime.now(UTC)) - timedelta(days=self._policy.recordings_days)
        return self._keeper.store.retention.due(before, self._unsent())

    def remove_due(self, progress: Progress | None = None, stop: Stop | None = None) -> int:
        """Destroy what is due; how many recordings that were."""
        return self._keeper.store.retention.remove(self.due_recordings(), progress, stop)

    # -- whole backups

    def backups(self, folder: Path | None = None) -> list[StationBackup]:
        """Whole backups of this station, the newest first. ExpectedError when the place cannot be reached."""
        place = self._place(folder)
        place.reach()
        return place.backups()

    def back_up(
        self,
        folder: Path | None = None,
        *,
        recordings: bool = True,
        kind: BackupKind = BackupKind.MANUAL,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Made:
        """Back the station up, to the centre's place or to another.

        A place of one's own choosing is for an administrator, or for anybody on a home's machine: it takes
        everybody's data along. Raises NotAllowedError, ExpectedError, BackupStopped.
        """
        if folder is not None:
            self._keeper.store.access.check_runs_machine()
        place = self._place(folder)
        self._state = replace(self._state, backing_up=True)
        try:
            with self._at_place:
                made = make_station_backup(
                    self._home,
                    place,
                    self._policy.station_name,
                    kind=kind,
                    recordings=recordings,
                    progress=progress,
                    stop=lambda: self._giving_way.is_set() or (stop is not None and stop()),
                )
        finally:
            self._state = replace(self._state, backing_up=False)
        if folder is None:
            self._state = replace(self._state, last=made.backup.created, trouble=None)
        return made

    def find(self, path: Path) -> StationBackup:
        """The backup at a path: a manifest, or the newest of a folder. Raises ExpectedError."""
        return find_backup(path)

    def check_restore(self) -> None:
        """Whoever is here may put a backup in the place of what is here. Raises NotAllowedError."""
        self._keeper.store.access.check_runs_machine()

    def verify(
        self, backup: StationBackup, progress: Progress | None = None, stop: Stop | None = None
    ) -> list[str]:
        """Read a whole backup; what of it is missing or damaged."""
        return verify(backup, progress, stop)

    # -- what a day brings

    def begin_daily(self) -> None:
        """Do what is due today in the background: once a start."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._daily, name="upkeep", daemon=True)
            self._thread.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the day's work, for those who have nothing else to do."""
        if self._thread is not None:
            self._thread.join(seconds)

    def close(self) -> None:
        """Have the day's work end soon; what a share that hangs holds up is left to the process's end."""
        self._closing.set()
        self.wait(_LET_GO)

    def _daily(self) -> None:
        for each in (self._daily_erasures, self._daily_retention, self._daily_backup):
            if self._closing.is_set():
                return
            try:
                each()
            except BackupStopped:
                log.info("the day's upkeep was stopped; the next start goes on")
            except (ExpectedError, OSError, sqlite3.Error) as error:
                log.warning("upkeep: %r", error)

    def _daily_erasures(self) -> None:
        if pendings(self._home):
            self.clean_copies(stop=self._closing.is_set)
        elif erased_hashes(self._home):  # a backup made in the same moment, or copied here since
            clean_copies(self._home, stop=self._closing.is_set)

    def _daily_retention(self) -> None:
        removed = self.remove_due(stop=self._closing.is_set)
        self._state = replace(self._state, removed=removed)

    def _daily_backup(self) -> None:
        if self._policy.backup_folder is None:
            return
        place = self._place()
        try:
            place.reach()
            if backup_due(place) and self._keeper.store.holds_attempts():
                self.back_up(kind=BackupKind.AUTOMATIC, stop=self._closing.is_set)
                place.thin_out(self._policy.backup_days or KEPT_DAYS)
            last = next(iter(place.backups()), None)
            self._state = replace(self._state, last=last.created if last else None, trouble=None)
        except ExpectedError as error:
            self._state = replace(self._state, trouble=error.message)
            raise

    # -- inside

    def _place(self, folder: Path | None = None) -> BackupPlace:
        chosen = folder or self._policy.backup_folder
        if chosen is None:
            raise ExpectedError(msg("还没有定下备份放在哪里。请写明一个文件夹，比如移动硬盘上的。"))
        station = self._keeper.store.exchange.station()  # two copies of one disk may bear the same name
        return BackupPlace(chosen, f"{self._policy.station_name} {station.id[:6]}")

    def _unsent(self) -> frozenset[str]:
        """Takes whose recordings the centre's share is still to get; nobody's where there is none."""
        if self._policy.hub is None or not self._policy.hub.recordings:
            return frozenset()
        waiting = self._keeper.store.exchange.recordings_to_send(_ALL)
        return frozenset(each.id for each in waiting if each.kind == "attempt")
