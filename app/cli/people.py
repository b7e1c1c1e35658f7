"""Whose attempts a command is about."""

from __future__ import annotations

import sys

from app.i18n import tr
from app.practice.studio import Studio


def choose_named(studio: Studio, name: str | None) -> bool:
    """Go on as the trainee of this name, or without one as whoever practised last.

    False when there is none, which is then said.
    """
    if not name:
        return True
    found = next((each for each in studio.profiles() if each.name == name), None)
    if found is None:
        print(tr("没有叫 {name} 的学员。", name=name), file=sys.stderr)
        return False
    studio.choose_profile(found.id)
    return True
