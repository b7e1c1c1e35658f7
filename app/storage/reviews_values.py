"""What trainers say of takes, and which takes wait for them. Frozen; screens may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum
from pathlib import Path

from app.speech.values import Part, Verdict


class Need(IntEnum):
    """Why a take waits for a trainer's ears; the most pressing first. The numbers are stored."""

    ASKED = 0  # the trainee asks for help
    UNSURE = 1  # the machine is not sure: not scored, off task, cut off, or much of it in doubt
    DROP = 2  # far below what is usual for her
    DUE = 3  # a plan asks for it; found when the queue is read, never stored
    FREE = 4  # a talk in her own words, which no machine scores
    NEWEST = 5  # nothing special
    REPEATED = 9  # she has said the same text again since; waits for nobody


class ReviewState(Enum):
    """How far a trainer is with a take."""

    OPEN = "open"
    ACCEPTED = "accepted"  # the machine's verdicts stand
    CHANGED = "changed"  # some verdicts are the trainer's


@dataclass(frozen=True)
class VerdictChange:
    """A trainer's verdict on one part of a syllable beside the machine's, which stays what it was."""

    position: int  # of the syllable in the score
    part: Part
    machine: Verdict
    trainer: Verdict


@dataclass(frozen=True)
class Comment:
    """What a trainer said of a take: in writing, aloud, or both."""

    id: str
    at: float | None  # seconds into the take; None for the whole of it
    text: str
    created: datetime  # aware, UTC
    by: str = ""  # profile id, "" when she is gone
    by_name: str = ""
    voice: Path | None = None  # 16 kHz mono FLAC
    voice_seconds: float = 0.0
    voice_sha256: str = ""
    voice_away: bool = False  # the file lies at the trainer's station and has not come here yet


@dataclass(frozen=True)
class ReviewedAttempt:
    """All that trainers said of one take."""

    attempt_id: str
    state: ReviewState
    changes: tuple[VerdictChange, ...] = ()
    comments: tuple[Comment, ...] = ()  # in the order of their moments, those without one first
    need: Need = Need.NEWEST
    asked: datetime | None = None  # aware, UTC: when the trainee asked for help
    question: str = ""
    by: str = ""
    by_name: str = ""
    reviewed: datetime | None = None  # aware, UTC
    seconds: float = 0.0  # what the trainer spent on it
    seen: datetime | None = None  # aware, UTC: when the trainee looked at it since

    @property
    def empty(self) -> bool:
        """Whether no trainer has said anything yet."""
        return self.state is ReviewState.OPEN and not self.changes and not self.comments

    def trainers(self, position: int, part: Part) -> Verdict | None:
        """The trainer's verdict on a part, None where the machine's stands."""
        found = (e.trainer for e in self.changes if e.position == position and e.part is part)
        return next(found, None)


@dataclass(frozen=True)
class QueueRow:
    """One take that waits, with what its reason is told by."""

    attempt_id: str
    profile_id: str
    name: str
    cohort_id: str
    lesson_id: str
    prompt_id: str
    text: str
    created: datetime  # aware, UTC
    duration: float  # seconds
    status: str  # as in `AttemptSummary`
    total: float | None
    need: Need
    usual: float | None = None  # the mean of her takes before, where there were enough
    doubt: float = 0.0  # share of the sounds of which the machine is not sure, 0…1
    interrupted: bool = False
    question: str = ""
    said: int = 0  # comments and changed verdicts there are already


@dataclass(frozen=True)
class HeardRow:
    """One take that a trainer has heard, for the trainee."""

    attempt_id: str
    lesson_id: str
    text: str
    created: datetime  # aware, UTC
    reviewed: datetime  # aware, UTC
    state: ReviewState
    by_name: str
    comments: int
    changes: int
    seen: bool
