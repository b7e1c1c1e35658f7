"""The first start: language, name, microphone."""

from app.ui.screens.welcome.screen import WelcomeScreen

__all__ = ["WelcomeScreen"]
