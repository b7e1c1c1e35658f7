"""Slower or faster speech at the same height: whole periods of the voice put in or left out.

Between the places where a period is put in or left out the recording stays as it is, sample by sample, so
that consonants and the course of F0 are those of the speaker. D. Malah, "Time-domain algorithms for harmonic
bandwidth reduction and time scaling of speech signals", IEEE Trans. ASSP 27 (1979); N. Morita, F. Itakura's
PICOLA (1986). Why this and not a library: docs/decisions/voices.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.audio.values import SAMPLE_RATE

FloatArray = npt.NDArray[np.float32]

SLOWEST, FASTEST = 0.5, 2.0
_SHORTEST, _LONGEST = SAMPLE_RATE // 400, SAMPLE_RATE // 60  # samples of a period: voices of 60 to 400 Hz
_LAGS = np.arange(_SHORTEST, _LONGEST + 1)
_INSIDE = np.arange(_LONGEST)[np.newaxis, :] < _LAGS[:, np.newaxis]
"""Which samples belong to the first of two periods, by lag."""


def stretched(samples: FloatArray, speed: float) -> FloatArray:
    """Samples (n,), 16 kHz mono, at `speed` times their speed: round(n / speed) samples, the F0 unchanged.

    Speed 1 gives the samples themselves. Raises ValueError outside `SLOWEST` … `FASTEST`.
    """
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"speed {speed} is outside {SLOWEST} … {FASTEST}")
    if speed == 1.0 or not len(samples):
        return samples
    length = round(len(samples) / speed)
    source = np.concatenate([samples, np.zeros(3 * _LONGEST, np.float32)])
    pieces: list[FloatArray] = [source[:0]]
    at, made = 0, 0
    while made < length and at < len(samples):
        period = _period(source[at:])
        first, second = source[at : at + period], source[at + period : at + 2 * period]
        rising = np.linspace(0.0, 1.0, period, dtype=np.float32)
        if speed < 1.0:  # one more: it begins as the second and ends as the first
            piece = [first, second * (1 - rising) + first * rising]
            taken = at + period
        else:  # one instead of two: it begins as the first and ends as the second
            piece = [first * (1 - rising) + second * rising]
            taken = at + 2 * period
        made += sum(len(each) for each in piece)
        # then as it is, until source and result stand at the same time again
        rest = max(round((made * speed - taken) / (1.0 - speed)), 0)
        piece.append(source[taken : taken + rest])
        made += len(piece[-1])
        at = taken + rest
        pieces += piece
    out = np.concatenate(pieces)[:length]
    return np.concatenate([out, np.zeros(length - len(out), np.float32)]).astype(np.float32)


def _period(source: FloatArray) -> int:
    """Samples after which the beginning of `source` is most like itself (average magnitude difference)."""
    if len(source) < 2 * _LONGEST:
        source = np.concatenate([source, np.zeros(2 * _LONGEST - len(source), np.float32)])
    shifted = np.lib.stride_tricks.sliding_window_view(source[_SHORTEST : 2 * _LONGEST], _LONGEST)
    difference = np.abs(shifted - source[:_LONGEST])
    return int(_LAGS[np.argmin(np.sum(difference, axis=1, where=_INSIDE) / _LAGS)])
