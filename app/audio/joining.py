"""Recorded syllables joined to a word: silence cut off, at one level, with short crossfades.

It is not how a person says the word: each syllable was spoken alone, with the full tone and the length of a
word by itself. Whoever plays it says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.audio.values import SAMPLE_RATE

FloatArray = npt.NDArray[np.float32]

CROSSFADE = 0.02  # seconds
_FRAME = int(0.01 * SAMPLE_RATE)
_QUIET = 10 ** (-35 / 20)  # of the loudest frame: what is below it at either end is not the syllable
_MARGIN = 2  # frames kept at either end: the soft start of a consonant, the end of a vowel
_LEVEL = 0.08  # RMS of every syllable


def joined(pieces: Sequence[FloatArray]) -> FloatArray:
    """The pieces (n,), 16 kHz mono, one after the other. Empty when there are none."""
    out = np.zeros(0)
    for piece in pieces:
        ready = _even(_trimmed(piece.astype(np.float64)))
        overlap = min(int(CROSSFADE * SAMPLE_RATE), len(out), len(ready))
        if overlap:
            rising = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, overlap))
            ready[:overlap] = out[-overlap:] * (1.0 - rising) + ready[:overlap] * rising
            out = out[:-overlap]
        out = np.concatenate([out, ready])
    return np.clip(out, -1.0, 1.0).astype(np.float32)


def _trimmed(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    frames = len(samples) // _FRAME
    if frames == 0:
        return samples
    level = np.sqrt(np.mean(samples[: frames * _FRAME].reshape(frames, _FRAME) ** 2, axis=1))
    loud = np.flatnonzero(level > _QUIET * level.max())
    if not len(loud):
        return samples
    first, last = max(loud[0] - _MARGIN, 0), min(loud[-1] + 1 + _MARGIN, frames)
    return samples[first * _FRAME : last * _FRAME].copy()


def _even(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """At the common level, faded in and out over 5 ms so that nothing clicks."""
    rms = float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
    if rms > 0:
        samples = samples * min(_LEVEL / rms, 0.97 / max(float(np.abs(samples).max()), 1e-9))
    fade = min(_FRAME // 2, len(samples) // 2)
    if fade:
        ramp = np.linspace(0.0, 1.0, fade)
        samples[:fade] *= ramp
        samples[-fade:] *= ramp[::-1]
    return samples
