"""Fitting a centre's thresholds to what its trainers heard, and finding out whether that is any better.

Each part has two thresholds on the calibrated axis (`agreement_cuts.py`), each fitted by itself: *off* parts
good from the rest, *wrong* parts wrong from the rest. A threshold goes where it contradicts the fewest marks,
that is where trainers are of two minds; for that doubtful parts may have been marked more often than clear
ones. It may then call at most `GOALS` of what belongs above it wrongly, as parts are among all takes, and is
lowered until that holds.

The place is the mean over speakers drawn anew (L. Breiman, "Bagging predictors", Machine Learning 24, 1996:
the place of fewest errors jumps, its mean does not), and few marks move it little: with a variance s² over
those draws it is shrunk towards the bundled threshold by τ² / (τ² + s²), the posterior mean under a normal
prior of deviation τ = `PRIOR` (as in B. Efron and C. Morris, "Data analysis using Stein's estimator and its
generalizations", Journal of the American Statistical Association 70, 1975).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from app.speech.agreement import GRADES, Estimate, Rated, right_called_wrong, weighted_share
from app.speech.agreement_cuts import MOST, Shift
from app.speech.values import Verdict

Values = NDArray[np.float64]

GOALS = {"off": 0.10, "wrong": 0.03}
"""How many of the parts that belong above a threshold may be called off (or worse), and wrong."""

PRIOR = 0.7
"""Nats: by how much a centre may differ from the bundled thresholds before it is known; one strictness."""

FEWEST_SPEAKERS = 4
FEWEST_EACH = 8
"""Marks on either side of a threshold, below which it is left where it is."""

_GRID = np.round(np.arange(-MOST, MOST + 0.025, 0.05), 2)
_DRAWS = 200
_FOLDS = 5


@dataclass(frozen=True)
class Marked:
    """One marked part: what the trainer said, and how far above the bundled cuts the machine's score lies."""

    trainer: Verdict
    above_off: float
    above_wrong: float
    speaker: str
    take: str
    weight: float = 1.0

    def machine(self, shift: Shift) -> Verdict:
        """What the machine says with the thresholds moved."""
        if self.above_off >= shift.off:
            return Verdict.GOOD
        return Verdict.OFF if self.above_wrong >= shift.wrong else Verdict.WRONG


class Refusal(Enum):
    """Why a fit is not offered."""

    FEW_SPEAKERS = "few_speakers"
    FEW_MARKS = "few_marks"
    SAME = "same"  # the fit is the bundled thresholds
    NOT_BETTER = "not_better"  # with speakers it has not seen
    BY_CHANCE = "by_chance"  # better, but not more than chance makes


@dataclass(frozen=True)
class Figures:
    """What thresholds do to the marks, with weights.

    `disagreement` is the mean of the squared distance of the two verdicts, from 0 to 1.
    """

    false_alarms: Estimate  # of what she called good: called wrong
    alarms: Estimate  # of what she called good: called off or wrong
    found: Estimate  # of what she called wrong: called off or wrong
    disagreement: float


@dataclass(frozen=True)
class Fitted:
    """A fit of one part. `shift` is zero where it is refused for want of marks.

    `now` and `then` are of the bundled thresholds and of fits to the other speakers: what a fit does to
    people whom it has not seen. `gain` is how much less they disagree, with its interval over speakers.
    """

    shift: Shift
    marks: int
    speakers: int
    now: Figures
    then: Figures
    gain: Estimate
    refusal: Refusal | None


def fit_part(marked: Sequence[Marked], seed: int = 0) -> Fitted:
    """Fit the two thresholds of a part to its marks and cross-validate by speaker.

    The same marks and seed give the same fit. Marks without a grade ("cannot tell") are left out.
    """
    graded = [each for each in marked if each.trainer in GRADES]
    speakers = sorted({each.speaker for each in graded})
    now = _figures(graded, [each.machine(Shift()) for each in graded])

    def refused(why: Refusal) -> Fitted:
        return Fitted(Shift(), len(graded), len(speakers), now, now, Estimate(), why)

    if len(speakers) < FEWEST_SPEAKERS:
        return refused(Refusal.FEW_SPEAKERS)
    if not any(_enough(graded, name) for name in GOALS):
        return refused(Refusal.FEW_MARKS)
    shift = _shift(graded, seed)
    machine, fold = [Verdict.GOOD] * len(graded), _folds(speakers, seed)
    for number in range(min(_FOLDS, len(speakers))):
        held = [i for i, each in enumerate(graded) if fold[each.speaker] == number]
        others = _shift([each for each in graded if fold[each.speaker] != number], seed)
        for i in held:
            machine[i] = graded[i].machine(others)
    then = _figures(graded, machine)
    gain = _gain(graded, machine, seed)
    fitted = Fitted(shift, len(graded), len(speakers), now, then, gain, None)
    if shift == Shift():
        return replace(fitted, refusal=Refusal.SAME)
    if gain.value is None or gain.value <= 0:
        return replace(fitted, refusal=Refusal.NOT_BETTER)
    if gain.low is None or gain.low <= 0:
        return replace(fitted, refusal=Refusal.BY_CHANCE)
    return fitted


def _shift(marked: Sequence[Marked], seed: int) -> Shift:
    """The shrunk fit of both thresholds; *wrong* stays below *off* by the machine's own rule."""
    off, wrong = (_threshold(marked, name, seed) for name in GOALS)
    return Shift(off, wrong)


def _sides(marked: Sequence[Marked], name: str) -> tuple[Values, NDArray[np.bool_]]:
    """How far each mark lies above the bundled threshold, and whether it belongs below it."""
    if name == "off":
        return np.array([e.above_off for e in marked]), np.array(
            [e.trainer is not Verdict.GOOD for e in marked]
        )
    return np.array([e.above_wrong for e in marked]), np.array([e.trainer is Verdict.WRONG for e in marked])


def _enough(marked: Sequence[Marked], name: str) -> bool:
    _, below = _sides(marked, name)
    return bool(below.sum() >= FEWEST_EACH and (~below).sum() >= FEWEST_EACH)


def _threshold(marked: Sequence[Marked], name: str, seed: int) -> float:
    if not marked or not _enough(marked, name):
        return 0.0
    above, below = _sides(marked, name)
    speakers = sorted({each.speaker for each in marked})
    place = np.array([speakers.index(each.speaker) for each in marked])
    called = above[:, None] < _GRID[None, :]  # (marks, grid): what would be called worse than this threshold
    spoken = np.eye(len(speakers))[place]  # (marks, speakers)
    weighed = spoken[~below] * np.array([each.weight for each in marked])[~below, None]
    against = spoken.T @ (called ^ below[:, None])  # (speakers, grid): marks contradicted
    alarms, total = weighed.T @ called[~below], weighed.sum(0)

    def best(times: Values) -> Values:
        """The best shifts, (draws,), with each speaker counted so many times, (draws, speakers)."""
        false = (times @ alarms) / np.maximum(times @ total, 1e-9)[:, None]
        within = (false <= GOALS[name] + 1e-12) | (_GRID <= -MOST)  # lower than that nothing is moved
        errors = times @ against + 1e-6 * np.abs(_GRID)  # of equal places the one nearest to the bundled
        chosen: Values = _GRID[np.where(within, errors, np.inf).argmin(1)]
        return chosen

    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(speakers), np.full(len(speakers), 1 / len(speakers)), _DRAWS).astype(float)
    drawn = best(times)
    return round(float(drawn.mean()) * PRIOR**2 / (PRIOR**2 + float(drawn.var())), 2)


def _folds(speakers: Sequence[str], seed: int) -> dict[str, int]:
    order = np.random.default_rng(seed).permutation(len(speakers))
    return {speakers[who]: turn % _FOLDS for turn, who in enumerate(order)}


def _figures(marked: Sequence[Marked], machine: Sequence[Verdict]) -> Figures:
    rated = [Rated(e.trainer, v, e.weight, e.take) for e, v in zip(marked, machine, strict=True)]
    good = [each for each in rated if each.first is Verdict.GOOD]
    wrong = [each for each in rated if each.first is Verdict.WRONG]
    cost = _costs(marked, machine)
    weights = np.array([each.weight for each in marked])
    return Figures(
        right_called_wrong(rated),
        weighted_share([e.second is not Verdict.GOOD for e in good], [e.weight for e in good]),
        weighted_share([e.second is not Verdict.GOOD for e in wrong], [e.weight for e in wrong]),
        float((cost * weights).sum() / weights.sum()) if len(weights) else 0.0,
    )


def _costs(marked: Sequence[Marked], machine: Sequence[Verdict]) -> Values:
    """How far apart the two verdicts are, squared, from 0 to 1; (marks,)."""
    steps = [GRADES.index(e.trainer) - GRADES.index(v) for e, v in zip(marked, machine, strict=True)]
    return (np.array(steps, float) / (len(GRADES) - 1)) ** 2


def _gain(marked: Sequence[Marked], machine: Sequence[Verdict], seed: int) -> Estimate:
    """By how much less held-out verdicts disagree than the bundled ones; the interval is over speakers."""
    saved = _costs(marked, [each.machine(Shift()) for each in marked]) - _costs(marked, machine)
    weights = np.array([each.weight for each in marked])
    names = sorted({each.speaker for each in marked})
    place = np.array([names.index(each.speaker) for each in marked])
    per = np.bincount(place, saved * weights, len(names))
    size = np.bincount(place, weights, len(names))
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), 2000)
    drawn = (times @ per) / (times @ size)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Estimate(float(per.sum() / size.sum()), float(low), float(high))
