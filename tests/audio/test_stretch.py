"""Slower and faster speech: as long as asked for, as high as it was, the same sounds in the same order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio.stretch import FASTEST, SLOWEST, stretched
from app.speech.f0 import track_f0

CLIPS = sorted((Path(__file__).parents[1] / "data" / "speech" / "commonvoice").glob("*.opus"))[:6]
SPEEDS = (0.6, 0.8, 0.9, 1.2)


def clip(path: Path) -> np.ndarray:
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == 16_000
    return samples


def glide(seconds: float = 1.0) -> np.ndarray:
    """A voice-like tone that falls from 240 to 120 Hz, as a fourth tone does."""
    time = np.arange(int(seconds * 16_000)) / 16_000
    phase = 2 * np.pi * np.cumsum(240 * 2 ** (-time / seconds)) / 16_000
    return (0.2 * sum(np.sin(k * phase) / k for k in range(1, 12))).astype(np.float32)


@pytest.mark.parametrize("speed", SPEEDS)
@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_speech_keeps_its_height(path: Path, speed: float) -> None:
    samples = clip(path)
    made = stretched(samples, speed)
    assert made.dtype == np.float32
    assert len(made) == round(len(samples) / speed)
    before, after = track_f0(samples), track_f0(made)
    at = np.minimum(np.round(np.arange(len(before.f0)) / speed).astype(int), len(after.f0) - 1)
    both = (before.f0 > 0) & (after.f0[at] > 0)
    cents = 1200 * np.abs(np.log2(after.f0[at][both] / before.f0[both]))
    assert np.median(cents) < 35  # a third of a semitone: far below a step of the five-level scale
    assert both.sum() > 0.8 * (before.f0 > 0).sum()


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_falling_tone_falls_as_far(speed: float) -> None:
    made = track_f0(stretched(glide(), speed))
    voiced = made.f0[made.f0 > 0]
    assert np.median(voiced[:5]) == pytest.approx(235, rel=0.04)
    assert np.median(voiced[-5:]) == pytest.approx(123, rel=0.04)


@pytest.mark.parametrize("speed", SPEEDS)
def test_loudness_and_quiet_stay(speed: float) -> None:
    samples = np.concatenate([np.zeros(8000, np.float32), glide(0.5), np.zeros(8000, np.float32)])
    made = stretched(samples, speed)
    sounding = np.flatnonzero(np.abs(made) > 0.02)
    assert sounding[0] / 16_000 == pytest.approx(0.5 / speed, abs=0.03)
    assert sounding[-1] / 16_000 == pytest.approx(1.0 / speed, abs=0.03)
    assert np.abs(made).max() <= np.abs(samples).max() * 1.05
    body = made[sounding[0] : sounding[-1]]
    assert np.sqrt(np.mean(body**2)) == pytest.approx(np.sqrt(np.mean(glide(0.5) ** 2)), rel=0.1)


def test_nothing_clicks() -> None:
    samples = glide()
    steepest = np.abs(np.diff(samples)).max()
    for speed in SPEEDS:
        assert np.abs(np.diff(stretched(samples, speed)))[:-400].max() < 1.6 * steepest


def test_as_recorded_is_as_recorded() -> None:
    samples = clip(CLIPS[0])
    assert np.array_equal(stretched(samples, 1.0), samples)


@pytest.mark.parametrize("count", [0, 1, 50, 700])
def test_next_to_nothing(count: int) -> None:
    for speed in (SLOWEST, 0.7, 1.2, FASTEST):
        assert len(stretched(np.ones(count, np.float32) * 0.1, speed)) == round(count / speed)


@pytest.mark.parametrize("speed", [0.0, 0.3, 2.5, -1.0])
def test_other_speeds_are_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="outside"):
        stretched(np.zeros(100, np.float32), speed)
