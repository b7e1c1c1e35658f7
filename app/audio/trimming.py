"""Silence at the beginning and the end of a recording, taken away but for a short breath."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.audio.values import SAMPLE_RATE

FloatArray = npt.NDArray[np.float32]

KEPT_SILENCE = 0.15
"""Seconds left on both sides, so that neither a soft initial nor a dying final is cut."""

_FRAME = SAMPLE_RATE // 100
_UNDER_SPEECH_DB = 32.0  # below the loud part of speech: soft initials and the end of a third tone are within
_OVER_FLOOR_DB = 8.0
_NEAR_SPEECH_DB = 12.0  # a recording without a pause has no floor to be told from
_SHORTEST_SOUND = 3  # frames; a click of the mouse is shorter
_LOWEST = 1e-6


def trim_silence(samples: FloatArray) -> FloatArray:
    """The samples (n,), 16 kHz mono, from just before the first sound to just after the last.

    Sound is what lies within 32 dB of the loud part of the recording and 8 dB above its quietest part. A
    recording without any sound comes back empty.
    """
    count = len(samples) // _FRAME
    if not count:
        return samples[:0]
    frames = samples[: count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    level = 20 * np.log10(np.sqrt(np.mean(frames**2, axis=1)) + _LOWEST)
    loud, floor = np.percentile(level, 95), np.percentile(level, 5)
    if loud < 20 * np.log10(10 * _LOWEST):
        return samples[:0]
    threshold = min(max(loud - _UNDER_SPEECH_DB, floor + _OVER_FLOOR_DB), loud - _NEAR_SPEECH_DB)
    sounding = np.flatnonzero(_long_enough(level > threshold))
    if not len(sounding):
        return samples[:0]
    spare = round(KEPT_SILENCE * SAMPLE_RATE)
    start = max(0, int(sounding[0]) * _FRAME - spare)
    end = min(len(samples), (int(sounding[-1]) + 1) * _FRAME + spare)
    return samples[start:end]


def _long_enough(sound: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Only the runs that last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], sound.astype(np.int8), [0]))))
    kept = np.zeros_like(sound)
    for start, end in edges.reshape(-1, 2):
        kept[start:end] = end - start >= _SHORTEST_SOUND
    return kept
