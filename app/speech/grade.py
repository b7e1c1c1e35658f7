"""Which grade of the Putonghua test (普通话水平测试) takes like these point to, and how sure that is.

The total of a take counts verdicts, and some verdicts are mistaken. The estimate therefore starts from the
calibrated probability that each part was right (`PartScore.goodness`, made under equal chances of right and
wrong) and asks which share of wrong initials, finals and tones the speaker must have for these to come about:
a two-component mixture with known densities whose weight is unknown (the prior-shift setting of Saerens,
Latinne and Decaestecker 2002), answered with the whole posterior instead of its peak. The band holds what the
number of syllables leaves open, what the verdicts leave open, and how differently the scorer works from one
speaker to the next. It is the band of the speaker's level, the score she would have with endlessly many
syllables like these; a real test adds its own luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from app.speech.ledger import deductions, was_assessed
from app.speech.values import Part, PronunciationScore, TakeStatus

Values = NDArray[np.float64]

MIN_SYLLABLES = 40
MIN_ASSESSED = 0.6  # of the parts there are of a kind
BAND = 0.8

SPEAKER_SPREAD = 1.6  # nats: how far the scorer's log odds lie higher or lower for one speaker than another
_TAIL, _TAIL_SHARE = 10, 0.3  # syllables left out at the end, and their share of the prompt
_NODES = np.linspace(-2.4, 2.4, 13)  # of that, in standard deviations
_LEAST, _MOST = 0.03, 0.995  # goodness beyond these is not borne out by unseen speakers
_RATES = np.concatenate([[0.0005], np.geomspace(0.001, 0.9, 90)])  # shares of wrong parts that are tried
_PRIOR = (1 / 3, 4.0)  # beta: mean 8 %; three such parts leave "nothing wrong" the likeliest level
_DRAWS = 4000
_OF_SYLLABLES = frozenset(("wrong", "off", "omission", "replacement"))


class Grade(Enum):
    """The test's grades, best first. The value is the least number of points."""

    FIRST_A = 97.0
    FIRST_B = 92.0
    SECOND_A = 87.0
    SECOND_B = 80.0
    THIRD_A = 70.0
    THIRD_B = 60.0
    BELOW = 0.0


class Missing(Enum):
    """Why no grade can be estimated."""

    NO_SCORE = "no_score"
    TOO_FEW = "too_few"  # syllables
    UNASSESSED = "unassessed"  # too many parts could not be assessed


@dataclass(frozen=True)
class GradeEstimate:
    """The likeliest level in points with its 80 % band, or `missing` and what there is.

    `part` is the kind of part of which too few could be assessed. `syllables` counts those that were
    assessed.
    """

    syllables: int
    points: float = 0.0
    low: float = 0.0
    high: float = 0.0
    missing: Missing | None = None
    part: Part | None = None

    @property
    def grade(self) -> Grade:
        """The grade of the likeliest level."""
        return grade_of(self.points)

    @property
    def worst(self) -> Grade:
        """The grade at the lower end of the band."""
        return grade_of(self.low)

    @property
    def best(self) -> Grade:
        """The grade at the upper end of the band."""
        return grade_of(self.high)


def grade_of(points: float) -> Grade:
    """The grade that so many points (0–100) give."""
    return next(grade for grade in Grade if points >= grade.value)


def estimate_grade(scores: Sequence[PronunciationScore]) -> GradeEstimate:
    """The grade that these takes of one speaker point to, all of them together."""
    taken = [
        s for s in scores if s.status is TakeStatus.SCORED and s.total is not None and not _broken_off(s)
    ]
    if not taken:
        return GradeEstimate(0, missing=Missing.NO_SCORE)
    syllables = [s for score in taken for s in score.syllables if was_assessed(s)]
    count = len(syllables)
    if count < MIN_SYLLABLES:
        return GradeEstimate(count, missing=Missing.TOO_FEW)
    said = [s for s in syllables if not s.omitted]
    goodness: dict[Part, Values] = {}
    for part in Part:
        there = [s.part(part) for s in said if part is not Part.INITIAL or s.syllable.initial]
        known = [p.goodness for p in there if p.goodness is not None]
        if len(known) < MIN_ASSESSED * len(there):
            return GradeEstimate(count, missing=Missing.UNASSESSED, part=part)
        goodness[part] = np.array(known, np.float64)
    ledgers = [deductions(s.syllables, s.miscues, s.fluency, s.strictness) for s in taken]
    skipped = sum(line.code in ("omission", "replacement") for lines in ledgers for line in lines)
    besides = [sum(line.points for line in lines if line.code not in _OF_SYLLABLES) for lines in ledgers]
    lengths = [sum(was_assessed(s) for s in score.syllables) for score in taken]
    with_initial = sum(bool(s.syllable.initial) for s in syllables) / count
    lost = _losses(goodness, with_initial, skipped, count) * 100 + float(np.average(besides, weights=lengths))
    low, high = _shortest(np.clip(100 - lost, 0, 100))
    return GradeEstimate(count, float(np.clip(100 - np.median(lost), low, high)), low, high)


def _broken_off(score: PronunciationScore) -> bool:
    """Whether she stopped in the middle of a long prompt: that says nothing about how she speaks."""
    said = [index for index, each in enumerate(score.syllables) if not each.omitted]
    missing = len(score.syllables) - 1 - said[-1] if said else len(score.syllables)
    return missing > max(_TAIL, _TAIL_SHARE * len(score.syllables))


def _losses(goodness: dict[Part, Values], with_initial: float, skipped: int, count: int) -> Values:
    """Draws of the share of syllables that are wrong in some part or were not said, shape (_DRAWS,)."""
    rng = np.random.default_rng(0)  # the same take always gives the same band
    right = {part: 1 - _rates(values, rng) for part, values in goodness.items()}
    both = right[Part.FINAL] * right[Part.TONE]
    wrong = 1 - both * (1 - with_initial * (1 - right[Part.INITIAL]))
    absent = rng.beta(skipped, count - skipped + 1, _DRAWS) if skipped else np.zeros(_DRAWS)
    return absent + (1 - absent) * wrong


def _rates(goodness: Values, rng: np.random.Generator) -> Values:
    """Draws from the posterior of the share of wrong parts, given each part's goodness; shape (_DRAWS,)."""
    odds = np.log(goodness.clip(1e-9, 1 - 1e-9) / (1 - goodness.clip(1e-9, 1 - 1e-9)))
    weight = np.exp(-0.5 * _NODES**2)
    drawn = rng.choice(len(_NODES), _DRAWS, p=weight / weight.sum())
    a, b = _PRIOR
    # the grid is even on a logarithmic scale, hence rate^a and not rate^(a - 1)
    prior = a * np.log(_RATES) + (b - 1) * np.log1p(-_RATES)
    rates = np.empty(_DRAWS)
    for node, deviation in enumerate(_NODES):
        here = drawn == node
        p = (1 / (1 + np.exp(-(odds + SPEAKER_SPREAD * deviation)))).clip(_LEAST, _MOST)
        likelihood = np.log(np.outer(1 - _RATES, p) + np.outer(_RATES, 1 - p)).sum(axis=1)
        posterior = np.exp(likelihood + prior - (likelihood + prior).max())
        rates[here] = rng.choice(_RATES, int(here.sum()), p=posterior / posterior.sum())
    return rates


def _shortest(draws: Values) -> tuple[float, float]:
    """The shortest interval that holds `BAND` of the draws."""
    ordered = np.sort(draws)
    inside = int(np.ceil(BAND * len(ordered)))
    widths = ordered[inside - 1 :] - ordered[: len(ordered) - inside + 1]
    first = int(widths.argmin())
    return float(ordered[first]), float(ordered[first + inside - 1])
