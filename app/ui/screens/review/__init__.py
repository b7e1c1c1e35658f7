"""The review: one thing after the other, as they are due."""

from app.ui.screens.review.screen import ReviewScreen

__all__ = ["ReviewScreen"]
