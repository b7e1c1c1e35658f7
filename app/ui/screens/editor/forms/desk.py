"""What the fields of a form may ask for: the studio's own means, and the lessons there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.speech.values import FloatArray
from app.ui.jobs import Jobs
from app.ui.screens.editor.manuscript import Entry
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class Desk:
    """Given to every form of one lesson.

    `keep_recording` writes samples (n,), 16 kHz mono, as the recording of a step, and says where; it blocks
    and raises ExpectedError. `tell` shows a sentence above the page.
    """

    studio: Studio
    jobs: Jobs
    theme: Theme
    lesson_id: Callable[[], str]
    keep_recording: Callable[[Entry, FloatArray], Path]
    tell: Callable[[str], object]
