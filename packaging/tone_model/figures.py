"""Figures of merit for scores of right and wrong tones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.floating]


def auc(right: Scores, wrong: Scores) -> float:
    """Probability that a right tone scores above a wrong one (ties count half)."""
    both = np.concatenate([right, wrong])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2.0
    ranks = mean_rank[inverse[: len(right)]]
    return float((ranks.sum() - len(right) * (len(right) + 1) / 2) / (len(right) * len(wrong)))


def equal_error_rate(right: Scores, wrong: Scores) -> float:
    """Where as many right tones fall below the threshold as wrong ones reach it."""
    thresholds = np.sort(np.concatenate([right, wrong]))
    missed = np.searchsorted(np.sort(right), thresholds, "left") / len(right)
    passed = 1.0 - np.searchsorted(np.sort(wrong), thresholds, "left") / len(wrong)
    best = int(np.argmin(np.abs(missed - passed)))
    return float((missed[best] + passed[best]) / 2)


def detection_at(right: Scores, wrong: Scores, false_alarm: float = 0.05) -> float:
    """Share of wrong tones found when this share of right ones is called wrong."""
    return float(np.mean(wrong < np.quantile(right, false_alarm)))


def right_and_wrong(odds: NDArray[np.floating], tone: NDArray[np.integer]) -> tuple[Scores, Scores]:
    """Scores (n,) of the right tone and of every other full tone, flattened; `tone` is 0–4, `odds` (n, 5)."""
    right = odds[np.arange(len(tone)), tone]
    wrong = np.ones((len(tone), 5), bool)
    wrong[np.arange(len(tone)), tone] = False
    wrong[:, 4] = False  # a neutral tone is not what a text is changed to
    return right, odds[wrong]
