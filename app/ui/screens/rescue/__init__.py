"""A take that an earlier run left behind: listen, keep, discard."""

from app.ui.screens.rescue.dialog import RescueDialog

__all__ = ["RescueDialog"]
