"""Trainees and classes, for trainers: who is in which class, PINs, rosters, and what holds for the centre."""

from app.ui.screens.people.screen import PeopleScreen

__all__ = ["PeopleScreen"]
