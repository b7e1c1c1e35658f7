"""How well two raters agree: kappa, rates and correlations, each with an interval. Pure statistics.

Weights say how many parts of the centre's takes a marked part stands for (`agreement_choice.py` prefers
doubtful takes, so a plain count would show more mistakes than there are).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech.values import Verdict

Values = NDArray[np.float64]

Z95 = 1.959964
GRADES: tuple[Verdict, ...] = (Verdict.GOOD, Verdict.OFF, Verdict.WRONG)
"""What can be compared, in the order of severity; "not assessable" and "cannot tell" are counted apart."""

_DRAWS = 400


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; all None where there is too little to say anything."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


NOTHING = Estimate()


@dataclass(frozen=True)
class Rated:
    """What two raters said of one part. `group` is whose marks hang together (the take); `weight` > 0."""

    first: Verdict
    second: Verdict
    weight: float = 1.0
    group: str = ""


def table_of(rated: Sequence[Rated], *, weighted: bool = True) -> Values:
    """The confusion table (3, 3): rows the first rater's, columns the second's, as in `GRADES`.

    Pairs in which somebody gave no grade are left out.
    """
    found = np.zeros((len(GRADES), len(GRADES)))
    for each in rated:
        if each.first in GRADES and each.second in GRADES:
            cell = GRADES.index(each.first), GRADES.index(each.second)
            found[cell] += each.weight if weighted else 1.0
    return found


def right_or_not(table: Values) -> Values:
    """The (2, 2) table of good against off and wrong together."""
    return np.array([[table[0, 0], table[0, 1:].sum()], [table[1:, 0].sum(), table[1:, 1:].sum()]])


def nominal_weights(size: int) -> Values:
    """All disagreement counts the same: Cohen's kappa of 1960."""
    return 1.0 - np.eye(size)


def quadratic_weights(size: int) -> Values:
    """Disagreement counts with the square of its distance (Cohen 1968)."""
    steps = np.arange(size, dtype=float)
    distances: Values = (steps[:, None] - steps[None, :]) ** 2
    return distances


def kappa(table: Values, disagreement: Values | None = None) -> float | None:
    """Cohen's kappa of a square table, 1 - observed / chance disagreement.

    J. Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20,
    1960; with weights "Weighted kappa", Psychological Bulletin 70, 1968. `disagreement` is 0 on the diagonal,
    plain kappa by default. None where one of the raters leaves nothing to disagree about.
    """
    total = table.sum()
    if total <= 0:
        return None
    cost = nominal_weights(len(table)) if disagreement is None else disagreement
    p = table / total
    chance = float((cost * np.outer(p.sum(1), p.sum(0))).sum())
    return None if chance < 1e-12 else 1.0 - float((cost * p).sum()) / chance


def kappa_deviation(table: Values, disagreement: Values | None = None) -> float | None:
    """The large-sample standard deviation of kappa for a table of counts.

    J. L. Fleiss, J. Cohen, B. S. Everitt, "Large sample standard errors of kappa and weighted kappa",
    Psychological Bulletin 72, 1969. It takes every count for independent; for marks of whole takes use
    `kappa_estimate`.
    """
    found = kappa(table, disagreement)
    if found is None:
        return None
    cost = nominal_weights(len(table)) if disagreement is None else disagreement
    weights = 1.0 - cost / cost.max()
    p = table / table.sum()
    rows, columns = p.sum(1), p.sum(0)
    row_mean, column_mean = weights @ columns, rows @ weights
    chance = float((weights * np.outer(rows, columns)).sum())
    inner = weights - (row_mean[:, None] + column_mean[None, :]) * (1.0 - found)
    spread = float((p * inner**2).sum()) - (found - chance * (1.0 - found)) ** 2
    return math.sqrt(max(0.0, spread) / float(table.sum())) / (1.0 - chance)


def kappa_estimate(rated: Sequence[Rated], *, grades: bool = True, seed: int = 0) -> Estimate:
    """Kappa with its interval: quadratic over good, off and wrong, or plain over right or not.

    The interval comes from drawing takes anew (the cluster bootstrap: C. A. Field and A. H. Welsh,
    "Bootstrapping clustered data", Journal of the Royal Statistical Society B 69, 2007), since parts of one
    take are said by one voice and heard in one go. None for fewer than two takes.
    """

    def measure(table: Values) -> float | None:
        return kappa(table, quadratic_weights(len(GRADES))) if grades else kappa(right_or_not(table))

    return clustered(rated, measure, seed=seed)


def clustered(
    rated: Sequence[Rated], measure: Callable[[Values], float | None], *, seed: int = 0
) -> Estimate:
    """A measure of the confusion table with its interval over takes (2.5th and 97.5th percentile)."""
    groups: dict[str, list[Rated]] = {}
    for each in rated:
        groups.setdefault(each.group, []).append(each)
    tables = np.array([table_of(those) for those in groups.values()])
    value = measure(tables.sum(0)) if len(tables) else None
    if value is None or len(tables) < 2:
        return Estimate(value)
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), _DRAWS)
    drawn = [measure(each) for each in np.tensordot(counts, tables, axes=1)]
    known = [each for each in drawn if each is not None]
    if len(known) < _DRAWS // 2:
        return Estimate(value)
    low, high = np.quantile(known, (0.025, 0.975))
    return Estimate(value, float(min(low, value)), float(max(high, value)))


def wilson(hits: float, count: float) -> Estimate:
    """A share with its score interval; `count` may be an effective number that is not whole.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22, 1927; method 3 of R. G. Newcombe, Statistics in Medicine 17, 1998.
    """
    if count <= 0:
        return Estimate()
    share, z2 = hits / count, Z95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def weighted_share(hits: Sequence[bool], weights: Sequence[float]) -> Estimate:
    """A weighted share; its interval is Wilson's with the effective number (Kish 1965, (Σw)² / Σw²)."""
    given = np.asarray(weights, float)
    if not len(given) or given.sum() <= 0:
        return Estimate()
    share = float(given[np.asarray(hits, bool)].sum() / given.sum())
    effective = float(given.sum() ** 2 / (given**2).sum())
    return wilson(share * effective, effective)


def right_called_wrong(rated: Sequence[Rated]) -> Estimate:
    """Of the parts that the first rater (the trainer) called good: the share the second called wrong."""
    return _share(rated, lambda v: v is Verdict.GOOD, lambda v: v is Verdict.WRONG)


def wrong_called_right(rated: Sequence[Rated]) -> Estimate:
    """Of the parts that the first rater (the trainer) called wrong: the share the second called good."""
    return _share(rated, lambda v: v is Verdict.WRONG, lambda v: v is Verdict.GOOD)


def _share(
    rated: Sequence[Rated], asked: Callable[[Verdict], bool], hit: Callable[[Verdict], bool]
) -> Estimate:
    those = [each for each in rated if asked(each.first) and each.second in GRADES]
    return weighted_share([hit(each.second) for each in those], [each.weight for each in those])


def pearson(x: Sequence[float], y: Sequence[float]) -> Estimate:
    """The product-moment correlation with Fisher's interval (R. A. Fisher, Metron 1, 1921)."""
    return _correlation(np.asarray(x, float), np.asarray(y, float), 1.0)


def spearman(x: Sequence[float], y: Sequence[float]) -> Estimate:
    """The rank correlation, ties at their mean rank; Fisher's interval with the variance 1.06 / (n - 3).

    E. C. Fieller, H. O. Hartley, E. S. Pearson, "Tests for rank correlation coefficients", Biometrika 44,
    1957.
    """
    return _correlation(_ranks(x), _ranks(y), 1.06)


def _correlation(x: Values, y: Values, spread: float) -> Estimate:
    if len(x) < 3 or float(x.std()) < 1e-12 or float(y.std()) < 1e-12:
        return Estimate()
    found = float(np.clip(np.corrcoef(x, y)[0, 1], -1.0, 1.0))
    if len(x) < 5:
        return Estimate(found)
    z = math.atanh(min(0.999999, max(-0.999999, found)))
    half = Z95 * math.sqrt(spread / (len(x) - 3))
    return Estimate(found, math.tanh(z - half), math.tanh(z + half))


def _ranks(values: Sequence[float]) -> Values:
    given = np.asarray(values, float)
    _, place, counts = np.unique(given, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Values = (last - (counts - 1) / 2)[place]
    return ranks
