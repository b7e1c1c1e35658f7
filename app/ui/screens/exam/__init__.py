"""The mock Putonghua test: begin, sit each part, rest, see the result, print it."""

from app.ui.screens.exam.screen import ExamScreen

__all__ = ["ExamScreen"]
