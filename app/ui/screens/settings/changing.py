"""Changing one setting, with the failure told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.errors import ExpectedError

if TYPE_CHECKING:
    from app.practice.studio import Studio


def change(studio: Studio, tell: Callable[[str], object], **changes: Any) -> None:
    """Change settings; when they cannot be saved, `tell` the sentence. The change counts in both cases."""
    try:
        studio.change_settings(**changes)
    except ExpectedError as error:
        tell(str(error))
