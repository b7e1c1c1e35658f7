"""Blind marks and a centre's thresholds as they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.audio.values import Recording
from app.speech.agreement_cuts import CentreCuts
from app.speech.values import Part, Strictness, Syllable, Verdict


@dataclass(frozen=True)
class BlindSyllable:
    """A syllable to be marked and where it can be heard. Nothing of the machine's opinion is in here.

    `position` counts the prompt's syllables. `marks` has the parts that were marked; not assessable means
    that she cannot tell.
    """

    position: int
    syllable: Syllable
    start: float | None
    stop: float | None
    marks: Mapping[Part, Verdict] = field(default_factory=dict)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts there are to mark: a zero initial is none."""
        return tuple(part for part in Part if part is not Part.INITIAL or self.syllable.initial)

    @property
    def marked(self) -> bool:
        """Whether nothing is left to mark."""
        return all(part in self.marks for part in self.parts)


@dataclass(frozen=True)
class BlindTake:
    """A take as a trainer sees it while she marks it."""

    attempt_id: str
    text: str
    recording: Recording
    syllables: tuple[BlindSyllable, ...]
    finished: bool


@dataclass(frozen=True)
class MachinePart:
    """What the machine said of a part. `tone` is the syllable's spoken tone, on which thresholds depend."""

    part: Part
    sound: str
    tone: int
    verdict: Verdict
    goodness: float | None
    reason: str = ""


@dataclass(frozen=True)
class ScoredTake:
    """What the machine said of a take. `said` counts its syllables that were heard.

    `open` tells that the viewer may still mark it blind: she has neither reviewed nor marked it; `shared`
    that another trainer has.
    """

    attempt_id: str
    profile_id: str
    scorer: str
    strictness: Strictness
    said: int
    parts: tuple[MachinePart, ...]
    open: bool = False
    shared: bool = False


@dataclass(frozen=True)
class Mark:
    """One marked part: the trainer's verdict beside what the machine said when she began the take."""

    attempt_id: str
    by: str
    by_name: str
    speaker: str
    first_language: str
    position: int
    syllable: Syllable
    machine: MachinePart
    trainer: Verdict
    scorer: str
    strictness: Strictness
    said: int
    total: float | None
    marked: datetime


@dataclass(frozen=True)
class MarkedTakes:
    """How far the viewer is: takes she finished, and the one she broke off ("" when there is none)."""

    finished: int
    broken_off: str = ""


@dataclass(frozen=True)
class Thresholds:
    """Thresholds that held from `applied` on, until the next ones. `put_back` names earlier ones."""

    no: int
    applied: datetime
    by_name: str
    cuts: CentreCuts
    marks: int
    put_back: int | None = None
