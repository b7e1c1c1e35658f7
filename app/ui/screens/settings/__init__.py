"""Settings: everything a user may change, in one page."""

from app.ui.screens.settings.screen import SettingsScreen

__all__ = ["SettingsScreen"]
