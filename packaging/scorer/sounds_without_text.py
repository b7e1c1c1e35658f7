"""Sounds that are no reading of anything: noise, tunes, a held vowel, silence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
Samples = NDArray[np.float32]

_TUNE = (0, 4, 7, 9, 7, 4, 2, 0, 2, 4, 5, 7)  # semitones
_FORMANTS = {"a": (800, 1200, 2600), "u": (350, 700, 2500), "i": (300, 2300, 3000), "m": (250, 1100, 2200)}


def sounds(speech: Samples, rng: np.random.Generator) -> Iterator[tuple[str, Samples]]:
    """Each kind of sound once, as long and as loud as `speech` (mono, 16 kHz)."""
    count = len(speech)
    level = float(np.sqrt(np.mean(speech**2)))
    kinds = {
        "white noise": rng.normal(size=count),
        "pink noise": _pink(count, rng),
        "hummed tune": _sung(count, ("m",), 190.0 * 2 ** (rng.integers(-6, 7) / 12)),
        "sung vowels": _sung(count, ("a", "i", "u"), 220.0 * 2 ** (rng.integers(-6, 7) / 12)),
        "held vowel": _sung(count, ("a",), 160.0, tune=(0,)),
        "music": _chords(count, rng),
        "clicks": _clicks(count, rng),
    }
    for name, samples in kinds.items():
        yield name, (samples * level / max(1e-9, np.sqrt(np.mean(samples**2)))).astype(np.float32)
    yield "silence", rng.normal(0, 1e-4, count).astype(np.float32)


def _pink(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    spectrum = np.fft.rfft(rng.normal(size=count))
    return np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 1.0), count)


def _sung(
    count: int, vowels: tuple[str, ...], base: float, tune: tuple[int, ...] = _TUNE
) -> NDArray[np.float64]:
    """Vowels sung on a tune, 0.4 s a note with a little vibrato: harmonics under three formants."""
    t = np.arange(count) / SAMPLE_RATE
    note = (t / 0.4).astype(int)
    f0 = base * 2 ** (np.array(tune)[note % len(tune)] / 12) * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * t))
    phase = 2 * np.pi * np.cumsum(f0) / SAMPLE_RATE
    out = np.zeros(count)
    for number, vowel in enumerate(vowels):
        now = note % len(vowels) == number
        for k in range(1, 40):
            hertz = k * f0
            gain = sum(1.0 / (1.0 + ((hertz - f) / (60.0 + 0.06 * f)) ** 2) for f in _FORMANTS[vowel])
            out += np.where(now & (hertz < 7000), gain / k**0.5 * np.sin(k * phase), 0.0)
    return out


def _chords(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Plucked chords over a beat."""
    t = np.arange(count) / SAMPLE_RATE
    out = np.zeros(count)
    for start in np.arange(0.0, count / SAMPLE_RATE, 0.5):
        root = 110.0 * 2 ** (rng.choice([0, 5, 7, 9]) / 12)
        since = np.where(t >= start, t - start, np.inf)
        for step in (0, 4, 7, 12):
            for k in range(1, 8):
                out += np.exp(-since * 4) / k * np.sin(2 * np.pi * k * root * 2 ** (step / 12) * t)
        out += 3 * np.exp(-since * 40) * rng.normal(size=count)
    return out


def _clicks(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """A keyboard, a mouse: short bursts at random."""
    t = np.arange(count) / SAMPLE_RATE
    out = 0.002 * rng.normal(size=count)
    for start in np.cumsum(rng.uniform(0.08, 0.4, 200)):
        since = np.where(t >= start, t - start, np.inf)
        out += np.exp(-since * 300) * rng.normal(size=count)
    return out
