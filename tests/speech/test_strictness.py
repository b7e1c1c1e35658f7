"""Strictness moves verdicts and nothing that was measured."""

from __future__ import annotations

import pytest

from app.audio.importing import import_audio
from app.cli.demo import demo_prompt
from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.calibration import PartCalibration
from app.speech.strictness import RULES
from app.speech.text import to_spoken
from app.speech.values import Part, PronunciationScore, Strictness, Verdict

ORDER = (Verdict.WRONG, Verdict.OFF, Verdict.GOOD)


@pytest.fixture(scope="module")
def scores() -> list[PronunciationScore]:
    """The demo recording, and one with a text of other initials and tones, at every strictness."""
    prompt, path = demo_prompt()
    assessor = Assessor(None, assets_dir() / "scorer")
    running = assessor.start(to_spoken(prompt.text, prompt.pinyin))
    running.feed(import_audio(path))
    running.finish()
    assert running.taken is not None
    texts = (prompt.text, "".join({"的": "德", "我": "窝", "是": "思"}.get(c, c) for c in prompt.text))
    return [
        assessor.rescore(running.taken, to_spoken(text), strictness=each)
        for text in texts
        for each in Strictness
    ]


def test_every_strictness_has_a_rule_and_they_are_in_order() -> None:
    rules = [RULES[each] for each in Strictness]
    assert RULES[Strictness.NORMAL].shift == 0
    assert [r.shift for r in rules] == sorted({r.shift for r in rules})
    assert [r.defect_cost for r in rules] == sorted({r.defect_cost for r in rules})


def test_what_is_measured_stays_the_same(scores: list[PronunciationScore]) -> None:
    for lenient, normal, strict in (scores[:3], scores[3:]):
        for three in zip(lenient.syllables, normal.syllables, strict.syllables, strict=True):
            for part in Part:
                goodness = {each.part(part).goodness for each in three}
                assert len(goodness) == 1


def test_verdicts_only_get_worse_with_strictness(scores: list[PronunciationScore]) -> None:
    for takes in (scores[:3], scores[3:]):
        for three in zip(*(each.syllables for each in takes), strict=True):
            for part in Part:
                verdicts = [each.part(part).verdict for each in three]
                if Verdict.NOT_ASSESSABLE not in verdicts:
                    ranks = [ORDER.index(v) for v in verdicts]
                    assert ranks == sorted(ranks, reverse=True)
        totals = [each.total for each in takes if each.total is not None]
        assert len(totals) == 3 and totals == sorted(totals, reverse=True)
    assert scores[5].total is not None and scores[3].total is not None
    assert scores[5].total < scores[3].total


def test_the_strictness_is_kept_with_the_score(scores: list[PronunciationScore]) -> None:
    assert [each.strictness for each in scores] == [*Strictness, *Strictness]


def test_thresholds_move_by_calibrated_log_odds() -> None:
    plain = PartCalibration(off=-1.0, wrong=-3.0, slope=0.5, offset=0.3)
    moved = plain.stricter(0.7)
    assert (moved.off, moved.wrong) == pytest.approx((-1.0 + 1.4, -3.0 + 1.4))
    assert moved.judge("b", {"b": 1.0, "p": 4.0}, {"p": 1.0}).goodness == pytest.approx(
        plain.judge("b", {"b": 1.0, "p": 4.0}, {"p": 1.0}).goodness
    )
