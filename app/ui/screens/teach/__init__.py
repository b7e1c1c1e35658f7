"""A trainer's desk: what waits for her, who may need her, and the ways to everything she does."""

from app.ui.screens.teach.screen import TeachScreen

__all__ = ["TeachScreen"]
