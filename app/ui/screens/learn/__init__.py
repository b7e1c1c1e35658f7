"""Learn: the tracks and their lessons."""

from app.ui.screens.learn.screen import LearnScreen

__all__ = ["LearnScreen"]
