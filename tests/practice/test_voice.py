"""Help with a syllable: which part, in which language, and what can be heard."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.errors import ExpectedError
from app.practice import voice as room
from app.practice.voice import OwnVoice, ToneExample, one_after_the_other, part_to_help
from app.speech.minimal_pairs import PairWord
from app.speech.register import SpeakerRegister
from app.speech.resynthesis import NoOwnVoiceError
from app.speech.values import Contour, Part, PartScore, Syllable, SyllableScore, Verdict

GOOD = PartScore(Verdict.GOOD, 0.9)
NO = PartScore(Verdict.NOT_ASSESSABLE, None)


def keeper(language: str | None) -> Any:
    profile = None if language is None else SimpleNamespace(first_language=language)
    return SimpleNamespace(profile=profile, register=SpeakerRegister())


def score(**parts: PartScore) -> SyllableScore:
    syllable = Syllable("知", "zh", "i", 1, 1, False, 0, 1)
    target = Contour((0.1, 0.2, 0.3), (5.0, 5.0, 5.0))
    made = SyllableScore(syllable, 0.05, 0.32, GOOD, GOOD, GOOD, target, target)
    return replace(made, **parts)


def test_the_worst_part_gets_the_help_and_the_tone_when_all_is_well() -> None:
    wrong, off = PartScore(Verdict.WRONG, 0.1, "z"), PartScore(Verdict.OFF, 0.4, "2")
    assert part_to_help(score(initial=wrong, tone=off)) is Part.INITIAL
    assert part_to_help(score(tone=off)) is Part.TONE
    assert part_to_help(score()) is Part.TONE
    assert part_to_help(score(initial=NO, final=NO, tone=NO)) is Part.TONE


def test_help_is_for_her_first_language() -> None:
    faulty = score(initial=PartScore(Verdict.WRONG, 0.1, "z"))
    notes = []
    for language in ("ug", "kk", "zh", None):
        found = OwnVoice(keeper(language)).help(faulty)
        assert found is not None and found.part is Part.INITIAL
        assert found.pair is not None and found.pair.other.sound == "z"
        notes.append(found.sound.first_language)
    assert notes[0] is not None and notes[1] is not None and notes[0] != notes[1]
    assert notes[2:] == [None, None]


def test_a_hum_stands_in_for_her_voice_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    silence = np.zeros(16_000, np.float32)
    found = OwnVoice(keeper("ug")).tone_example(silence, score())
    assert isinstance(found, ToneExample)
    assert not found.own_voice and found.reason is not None and found.samples.size

    monkeypatch.setattr(room, "with_tone", lambda *arguments: np.ones(800, np.float32))
    own = OwnVoice(keeper("ug")).tone_example(silence, score())
    assert own.own_voice and own.reason is None and own.start == 0.05

    def missing(*arguments: Any) -> Any:
        raise NoOwnVoiceError(room.msg("没有"))

    monkeypatch.setattr(room, "with_tone", missing)
    assert str(OwnVoice(keeper("ug")).tone_example(silence, score()).reason) == "没有"


def test_a_syllable_that_was_not_said_has_no_example() -> None:
    with pytest.raises(ValueError, match="no target"):
        OwnVoice(keeper("ug")).tone_example(np.zeros(100, np.float32), replace(score(), target=None))


def test_a_missing_recording_is_an_expected_error() -> None:
    with pytest.raises(ExpectedError):
        OwnVoice(keeper("ug")).word(PairWord("zh", "知", "zhī", None))


def test_one_after_the_other_is_equally_loud() -> None:
    first, second = np.full(1600, 0.2, np.float32), np.full(3200, 0.12, np.float32)
    both = one_after_the_other(first, second)
    assert len(both) == 1600 + 3200 + int(room.PAUSE * 16_000)
    assert np.allclose(both[:1600], 0.2)
    assert np.allclose(both[-3200:], 0.2, atol=1e-3)
    assert not one_after_the_other(first[:0], second[:0]).any()
