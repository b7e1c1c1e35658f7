"""How much reading a lesson asks for: four levels, as lesson files name them."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import msg

LEVELS = {
    "starter": msg("入门"),
    "elementary": msg("初级"),
    "intermediate": msg("中级"),
    "advanced": msg("高级"),
}
"""Key of each level and its name, the easiest first."""

LEVEL_NAMES: Mapping[str, str] = {
    **{name.text: key for key, name in LEVELS.items()},
    **{key: key for key in LEVELS},
}
"""What an author may write, with the key it stands for."""


def level_name(level: str) -> str:
    """A level's name in the language in use; "" when a lesson states none."""
    return str(LEVELS[level]) if level in LEVELS else ""
