"""The values that go into and come out of the tone assessment.

Times are seconds from the start of the recording. Heights are either semitones or levels of the five-level
scale (五度标记法: 1.0 lowest, 5.0 highest) of the speaker's own register.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.speech.values import Contour, Verdict

NEUTRAL = 5
TONES = (1, 2, 3, 4, NEUTRAL)


@dataclass(frozen=True)
class ToneSpan:
    """One syllable as the aligner found it, and the tone it should have.

    `start`/`end` bound the syllable, `final_start` is where its final begins (equal to `start` for a zero
    initial); the final ends with the syllable. Boundaries may be wrong by some 30 ms. `tone` is the expected
    *spoken* tone, 1–5, after sandhi. `sonorant` tells a voiced initial (m, n, l, r, or none), whose F0
    already belongs to the tone's approach. `joined` is False when a pause or the end of a phrase
    lies between this syllable and the next one: then the two do not shape each other.
    """

    start: float
    final_start: float
    end: float
    tone: int
    sonorant: bool = False
    joined: bool = True

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"a spoken tone is 1–5, not {self.tone}")
        if not self.start <= self.final_start < self.end:
            raise ValueError(f"not a span: {self.start} ≤ {self.final_start} < {self.end}")


class ToneDoubt(Enum):
    """Why a tone could not be assessed."""

    TOO_SHORT = "too_short"  # the final is shorter than a tone can be heard in
    TOO_LITTLE_VOICE = "too_little_voice"  # whispered, creaky throughout, or not said
    TOO_NOISY = "too_noisy"  # hardly louder than the background
    CLIPPED = "clipped"
    OCTAVE_DOUBT = "octave_doubt"  # F0 jumps by octaves inside the final
    UNCERTAIN = "uncertain"  # the measurements do not favour any tone clearly enough


class ToneFault(Enum):
    """What is wrong with a tone's contour. Each comes with the numbers that show it."""

    FALLS_TOO_LITTLE = "falls_too_little"  # T4: the fall is shallow
    STARTS_TOO_LOW = "starts_too_low"  # T4, T1: the beginning is not high
    DOES_NOT_RISE = "does_not_rise"  # T2: level or falling
    RISES_TOO_LITTLE = "rises_too_little"  # T2: rises, but ends too low
    RISES_TOO_LATE = "rises_too_late"  # T2: dips so long that it sounds like T3
    FLAT_THIRD = "flat_third"  # T3: level, not low
    THIRD_NOT_LOW = "third_not_low"  # T3: the lowest point is in the middle of the register
    THIRD_RISES_LIKE_SECOND = "third_rises_like_second"  # T3: rises from the start
    THIRD_FALLS_LIKE_FOURTH = "third_falls_like_fourth"  # T3: starts at the top and falls
    SINKS_IN_FIRST = "sinks_in_first"  # T1: falls away from its height
    RISES_IN_FIRST = "rises_in_first"  # T1: climbs instead of staying level
    FIRST_TOO_LOW = "first_too_low"  # T1: level, but not high
    NEUTRAL_TOO_LONG = "neutral_too_long"  # neutral: as long as a full syllable
    NEUTRAL_TOO_FULL = "neutral_too_full"  # neutral: a full tone's movement
    RANGE_TOO_NARROW = "range_too_narrow"  # her voice moves too little, over several takes
    SOUNDS_LIKE = "sounds_like"  # none of the above, but another tone fits better


@dataclass(frozen=True)
class ToneFinding:
    """A fault with its size: `measured` against `wanted`, in "semitones", "levels", "ratio" or "share"."""

    fault: ToneFault
    measured: float
    wanted: float
    unit: str


@dataclass(frozen=True)
class ToneAssessment:
    """What was found about one syllable's tone.

    `log_posteriors` are natural logs over the tones 1–5 under equal priors (all -log 5 when nothing could be
    measured). `score` is the log odds of the expected tone against the rest,
    the number the verdict's thresholds are on; `goodness` the same as a calibrated probability 0…1. `heard`
    is the most likely tone, None when not assessable. `findings` come most useful first and are
    empty for a good tone. `contour` is hers, `target` what the expected tone should have been in this place,
    both over the final, on the five-level scale.
    """

    expected: int
    verdict: Verdict
    log_posteriors: tuple[float, float, float, float, float]
    score: float
    goodness: float | None
    heard: int | None
    doubt: ToneDoubt | None
    findings: tuple[ToneFinding, ...]
    contour: Contour
    target: Contour
    voiced_share: float
