"""The curriculum's values: lessons and the steps they are made of. Frozen; everyone may hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Card:
    """A page to read: a short title, a text in paragraphs, and glosses of key words by language."""

    id: str
    title: str
    text: str
    glosses: tuple[Gloss, ...] = ()


@dataclass(frozen=True)
class Gloss:
    """A key word with its pinyin and its meaning in other languages (`{"en": …, "ug": …, "kk": …}`)."""

    word: str
    pinyin: str
    meanings: Mapping[str, str]


@dataclass(frozen=True)
class Prompt:
    """What the trainee is asked to say.

    `pinyin` overrides the reading, syllable by syllable (citation tones, `zao3`, `v` for ü, 5 = neutral);
    None lets the app derive it. `reference` is a recording of how it should sound. `style` says how it is
    read, which decides what pace is right: word, drill, numbers, talk, call or passage; "" leaves it to the
    text. `aloud` means reading aloud: she says it before she hears it.
    """

    id: str
    text: str
    pinyin: tuple[str, ...] | None = None
    hint: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    reference: Path | None = None
    style: str = ""
    aloud: bool = False


@dataclass(frozen=True)
class Listen:
    """Something to understand by ear: the text is shown when she asks for it."""

    id: str
    text: str
    pinyin: tuple[str, ...] | None = None
    hint: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    reference: Path | None = None


@dataclass(frozen=True)
class HeardWord:
    """One word of a pair that is told apart by ear."""

    text: str
    pinyin: tuple[str, ...] | None = None


@dataclass(frozen=True)
class PairListening:
    """Minimal pairs: one of two words is played, she says which."""

    id: str
    title: str
    pairs: tuple[tuple[HeardWord, HeardWord], ...]
    hint: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ToneTracing:
    """A word of one to four syllables whose tone contours she draws on the five-level staff."""

    id: str
    text: str
    pinyin: tuple[str, ...] | None = None
    hint: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    reference: Path | None = None


@dataclass(frozen=True)
class Choice:
    """A question with several answers, at least one of them right. `why` is shown after answering."""

    id: str
    question: str
    options: tuple[tuple[str, bool], ...]
    why: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TrueFalse:
    """A statement that is right or wrong."""

    id: str
    statement: str
    right: bool
    why: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Matching:
    """Two columns: each left item belongs to exactly one right item."""

    id: str
    question: str
    pairs: tuple[tuple[str, str], ...]
    why: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Ordering:
    """Items to bring into order; `items` stand in the right order."""

    id: str
    question: str
    items: tuple[str, ...]
    why: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FillIn:
    """A sentence with one gap, written `____`. Any of `answers` is right.

    With `options` she picks one of them; without, she types.
    """

    id: str
    sentence: str
    answers: tuple[str, ...]
    options: tuple[str, ...] = ()
    why: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FreePitch:
    """A talk of her own: the task, the points it should hold, the seconds it should last.

    `product` is the id of the lesson whose product card belongs to it, "" for none.
    """

    id: str
    task: str
    points: tuple[str, ...]
    seconds: int
    product: str = ""
    hint: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SelfCheck:
    """Statements that she ticks for herself."""

    id: str
    title: str
    items: tuple[str, ...]
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mirror:
    """The camera as a mirror for some seconds, with a list of what to look at."""

    id: str
    title: str
    items: tuple[str, ...]
    seconds: int
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ProductCard:
    """What an anchor must know of a product and may say of it.

    `forbidden` is what must not be claimed; `questions` are viewers' questions with good answers. `sort` is
    what is sold as far as the law makes a difference: food, jade, textile or other; "" where nobody said.
    """

    id: str
    name: str
    what: str
    origin: str
    grades: str
    storage: str
    use: str
    size: str
    price: str
    delivery: str
    after_sales: str
    forbidden: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    glosses: tuple[Gloss, ...] = ()
    sort: str = ""


Question = Choice | TrueFalse | Matching | Ordering | FillIn
"""The kinds of quiz."""

Step = (
    Card
    | ProductCard
    | Prompt
    | Listen
    | PairListening
    | ToneTracing
    | Choice
    | TrueFalse
    | Matching
    | Ordering
    | FillIn
    | FreePitch
    | SelfCheck
    | Mirror
)


@dataclass(frozen=True)
class Outcome:
    """What came of an activity: `right` of `asked` items (0 of 0 where nothing is right or wrong).

    `answers` is what she chose or wrote, item by item; `seconds` how long it took.
    """

    right: int = 0
    asked: int = 0
    seconds: float = 0.0
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """One lesson of 5 to 15 minutes: what it is about and its steps in order.

    `level` is the reading level (starter, elementary, intermediate, advanced; "" when not stated), `meanings`
    the title in other languages.
    """

    id: str
    title: str
    summary: str
    track: str
    minutes: int
    order: int
    steps: tuple[Step, ...]
    requires: tuple[str, ...] = ()
    folder: Path | None = None
    level: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The steps that are spoken."""
        return tuple(step for step in self.steps if isinstance(step, Prompt))


@dataclass(frozen=True)
class LessonProblem:
    """Why a lesson file could not be used, or what is doubtful. `line` counts from 1; 0 is unknown."""

    path: Path
    line: int
    reason: str
    fatal: bool = True
