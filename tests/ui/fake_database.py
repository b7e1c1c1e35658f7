"""The database as the pretended studio has it: `damaged` and `offered_backup` are the test's to set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from app.errors import ExpectedError
from app.i18n import msg
from app.storage.station_backup_place import StationBackup
from app.storage.values import Backup, BackupKind

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

NOW = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


class FakeDatabase:
    """Backs up, restores and exports in name only; `studio.missing` are the recordings an export lacks."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.damaged: Path | None = None
        self.offered_backup: Backup | None = None

    def backups(self) -> list[Backup]:
        self._studio._note("backups")
        made = NOW - timedelta(days=1)
        return [Backup(Path("backups/kaibo-2026-03-01.db"), made, BackupKind.AUTOMATIC, 12)]

    def make_backup(self) -> Backup:
        self._studio._note("make_backup")
        return Backup(Path("backups/kaibo-2026-03-02.zip"), NOW, BackupKind.AUTOMATIC, 12)

    def restore(self, backup: Backup) -> None:
        self._studio._note("restore_backup", backup.path)
        self.offered_backup = None

    def restore_station(
        self,
        backup: StationBackup,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self._studio._note("restore_station", backup.path)

    def export(
        self,
        target: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Any:
        studio = self._studio
        studio._note("export", target)
        for done in range(len(studio._attempts)):
            if progress is not None:
                progress(done, len(studio._attempts))
            if cancelled is not None and cancelled():
                raise ExpectedError(msg("已停止。"))
        return SimpleNamespace(path=target, attempts=len(studio._attempts), missing=studio.missing)
