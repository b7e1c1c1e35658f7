"""Figures of a detector: how well a score tells right from wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """One judged part: `goodness` 0…1 (None if not assessable), whether it was right, and whose it was."""

    goodness: float | None
    right: bool
    called_wrong: bool
    called_off: bool
    speaker: str
    gender: str
    kind: str = ""


def auc(right: Values, wrong: Values) -> float:
    """Area under the ROC curve: how often a right part scores above a wrong one, ties half."""
    if not len(right) or not len(wrong):
        return float("nan")
    both = np.concatenate([right, wrong])
    order = np.argsort(both, kind="stable")
    ranks = np.empty(len(both))
    ranks[order] = np.arange(1, len(both) + 1)
    _, inverse = np.unique(both, return_inverse=True)
    mean_rank = np.bincount(inverse, ranks) / np.bincount(inverse)
    ranks = mean_rank[inverse]
    n, m = len(right), len(wrong)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))


def error_curves(right: Values, wrong: Values) -> tuple[Values, Values]:
    """(false alarm, miss) rates at every threshold between scores."""
    thresholds = np.unique(np.concatenate([right, wrong, [np.inf]]))
    false_alarm = np.searchsorted(np.sort(right), thresholds, side="left") / len(right)
    miss = 1.0 - np.searchsorted(np.sort(wrong), thresholds, side="left") / len(wrong)
    return false_alarm, miss


def eer(right: Values, wrong: Values) -> float:
    """Equal error rate: where as many right parts are called wrong as wrong ones are missed."""
    if not len(right) or not len(wrong):
        return float("nan")
    false_alarm, miss = error_curves(right, wrong)
    at = int(np.argmin(np.abs(false_alarm - miss)))
    return float((false_alarm[at] + miss[at]) / 2)


def detection_at(right: Values, wrong: Values, share: float = 0.05) -> float:
    """Share of wrong parts found when `share` of the right ones are called wrong."""
    if not len(right) or not len(wrong):
        return float("nan")
    threshold = np.quantile(right, share)
    return float((wrong < threshold).mean())


def summary(outcomes: Sequence[Outcome], seed: int = 1) -> dict[str, float | list[float] | int]:
    """AUC with its 95 % interval, EER, detection, false alarms, share not assessable, counts."""
    judged = [o for o in outcomes if o.goodness is not None]
    right = np.array([o.goodness for o in judged if o.right], float)
    wrong = np.array([o.goodness for o in judged if not o.right], float)
    true_parts = [o for o in outcomes if o.right]
    errors = [o for o in outcomes if not o.right]
    return {
        "auc": round(auc(right, wrong), 4),
        "auc_interval": [round(x, 4) for x in _interval(judged, seed)],
        "eer": round(eer(right, wrong), 4),
        "detection_at_5fa": round(detection_at(right, wrong), 4),
        "false_alarm": round(_share(o.called_wrong for o in true_parts), 4),
        "off_on_right": round(_share(o.called_off for o in true_parts), 4),
        "called_wrong_on_wrong": round(_share(o.called_wrong for o in errors), 4),
        "called_off_on_wrong": round(_share(o.called_off for o in errors), 4),
        "not_assessable": round(_share(o.goodness is None for o in outcomes), 4),
        "n": len(true_parts),
        "n_changed": len(errors),
    }


def _share(flags: object) -> float:
    values = list(flags)  # type: ignore[call-overload]
    return float(np.mean(values)) if values else float("nan")


def _interval(judged: Sequence[Outcome], seed: int, draws: int = 200) -> tuple[float, float]:
    """Bootstrap over speakers, or over parts when there are fewer than three speakers."""
    rng = np.random.default_rng(seed)
    groups: dict[str, list[Outcome]] = {}
    for outcome in judged:
        groups.setdefault(outcome.speaker, []).append(outcome)
    units = list(groups.values()) if len(groups) >= 3 else [[o] for o in judged]
    if not units:
        return float("nan"), float("nan")
    split = [
        (
            np.array([o.goodness for o in unit if o.right], float),
            np.array([o.goodness for o in unit if not o.right], float),
        )
        for unit in units
    ]
    found = []
    for _ in range(draws):
        drawn = rng.integers(len(split), size=len(split))
        found.append(
            auc(np.concatenate([split[i][0] for i in drawn]), np.concatenate([split[i][1] for i in drawn]))
        )
    if not np.isfinite(found).any():
        return float("nan"), float("nan")
    low, high = np.nanpercentile(found, [2.5, 97.5])
    return float(low), float(high)
