"""What must not be said: the centre's own rules, the bundled ones, and a sentence to try."""

from app.ui.screens.rules.screen import RulesScreen

__all__ = ["RulesScreen"]
