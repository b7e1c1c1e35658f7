"""A lesson: its cards and prompts, step by step."""

from app.ui.screens.lesson.screen import LessonScreen

__all__ = ["LessonScreen"]
