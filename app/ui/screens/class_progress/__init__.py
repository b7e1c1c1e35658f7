"""Progress of classes, of one of their members, and of the centre, for those who teach."""

from __future__ import annotations

from app.ui.screens.class_progress.screen import ClassProgressScreen

__all__ = ["ClassProgressScreen"]
