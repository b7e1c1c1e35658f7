"""What may honestly be said of small numbers: intervals for differences and for rank correlations.

Syllables of one take are not independent of each other, so the intervals of shares are somewhat too narrow;
that is why they are asked for at 99 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

SHARES_LEVEL = 0.99
"""Of intervals of shares: some sixty sounds are looked at, and one of them always differs by chance."""
MEANS_LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A difference (later less earlier) with the bounds between which it is likely to lie."""

    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether it is likely that there is a difference at all."""
        return self.low > 0 or self.high < 0


def wilson(good: int, judged: int, level: float = SHARES_LEVEL) -> tuple[float, float]:
    """Wilson's interval of a share (E. B. Wilson, 1927, doi 10.1080/01621459.1927.10502953)."""
    if not judged:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = good / judged
    middle = share + z * z / (2 * judged)
    spread = z * math.sqrt(share * (1 - share) / judged + z * z / (4 * judged * judged))
    whole = 1 + z * z / judged
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def share_difference(before: tuple[int, int], after: tuple[int, int]) -> Interval:
    """The difference of two shares, each (good, judged), by Newcombe's method 10.

    R. G. Newcombe, 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    (one, of_one), (two, of_two) = before, after
    first, last = one / of_one, two / of_two
    low_first, high_first = wilson(one, of_one)
    low_last, high_last = wilson(two, of_two)
    difference = last - first
    return Interval(
        difference,
        difference - math.hypot(last - low_last, high_first - first),
        difference + math.hypot(high_last - last, first - low_first),
    )


def mean_difference(pairs: Sequence[tuple[float, float]]) -> Interval | None:
    """The mean of later less earlier over pairs, with Student's interval; None for fewer than five pairs."""
    if len(pairs) < 5:
        return None
    differences = [later - earlier for earlier, later in pairs]
    mean = fmean(differences)
    half = student(len(pairs) - 1) * stdev(differences) / math.sqrt(len(pairs))
    return Interval(mean, mean - half, mean + half)


def student(freedom: int, level: float = MEANS_LEVEL) -> float:
    """The quantile of Student's t for a two-sided interval, by a series in 1/freedom (Abramowitz 26.7.5)."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom ** (power + 1) for power, term in enumerate(terms))


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> Interval | None:
    """Spearman's rho with Fisher's interval (standard error 1.06/sqrt(n - 3)); None for fewer than ten pairs.

    `difference` is rho. None also where one side is the same for all.
    """
    if len(pairs) < 10:
        return None
    left, right = _ranks([a for a, _ in pairs]), _ranks([b for _, b in pairs])
    if len(set(left)) == 1 or len(set(right)) == 1:
        return None
    mean = (len(pairs) + 1) / 2
    product = sum((a - mean) * (b - mean) for a, b in zip(left, right, strict=True))
    rho = product / math.sqrt(sum((a - mean) ** 2 for a in left) * sum((b - mean) ** 2 for b in right))
    rho = max(-0.999, min(0.999, rho))
    half = NormalDist().inv_cdf((1 + MEANS_LEVEL) / 2) * 1.06 / math.sqrt(len(pairs) - 3)
    return Interval(rho, math.tanh(math.atanh(rho) - half), math.tanh(math.atanh(rho) + half))


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share the mean of theirs."""
    order = sorted(values)
    places: dict[float, list[int]] = {}
    for place, value in enumerate(order, 1):
        places.setdefault(value, []).append(place)
    return [fmean(places[value]) for value in values]
