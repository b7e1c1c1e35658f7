"""The F0 tracker on voices whose F0 is known."""

from __future__ import annotations

import numpy as np
import pytest

from app.speech.f0 import HOP, SAMPLE_RATE, F0Stream, track_f0


def voice(f0: np.ndarray, loudness: float = 0.2) -> np.ndarray:
    """A voice of 20 harmonics falling 6 dB an octave; `f0` per sample, 0 is silence."""
    phase = 2 * np.pi * np.cumsum(f0) / SAMPLE_RATE
    harmonics = sum(np.sin(k * phase) / k * (k * f0 < 7000) for k in range(1, 21))
    return (loudness * harmonics * (f0 > 0)).astype(np.float32)


def seconds(n: float) -> np.ndarray:
    return np.arange(int(n * SAMPLE_RATE)) / SAMPLE_RATE


def semitone_errors(track, f0: np.ndarray) -> np.ndarray:
    at = np.clip((track.times * SAMPLE_RATE).astype(int), 0, len(f0) - 1)
    both = track.voiced & (f0[at] > 0)
    return 12 * np.abs(np.log2(track.f0[both] / f0[at][both]))[2:-2]  # the ends have half a window


@pytest.mark.parametrize("middle", [75.0, 120.0, 220.0, 380.0])
def test_follows_a_moving_voice_in_every_register(middle: float) -> None:
    t = seconds(2.0)
    f0 = middle * 2 ** (0.4 * np.sin(2 * np.pi * 0.9 * t))
    track = track_f0(voice(f0))
    assert track.voiced.mean() > 0.95
    assert semitone_errors(track, f0).max() < 0.6


def test_no_octave_errors_in_a_fast_fall_with_noise() -> None:
    t = seconds(1.5)
    f0 = np.where((t > 0.4) & (t < 0.7), 260.0 * 2 ** (-(t - 0.4) / 0.3), 0.0)
    clean = voice(f0)
    noise = np.random.default_rng(3).standard_normal(len(clean))
    level = np.sqrt(np.mean(clean[f0 > 0] ** 2)) / 10 ** (10 / 20)
    track = track_f0((clean + level * noise).astype(np.float32))
    errors = semitone_errors(track, f0)
    assert len(errors) > 20
    assert errors.max() < 3.0
    silent = (track.times < 0.35) | (track.times > 0.8)
    assert track.voiced[silent].mean() < 0.05


def test_a_mans_fourth_tone_keeps_its_f0() -> None:
    """An octave and a half in 0.16 s, loudest about 900 Hz as in an /a/: the period changes as it passes."""
    t = seconds(1.0)
    f0 = np.where((t > 0.4) & (t < 0.56), 230.0 * 2 ** (-1.4 * (t - 0.4) / 0.16), 0.0)
    phase = 2 * np.pi * np.cumsum(f0) / SAMPLE_RATE
    harmonics = sum(
        np.sin(k * phase) * (0.1 / k + np.exp(-(((k * f0 - 900) / 300) ** 2))) for k in range(1, 25)
    )
    track = track_f0((0.1 * harmonics * (f0 > 0)).astype(np.float32))
    inside = (track.times > 0.42) & (track.times < 0.54)
    assert track.voiced[inside].mean() > 0.85
    assert semitone_errors(track, f0).max() < 2.0


def test_silence_and_noise_are_unvoiced() -> None:
    assert not track_f0(np.zeros(SAMPLE_RATE, np.float32)).voiced.any()
    noise = 0.1 * np.random.default_rng(1).standard_normal(2 * SAMPLE_RATE).astype(np.float32)
    assert track_f0(noise).voiced.mean() < 0.03


def test_chunks_of_any_size_give_the_same_track() -> None:
    t = seconds(1.3)
    samples = voice(180.0 * 2 ** (0.5 * np.sin(2 * np.pi * 1.1 * t)) * (t > 0.2))
    whole = track_f0(samples)
    for size in (1, 97, 1600, 7777):
        if size == 1:
            pieces = np.array_split(samples[:3000], 3000)
            expected = track_f0(samples[:3000])
        else:
            pieces = [samples[i : i + size] for i in range(0, len(samples), size)]
            expected = whole
        stream = F0Stream()
        for piece in pieces:
            stream.feed(piece)
        track = stream.finish()
        np.testing.assert_allclose(track.f0, expected.f0, rtol=1e-3)
        np.testing.assert_allclose(track.energy_db, expected.energy_db, atol=1e-3)


@pytest.mark.parametrize("length", [0, 1, HOP - 1, HOP, 1000])
def test_very_short_takes(length: int) -> None:
    track = track_f0(np.zeros(length, np.float32))
    assert len(track.f0) == length // HOP + 1
    assert len(track.times) == len(track.confidence) == len(track.energy_db) == len(track.clipped)


def test_energy_and_clipping_are_measured() -> None:
    t = seconds(1.0)
    samples = np.where(t < 0.5, 0.1, 3.0) * np.sin(2 * np.pi * 150 * t)
    track = track_f0(np.clip(samples, -1.0, 1.0).astype(np.float32))
    quiet, loud = track.energy_db[20:40], track.energy_db[60:90]
    assert abs(float(quiet.mean()) + 23.0) < 0.5  # a sine of 0.1 is -23 dB
    assert loud.min() > quiet.max() + 20
    assert track.clipped[20:40].max() == 0.0
    assert track.clipped[60:90].min() > 0.5


def test_an_octave_slip_is_repaired_from_the_voice_around_it() -> None:
    """Where even harmonics alone are strong it looks an octave too high; its neighbours know better."""
    t = seconds(2.0)
    phase = 2 * np.pi * 130.0 * t
    full = sum(np.sin(k * phase) / k for k in range(1, 12))
    thin = sum(np.sin(k * phase) / k for k in (2, 4, 6, 8)) + 0.06 * np.sin(phase)
    slipping = (t > 0.9) & (t < 1.0)
    track = track_f0((0.2 * np.where(slipping, thin, full)).astype(np.float32))
    assert np.mean(track.f0[track.voiced] > 200) < 0.02


def test_wrong_use_is_refused() -> None:
    stream = F0Stream()
    with pytest.raises(ValueError, match="mono"):
        stream.feed(np.zeros((10, 2), np.float32))
    stream.finish()
    with pytest.raises(RuntimeError):
        stream.feed(np.zeros(10, np.float32))
    with pytest.raises(RuntimeError):
        stream.finish()
