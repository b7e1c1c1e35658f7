"""The delivery of a free talk, on made voices whose figures are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.speech.delivery import measure_delivery
from app.speech.values import FloatArray

RATE = 16_000
DEMO = Path(__file__).resolve().parent.parent.parent / "assets" / "demo" / "demo.flac"


def noise(seconds: float, level: float = 3e-4) -> FloatArray:
    return np.random.default_rng(5).normal(0.0, level, round(seconds * RATE)).astype(np.float32)


def voice(seconds: float, swing: float = 4.0, loud: float = 0.2) -> FloatArray:
    """A buzz about 200 Hz whose F0 swings by ±`swing` semitones four times a second."""
    at = np.arange(round(seconds * RATE)) / RATE
    f0 = 200.0 * 2.0 ** (swing * np.sin(2 * np.pi * 2.0 * at) / 12.0)
    phase = 2 * np.pi * np.cumsum(f0) / RATE
    buzz = sum(np.sin(k * phase) / k for k in range(1, 8))
    return np.asarray(loud * buzz, np.float32) + noise(seconds)


def test_silence_has_no_speech_and_claims_nothing() -> None:
    found = measure_delivery(noise(3.0))
    assert found.speaking == 0.0
    assert found.first == found.duration == pytest.approx(3.0)
    assert (found.pauses, found.spread_db, found.drift_db, found.range_st) == ((), None, None, None)
    assert found.longest is None
    assert measure_delivery(np.zeros(0, np.float32)).speaking == 0.0


def test_pauses_are_found_where_they_are() -> None:
    talk = np.concatenate(
        [noise(1.0), voice(2.0), noise(0.3), voice(2.0), noise(1.5), voice(3.0), noise(2.0)]
    )
    found = measure_delivery(talk)
    assert found.first == pytest.approx(1.0, abs=0.1)
    [pause] = found.pauses  # 0.3 s passes as a comma; the ends of the recording are no pauses
    assert pause == pytest.approx((5.3, 6.8), abs=0.1)
    assert found.longest == pause
    assert found.speaking == pytest.approx(7.0, abs=0.45)


def test_a_voice_that_fades_is_told_from_a_steady_one() -> None:
    steady = measure_delivery(voice(18.0))
    assert steady.drift_db == pytest.approx(0.0, abs=0.5)
    assert steady.spread_db is not None and steady.spread_db < 1.0
    fading = voice(18.0) * np.linspace(1.0, 0.25, 18 * RATE, dtype=np.float32)
    found = measure_delivery(fading)
    assert found.drift_db is not None and found.drift_db < -5.0
    assert found.spread_db is not None and found.spread_db > 2.0


def test_a_flat_voice_has_a_smaller_range_than_a_lively_one() -> None:
    flat, lively = (measure_delivery(voice(20.0, swing)).range_st for swing in (0.3, 6.0))
    assert flat is not None and lively is not None
    assert flat < 3.0
    assert lively == pytest.approx(12.0, abs=2.0)


def test_too_short_a_talk_claims_no_range_and_no_drift() -> None:
    found = measure_delivery(voice(3.0))
    assert (found.spread_db, found.drift_db, found.range_st) == (None, None, None)
    assert found.speaking == pytest.approx(3.0, abs=0.2)


def test_a_real_sentence_is_speech_from_its_first_word_to_its_last() -> None:
    recording = import_audio(DEMO)
    found = measure_delivery(np.concatenate([recording, noise(3.0), recording]))
    assert found.longest is not None
    assert found.longest[1] - found.longest[0] > 3.0
    assert 0.6 * found.duration < found.speaking + 3.0 < found.duration
