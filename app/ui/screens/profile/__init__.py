"""Who practises: choosing a profile on a shared machine, or making one."""

from app.ui.screens.profile.screen import ProfileScreen

__all__ = ["ProfileScreen"]
