"""The live room: choose an evening, stand in it, look at what came of it."""

from app.ui.screens.live.screen import LiveScreen

__all__ = ["LiveScreen"]
