"""Writing lessons, for trainers."""

from app.ui.screens.editor.screen import EditorScreen

__all__ = ["EditorScreen"]
