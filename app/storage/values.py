"""What is kept: attempts, their summaries, lessons seen. Frozen; screens may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.audio.values import Recording
from app.speech.values import PronunciationScore


@dataclass(frozen=True)
class Attempt:
    """A recording with its score, kept for good."""

    id: str
    profile_id: str
    lesson_id: str  # "" for a free text
    prompt_id: str
    text: str
    pinyin: tuple[str, ...] | None
    created: datetime  # aware, UTC
    recording: Recording
    score: PronunciationScore | None  # None until it has been scored (a rescued take)


@dataclass(frozen=True)
class AttemptSummary:
    """One line of the history: what can be read without unpacking the whole score."""

    id: str
    created: datetime
    lesson_id: str
    prompt_id: str
    text: str
    total: float | None
    status: str
    duration: float
