"""Today: the one thing to do next."""

from app.ui.screens.today.screen import TodayScreen

__all__ = ["TodayScreen"]
