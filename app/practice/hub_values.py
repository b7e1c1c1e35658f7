"""The values of the exchange with the hub, for windows and commands."""

from __future__ import annotations

from app.storage.hub.values import HubStatus, Me, StationSeen, SyncResult

__all__ = ["HubStatus", "Me", "StationSeen", "SyncResult"]
