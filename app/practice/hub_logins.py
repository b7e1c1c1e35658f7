"""Setting a hub up and its logins, for the command line of whoever runs the database."""

from __future__ import annotations

from app.storage.hub.errors import HubRefusedError
from app.storage.hub.init import set_up
from app.storage.hub.logins import Centre, Login, Logins
from app.storage.hub.values import HubAddress

__all__ = ["Centre", "HubAddress", "HubRefusedError", "Login", "Logins", "set_up"]
