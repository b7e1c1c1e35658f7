"""Figures of a detector: how well a score tells right from wrong, with confidence intervals.

All figures come from one ROC curve. A part is called wrong when its score is at or below a threshold; the
curve runs through all thresholds, straight between them, so that equal scores count half. Intervals are
bootstrapped (Efron, 1979): whole speakers are drawn anew, because what one voice gives is alike, or whole
recordings where there are fewer than three speakers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

FALSE_ALARMS = 0.05  # at which detection is reported
MIN_SPEAKERS = 3
DRAWS = 300
MIN_CHANGES = 10  # of one kind, before an interval is given


@dataclass(frozen=True)
class RocCurve:
    """Share of right parts called wrong, and of wrong parts found, from the lowest threshold to the highest.

    Both start at 0 and end at 1.
    """

    false_alarm: Values
    found: Values

    @property
    def auc(self) -> float:
        """Area under the curve: how often a right part scores above a wrong one, ties half."""
        return float(np.sum(np.diff(self.false_alarm) * (self.found[1:] + self.found[:-1]) / 2))

    @property
    def eer(self) -> float:
        """Equal error rate: where as many right parts are called wrong as wrong ones are missed."""
        above = self.found + self.false_alarm - 1.0
        at = int(np.argmax(above >= 0))
        if at == 0:
            return float(self.false_alarm[0])
        rise = above[at] - above[at - 1]
        share = -above[at - 1] / rise
        return float(self.false_alarm[at - 1] + share * (self.false_alarm[at] - self.false_alarm[at - 1]))

    def found_at(self, share: float = FALSE_ALARMS) -> float:
        """Share of wrong parts found when `share` of the right ones are called wrong."""
        at = int(np.searchsorted(self.false_alarm, share, side="right")) - 1
        if at + 1 == len(self.false_alarm):
            return float(self.found[at])
        step = (share - self.false_alarm[at]) / (self.false_alarm[at + 1] - self.false_alarm[at])
        return float(self.found[at] + step * (self.found[at + 1] - self.found[at]))


def roc(right: Values, wrong: Values) -> RocCurve | None:
    """The curve of right and wrong parts' scores (n,), (m,); None where either is missing."""
    if not len(right) or not len(wrong):
        return None
    _, place = np.unique(np.concatenate([right, wrong]), return_inverse=True)
    return _curve(place[: len(right)], place[len(right) :], int(place.max()) + 1, None, None)


def _curve(
    right: NDArray[np.intp],
    wrong: NDArray[np.intp],
    thresholds: int,
    right_weight: Values | None,
    wrong_weight: Values | None,
) -> RocCurve | None:
    sums = []
    for places, weight in ((right, right_weight), (wrong, wrong_weight)):
        total = np.cumsum(np.bincount(places, weights=weight, minlength=thresholds).astype(float))
        if total[-1] <= 0:
            return None
        sums.append(np.concatenate([[0.0], total / total[-1]]))
    return RocCurve(*sums)


def auc(right: Values, wrong: Values) -> float:
    """Area under the ROC curve, NaN where there is none."""
    curve = roc(np.asarray(right, float), np.asarray(wrong, float))
    return curve.auc if curve else math.nan


@dataclass(frozen=True)
class Scored:
    """What one part of one syllable got: the score (None: no verdict), whether it was right, called wrong.

    `speaker` and `clip` say what is drawn together in the bootstrap.
    """

    score: float | None
    right: bool
    called_wrong: bool
    speaker: str
    clip: str


FIGURES = ("auc", "eer", "detection_at_5fa", "false_alarm", "not_assessable")


def figures(rows: Sequence[Scored], seed: int = 1, draws: int = DRAWS) -> dict[str, Any]:
    """The figures of one part, each with its 95 % interval (`auc_interval`, …).

    AUC, EER, detection and false alarms are those of the parts that got a verdict; `not_assessable` is the
    share of all parts, right and changed, that got none. Because a scorer could shine by judging only what is
    easy, `auc_of_all` counts every comparison with a part without verdict as half won. `n` is the number of
    right parts judged, `n_changed` that of changed parts judged. What cannot be known is NaN.
    """
    by_speaker = len({r.speaker for r in rows}) >= MIN_SPEAKERS
    names, unit = np.unique([r.speaker if by_speaker else r.clip for r in rows], return_inverse=True)
    right = np.array([r.right for r in rows], bool)
    judged = np.array([r.score is not None for r in rows], bool)
    wrongly = np.array([r.called_wrong for r in rows], bool)
    score = np.array([math.nan if r.score is None else r.score for r in rows], float)
    is_right, is_wrong = np.flatnonzero(right & judged), np.flatnonzero(~right & judged)
    _, place = np.unique(np.concatenate([score[is_right], score[is_wrong]]), return_inverse=True)
    thresholds = int(place.max()) + 1 if len(place) else 0

    def measure(weight: Values) -> dict[str, float]:
        curve = None
        if len(is_right) and len(is_wrong):
            curve = _curve(
                place[: len(is_right)],
                place[len(is_right) :],
                thresholds,
                weight[is_right],
                weight[is_wrong],
            )
        return {
            "auc": curve.auc if curve else math.nan,
            "eer": curve.eer if curve else math.nan,
            "detection_at_5fa": curve.found_at() if curve else math.nan,
            "false_alarm": _share(wrongly[is_right], weight[is_right]),
            "not_assessable": _share(~judged, weight),
        }

    values = measure(np.ones(len(rows)))
    rng = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {name: [] for name in FIGURES}
    for _ in range(draws if len(names) > 1 else 0):
        counts = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))
        for name, value in measure(counts[unit].astype(float)).items():
            drawn[name].append(value)
    answered = _mean(judged[right]) * _mean(judged[~right])
    return {
        **values,
        **{f"{name}_interval": _interval(drawn[name]) for name in FIGURES},
        "auc_of_all": answered * values["auc"] + (1 - answered) * 0.5 if answered > 0 else 0.5,
        "called_wrong_on_changed": _mean(wrongly[is_wrong]),
        "not_assessable_right": _mean(~judged[right]),
        "not_assessable_changed": _mean(~judged[~right]),
        "n": len(is_right),
        "n_changed": len(is_wrong),
        "drawn": "speakers" if by_speaker else "recordings",
    }


def error_figures(
    right: Sequence[Scored], changed: Mapping[str, Sequence[Scored]], seed: int = 1, draws: int = DRAWS // 3
) -> dict[str, dict[str, Any]]:
    """Figures of each kind of error among `changed` against all right parts, hardest first.

    All right parts, because one threshold serves every sound: a kind of error is found when it scores below
    what right parts score, whichever they are. An interval is given from `MIN_CHANGES` judged ones on.
    """
    judged = {kind: [r for r in rows if r.score is not None] for kind, rows in changed.items()}
    said = [r for r in right if r.score is not None]
    scores = np.array([r.score for r in said], float)
    intervals = _error_intervals(said, scores, judged, seed, draws)
    found: dict[str, dict[str, Any]] = {}
    for kind, rows in changed.items():
        curve = roc(scores, np.array([r.score for r in judged[kind]], float))
        found[kind] = {
            "auc": curve.auc if curve else math.nan,
            "auc_interval": intervals[kind] if len(judged[kind]) >= MIN_CHANGES else [math.nan, math.nan],
            "eer": curve.eer if curve else math.nan,
            "detection_at_5fa": curve.found_at() if curve else math.nan,
            "called_wrong_on_changed": _mean(np.array([r.called_wrong for r in judged[kind]], bool)),
            "not_assessable_changed": 1.0 - len(judged[kind]) / len(rows) if rows else math.nan,
            "n_changed": len(judged[kind]),
        }
    return dict(sorted(found.items(), key=lambda item: item[1]["auc"] if item[1]["auc"] >= 0 else math.inf))


def _error_intervals(
    right: Sequence[Scored], scores: Values, changed: Mapping[str, Sequence[Scored]], seed: int, draws: int
) -> dict[str, list[float]]:
    """Intervals of all kinds' AUC from the same draws."""
    wrong = [r for rows in changed.values() for r in rows]
    if not right or not wrong:
        return {kind: [math.nan, math.nan] for kind in changed}
    kind = np.repeat(np.arange(len(changed)), [len(rows) for rows in changed.values()])
    everyone = [*right, *wrong]
    by_speaker = len({r.speaker for r in everyone}) >= MIN_SPEAKERS
    names, unit = np.unique([r.speaker if by_speaker else r.clip for r in everyone], return_inverse=True)
    order = np.argsort(scores)
    of_right, of_wrong = unit[: len(right)][order], unit[len(right) :]
    values = np.array([r.score for r in wrong], float)
    below = np.searchsorted(scores[order], values, side="left")
    up_to = np.searchsorted(scores[order], values, side="right")
    rng = np.random.default_rng(seed)
    drawn = np.full((draws, len(changed)), math.nan)
    for draw in range(draws if len(names) > 1 else 0):
        counts = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))
        total = np.concatenate([[0.0], np.cumsum(counts[of_right])])
        weight = counts[of_wrong].astype(float)
        won = weight * (total[-1] - (total[below] + total[up_to]) / 2)
        size = np.bincount(kind, weight, len(changed)) * total[-1]
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn[draw] = np.bincount(kind, won, len(changed)) / size
    return {name: _interval(drawn[:, place].tolist()) for place, name in enumerate(changed)}


def _share(flags: NDArray[np.bool_], weight: Values) -> float:
    total = float(weight.sum())
    return float((flags * weight).sum()) / total if total else math.nan


def _mean(flags: NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else math.nan


def _interval(drawn: Sequence[float]) -> list[float]:
    """The middle 95 % of what was drawn; NaN where a quarter of the draws gave nothing."""
    known = [value for value in drawn if math.isfinite(value)]
    if not known or len(known) < 0.75 * len(drawn):
        return [math.nan, math.nan]
    low, high = np.percentile(known, [2.5, 97.5])
    return [float(low), float(high)]
