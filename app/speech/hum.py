"""A tone hummed: a contour on the five-level scale made audible in a given register.

A voice-like sound (harmonics under the first formants of a neutral vowel) rather than a sine, because tones
are judged on voices. It says nothing about initials or finals and must be announced as hummed.
"""

from __future__ import annotations

import numpy as np

from app.speech.register import SpeakerRegister, to_hz
from app.speech.values import Contour, FloatArray

_RATE = 16_000
_FORMANTS = ((620.0, 90.0), (1250.0, 120.0), (2600.0, 180.0))  # Hz, bandwidth Hz
_FADE = 0.025  # seconds
_SHORTEST = 0.18  # seconds; below it a contour is not heard as a tone


def hum(contour: Contour, register: SpeakerRegister, seconds: float | None = None) -> FloatArray:
    """Hum `contour` in `register`, 16 kHz mono float32.

    Lasts as long as the contour, at least 0.18 s, or `seconds`. A contour without a voiced point gives an
    empty array.
    """
    levels = np.asarray(contour.levels, np.float64)
    times = np.asarray(contour.times, np.float64)
    known = np.isfinite(levels)
    if not known.any():
        return np.zeros(0, np.float32)
    span = float(times[known][-1] - times[known][0]) if known.sum() > 1 else 0.0
    length = max(seconds if seconds is not None else span, _SHORTEST)
    count = int(length * _RATE)
    at = np.linspace(times[known][0], times[known][-1], count)
    level = np.interp(at, times[known], levels[known])
    semitones = register.low + (level - 1.0) / 4.0 * (register.high - register.low)
    f0 = to_hz(0.0) * 2.0 ** (semitones / 12.0)
    phase = 2.0 * np.pi * np.cumsum(f0) / _RATE
    sound = np.zeros(count)
    for harmonic in range(1, 40):
        frequency = f0 * harmonic
        gain = np.where(frequency < 0.45 * _RATE, _vowel_gain(frequency) / harmonic, 0.0)
        if not gain.any():
            break
        sound += gain * np.sin(harmonic * phase)
    fade = min(int(_FADE * _RATE), count // 2)
    if fade:
        ramp = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, fade))
        sound[:fade] *= ramp
        sound[-fade:] *= ramp[::-1]
    peak = float(np.abs(sound).max())
    return (sound * (0.4 / peak if peak > 0 else 0.0)).astype(np.float32)


def _vowel_gain(frequency: np.ndarray) -> np.ndarray:
    gain = np.full_like(frequency, 0.05)
    for centre, width in _FORMANTS:
        gain += 1.0 / (1.0 + ((frequency - centre) / width) ** 2)
    return gain
