"""The speech room's values: syllables, verdicts and the score of one take.

Times are seconds from the start of the recording, F0 is in Hz, contours are on the five-level scale
(五度标记法: 1.0 lowest, 5.0 highest) of the speaker's own register.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


class Verdict(Enum):
    """What is said of an initial, a final or a tone. Not assessable is an honest answer, not a bad one."""

    GOOD = "good"
    OFF = "off"
    WRONG = "wrong"
    NOT_ASSESSABLE = "not_assessable"


class Strictness(Enum):
    """How strictly verdicts are given; a trainer sets it for her class."""

    LENIENT = "lenient"
    NORMAL = "normal"
    STRICT = "strict"


class Part(Enum):
    """The three parts of a syllable that get a verdict of their own."""

    INITIAL = "initial"
    FINAL = "final"
    TONE = "tone"


@dataclass(frozen=True)
class Syllable:
    """One syllable that should be said.

    `hanzi` is the character(s) it is written with (儿 of erhua included: 花儿 is one syllable, `huar1`);
    digits and signs have been read out as characters. `initial` is "" for a zero initial. `final` is the
    written final with ü as `v` (iang, ve, …; `i` after z/c/s and zh/ch/sh/r as well). `tone` is the citation
    tone 1–5, `spoken_tone` the tone after sandhi. `start`/`end` index the prompt's text.
    """

    hanzi: str
    initial: str
    final: str
    tone: int
    spoken_tone: int
    erhua: bool
    start: int
    end: int
    also_tones: tuple[int, ...] = ()

    @property
    def foreign(self) -> bool:
        """Whether it is a spelled letter, whose sounds are not Mandarin ones and get no verdict."""
        return self.hanzi.isascii()

    @property
    def toneless(self) -> str:
        """Initial and final, as in `zhuang`; no spelling rules applied."""
        return self.initial + self.final


class TokenKind(Enum):
    """What a piece of the prompt's text is."""

    SYLLABLE = "syllable"
    PAUSE = "pause"  # punctuation at which a pause belongs
    SILENT = "silent"  # anything not spoken: brackets, spaces, marks


@dataclass(frozen=True)
class Token:
    """A piece of the prompt in reading order; `syllable` indexes `SpokenText.syllables` when it is one.

    The text of a syllable is its `hanzi`, so numbers appear as they are read (¥19.9 as 十九块九).
    """

    kind: TokenKind
    text: str
    syllable: int | None = None


@dataclass(frozen=True)
class SpokenText:
    """A prompt turned into what is to be said: syllables, and the tokens that lay it out on screen."""

    text: str
    syllables: tuple[Syllable, ...]
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class PartScore:
    """The verdict on one part. `goodness` is 0…1 (calibrated, higher is better), None if not assessable.

    `heard` is what it sounded like when it was not the target (`z` for `zh`, `2` for tone 3), "" if unknown.
    `reason` says why it was not assessable, or which fault was found (`falls_too_little`, `too_noisy`, …).
    """

    verdict: Verdict
    goodness: float | None
    heard: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Contour:
    """A tone contour: `times` in seconds of the recording, `levels` 1.0–5.0, NaN where unvoiced."""

    times: tuple[float, ...]
    levels: tuple[float, ...]


@dataclass(frozen=True)
class SyllableScore:
    """What was measured of one syllable of the prompt. `start`/`end` are None when it was left out."""

    syllable: Syllable
    start: float | None
    end: float | None
    initial: PartScore
    final: PartScore
    tone: PartScore
    contour: Contour | None = None  # hers
    target: Contour | None = None  # what it should have been, in the same time span
    omitted: bool = False

    def part(self, part: Part) -> PartScore:
        """The score of one of the three parts."""
        return {Part.INITIAL: self.initial, Part.FINAL: self.final, Part.TONE: self.tone}[part]

    @property
    def worst(self) -> Part:
        """The part that most needs work; parts that could not be assessed come last."""
        order = (Verdict.WRONG, Verdict.OFF, Verdict.GOOD, Verdict.NOT_ASSESSABLE)
        return min(
            Part,
            key=lambda p: (order.index(self.part(p).verdict), self.part(p).goodness or 0.0),
        )


class MiscueKind(Enum):
    """How what was said departs from the prompt."""

    OMISSION = "omission"
    INSERTION = "insertion"
    REPLACEMENT = "replacement"


@dataclass(frozen=True)
class Miscue:
    """One departure from the prompt. `index` is the syllable it happened at (or before, for an insertion)."""

    kind: MiscueKind
    index: int
    said: str = ""  # what was heard instead, characters
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Pause:
    """A silence inside the take; `expected` when punctuation asked for one there."""

    start: float
    end: float
    expected: bool


@dataclass(frozen=True)
class Fluency:
    """Pace and loudness. Rates are syllables a minute; None when too little was said to know."""

    speech_rate: float | None  # from first to last syllable, pauses included
    articulation_rate: float | None  # pauses taken out
    pauses: tuple[Pause, ...]
    loudness_db: float | None  # speech RMS, dB re full scale
    noise_db: float | None  # background RMS, dB re full scale


@dataclass(frozen=True)
class AdviceItem:
    """One thing to do next: a machine-readable code, the syllable it is about, and the numbers to quote."""

    code: str
    index: int | None
    part: Part | None
    values: tuple[tuple[str, str], ...] = ()


class TakeStatus(Enum):
    """Whether the take could be scored at all."""

    SCORED = "scored"
    SILENT = "silent"
    TOO_NOISY = "too_noisy"
    OFF_TASK = "off_task"  # speech, but not this prompt; or no speech at all


@dataclass(frozen=True)
class PronunciationScore:
    """The score of one take against one prompt. `total` is 0–100, None when the take was not assessable."""

    status: TakeStatus
    total: float | None
    syllables: tuple[SyllableScore, ...]
    miscues: tuple[Miscue, ...]
    fluency: Fluency
    advice: tuple[AdviceItem, ...]
    transcript: str  # what the recogniser heard
    model: str  # name of the Vosk model that heard it
    scorer: str  # version of the scorer and its weights
    duration: float  # seconds of audio
    register_median: float | None = None  # Hz, the speaker's median F0 in this take
    register_low: float | None = None  # Hz, 5th percentile
    register_high: float | None = None  # Hz, 95th percentile
    strictness: Strictness = Strictness.NORMAL
