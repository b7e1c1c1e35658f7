"""The teleprompter."""

from app.ui.screens.prompter.screen import PrompterScreen

__all__ = ["PrompterScreen"]
