"""The values of a station's upkeep and of its shared recordings, for windows."""

from __future__ import annotations

from app.practice.recording_share import Fetched, Sent
from app.storage.backup import BackupStopped
from app.storage.erasure_finish import Cleaned
from app.storage.retention import Due
from app.storage.station_backup import Made
from app.storage.station_backup_place import StationBackup

__all__ = ["BackupStopped", "Cleaned", "Due", "Fetched", "Made", "Sent", "StationBackup"]
