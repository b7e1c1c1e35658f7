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
    text.
    """

    id: str
    text: str
    pinyin: tuple[str, ...] | None = None
    hint: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict)
    reference: Path | None = None
    style: str = ""


Step = Card | Prompt


@dataclass(frozen=True)
class Lesson:
    """One lesson of 5 to 15 minutes: what it is about and its steps in order."""

    id: str
    title: str
    summary: str
    track: str
    minutes: int
    order: int
    steps: tuple[Step, ...]
    requires: tuple[str, ...] = ()
    folder: Path | None = None

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
