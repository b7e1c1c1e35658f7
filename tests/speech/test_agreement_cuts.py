"""A centre's thresholds: the same verdicts from the scorer and from goodness alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.paths import assets_dir
from app.speech.agreement_cuts import BUNDLED, CentreCuts, Shift, scorer_base
from app.speech.assessor import Assessor
from app.speech.evaluation.sets import read_sets
from app.speech.strictness import RULES
from app.speech.values import Part, Strictness, Verdict

CLIPS = Path(__file__).parents[1] / "data" / "speech"


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(None, assets_dir() / "scorer")


def test_cuts_are_kept_as_text(assessor: Assessor) -> None:
    cuts = CentreCuts(assessor.version, {Part.TONE: Shift(0.45, -0.3)})
    assert CentreCuts.from_json(cuts.to_json()).to_json() == cuts.to_json()
    assert CentreCuts.from_json(cuts.to_json()).of(Part.TONE) == Shift(0.45, -0.3)
    assert CentreCuts.from_json(BUNDLED.to_json()).bundled
    for bad in (
        "",
        "[]",
        "{}",
        '{"scorer": "3", "shifts": {"nose": [0, 0]}}',
        '{"shifts": 1, "scorer": "3"}',
    ):
        with pytest.raises(ValueError, match=r".*"):
            CentreCuts.from_json(bad)


def test_a_score_tells_by_which_cuts_it_was_made(assessor: Assessor) -> None:
    cuts = CentreCuts(assessor.version, {Part.TONE: Shift(0.45, -0.3)})
    moved = assessor.with_cuts(cuts)
    assert moved.version == cuts.name(assessor.version) != assessor.version
    assert scorer_base(moved.version) == assessor.version
    other = CentreCuts(assessor.version, {Part.TONE: Shift(0.5, -0.3)})
    assert other.name(assessor.version) != moved.version
    assert assessor.with_cuts(BUNDLED) is assessor
    assert assessor.with_cuts(CentreCuts("2-old", cuts.shifts)) is assessor, "fitted for another scorer"


@pytest.mark.parametrize("strictness", Strictness)
def test_goodness_is_enough_to_judge_anew(assessor: Assessor, strictness: Strictness) -> None:
    """Verdicts of a scored take follow from its goodness, whatever the thresholds."""
    shifts = {Part.INITIAL: Shift(1.5, 1.0), Part.FINAL: Shift(-1.0, 1.2), Part.TONE: Shift(2.0, 2.5)}
    axis, changed = assessor.axis(), 0
    for clip in list(read_sets(CLIPS))[:6]:
        spoken = clip.transcript()
        running = assessor.start(spoken, None, strictness)
        running.feed(clip.samples())
        score = running.finish()
        cuts = CentreCuts(assessor.version, shifts)
        moved = assessor.with_cuts(cuts).rescore(running.taken, spoken, strictness=strictness)
        assert moved.scorer == cuts.name(assessor.version)
        said = sum(each.start is not None for each in score.syllables)
        stricter = RULES[strictness].shift
        for old, new in zip(score.syllables, moved.syllables, strict=True):
            for part in Part:
                goodness = old.part(part).goodness
                assert (goodness is None) == (new.part(part).goodness is None)
                if goodness is None:
                    continue
                assert new.part(part).goodness == goodness, "thresholds change no measurement"
                tone = old.syllable.spoken_tone
                if part is Part.TONE and old.syllable.also_tones:
                    continue  # another tone than the first may have been right
                for shift, verdict in ((Shift(), old), (shifts[part], new)):
                    expected = axis.verdict(part, goodness, tone, said, shift, stricter)
                    assert verdict.part(part).verdict is expected
                changed += old.part(part).verdict is not new.part(part).verdict
    assert changed > 5, "the thresholds were moved far enough to matter"


def test_the_bundled_assessor_stays_as_it_is(assessor: Assessor) -> None:
    before = (assessor.calibration, assessor.axis())
    assessor.with_cuts(CentreCuts(assessor.version, {part: Shift(1.0, 1.0) for part in Part}))
    assert (assessor.calibration, assessor.axis()) == before


def test_margins_and_verdicts(assessor: Assessor) -> None:
    axis = assessor.axis()
    off, wrong = axis.cuts(Part.FINAL, 1, 5)
    assert wrong < off
    assert axis.cuts(Part.TONE, 3, 2) != axis.cuts(Part.TONE, 3, 3)
    assert axis.verdict(Part.FINAL, 0.999, 1, 5, Shift()) is Verdict.GOOD
    assert axis.verdict(Part.FINAL, 0.0, 1, 5, Shift()) is Verdict.WRONG
