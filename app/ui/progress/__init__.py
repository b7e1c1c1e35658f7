"""What pages about a person's and a class's progress share: the map of sounds, what changed, days."""

from __future__ import annotations

from app.ui.progress.person_view import PersonView
from app.ui.progress.sounds_card import SoundsCard

__all__ = ["PersonView", "SoundsCard"]
