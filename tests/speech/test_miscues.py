"""Miscues in likelihoods made from a known sequence of sounds: what is found, and what is let pass."""

from __future__ import annotations

import numpy as np
import pytest

from app.speech import phones
from app.speech.alignment import AlignmentStream
from app.speech.evidence import Evidence
from app.speech.f0 import F0Track
from app.speech.free_loop import free_syllables
from app.speech.miscues import find_miscues
from app.speech.off_task import likeness, off_task
from app.speech.recogniser import Heard
from app.speech.segments import compete
from app.speech.text import to_spoken
from app.speech.values import Miscue, MiscueKind, PartScore, SyllableScore, Verdict

STEP = 0.02
FRAMES = 4  # of each state
WORSE = -8.0
SIL = ("SIL",)
TEXT = to_spoken("大核桃很便宜")
SOUNDS = [phones.syllable_phones(s.initial, s.final) for s in TEXT.syllables]
NOT_GOOD = PartScore(Verdict.WRONG, 0.1)


def said(*sounds: tuple[str, ...], frames: int = FRAMES) -> np.ndarray:
    """Likelihoods of a take in which these phones were said."""
    states = [s for sound in sounds for phone in sound for s in phones.phone_states(phone)]
    scores = np.full((len(states) * frames, phones.STATE_COUNT), WORSE, np.float32)
    for i, state in enumerate(states):
        scores[i * frames : (i + 1) * frames, state] = 0.0
    return scores


def evidence_of(scores: np.ndarray) -> Evidence:
    stream = AlignmentStream(SOUNDS)
    stream.push(scores)
    alignment = stream.finish()
    times = np.arange(2 * len(scores), dtype=np.float32) / 100
    ones = np.ones_like(times)
    quiet = scores[np.minimum((times / STEP).astype(int), len(scores) - 1), 0] == 0.0
    track = F0Track(times, np.where(quiet, 0, 200 * ones), ones, np.where(quiet, -70.0, -20.0), 0 * ones)
    spans = [None if s.omitted else (s.start * STEP, s.end * STEP) for s in alignment.syllables]
    return Evidence(
        spoken=TEXT,
        alignment=alignment,
        scores=scores,
        competitions=compete(scores, alignment, SOUNDS),
        spans=spans,
        tones=[None] * len(spans),
        track=track,
        heard=Heard(()),
        expected=None,
        frame_seconds=STEP,
        duration=len(scores) * STEP,
    )


def found(*sounds: tuple[str, ...]) -> tuple[Miscue, ...]:
    evidence = evidence_of(said(SIL, *sounds, SIL))
    syllables = [
        SyllableScore(s, None, None, NOT_GOOD, NOT_GOOD, NOT_GOOD, omitted=a.omitted)
        for s, a in zip(TEXT.syllables, evidence.alignment.syllables, strict=True)
    ]
    return find_miscues(evidence, syllables, -20.0)


def kinds(miscues: tuple[Miscue, ...]) -> list[tuple[MiscueKind, int]]:
    return [(m.kind, m.index) for m in miscues]


def test_a_right_reading_has_none() -> None:
    assert found(*SOUNDS) == ()


@pytest.mark.parametrize("pause", [(), (SIL,) * 5])
@pytest.mark.parametrize(("first", "last"), [(0, 2), (1, 2), (3, 3), (4, 5)])
def test_a_stretch_read_again_is_a_repetition(
    first: int, last: int, pause: tuple[tuple[str, ...], ...]
) -> None:
    (miscue,) = found(*SOUNDS[: last + 1], *pause, *SOUNDS[first:])
    assert (miscue.kind, miscue.index, miscue.last) == (MiscueKind.REPETITION, first, last)
    assert miscue.start is not None and miscue.end is not None
    lengths = [FRAMES * STEP * sum(len(phones.phone_states(p)) for p in s) for s in SOUNDS]
    begin = FRAMES * STEP + sum(lengths[:first])
    assert miscue.start == pytest.approx(begin, abs=0.1)
    assert miscue.end == pytest.approx(begin + sum(lengths[first : last + 1]), abs=0.1)


def test_the_second_reading_counts() -> None:
    evidence = evidence_of(said(SIL, *SOUNDS[:3], *([SIL] * 6), *SOUNDS))
    second = evidence.alignment.syllables[0]
    assert second.start > len(said(SIL, *SOUNDS[:3], *([SIL] * 6))) - 2
    assert all(
        a.end <= b.start
        for a, b in zip(evidence.alignment.syllables, evidence.alignment.syllables[1:], strict=False)
    )


def test_a_single_syllable_broken_by_a_creak_is_one() -> None:
    prompt = [("ang",)]
    scores = said(SIL, ("ang",), ("ang",), SIL, frames=6)
    stream = AlignmentStream(prompt)
    stream.push(scores)
    alignment = stream.finish()
    assert alignment.repeats == () and alignment.others == ()
    assert (alignment.syllables[0].start, alignment.syllables[0].end) == (6, 42)
    assert alignment.syllables[0].frames == 36
    stream = AlignmentStream(prompt)
    stream.push(said(SIL, ("ang",), *([SIL] * 6), ("ang",), SIL))
    assert len(stream.finish().repeats) == 1


def test_a_word_broken_off_is_a_repetition() -> None:
    (miscue,) = found(*SOUNDS[:3], ("h",), *([SIL] * 6), *SOUNDS[3:])  # h… 很
    assert (miscue.kind, miscue.index) == (MiscueKind.REPETITION, 3)


def test_another_syllable_is_an_insertion_with_its_sound() -> None:
    (miscue,) = found(*SOUNDS[:3], ("sh", "uang"), *SOUNDS[3:])
    assert (miscue.kind, miscue.index, miscue.filler) == (MiscueKind.INSERTION, 3, False)
    assert miscue.pinyin == "shuang"


@pytest.mark.parametrize(
    ("sounds", "word"), [([("n", "a"), ("g", "e")], "那个"), ([("a",)], "啊"), ([("en",)], "嗯")]
)
def test_fillers_are_known(sounds: list[tuple[str, ...]], word: str) -> None:
    (miscue,) = found(*SOUNDS[:5], *sounds, *SOUNDS[5:])
    assert (miscue.kind, miscue.said, miscue.filler) == (MiscueKind.INSERTION, word, True)


@pytest.mark.parametrize("gone", [0, 2, 5])
def test_a_syllable_left_out(gone: int) -> None:
    assert kinds(found(*SOUNDS[:gone], *SOUNDS[gone + 1 :])) == [(MiscueKind.OMISSION, gone)]


def test_another_word_for_the_prompts() -> None:
    miscues = found(*SOUNDS[:4], ("sh", "uang"), *SOUNDS[5:])
    assert kinds(miscues) == [(MiscueKind.REPLACEMENT, 4)]
    assert miscues[0].pinyin == "shuang"


@pytest.mark.parametrize("said_for_pian", [("b", "ian"), ("p", "an"), ("b", "an")])
def test_a_confusion_is_no_miscue(said_for_pian: tuple[str, ...]) -> None:
    assert found(*SOUNDS[:4], said_for_pian, *SOUNDS[5:]) == ()


def test_a_swallowed_syllable_was_said() -> None:
    short = said(*SOUNDS[3:4], frames=1)[1:4]  # three frames of five states
    scores = np.concatenate([said(SIL, *SOUNDS[:3]), short, said(*SOUNDS[4:], SIL)])
    alignment = evidence_of(scores).alignment
    assert not alignment.syllables[3].omitted
    assert 0 < alignment.syllables[3].frames <= 6


def test_a_breath_is_no_insertion() -> None:
    evidence = evidence_of(said(SIL, *SOUNDS[:3], ("x", "x"), *SOUNDS[3:], SIL))
    quiet = F0Track(
        evidence.track.times,
        0 * evidence.track.f0,
        evidence.track.confidence,
        evidence.track.energy_db,
        evidence.track.clipped,
    )
    assert evidence.is_voice(0.2, 0.5, -20.0)
    unvoiced = Evidence(**{**vars(evidence), "track": quiet})
    assert not unvoiced.is_voice(0.2, 0.5, -20.0)


# --- another text


def confusions() -> list[tuple[str, ...]]:
    """Every syllable with a mistake that learners make: 大 tà, 核 gé, 桃 dáo …"""
    near = {"d": "t", "h": "f", "t": "d", "p": "b"}
    return [(near[s[0]], s[1]) if s[0] in near else ("v",) for s in SOUNDS]


def test_a_reading_full_of_confusions_is_a_reading() -> None:
    alignment = evidence_of(said(SIL, *confusions(), SIL)).alignment
    assert not off_task(alignment)
    assert not any(s.omitted for s in alignment.syllables)
    assert likeness(alignment) < -0.3


def test_another_text_is_not() -> None:
    other = to_spoken("昨天我去买书")
    sounds = [phones.syllable_phones(s.initial, s.final) for s in other.syllables]
    assert off_task(evidence_of(said(SIL, *sounds, SIL)).alignment)


@pytest.mark.parametrize("read", [3, 4, 5])
def test_stopping_early_is_no_other_text(read: int) -> None:
    assert not off_task(evidence_of(said(SIL, *SOUNDS[:read], SIL)).alignment)


def test_a_likeness_of_a_perfect_reading() -> None:
    assert likeness(evidence_of(said(SIL, *SOUNDS, SIL)).alignment) == pytest.approx(0.0)


# --- what it sounded like


def test_the_free_loop_spells_what_was_said() -> None:
    scores = said(SIL, ("zh", "uang"), ("i",), ("q", "van"), SIL, ("l", "iou"))
    assert [each.pinyin for each in free_syllables(scores)] == ["zhuang", "yi", "quan", "liu"]
    assert all(each.fit == 0 for each in free_syllables(scores))
    assert free_syllables(scores[:0]) == ()
