"""Slower or faster speech at the same height: waveform-similarity overlap-add.

W. Verhelst, M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality
time-scale modification of speech", ICASSP 1993. Why this and not a library: docs/decisions/voices.md.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.audio.values import SAMPLE_RATE

FloatArray = npt.NDArray[np.float32]

SLOWEST, FASTEST = 0.5, 2.0
_HALF = int(0.015 * SAMPLE_RATE)
"""Samples from one frame to the next. A frame is two of these and holds two periods of a low voice."""

_SEARCH = int(0.008 * SAMPLE_RATE)
"""How far a frame may be moved to either side: together the period of a voice at 63 Hz."""


def stretched(samples: FloatArray, speed: float) -> FloatArray:
    """Samples (n,), 16 kHz mono, at `speed` times their speed: round(n / speed) samples, the F0 unchanged.

    Speed 1 gives the samples themselves. Raises ValueError outside `SLOWEST` … `FASTEST`.
    """
    if not SLOWEST <= speed <= FASTEST:
        raise ValueError(f"speed {speed} is outside {SLOWEST} … {FASTEST}")
    length = round(len(samples) / speed)
    if speed == 1.0 or len(samples) < 2 * _HALF:
        return np.resize(samples, length).astype(np.float32) if len(samples) else samples
    # silence on both sides, so that every frame and every place it may be moved to lies inside
    room = _SEARCH + 2 * _HALF
    source = np.concatenate([np.zeros(room), samples.astype(np.float64), np.zeros(room + 2 * _HALF)])
    energy = np.concatenate([[0.0], np.cumsum(source**2)])
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(2 * _HALF) / (2 * _HALF))
    frames = length // _HALF + 2
    out = np.zeros((frames + 1) * _HALF)
    at = room - _HALF
    for number in range(frames):
        if number:
            wanted = min(room + round((number - 1) * _HALF * speed), room + len(samples))
            at = _most_alike(source, energy, at + _HALF, wanted)
        out[number * _HALF : number * _HALF + 2 * _HALF] += window * source[at : at + 2 * _HALF]
    return out[_HALF : _HALF + length].astype(np.float32)


def _most_alike(
    source: npt.NDArray[np.float64], energy: npt.NDArray[np.float64], going_on: int, wanted: int
) -> int:
    """The place within reach of `wanted` whose frame is most like the one that would follow without a cut.

    The likeness is the correlation over the root of the candidate's energy, so that loud places are not
    preferred for being loud. In silence the wanted place itself is taken.
    """
    going_on = min(going_on, len(source) - 2 * _HALF)
    first = max(wanted - _SEARCH, 0)
    last = min(wanted + _SEARCH, len(source) - 2 * _HALF)
    natural = source[going_on : going_on + 2 * _HALF]
    likeness = np.correlate(source[first : last + 2 * _HALF], natural, mode="valid")
    loud = energy[first + 2 * _HALF : last + 2 * _HALF + 1] - energy[first : last + 1]
    if float(loud.max()) < 1e-8:
        return wanted
    return first + int(np.argmax(likeness / np.sqrt(loud + 1e-8)))
