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


class PromptKind(Enum):
    """What a prompt is, as far as the pace it asks for goes."""

    WORD = "word"  # a syllable, a word: too short to have a pace
    DRILL = "drill"  # words one by one
    NUMBERS = "numbers"  # prices, weights, dates: read for writing down
    TALK = "talk"  # sentences as they are said
    CALL = "call"  # a call to act: 赶紧下单
    PASSAGE = "passage"  # a longer text read aloud


@dataclass(frozen=True)
class SpokenText:
    """A prompt turned into what is to be said: syllables, and the tokens that lay it out on screen."""

    text: str
    syllables: tuple[Syllable, ...]
    tokens: tuple[Token, ...]
    kind: PromptKind | None = None  # as the lesson says; None: to be told from the text


@dataclass(frozen=True)
class Measured:
    """One thing that was found about a part: `fault` as in `PartScore.reason`, and the numbers that show it.

    `measured` is hers, `wanted` what native speakers do there; `unit` is "semitones", "levels", "ratio" or
    "share".
    """

    fault: str
    measured: float
    wanted: float
    unit: str


@dataclass(frozen=True)
class PartScore:
    """The verdict on one part. `goodness` is 0…1 (calibrated, higher is better), None if not assessable.

    `heard` is what it sounded like when it was not the target (`z` for `zh`, `2` for tone 3), "" if unknown.
    `reason` says why it was not assessable, or which fault was found (`falls_too_little`, `too_noisy`, …).
    `findings` are all faults with their numbers, the most useful first; scores kept by earlier versions have
    none.
    """

    verdict: Verdict
    goodness: float | None
    heard: str = ""
    reason: str = ""
    findings: tuple[Measured, ...] = ()


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
    REPETITION = "repetition"  # 回读: a stretch begun or read again


@dataclass(frozen=True)
class Miscue:
    """One departure from the prompt. `index` is the syllable it happened at (or before, for an insertion).

    A repetition goes from `index` to `last`, and its times are those of the reading that was given up.
    """

    kind: MiscueKind
    index: int
    said: str = ""  # what was heard instead, characters
    start: float | None = None
    end: float | None = None
    last: int | None = None
    pinyin: str = ""  # what it sounded like, without tones, where only the sound is known
    filler: bool = False  # an insertion that only fills time: 嗯, 那个


@dataclass(frozen=True)
class Pause:
    """A silence inside the take; `expected` when punctuation asked for one there."""

    start: float
    end: float
    expected: bool


class FluencyAspect(Enum):
    """What is judged of a take's fluency."""

    PACE = "pace"
    PAUSES = "pauses"
    HESITATION = "hesitation"
    RHYTHM = "rhythm"


@dataclass(frozen=True)
class AspectScore:
    """The verdict on one aspect of fluency: good, off or not assessable.

    `value` is what was measured and `low`/`high` what is right for this kind of prompt: syllables a minute
    for the pace, stray pauses and hesitations a hundred syllables, the variability index of the rhythm
    (nPVI). None where there is no measure or no limit on that side.
    """

    aspect: FluencyAspect
    verdict: Verdict
    value: float | None = None
    low: float | None = None
    high: float | None = None


class HesitationKind(Enum):
    """How somebody hesitated."""

    FILLER = "filler"  # 嗯, 那个
    RESTART = "restart"  # a word begun again
    MID_WORD = "mid_word"  # a pause inside a word
    LENGTHENED = "lengthened"  # a syllable drawn out while thinking


@dataclass(frozen=True)
class Hesitation:
    """One hesitation, at or before syllable `index`."""

    kind: HesitationKind
    index: int
    start: float
    end: float


@dataclass(frozen=True)
class Fluency:
    """Pace and loudness. Rates are syllables a minute; None when too little was said to know.

    `kind` is what the prompt was taken for and `aspects` are judged by; scores by older versions have none.
    """

    speech_rate: float | None  # from first to last syllable, pauses included
    articulation_rate: float | None  # pauses taken out
    pauses: tuple[Pause, ...]
    loudness_db: float | None  # speech RMS, dB re full scale
    noise_db: float | None  # background RMS, dB re full scale
    snr_db: float | None = None  # speech without the background against the background
    kind: PromptKind | None = None
    aspects: tuple[AspectScore, ...] = ()
    hesitations: tuple[Hesitation, ...] = ()
    npvi: float | None = None  # normalised pairwise variability of the syllables' durations

    def aspect(self, aspect: FluencyAspect) -> AspectScore:
        """The score of one aspect; not assessable where it was not judged."""
        return next(
            (a for a in self.aspects if a.aspect is aspect), AspectScore(aspect, Verdict.NOT_ASSESSABLE)
        )


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
