"""What the room is made of: scripts, what happens in it, and what is kept of a rehearsal. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from app.i18n import Message

LEVELS = (1, 2, 3)
"""Difficulties: gentle, usual, hard."""


class Kind(Enum):
    """What a comment is; it decides what is a good way to take it."""

    QUESTION = "question"
    SMALL_TALK = "small_talk"
    HAGGLING = "haggling"
    HOSTILE = "hostile"
    REFUSE = "refuse"  # asks for what may not be promised
    TROLL = "troll"
    PRAISE = "praise"

    @property
    def asks(self) -> bool:
        """Whether viewers wait for an answer."""
        return self in (Kind.QUESTION, Kind.HAGGLING, Kind.REFUSE)


class Trigger(Enum):
    """What brings a comment."""

    TIME = "time"  # its turn in the stream
    SILENCE = "silence"
    PRICE = "price"  # she said a price
    PRODUCT = "product"  # she named the product


@dataclass(frozen=True)
class Answer:
    """What a good answer holds: of the `groups`, each a choice of phrases, at least `need` are said.

    None of `avoid` may be said, unless a word of denial stands before it.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    need: int = 0
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comment:
    """One line of a script. `{name}` in the text is the product's name.

    `about` names a field of the product card from which the answer is taken when the script gives none.
    """

    text: str
    kind: Kind
    level: int = 1
    trigger: Trigger = Trigger.TIME
    stage: str = ""  # "" for any
    about: str = ""
    answer: Answer = Answer()
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """A part of the evening: begins at a share of the whole time, comments come `tempo` times as often."""

    id: str
    begins: float
    tempo: float
    text: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Script:
    """An evening: who comes, how often they write, what they write."""

    id: str
    title: str
    summary: str
    level: int
    order: int
    viewers: int
    most_viewers: int
    every: tuple[float, float, float]  # seconds between two comments, for each difficulty
    reply: float  # seconds after which a question that nobody answered counts as passed over
    silence: float  # seconds of silence that bring a comment
    comments: tuple[Comment, ...]
    stages: tuple[Stage, ...] = ()
    names: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    lessons: tuple[str, ...] = ()  # the products it is meant for; empty for all
    summaries: Mapping[str, str] = field(default_factory=dict)  # the summary in other languages


@dataclass(frozen=True)
class ScriptProblem:
    """Why a script, or a line of it, cannot be used."""

    path: Path
    line: int
    message: Message


# what happens


@dataclass(frozen=True)
class Said:
    """A viewer writes. `number` counts the comments of a session from 0; `repeats` is that of another one."""

    at: float  # seconds since the start
    number: int
    viewer: str
    kind: Kind
    text: str
    meanings: Mapping[str, str] = field(default_factory=dict)
    repeats: int | None = None


@dataclass(frozen=True)
class Notice:
    """The room says something of itself: a stage begins."""

    at: float
    text: str
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ordered:
    """A viewer has bought."""

    at: float
    viewer: str


class Outcome(Enum):
    """How a comment was taken."""

    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_CLEAR = "not_clear"  # she spoke, but no answer was recognised in it
    PASSED_OVER = "passed_over"  # it asked, and nothing came
    LET_GO = "let_go"  # it asked nothing, and nothing had to come
    UNLAWFUL = "unlawful"  # promised what may not be promised
    RUDE = "rude"


@dataclass(frozen=True)
class Settled:
    """A comment was answered, or its time is over."""

    at: float
    number: int
    outcome: Outcome


@dataclass(frozen=True)
class Crowd:
    """The counts changed."""

    at: float
    viewers: int
    likes: int
    orders: int


Event = Said | Notice | Ordered | Settled | Crowd


# what is kept


@dataclass(frozen=True)
class Exchange:
    """A comment and how it was taken. `seconds` is how long the answer took, None when there was none."""

    said: Said
    outcome: Outcome
    seconds: float | None = None
    missing: tuple[str, ...] = ()  # what a whole answer would have held as well
    example: str = ""  # a good answer from the product card, "" when there is none


@dataclass(frozen=True)
class Session:
    """One rehearsal as the room saw it. Times in seconds since its start."""

    script_id: str
    script: str  # its title
    product: str
    seed: int
    level: int
    planned: float
    duration: float
    exchanges: tuple[Exchange, ...]
    silences: tuple[tuple[float, float], ...]
    crowd: tuple[Crowd, ...]
    thanks: int
    addressed: int
    invited: int
    called: int  # asked to buy
    named: int  # named the product
    rude: tuple[tuple[float, str], ...]
    heard: bool = True  # False: nothing was recognised, for whatever reason
