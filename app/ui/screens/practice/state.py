"""Everything the practice screen knows at one moment. Frozen; each event makes the next one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.audio.values import SignalWarning
from app.curriculum.values import Prompt
from app.storage.values import Attempt, AttemptSummary
from app.ui.attempt.sound_box import Sound


class Phase(Enum):
    """What is going on. What the page looks like when idle depends on what there is to show."""

    IDLE = "idle"
    COUNTDOWN = "countdown"
    RECORDING = "recording"
    PAUSED = "paused"
    SCORING = "scoring"


class Face(Enum):
    """What the page shows: the phase, and when idle what there is."""

    EMPTY = "empty"  # no prompt
    LOADING = "loading"  # the speech model is not there yet
    NO_MICROPHONE = "no_microphone"
    READY = "ready"
    COUNTDOWN = "countdown"
    RECORDING = "recording"
    PAUSED = "paused"
    SCORING = "scoring"
    SCORED = "scored"
    NOT_ASSESSABLE = "not_assessable"  # kept, but silent, noisy, something else, or not scored
    FAILED = "failed"


@dataclass(frozen=True)
class PracticeState:
    """The page's state. Times in seconds; sentences are ready to show."""

    phase: Phase = Phase.IDLE
    prompt: Prompt | None = None
    lesson_title: str = ""
    number: int = 0  # of the prompt in its lesson, from 1; 0 for a prompt of no lesson
    count: int = 0
    speech_ready: bool = True
    speech_error: str = ""
    microphone_error: str = ""
    countdown: int = 0
    elapsed: float = 0.0
    warning: SignalWarning | None = None
    trouble: str = ""  # what cut the take short that is being scored
    importing: bool = False
    scoring_for: float = 0.0
    failure: str = ""
    attempt: Attempt | None = None
    attempt_is_old: bool = False  # opened from the history, not just made
    earlier: tuple[AttemptSummary, ...] = ()  # newest first
    said: bool = False  # at least once on this visit
    sound: Sound | None = None
    selected: int | None = None


def face_of(state: PracticeState) -> Face:
    """What the page shows."""
    if state.prompt is None:
        return Face.EMPTY
    if state.phase is not Phase.IDLE:
        return Face(state.phase.value)
    if state.failure:
        return Face.FAILED
    if state.attempt is not None:
        score = state.attempt.score
        scored = score is not None and score.status.value == "scored"
        return Face.SCORED if scored else Face.NOT_ASSESSABLE
    if not state.speech_ready:
        return Face.LOADING
    if state.microphone_error:
        return Face.NO_MICROPHONE
    return Face.READY


def must_say_first(state: PracticeState) -> bool:
    """Whether the prompt is to be read aloud before it is heard, and has not been on this visit."""
    return state.prompt is not None and state.prompt.aloud and not state.said
