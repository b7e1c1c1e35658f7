"""The takes that miscues are measured with hold what they say."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from app.paths import project_dir
from app.speech.evaluation.sets import Clip
from app.speech.text import to_spoken

sys.path.insert(0, str(project_dir() / "packaging" / "scorer"))

from built_takes import BuiltTake, Read, built_from
from sounds_without_text import sounds

RATE = 16_000
LENGTH = 0.25  # seconds a syllable


def read(text: str, base: float) -> Read:
    """A recording in which syllable i of the text is a constant of base + i: easy to count."""
    spoken = to_spoken(text)
    count = len(spoken.syllables)
    levels = np.concatenate([[0.0], base + np.arange(count), [0.0]])
    samples = np.repeat(levels, round(LENGTH * RATE)).astype(np.float32)
    spans = [(LENGTH * (i + 1), LENGTH * (i + 2)) for i in range(count)]
    return Read(Clip("s", text, Path("x"), "a", "?", text, ""), spoken, samples, spans)


def levels_of(samples: np.ndarray) -> list[int]:
    """The constants one after another, fades and background left out."""
    edges = np.flatnonzero(np.diff(samples)) + 1
    pieces = np.split(samples, edges)
    return [round(float(piece[0])) for piece in pieces if len(piece) > RATE // 20 and piece[0]]


@pytest.fixture(scope="module")
def takes() -> dict[str, BuiltTake]:
    one, two = read("大核桃很便宜", 10.0), read("昨夜风雨多", 10.0)
    return {f"{t.kind} {t.variant}": t for t in built_from(one, [one, two], np.random.default_rng(1))}


def test_there_is_one_of_every_kind(takes: dict[str, BuiltTake]) -> None:
    kinds = [take.kind for take in takes.values()]
    assert kinds.count("") == 1 and kinds.count("repetition") == 5
    assert all(kinds.count(kind) == 2 for kind in ("omission", "insertion", "replacement"))


@pytest.mark.parametrize("variant", ["1", "2"])
def test_an_omission_lacks_its_syllables(takes: dict[str, BuiltTake], variant: str) -> None:
    take = takes[f"omission {variant}"]
    gone = set(range(10 + take.first, 10 + take.last + 1))
    assert len(gone) == int(variant)
    found = levels_of(take.samples)
    assert not gone & set(found)
    assert found == [level for level in range(10, 16) if level not in gone]


@pytest.mark.parametrize("variant", ["phrase", "partial"])
def test_a_repetition_has_its_syllables_twice(takes: dict[str, BuiltTake], variant: str) -> None:
    take = takes[f"repetition {variant}"]
    again = list(range(10 + take.first, 10 + take.last + 1))
    found = levels_of(take.samples)
    length = len(take.samples) / RATE / LENGTH - 2
    assert length == pytest.approx(6 + len(again), abs=0.01)
    if len(again) > 1:
        assert found == [*range(10, again[-1] + 1), *range(again[0], 16)]


def test_a_pause_lies_between_the_readings(takes: dict[str, BuiltTake]) -> None:
    with_pause, without = takes["repetition phrase pause"], takes["repetition phrase"]
    extra = len(with_pause.samples) / RATE - LENGTH * (8 + with_pause.last - with_pause.first + 1)
    assert extra == pytest.approx(0.35, abs=0.01)
    assert len(without.samples) % round(LENGTH * RATE) == 0


def test_every_sound_without_text_is_as_loud_as_the_speech() -> None:
    speech = np.random.default_rng(1).normal(0, 0.1, 2 * RATE).astype(np.float32)
    made = dict(sounds(speech, np.random.default_rng(2)))
    assert {"white noise", "hummed tune", "music", "clicks", "silence"} <= set(made)
    for name, samples in made.items():
        assert len(samples) == len(speech) and np.isfinite(samples).all(), name
        level = float(np.sqrt(np.mean(samples**2)))
        assert level == pytest.approx(1e-4 if name == "silence" else 0.1, rel=0.05), name
