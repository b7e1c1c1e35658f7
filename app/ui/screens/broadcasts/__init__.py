"""Real broadcasts: writing down what came of them, bringing in tables, looking back on one."""

from app.ui.screens.broadcasts.screen import BroadcastsScreen

__all__ = ["BroadcastsScreen"]
