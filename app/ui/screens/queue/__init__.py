"""The trainer's queue: takes that need her ears, and the page on which she reviews them."""

from app.ui.screens.queue.screen import QueueScreen

__all__ = ["QueueScreen"]
