"""The takes of docs/examples.md hold what the page says of them, whatever the weights."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.text import to_spoken
from app.speech.values import Part, PronunciationScore, TakeStatus, Verdict

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging" / "screens"))

from example_takes import RATE, ExampleTake, ExampleTakes, in_babble, joined

NOT_JUDGED = Verdict.NOT_ASSESSABLE


@dataclass(frozen=True)
class Scored:
    take: ExampleTake
    score: PronunciationScore


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(None, assets_dir() / "scorer")


@pytest.fixture(scope="module")
def takes(assessor: Assessor) -> ExampleTakes:
    return ExampleTakes(assessor)


def scored(assessor: Assessor, take: ExampleTake) -> Scored:
    return Scored(take, assessor.assess(take.samples, to_spoken(take.prompt)))


def test_the_good_take_is_good(assessor: Assessor, takes: ExampleTakes) -> None:
    score = scored(assessor, takes.good()).score
    assert score.total is not None and score.total >= 85
    assert not any(each.omitted for each in score.syllables)


@pytest.mark.parametrize(("said", "instead"), [(2, 3), (3, 2)])
def test_another_tone_is_not_called_good(
    assessor: Assessor, takes: ExampleTakes, said: int, instead: int
) -> None:
    found = scored(assessor, next(takes.with_other_tone(said, instead)))
    index = found.take.index
    assert index is not None and found.take.prompt == found.take.clip.text
    before, after = found.take.clip.score.syllables[index].tone, found.score.syllables[index].tone
    assert before.verdict is Verdict.GOOD and after.verdict in (Verdict.OFF, Verdict.WRONG)


def test_only_the_changed_syllable_sounds_different(takes: ExampleTakes) -> None:
    take = next(takes.with_other_tone(2, 3))
    here = take.changed
    assert here is not None and here.start is not None and here.end is not None
    head = max(0, int((here.start - 0.1) * RATE))
    tail = len(take.clip.samples) - int((here.end + 0.1) * RATE)
    np.testing.assert_array_equal(take.samples[:head], take.clip.samples[:head])
    np.testing.assert_array_equal(take.samples[-tail:], take.clip.samples[-tail:])


def test_a_syllable_that_was_cut_out_is_missed(assessor: Assessor, takes: ExampleTakes) -> None:
    found = scored(assessor, next(takes.without_syllable()))
    index, here = found.take.index, found.take.changed
    assert index is not None and here is not None and here.start is not None and here.end is not None
    gone = {i for i, each in enumerate(found.score.syllables) if each.omitted}
    assert gone & {index - 1, index, index + 1}
    shorter = (len(found.take.clip.samples) - len(found.take.samples)) / RATE
    assert shorter == pytest.approx(here.end - here.start, abs=0.02)


def test_a_prompt_that_asks_for_zh_differs_in_nothing_else(takes: ExampleTakes) -> None:
    made = list(takes.asked_for())
    assert made
    for take in made:
        was, now = to_spoken(take.clip.text).syllables, to_spoken(take.prompt).syllables
        different = [i for i, (a, b) in enumerate(zip(was, now, strict=True)) if a.toneless != b.toneless]
        assert different == [take.index]
        index = different[0]
        assert (was[index].initial, now[index].initial) == ("z", "zh")
        assert (was[index].final, was[index].tone) == (now[index].final, now[index].tone)


def test_an_initial_comes_from_the_same_speaker(takes: ExampleTakes) -> None:
    take = next(takes.with_other_initial("z", "zh"))
    assert take.donor is not None and take.donor.speaker == take.clip.speaker
    assert take.donor_index is not None
    assert take.donor.score.syllables[take.donor_index].syllable.initial == "zh"


def test_heavy_noise_is_not_judged(assessor: Assessor, takes: ExampleTakes) -> None:
    score = scored(assessor, takes.noisy(3.0)).score
    judged = [
        each.part(part).verdict
        for each in score.syllables
        for part in (Part.INITIAL, Part.FINAL)
        if each.part(part).verdict is not NOT_JUDGED
    ]
    assert score.status is TakeStatus.TOO_NOISY or len(judged) <= len(score.syllables) // 2


def test_babble_is_as_loud_as_said() -> None:
    rng = np.random.default_rng(1)
    speech = rng.normal(0, 0.02, 4 * RATE).astype(np.float32)
    voices = [rng.normal(0, 0.3, 3 * RATE).astype(np.float32) for _ in range(3)]
    noise = in_babble(speech, voices, 10.0) - speech
    assert 20 * np.log10(speech.std() / noise.std()) == pytest.approx(10, abs=0.5)


def test_pieces_are_joined_with_a_fade() -> None:
    whole = joined(np.ones(RATE, np.float32), -np.ones(RATE, np.float32))
    assert np.abs(np.diff(whole)).max() < 0.05
    assert RATE * 2 - RATE // 50 <= len(whole) < RATE * 2
