"""What is kept: attempts, their summaries, lessons seen, backups. Frozen; screens may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path

from app.audio.values import Recording
from app.speech.values import Part, PronunciationScore, Verdict

UNSCORED = "unscored"
"""The `status` of an attempt that has a recording and no score yet."""

FREE = "free"
"""The `status` of a free take: a talk in her own words, which is never scored against a text."""


@dataclass(frozen=True)
class EarlierScore:
    """A score that an attempt had until it was scored again."""

    score: PronunciationScore
    replaced: datetime  # aware, UTC


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
    earlier: tuple[EarlierScore, ...] = ()  # what it was scored before, the oldest first
    free: bool = False  # a talk in her own words: `text` is the task, and there is nothing to score it by


@dataclass(frozen=True)
class AttemptSummary:
    """One line of the history: what can be read without unpacking the whole score.

    `status` is the value of a `TakeStatus`, `UNSCORED` or `FREE`. `faults` counts the syllables whose
    initial, final and tone were off or wrong; None where there is no score. `scorer` and `strictness` are as
    in `ScoredWith`, "" without a score.
    """

    id: str
    created: datetime
    lesson_id: str
    prompt_id: str
    text: str
    total: float | None
    status: str
    duration: float
    faults: tuple[int, int, int] | None = None
    scorer: str = ""
    strictness: str = ""


@dataclass(frozen=True)
class ScoredWith:
    """By which scorer and how strictly an attempt was scored; `strictness` is the value of a `Strictness`."""

    attempt_id: str
    scorer: str
    strictness: str


@dataclass(frozen=True)
class StepSeen:
    """A step that somebody has seen. `step_index` is where it stood when she saw it last.

    `step_id` is "" for what was noted before steps were known by their ids.
    """

    lesson_id: str
    step_id: str
    step_index: int
    first_seen: datetime  # aware, UTC
    last_seen: datetime  # aware, UTC


@dataclass(frozen=True)
class LessonSeen:
    """How far someone has read a lesson. Step indexes count from 0 in the order of `Lesson.steps`."""

    lesson_id: str
    steps: frozenset[int]
    last_step: int  # the step seen most recently: where to go on
    first_seen: datetime  # aware, UTC
    last_seen: datetime  # aware, UTC


@dataclass(frozen=True)
class DayTotal:
    """One day's practice, days as the clock on the wall counts them. Totals are None if none was scored."""

    day: date
    attempts: int
    scored: int
    mean: float | None
    best: float | None
    seconds: float  # of recording


@dataclass(frozen=True)
class SoundCount:
    """How often a sound of the prompts got a verdict: `sound` is an initial, a final or a spoken tone."""

    part: Part
    sound: str  # as in `Syllable`; "" is the zero initial, tones are "1" to "5"
    verdict: Verdict
    count: int


class BackupKind(Enum):
    """Why a backup was made."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    MIGRATION = "migration"  # before the database was changed to a newer shape


@dataclass(frozen=True)
class Backup:
    """A copy of the database. It refers to the recordings and does not hold them.

    `attempts` is how many the copy holds and `sha256` is of its bytes; None and "" when the note beside
    the copy is lost.
    """

    path: Path
    created: datetime  # aware, UTC
    kind: BackupKind
    attempts: int | None = None
    sha256: str = ""
