"""Levels: speech and background told apart, in a take and in each of its syllables."""

from __future__ import annotations

import numpy as np
import pytest

from app.speech.f0 import F0Stream, F0Track
from app.speech.levels import measure_levels, others_speak, syllable_snrs

RATE = 16_000
SPANS = [(0.5, 0.8), (0.8, 1.1), (1.6, 2.0)]


def take(snr_db: float, *, fluctuating: bool = False) -> F0Track:
    """Three seconds with a voice of level 0.1 in the spans and noise `snr_db` below it."""
    rng = np.random.default_rng(1)
    t = np.arange(3 * RATE) / RATE
    voice = sum(np.sin(2 * np.pi * 150 * k * t) / k for k in range(1, 9))
    inside = np.zeros(len(t), bool)
    for start, end in SPANS:
        inside |= (t >= start) & (t < end)
    voice = voice * inside
    voice *= 0.1 / np.sqrt(np.mean(voice[inside] ** 2))
    noise = rng.normal(0, 1, len(t))
    if fluctuating:
        noise *= 1 + 0.6 * np.sin(2 * np.pi * 3.1 * t)
    noise *= 0.1 * 10 ** (-snr_db / 20) / np.sqrt(np.mean(noise**2))
    stream = F0Stream()
    stream.feed((voice + noise).astype(np.float32))
    return stream.finish()


@pytest.mark.parametrize("snr", [20.0, 15.0, 10.0, 5.0, 0.0])
def test_steady_noise_is_measured_to_a_decibel(snr: float) -> None:
    found = measure_levels(take(snr), SPANS)
    assert found.snr_db == pytest.approx(snr, abs=1.0)
    assert found.noise_db == pytest.approx(-20 - snr, abs=1.0)


@pytest.mark.parametrize("snr", [20.0, 10.0])
def test_noise_that_comes_and_goes_is_measured_roughly(snr: float) -> None:
    assert measure_levels(take(snr, fluctuating=True), SPANS).snr_db == pytest.approx(snr, abs=3.0)


def test_a_soft_syllable_stands_out_less() -> None:
    track = take(20.0)
    soft = (track.times >= 1.6) & (track.times < 2.0)
    noise = 10 ** (measure_levels(track, SPANS).noise_db / 10)  # type: ignore[operator]
    energy = track.energy_db.copy()
    energy[soft] = 10 * np.log10(10 ** ((energy[soft] - 12) / 10) + noise)
    softer = F0Track(track.times, track.f0, track.confidence, energy, track.clipped)
    levels = measure_levels(softer, SPANS)
    first, _, last, missing = syllable_snrs(softer, [*SPANS, None], levels.noise_db)
    assert first is not None and last is not None and missing is None
    assert first == pytest.approx(20, abs=1.5)
    assert last == pytest.approx(8, abs=2)


def test_without_speech_or_sound_nothing_is_known() -> None:
    empty = F0Track(*(np.zeros(0, np.float32) for _ in range(5)))
    assert measure_levels(empty, []) == measure_levels(empty, [(0.0, 1.0)])
    assert measure_levels(empty, []).snr_db is None
    silent = measure_levels(take(20.0), [])
    assert silent.loudness_db is None and silent.noise_db is not None and silent.snr_db is None
    assert syllable_snrs(take(20.0), SPANS, None) == [None] * 3


def among_others(snr_db: float | None) -> F0Track:
    """Three seconds of one voice that pauses, and of three others that come and go, `snr_db` below it."""
    rng = np.random.default_rng(2)
    t = np.arange(3 * RATE) / RATE
    inside = np.zeros(len(t), bool)
    for start, end in SPANS:
        inside |= (t >= start) & (t < end)

    def voice(f0: float) -> np.ndarray:
        return sum(np.sin(2 * np.pi * f0 * k * t) / k for k in range(1, 9))  # type: ignore[return-value]

    own = voice(210) * inside
    own *= 0.1 / np.sqrt(np.mean(own[inside] ** 2))
    noise = 1e-5 * rng.normal(0, 1, len(t))
    if snr_db is not None:
        others = sum(
            voice(f0) * (1 + 0.7 * np.sin(2 * np.pi * rate * t + f0))
            for f0, rate in ((120, 2.1), (170, 3.3), (95, 1.4))
        )
        noise = noise + others * 0.1 * 10 ** (-snr_db / 20) / np.sqrt(np.mean(others**2))
    stream = F0Stream()
    stream.feed((own + noise).astype(np.float32))
    return stream.finish()


def test_other_peoples_voices_are_noticed_also_where_there_is_no_pause_to_know_them_by() -> None:
    loud = among_others(8.0)
    assert others_speak(loud, SPANS)
    dense = [(0.0, 1.4), (1.4, 3.0)]  # an aligner that took the others' voices for hers
    assert others_speak(loud, dense)
    found = measure_levels(loud, dense)
    assert found.snr_db is not None and found.snr_db < 13.0


def test_a_voice_alone_and_a_voice_in_noise_are_no_crowd() -> None:
    assert not others_speak(among_others(None), SPANS)
    assert not others_speak(among_others(30.0), SPANS)
    assert not others_speak(take(20.0), SPANS)
    assert not others_speak(take(8.0), SPANS)
    assert not others_speak(take(8.0), [])
