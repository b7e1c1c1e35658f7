"""A hub's backups, for the command line of whoever runs the database."""

from __future__ import annotations

from app.storage.hub.tidying import KEPT_DAYS
from app.storage.hub.upkeep import HubBackup, HubRestored, back_up_hub, restore_hub

__all__ = ["KEPT_DAYS", "HubBackup", "HubRestored", "back_up_hub", "restore_hub"]
