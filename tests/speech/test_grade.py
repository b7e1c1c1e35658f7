"""The predicted grade: its band, what it needs, and how often the band holds the truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.speech.grade import (
    MIN_SYLLABLES,
    SPEAKER_SPREAD,
    Grade,
    GradeEstimate,
    Missing,
    estimate_grade,
    grade_of,
)
from app.speech.ledger import deductions
from app.speech.values import (
    Fluency,
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    Pause,
    PronunciationScore,
    Strictness,
    Syllable,
    SyllableScore,
    TakeStatus,
    Verdict,
)

FLUENT = Fluency(200.0, 220.0, (), -20.0, -60.0)
SYLLABLE = Syllable("字", "z", "i", 4, 4, False, 0, 1)
UNKNOWN = PartScore(Verdict.NOT_ASSESSABLE, None, reason="too_noisy")
DISTANCE = 3.0  # between the log odds of right and wrong parts, in standard deviations


def take(syllables: list[SyllableScore]) -> PronunciationScore:
    return PronunciationScore(TakeStatus.SCORED, 90.0, tuple(syllables), (), FLUENT, (), "", "", "", 1.0)


def part(goodness: float | None) -> PartScore:
    return UNKNOWN if goodness is None else PartScore(Verdict.GOOD, goodness)


def even(count: int, goodness: float | None = 0.98) -> PronunciationScore:
    return take([SyllableScore(SYLLABLE, 0.0, 0.2, *(part(goodness) for _ in Part)) for _ in range(count)])


def learner(shares: tuple[float, ...], count: int, rng: np.random.Generator) -> PronunciationScore:
    """A take by someone with these shares of wrong parts, judged by a calibrated scorer.

    Log odds of right and wrong parts are normal, as far apart as theirs are when they are calibrated, and
    lie higher or lower for this speaker than for others.
    """
    lean = rng.normal(0, SPEAKER_SPREAD, len(Part))

    def judged(number: int) -> PartScore:
        side = -1 if rng.random() < shares[number] else 1
        odds = rng.normal(side * DISTANCE**2 / 2, DISTANCE) + lean[number]
        return part(float(1 / (1 + np.exp(-odds))))

    return take([SyllableScore(SYLLABLE, 0.0, 0.2, *(judged(i) for i in range(3))) for _ in range(count)])


@pytest.mark.parametrize(
    ("points", "grade"),
    [(100, "FIRST_A"), (97, "FIRST_A"), (96.9, "FIRST_B"), (92, "FIRST_B"), (87, "SECOND_A"),
     (80, "SECOND_B"), (79.9, "THIRD_A"), (70, "THIRD_A"), (60, "THIRD_B"), (59.9, "BELOW"), (0, "BELOW")],
)  # fmt: skip
def test_the_tests_own_thresholds(points: float, grade: str) -> None:
    assert grade_of(points) is Grade[grade]


def test_too_little_was_said() -> None:
    assert estimate_grade([]).missing is Missing.NO_SCORE
    silent = replace(even(60), status=TakeStatus.SILENT, total=None)
    assert estimate_grade([silent]).missing is Missing.NO_SCORE
    short = estimate_grade([even(MIN_SYLLABLES - 1), silent])
    assert (short.missing, short.syllables) == (Missing.TOO_FEW, MIN_SYLLABLES - 1)
    assert estimate_grade([even(MIN_SYLLABLES - 1), even(1)]).missing is None  # takes add up


def test_parts_that_could_not_be_judged_are_missed() -> None:
    good, toneless = part(0.98), SyllableScore(SYLLABLE, 0.0, 0.2, part(0.98), part(0.98), UNKNOWN)
    whole = SyllableScore(SYLLABLE, 0.0, 0.2, good, good, good)
    found = estimate_grade([take([toneless] * 40 + [whole] * 40)])
    assert (found.missing, found.part) == (Missing.UNASSESSED, Part.TONE)
    assert estimate_grade([take([toneless] * 20 + [whole] * 60)]).missing is None


def test_zero_initials_are_not_missed() -> None:
    bare = SyllableScore(replace(SYLLABLE, initial=""), 0.0, 0.2, UNKNOWN, part(0.98), part(0.98))
    assert estimate_grade([take([bare] * 30 + list(even(30).syllables))]).missing is None


def band(found: GradeEstimate) -> float:
    assert found.missing is None
    assert 0 <= found.low <= found.points <= found.high <= 100
    return found.high - found.low


def test_good_takes_are_grade_one_and_bad_ones_below() -> None:
    best, worst = estimate_grade([even(200, 0.99)]), estimate_grade([even(200, 0.02)])
    assert best.best is Grade.FIRST_A and best.points > 92
    assert worst.grade is worst.best is Grade.BELOW


def test_what_was_left_out_counts() -> None:
    missing = SyllableScore(SYLLABLE, None, None, UNKNOWN, UNKNOWN, UNKNOWN, omitted=True)
    whole = even(90)
    some = replace(whole, syllables=(*whole.syllables, *[missing] * 10))
    assert estimate_grade([some]).points < estimate_grade([whole]).points - 7


def test_a_take_broken_off_in_the_middle_says_nothing() -> None:
    good = SyllableScore(SYLLABLE, 0.0, 0.2, part(0.98), part(0.98), part(0.98))
    missing = SyllableScore(SYLLABLE, None, None, UNKNOWN, UNKNOWN, UNKNOWN, omitted=True)
    whole = even(100)
    assert estimate_grade([whole, take([good] * 40 + [missing] * 60)]) == estimate_grade([whole])
    assert estimate_grade([whole, take([good] * 95 + [missing] * 5)]) != estimate_grade([whole])


def test_pauses_and_insertions_count() -> None:
    whole = even(50)
    pauses = tuple(Pause(i, i + 0.9, False) for i in range(9))
    slow = replace(whole, fluency=replace(FLUENT, pauses=pauses))
    more = replace(whole, miscues=tuple(Miscue(MiscueKind.INSERTION, i) for i in range(10)))
    clean = estimate_grade([whole]).points
    for worse in (slow, more):
        taken = sum(line.points for line in deductions(worse.syllables, worse.miscues, worse.fluency))
        assert taken > 0
        assert estimate_grade([worse]).points == pytest.approx(clean - taken)


def test_the_grade_does_not_depend_on_strictness() -> None:
    rng = np.random.default_rng(3)
    score = learner((0.1, 0.1, 0.1), 80, rng)
    strict = replace(score, strictness=Strictness.STRICT)
    assert estimate_grade([score]) == estimate_grade([strict])


def test_the_band_narrows_with_more_syllables() -> None:
    def mixed(count: int) -> PronunciationScore:
        """One wrong tone in ten syllables, some parts in doubt."""
        every_tenth = [(0.97, 0.95, 0.03), *[(0.97, 0.95, 0.99)] * 8, (0.7, 0.95, 0.99)]
        return take(
            [SyllableScore(SYLLABLE, 0.0, 0.2, *(part(g) for g in every_tenth[i % 10])) for i in range(count)]
        )

    widths = [band(estimate_grade([mixed(count)])) for count in (40, 100, 400)]
    assert widths[0] > widths[1] > widths[2]
    assert widths[0] > 1.3 * widths[2]


def test_the_band_holds_the_truth_in_about_four_of_five_takes() -> None:
    rng = np.random.default_rng(5)
    hits = []
    for _ in range(150):
        shares = tuple(rng.uniform(0.005, 0.12, 3))
        found = estimate_grade([learner(shares, int(rng.integers(50, 250)), rng)])
        band(found)
        truth = 100 * float(np.prod([1 - s for s in shares]))
        hits.append(found.low <= truth <= found.high)
    assert 0.70 <= np.mean(hits) <= 0.92
