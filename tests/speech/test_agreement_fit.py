"""Fitting thresholds to marks of synthetic trainers, and choosing what they mark."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from app.speech.agreement_choice import Candidate, PartOf, Zone, choose, weights, zone_of
from app.speech.agreement_cuts import ScoreAxis, Shift
from app.speech.agreement_fit import GOALS, Marked, Refusal, fit_part
from app.speech.values import Part, Verdict

AXIS = ScoreAxis("3-x", (0.0, -2.0), (0.0, -2.0), (((0.0, -2.0),) * 5, ((0.0, -2.0),) * 5), 2)


def marks_of(harsher: float, *, seed: int, speakers: int = 12, each: int = 50) -> list[Marked]:
    """Marks around the thresholds by a trainer whose own lines lie `harsher` nats higher."""
    rng = np.random.default_rng(seed)
    found = []
    for speaker in range(speakers):
        for number in range(each):
            odds = rng.uniform(-5, 4)
            heard = odds + rng.normal(0, 0.7) - harsher
            verdict = Verdict.GOOD if heard >= 0 else Verdict.OFF if heard >= -2 else Verdict.WRONG
            # clear parts are many more than were marked
            weight = 20.0 if odds > 2.0 else 0.3
            found.append(Marked(verdict, odds, odds + 2, f"s{speaker}", f"t{speaker}-{number // 10}", weight))
    return found


@pytest.mark.parametrize("harsher", [-1.2, 1.2])
@pytest.mark.parametrize("seed", range(3))
def test_a_harsher_and_a_milder_trainer_are_found(harsher: float, seed: int) -> None:
    fitted = fit_part(marks_of(harsher, seed=seed))
    assert fitted.refusal is None
    assert fitted.shift.off == pytest.approx(harsher, abs=0.45)
    assert fitted.shift.wrong == pytest.approx(harsher, abs=0.45)
    assert fitted.then.disagreement < fitted.now.disagreement
    assert fitted.gain.low > 0
    assert fitted.gain.value == pytest.approx(fitted.now.disagreement - fitted.then.disagreement)


@pytest.mark.parametrize("seed", range(4))
def test_who_hears_like_the_machine_is_offered_nothing(seed: int) -> None:
    fitted = fit_part(marks_of(0.0, seed=seed))
    assert fitted.refusal in (Refusal.NOT_BETTER, Refusal.BY_CHANCE, Refusal.SAME)
    assert abs(fitted.shift.off) < 0.4


def test_few_marks_move_the_thresholds_little() -> None:
    many, few = (fit_part(marks_of(1.5, seed=1, each=n)).shift for n in (60, 6))
    assert 0 < few.off < many.off
    assert few.off < 1.3


def test_why_nothing_is_offered() -> None:
    assert fit_part([]).refusal is Refusal.FEW_SPEAKERS
    assert fit_part(marks_of(1.5, seed=1, speakers=3)).refusal is Refusal.FEW_SPEAKERS
    always = [
        Marked(Verdict.GOOD, e.above_off, e.above_wrong, e.speaker, e.take) for e in marks_of(0, seed=1)
    ]
    assert fit_part(always).refusal is Refusal.FEW_MARKS
    cannot = [
        Marked(Verdict.NOT_ASSESSABLE, e.above_off, e.above_wrong, e.speaker, e.take)
        for e in marks_of(0, seed=1)
    ]
    assert fit_part(cannot).marks == 0


def test_no_more_right_parts_are_called_off_than_the_goal_allows() -> None:
    """A trainer who praises half of what the machine scores low would be served badly by her own line."""
    rng = np.random.default_rng(5)
    marks = []
    for speaker in range(10):
        for number in range(80):
            odds = rng.uniform(-3, 3)
            good = odds > 0 or rng.random() < 0.45
            verdict = Verdict.GOOD if good else Verdict.OFF
            marks.append(Marked(verdict, odds, odds + 2, f"s{speaker}", f"t{speaker}-{number // 8}"))
    fitted = fit_part(marks)
    right = [each for each in marks if each.trainer is Verdict.GOOD]
    called = sum(each.machine(fitted.shift) is not Verdict.GOOD for each in right) / len(right)
    before = sum(each.machine(Shift()) is not Verdict.GOOD for each in right) / len(right)
    assert before > 0.25
    assert called < GOALS["off"] + 0.03


def test_the_same_marks_give_the_same_fit() -> None:
    assert fit_part(marks_of(1.0, seed=2)) == fit_part(marks_of(1.0, seed=2))


# -- choosing


def goodness(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


@pytest.mark.parametrize(
    ("odds", "zone"),
    [
        (3.0, Zone.CLEAR),
        (0.5, Zone.JUST_GOOD),
        (-0.5, Zone.JUST_OFF),
        (-2.5, Zone.JUST_WRONG),
        (-4.0, Zone.WRONG),
    ],
)
def test_zones(odds: float, zone: Zone) -> None:
    assert zone_of(AXIS, Part.TONE, goodness(odds), 3, 5) is zone
    assert zone_of(AXIS, Part.TONE, None, 3, 5) is Zone.UNJUDGED


def take(name: str, speaker: str, *zones: Zone, sound: str = "zh") -> Candidate:
    parts = tuple(PartOf(Part.INITIAL, sound, zone) for zone in zones)
    return Candidate(name, speaker, len(parts), parts)


def test_doubtful_takes_of_several_people_come_first() -> None:
    clear = [take(f"clear{n}", f"s{n % 6}", *[Zone.CLEAR] * 6) for n in range(60)]
    doubtful = [
        take(f"doubt{n}", f"s{n}", *[Zone.JUST_GOOD, Zone.JUST_OFF, Zone.CLEAR] * 2) for n in range(6)
    ]
    chosen = choose([*clear, *doubtful], 6)
    assert sum(name.startswith("doubt") for name in chosen) >= 4
    speakers = {each.attempt_id: each.speaker for each in (*clear, *doubtful)}
    assert len({speakers[name] for name in chosen}) >= 5


def test_the_choice_is_the_seeds() -> None:
    takes = [take(f"t{n}", f"s{n % 3}", Zone.CLEAR, Zone.JUST_OFF) for n in range(30)]
    assert choose(takes, 5, seed=1) == choose(takes[::-1], 5, seed=1)
    assert choose(takes, 5, seed=1) != choose(takes, 5, seed=2)
    assert len(set(choose(takes, 50))) == 30, "all of them where all are asked for"
    assert choose([], 5) == ()


def test_sounds_vary() -> None:
    same = [take(f"same{n}", "s", Zone.CLEAR, Zone.CLEAR) for n in range(20)]
    other = take("other", "s", Zone.CLEAR, Zone.CLEAR, sound="q")
    assert "other" in choose([*same, other], 2)


def test_weights_give_back_the_shares() -> None:
    marked = [(Part.TONE, Zone.JUST_OFF)] * 30 + [(Part.TONE, Zone.CLEAR)] * 10
    kept = {(Part.TONE, Zone.JUST_OFF): 50, (Part.TONE, Zone.CLEAR): 950}
    found = weights(marked, kept)
    assert sum(found) == pytest.approx(40)
    share: Counter[Zone] = Counter()
    for (_, zone), weight in zip(marked, found, strict=True):
        share[zone] += weight
    assert share[Zone.CLEAR] / sum(found) == pytest.approx(0.95)
    assert weights(marked, {}) == [1.0] * 40
