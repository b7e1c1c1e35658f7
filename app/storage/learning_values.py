"""What is kept of learning: cards of the memory, outcomes, the day's list. Frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.curriculum.values import Outcome
from app.speech.values import Part


@dataclass(frozen=True)
class KeptCard:
    """One thing that she is to remember, with the state of its schedule.

    `kind` and `key` name it within a profile; `card` is the scheduler's own JSON. `no` is 0 until it is kept.
    """

    no: int
    kind: str
    key: str
    lesson_id: str
    card: str
    due: datetime  # aware, UTC
    created: datetime  # aware, UTC
    reviewed: datetime | None = None  # aware, UTC; None until the first review


@dataclass(frozen=True)
class KeptReview:
    """One answer to a card: `rating` 1 (again) to 4 (easy), `seconds` how long it took, None if unknown."""

    card_no: int
    reviewed: datetime  # aware, UTC
    rating: int
    seconds: float | None = None


@dataclass(frozen=True)
class Review:
    """A review to be kept: the card as it is afterwards, and the rating that it was given."""

    card: KeptCard
    rating: int
    seconds: float | None = None


@dataclass(frozen=True)
class KeptOutcome:
    """What came of an activity, and when."""

    lesson_id: str
    step_id: str
    done: datetime  # aware, UTC
    outcome: Outcome


@dataclass(frozen=True)
class KeptDay:
    """The list of one day as it was made: `items` is JSON."""

    day: date
    made: datetime  # aware, UTC
    items: str


@dataclass(frozen=True)
class SpokenPrompt:
    """A scored attempt as far as the memory asks: how good it was and how many parts were off or wrong."""

    no: int
    lesson_id: str
    prompt_id: str
    created: datetime  # aware, UTC
    total: float
    syllables: int
    off: int
    wrong: int


@dataclass(frozen=True)
class SpokenSound:
    """How a sound went in one attempt.

    `final` sounds are named as written, with the initial before them (`zh`, `i`), because what stands for one
    sound depends on it. `heard` is what the wrong ones sounded like, where that is known.
    """

    attempt_no: int
    created: datetime  # aware, UTC
    syllables: int  # of the whole attempt
    part: Part
    initial: str
    sound: str
    good: int
    off: int
    wrong: int
    heard: tuple[str, ...] = field(default=())
