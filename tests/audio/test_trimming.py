"""Silence around a recording is cut to a breath; what was said stays whole."""

from __future__ import annotations

import numpy as np
import pytest

from app.audio.trimming import KEPT_SILENCE, trim_silence
from tests.audio.fake_microphone import tone

RATE = 16_000


def hiss(seconds: float, level: float = 1e-3) -> np.ndarray:
    noise = np.random.default_rng(1).standard_normal(round(seconds * RATE))
    return (level * noise).astype(np.float32)


@pytest.mark.parametrize("level", [0.5, 0.1, 0.03])
def test_silence_goes_but_for_a_breath(level: float) -> None:
    said = np.concatenate([hiss(1.2), tone(0.8, level=level), hiss(0.4), tone(0.3, level=level), hiss(2.0)])
    kept = trim_silence(said)
    assert len(kept) / RATE == pytest.approx(0.8 + 0.4 + 0.3 + 2 * KEPT_SILENCE, abs=0.03)


def test_a_click_is_no_sound() -> None:
    click = np.zeros(160, np.float32)
    click[40:60] = 0.9
    said = np.concatenate([hiss(0.3), click, hiss(1.0), tone(0.5), hiss(1.0), click, hiss(0.2)])
    assert len(trim_silence(said)) / RATE == pytest.approx(0.5 + 2 * KEPT_SILENCE, abs=0.03)


def test_a_soft_beginning_is_kept() -> None:
    soft = tone(0.12, level=0.02)
    said = np.concatenate([hiss(1.0, 2e-4), soft, tone(0.6, level=0.4), hiss(1.0, 2e-4)])
    assert len(trim_silence(said)) / RATE == pytest.approx(0.72 + 2 * KEPT_SILENCE, abs=0.03)


def test_speech_without_silence_stays_as_it_is() -> None:
    said = tone(0.7)
    assert np.array_equal(trim_silence(said), said)


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(50), np.zeros(32_000)])
def test_nothing_said_is_nothing(samples: np.ndarray) -> None:
    assert len(trim_silence(samples.astype(np.float32))) == 0
