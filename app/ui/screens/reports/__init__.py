"""Reports: gradebook, a page for each trainee, certificates, raw data."""

from app.ui.screens.reports.screen import ReportsScreen

__all__ = ["ReportsScreen"]
