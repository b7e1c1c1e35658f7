"""The database as a whole: found damaged or not, its backups, one put in its place, and what is taken out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.engine import Cancelled
from app.practice.keeper import Keeper
from app.storage import backup as backups
from app.storage.backup import Backup
from app.storage.export import ExportResult, export_attempts
from app.storage.opening import OpenedStore, open_store
from app.storage.station_backup_place import StationBackup
from app.storage.station_backup_restore import restore_station


class Database:
    """`idle` tells whether no take is running; `resume` signs a person in again after a restore."""

    def __init__(
        self,
        opened: OpenedStore,
        keeper: Keeper,
        home: Path,
        idle: Callable[[], bool],
        resume: Callable[[str], object],
    ) -> None:
        self._opened = opened
        self._keeper = keeper
        self._home = home
        self._idle = idle
        self._resume = resume

    @property
    def damaged(self) -> Path | None:
        """Where the database was set aside when it was found damaged at this start; None when it was not."""
        return self._opened.damaged

    @property
    def offered_backup(self) -> Backup | None:
        """The newest good backup, when the database at this start was damaged, lost or empty."""
        return self._opened.offered_backup

    def backups(self) -> list[Backup]:
        """The backups of the database, newest first."""
        return backups.list_backups(self._home)

    def make_backup(self) -> Backup:
        """Back the database up now."""
        return backups.make_backup(self._home)

    def restore(self, backup: Backup) -> None:
        """Put a backup in the database's place and go on with it; what was there is set aside."""
        self._replace(lambda: backups.restore_backup(self._home, backup))

    def restore_station(
        self,
        backup: StationBackup,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """Put a whole station back and go on with it: long work, during which nothing else can be asked.

        Raises ExpectedError and BackupStopped; then it goes on with what was there.
        """
        self._replace(lambda: restore_station(self._home, backup, progress, stop))

    def _replace(self, work: Callable[[], object]) -> None:
        """Do `work` while no store is open, and open what is there then."""
        if not self._idle():
            raise ExpectedError(msg("正在录音或评分，请结束这一遍再恢复备份。"))
        self._keeper.store.access.check_runs_machine()
        profile = self._keeper.profile
        self._keeper.store.close()
        try:
            work()
        finally:
            self._opened = open_store(self._home, shared=self._opened.shared)
            self._keeper.use_store(self._opened.store)
            self._resume(profile.id if profile else "")

    def export(
        self,
        target: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Cancelled | None = None,
    ) -> ExportResult:
        """Write the present profile's attempts and recordings to a folder, or a zip if `target` ends so."""
        if self._keeper.profile is None:
            raise ExpectedError(msg("请先选择要导出谁的成绩。"))
        return export_attempts(
            self._keeper.store,
            target,
            profile_id=self._keeper.profile.id,
            progress=progress,
            cancelled=cancelled,
        )
