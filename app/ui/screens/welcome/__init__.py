"""The first start: language, name, microphone; or a centre begins."""

from app.ui.screens.welcome.screen import WelcomeScreen
from app.ui.screens.welcome.set_up import SetUpScreen

__all__ = ["SetUpScreen", "WelcomeScreen"]
