"""What the memory tells a screen: cards to go through, the day's list, how far she is, drills. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, IntEnum

from app.curriculum.values import Gloss, PairListening, Prompt, Question
from app.speech.values import Part

__all__ = [
    "Drill",
    "LessonProgress",
    "LessonStanding",
    "MemoryKind",
    "Rating",
    "ReviewCard",
    "Sound",
    "Stage",
    "TodayItem",
    "TodayKind",
    "TodayPlan",
]


class Rating(IntEnum):
    """How well something was remembered; the numbers are those of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class MemoryKind(Enum):
    """What kind of thing a card of the memory stands for."""

    QUESTION = "question"  # a quiz step of a lesson
    GLOSS = "gloss"  # a key word of a card that she has seen
    VIEWER = "viewer"  # a viewer's question of a product card, with its answer
    PHRASE = "phrase"  # a prompt that she has spoken
    SOUND = "sound"  # a sound that she got wrong again and again


@dataclass(frozen=True)
class ReviewCard:
    """One thing to go through again, with what is needed to ask it.

    Exactly one of `question`, `gloss`, `viewer` (a question and its answer), `prompt` and `drill` is there,
    as `kind` says. `intervals` tells after which time it would come back for each rating. `learned` is when
    she met it first, `reviewed` when last, None for never.
    """

    no: int
    kind: MemoryKind
    lesson_id: str
    lesson_title: str
    learned: datetime
    reviewed: datetime | None
    intervals: Mapping[Rating, timedelta]
    question: Question | None = None
    gloss: Gloss | None = None
    viewer: tuple[str, str] | None = None
    prompt: Prompt | None = None
    drill: Drill | None = None


class Stage(Enum):
    """How a sound that went wrong comes back, the easiest first."""

    LISTEN = "listen"  # told apart by ear in a minimal pair
    WORD = "word"  # said in a word
    SENTENCE = "sentence"  # said in a sentence


@dataclass(frozen=True)
class Sound:
    """An initial, a final phone or a spoken tone (`1` to `5`)."""

    part: Part
    name: str

    @property
    def key(self) -> str:
        """`initial:zh`; what the sound is called in storage."""
        return f"{self.part.value}:{self.name}"

    @classmethod
    def from_key(cls, key: str) -> Sound:
        """The sound of a `key`. Raises ValueError when it is none."""
        part, _, name = key.partition(":")
        return cls(Part(part), name)


@dataclass(frozen=True)
class Drill:
    """A sound that comes back, at the stage where it stands, with the one thing to do.

    `wrong` counts the takes in which it was wrong before it came back; `heard` is what it mostly sounded like
    ("" when nobody knows). `check` means that all stages were passed and that it is only asked whether the
    sound still holds. `listening` is there at the stage LISTEN, with the `other` sound that it is told from;
    `prompt` (of lesson `lesson_id`) later.
    """

    sound: Sound
    stage: Stage
    wrong: int
    heard: str
    check: bool = False
    other: str = ""
    listening: PairListening | None = None
    lesson_id: str = ""
    prompt: Prompt | None = None


class TodayKind(Enum):
    """What an item of the day's list asks for."""

    REVIEW = "review"  # words and questions, one after the other
    PHRASES = "phrases"  # sentences to say once more
    DRILL = "drill"  # a sound that went wrong
    ASSIGNED = "assigned"  # a lesson that her trainer gave
    GO_ON = "go_on"  # a lesson begun before
    NEW = "new"  # the next lesson


@dataclass(frozen=True)
class TodayItem:
    """One thing to do today.

    Reviews name the cards that are left (`cards`); drills their `sound`, its `stage`, what it was `heard` as
    and how often it was `wrong` (`other` and `check`: see `Drill`); lessons a stretch of steps, `first` to
    `last`, `step` being the one to go on at. `finished` of `count` cards or steps are done. `since` is the
    day on which the oldest of it was learned or begun, `due` the day an assignment is for. An assignment
    whose steps are all seen is done when `takes_left` is 0 and the score it asks for (`required_score`, None
    once a take has it) was reached; `best` is the best of her takes.
    """

    id: str
    kind: TodayKind
    minutes: int
    done: bool
    count: int
    finished: int
    lesson_id: str = ""
    title: str = ""
    first: int = 0
    last: int = 0
    step: int = 0
    cards: tuple[int, ...] = ()
    sound: Sound | None = None
    stage: Stage | None = None
    heard: str = ""
    other: str = ""
    wrong: int = 0
    check: bool = False
    since: date | None = None
    due: date | None = None
    overdue: bool = False
    takes_left: int = 0
    required_score: float | None = None
    best: float | None = None


@dataclass(frozen=True)
class TodayPlan:
    """The day's list. `waiting` counts the cards that are due and left for the days to come.

    `first_time` means that she has done nothing at all so far.
    """

    day: date
    items: tuple[TodayItem, ...]
    waiting: int = 0
    first_time: bool = False

    @property
    def minutes(self) -> int:
        """What the whole list takes."""
        return sum(item.minutes for item in self.items)

    @property
    def left(self) -> tuple[TodayItem, ...]:
        """What is still to do."""
        return tuple(item for item in self.items if not item.done)

    @property
    def finished(self) -> bool:
        """Whether there was something to do and all of it is done."""
        return bool(self.items) and not self.left


class LessonStanding(Enum):
    """Where someone stands in a lesson."""

    LOCKED = "locked"  # what it builds upon is not done
    OPEN = "open"
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True)
class LessonProgress:
    """How far someone is in a lesson: `done` of `steps`; `missing` are the lessons to do before it."""

    lesson_id: str
    standing: LessonStanding
    done: int
    steps: int
    missing: tuple[str, ...] = field(default=())
