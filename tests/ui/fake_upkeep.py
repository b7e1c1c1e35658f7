"""Upkeep made of values, for tests of the window."""

from __future__ import annotations

from pathlib import Path

from app.practice.upkeep import ErasureAsked, Progress, Stop, UpkeepState
from app.storage.backup import BackupStopped
from app.storage.erasure import Erasure
from app.storage.erasure_finish import Cleaned
from app.storage.hub.tidying import Tidied
from app.storage.retention import Due
from app.storage.station_backup import Made
from app.storage.station_backup_place import StationBackup
from app.storage.values import BackupKind


class FakeUpkeep:
    """As `app.practice.upkeep.Upkeep`; remembers whom it erased and how often it backed up."""

    def __init__(self) -> None:
        self.state = UpkeepState()
        self.erased: list[str] = []
        self.kept: list[StationBackup] = []
        self.made: list[Made] = []
        self.due = Due()

    def preview_erasure(self, profile_id: str) -> ErasureAsked:
        return ErasureAsked(profile_id, "努尔", Erasure({"attempts": 3}, ("a", "b", "c"), {}), 2, None)

    def erase(
        self, profile_id: str, confirmed_name: str, progress: Progress | None = None, stop: Stop | None = None
    ) -> Cleaned:
        self.erased.append(profile_id)
        return self.clean_copies(progress, stop)

    def clean_copies(self, progress: Progress | None = None, stop: Stop | None = None) -> Cleaned:
        for done in range(3):
            if progress is not None:
                progress(done, 2)
        return Cleaned(2)

    def tidy_hub(self, days: int = 90, stop: Stop = lambda: False) -> Tidied:
        return Tidied()

    def due_recordings(self, now: object = None) -> Due:
        return self.due

    def remove_due(self, progress: Progress | None = None, stop: Stop | None = None) -> int:
        return len(self.due.going)

    def backups(self, folder: Path | None = None) -> list[StationBackup]:
        return self.kept

    def back_up(
        self,
        folder: Path | None = None,
        *,
        recordings: bool = True,
        kind: BackupKind = BackupKind.MANUAL,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Made:
        if stop is not None and stop():
            raise BackupStopped
        return self.made[-1]

    def find(self, path: Path) -> StationBackup:
        return self.kept[0]

    def check_restore(self) -> None:
        pass

    def verify(
        self, backup: StationBackup, progress: Progress | None = None, stop: Stop | None = None
    ) -> list[str]:
        return []

    def begin_daily(self) -> None:
        pass

    def wait(self, seconds: float | None = None) -> None:
        pass

    def close(self) -> None:
        pass
