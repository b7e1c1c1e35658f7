"""The figures against what they mean, on numbers small enough to count."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from app.speech.evaluation.figures import Scored, auc, error_figures, figures, roc


def counted_auc(right: np.ndarray, wrong: np.ndarray) -> float:
    pairs = list(itertools.product(right, wrong))
    return sum(1.0 if r > w else 0.5 if r == w else 0.0 for r, w in pairs) / len(pairs)


@pytest.mark.parametrize("seed", range(5))
def test_auc_is_the_share_of_pairs_in_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    right, wrong = rng.integers(0, 12, 31) / 10, rng.integers(0, 9, 17) / 10  # with many ties
    assert auc(right, wrong) == pytest.approx(counted_auc(right, wrong))


def test_perfect_reversed_and_missing() -> None:
    low, high = np.array([0.1, 0.2]), np.array([0.8, 0.9])
    assert auc(high, low) == 1 and auc(low, high) == 0
    assert math.isnan(auc(high, np.array([])))
    curve = roc(high, low)
    assert curve is not None and curve.eer == 0 and curve.found_at() == 1


def test_equal_error_rate_and_detection_by_hand() -> None:
    right = np.arange(20) / 20 + 0.5  # 0.50 … 1.45
    wrong = np.arange(20) / 20  # 0.00 … 0.95
    curve = roc(right, wrong)
    assert curve is not None
    # a quarter of the right ones lie at or below 0.70, and a quarter of the wrong ones above
    assert curve.eer == pytest.approx(0.25, abs=0.03)
    # one in twenty right ones: the threshold is 0.50, and eleven wrong ones lie at or below it
    assert curve.found_at(0.05) == pytest.approx(11 / 20)


def rows(speakers: int, per_speaker: int, spread: float, seed: int = 1) -> list[Scored]:
    """Speakers who differ by `spread` in how clearly they are judged."""
    rng = np.random.default_rng(seed)
    out = []
    for speaker in range(speakers):
        shift = spread * rng.standard_normal()
        for number in range(per_speaker):
            for right in (True, False):
                score = float(rng.standard_normal() + (1.0 + shift if right else 0.0))
                out.append(Scored(score, right, score < -1, f"s{speaker}", f"{speaker}-{number}"))
    return out


def width(found: dict) -> float:
    low, high = found["auc_interval"]
    return high - low


def test_the_interval_is_about_right_for_speakers_who_are_alike() -> None:
    found = figures(rows(20, 20, 0.0))
    low, high = found["auc_interval"]
    assert low < 0.76 < high  # P(N(1, 1) > N(0, 1)) = 0.760
    assert found["drawn"] == "speakers"
    assert 0.03 < width(found) < 0.12


def test_speakers_who_differ_widen_the_interval() -> None:
    alike, different = figures(rows(8, 50, 0.0)), figures(rows(8, 50, 1.0))
    assert width(different) > 1.5 * width(alike)


def test_fewer_than_three_speakers_are_drawn_by_recording() -> None:
    found = figures(rows(2, 40, 0.0))
    assert found["drawn"] == "recordings"
    assert width(found) > 0.03


def test_parts_without_a_verdict_are_counted_and_left_out() -> None:
    judged = [Scored(0.9, True, False, "a", "1"), Scored(0.1, False, True, "a", "2")]
    silent = [Scored(None, True, False, "a", "3"), Scored(None, False, False, "a", "4")]
    found = figures(judged + silent)
    assert found["auc"] == 1 and found["n"] == 1 and found["n_changed"] == 1
    assert found["not_assessable"] == 0.5
    assert found["auc_of_all"] == pytest.approx(0.25 * 1 + 0.75 * 0.5)


def test_false_alarms_are_of_the_right_parts_that_were_judged() -> None:
    right = [Scored(x, True, x < 0.2, "a", str(x)) for x in (0.1, 0.5, 0.9, 0.95)]
    found = figures([*right, Scored(None, True, False, "a", "x"), Scored(0.0, False, True, "a", "y")])
    assert found["false_alarm"] == 0.25
    assert found["called_wrong_on_changed"] == 1


def test_nothing_at_all_gives_nothing() -> None:
    found = figures([])
    assert found["n"] == 0 and math.isnan(found["auc"]) and math.isnan(found["not_assessable"])


def test_kinds_of_error_are_measured_against_all_right_parts() -> None:
    everyone = rows(12, 30, 0.3)
    right = [r for r in everyone if r.right]
    wrong = [r for r in everyone if not r.right]
    easy = [Scored(r.score - 1.0, False, True, r.speaker, r.clip) for r in wrong if r.score is not None]
    rare = [Scored(None, False, False, "s0", "x"), wrong[0]]
    found = error_figures(right, {"easy": easy, "hard": wrong, "rare": rare, "none": rare[:1]})
    whole = figures(everyone)
    assert found["hard"]["auc"] == pytest.approx(whole["auc"])
    assert found["hard"]["eer"] == pytest.approx(whole["eer"])
    assert found["hard"]["auc_interval"] == pytest.approx(whole["auc_interval"], abs=0.03)
    assert found["easy"]["auc"] > found["hard"]["auc"]
    assert list(found).index("hard") < list(found).index("easy")
    assert found["rare"]["n_changed"] == 1 and math.isnan(found["rare"]["auc_interval"][0])
    assert found["rare"]["not_assessable_changed"] == 0.5
    assert math.isnan(found["none"]["auc"]) and list(found)[-1] == "none"
