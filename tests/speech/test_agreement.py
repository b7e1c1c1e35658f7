"""Kappa, rates and correlations, checked against published figures."""

from __future__ import annotations

import numpy as np
import pytest

from app.speech.agreement import (
    Rated,
    kappa,
    kappa_deviation,
    kappa_estimate,
    pearson,
    quadratic_weights,
    right_called_wrong,
    right_or_not,
    spearman,
    table_of,
    weighted_share,
    wilson,
    wrong_called_right,
)
from app.speech.values import Verdict

GOOD, OFF, WRONG, CANNOT = Verdict.GOOD, Verdict.OFF, Verdict.WRONG, Verdict.NOT_ASSESSABLE

COHEN = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]], float)
"""The example of Cohen (1960 and 1968), 200 cases."""

SAS = np.array([[0, 4, 1], [0, 8, 0], [0, 1, 5]], float)
"""An example with the figures of SAS PROC FREQ, from the tests of statsmodels."""

SKIN = np.array([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]], float)
"""Two dermatologists, from the manual of SAS PROC FREQ."""

LINEAR = np.abs(np.subtract.outer(range(3), range(3))).astype(float)


def test_kappa_as_cohen_reports_it() -> None:
    assert kappa(COHEN) == pytest.approx(0.492, abs=5e-4)
    weights = np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]], float)
    assert kappa(COHEN, weights) == pytest.approx(0.348, abs=5e-4)


def test_kappa_and_its_deviation_as_sas_reports_them() -> None:
    found, deviation = kappa(SAS), kappa_deviation(SAS)
    assert (round(found, 4), round(deviation, 4)) == (0.4842, 0.1380)
    found, deviation = kappa(SAS, LINEAR), kappa_deviation(SAS, LINEAR)
    assert (round(found, 4), round(deviation, 4)) == (0.4701, 0.1457)
    found, deviation = kappa(SKIN), kappa_deviation(SKIN)
    assert round(found, 4) == 0.3449
    assert [round(found + side * 1.959964 * deviation, 4) for side in (-1, 1)] == [0.2030, 0.4868]


def test_quadratic_kappa_of_equal_margins_is_the_correlation() -> None:
    """With the same margins it is the product-moment correlation (Cohen 1968)."""
    table = np.array([[30, 5, 2], [5, 20, 4], [2, 4, 10]], float)
    rows, columns = np.indices(table.shape)
    pairs = [
        (r, c) for r, c, n in zip(rows.flat, columns.flat, table.flat, strict=True) for _ in range(int(n))
    ]
    expected = np.corrcoef(np.array(pairs).T)[0, 1]
    assert kappa(table, quadratic_weights(3)) == pytest.approx(expected)


def test_kappa_says_nothing_where_nothing_can_differ() -> None:
    assert kappa(np.zeros((3, 3))) is None
    assert kappa(np.diag([5.0, 0, 0])) is None
    assert kappa_deviation(np.diag([5.0, 0, 0])) is None
    assert kappa_estimate([]).value is None


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_as_newcombe_reports_it(hits: int, count: int, low: float, high: float) -> None:
    found = wilson(hits, count)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert wilson(0, 0).value is None


def test_what_got_no_grade_is_left_out() -> None:
    rated = [Rated(GOOD, GOOD), Rated(GOOD, WRONG), Rated(CANNOT, WRONG), Rated(WRONG, CANNOT)]
    assert table_of(rated).sum() == 2
    assert right_called_wrong(rated).value == 0.5
    assert wrong_called_right(rated).value is None
    assert right_or_not(table_of(rated)).tolist() == [[1, 1], [0, 0]]


def test_weights_give_back_what_was_there_before_choosing() -> None:
    """Of 1000 good parts 20 are called wrong; marked were all of those and 80 of the others."""
    rated = [Rated(GOOD, WRONG, 1.0)] * 20 + [Rated(GOOD, GOOD, 980 / 80)] * 80
    found = right_called_wrong(rated)
    assert found.value == pytest.approx(0.02)
    plain = right_called_wrong([Rated(e.first, e.second) for e in rated])
    assert plain.value == pytest.approx(0.2)
    assert weighted_share([], []).value is None


def test_marks_of_one_take_are_not_independent() -> None:
    """The same marks in few takes say less than in many."""
    rng = np.random.default_rng(3)
    verdicts = [(GOOD, GOOD), (WRONG, WRONG), (GOOD, WRONG), (WRONG, GOOD)]
    takes = [[verdicts[i]] * 10 for i in rng.choice(4, 40, p=(0.4, 0.3, 0.15, 0.15))]
    few = [Rated(*pair, group=str(n)) for n, take in enumerate(takes) for pair in take]
    many = [Rated(e.first, e.second, group=str(n)) for n, e in enumerate(few)]
    wide, narrow = kappa_estimate(few, grades=False), kappa_estimate(many, grades=False)
    assert wide.value == pytest.approx(narrow.value)
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
    deviation = kappa_deviation(right_or_not(table_of(many)))
    assert narrow.high - narrow.low == pytest.approx(2 * 1.96 * deviation, rel=0.2)


def test_correlations() -> None:
    x = [1.0, 2, 3, 4, 5, 6, 7]
    assert spearman(x, [e**3 for e in x]).value == pytest.approx(1.0)
    assert pearson(x, [-e for e in x]).value == pytest.approx(-1.0)
    assert pearson([1, 1, 1], [1, 2, 3]).value is None
    # Kendall, Rank Correlation Methods: mathematics and music of ten students, rho = 1 - 6·76/990
    maths, music = [7, 4, 3, 10, 6, 2, 9, 8, 1, 5], [5, 7, 3, 10, 1, 9, 6, 2, 8, 4]
    squares = sum((a - b) ** 2 for a, b in zip(maths, music, strict=True))
    assert spearman(maths, music).value == pytest.approx(1 - 6 * squares / 990)
    assert spearman([1, 2, 2, 3], [1, 2, 2, 3]).value == pytest.approx(1.0)
    found = pearson([1, 2, 3, 4, 5, 6], [1, 3, 2, 5, 4, 6])
    assert found.low < found.value < found.high
