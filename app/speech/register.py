"""The speaker's register: where her voice lies and how far it moves, learned from take to take.

Tones are relative: the same 200 Hz is a first tone in one voice and a third in another. A `SpeakerRegister`
keeps a histogram of voiced F0 over semitones re 100 Hz. Octave errors of the tracker make a copy of the main
body an octave off; the share that is better explained so is folded back before percentiles are read. What is
not yet known of a new speaker is filled in from a prior over speakers, so that a single syllable can be
judged at once. A take from quite another voice makes what was known fade at once: profiles get shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.speech.f0 import F0Track

REFERENCE_HZ = 100.0

_LOW_ST, _HIGH_ST, _STEP_ST = -12.0, 36.0, 0.5  # 50–800 Hz
_BINS = int((_HIGH_ST - _LOW_ST) / _STEP_ST)
_CENTRES = _LOW_ST + _STEP_ST * (np.arange(_BINS) + 0.5)

# A voice's median, in semitones: men near 120 Hz, women near 215 Hz (medians over the training speakers).
_PRIOR_MEDIANS = np.array([3.2, 13.2])
_PRIOR_SPREAD = 2.6
# One syllable's mean F0 scatters about the speaker's median by this much; a syllable is about 0.2 s of voice.
_SYLLABLE_SPREAD = 3.2
_SYLLABLE_SECONDS = 0.2
# A typical half-width below and above the median (5th and 95th percentile), and how many seconds it weighs.
_PRIOR_BELOW, _PRIOR_ABOVE, _PRIOR_RANGE_SECONDS = 5.0, 4.6, 2.0
# Older takes fade once there is more than this much voice: a register drifts over months.
_MEMORY_SECONDS = 300.0
# A take whose median lies so far off, with so much voice in it, is another voice; the old one then weighs
# this much against it.
_OTHER_VOICE_ST, _OTHER_VOICE_SECONDS, _OTHER_VOICE_WEIGHT = 6.0, 1.0, 0.25
_OCTAVE_BINS = int(12 / _STEP_ST)
_FOLDS = 8  # rounds of estimating how much lies an octave off
_MOST_OFF = 0.35  # of the frames that may
_BODY_SPREAD = (1.5, 4.5)  # semitones, standard deviation of a voice without octave errors
# As many seconds of voice, or five takes, say how wide a voice moves; natives' registers span 8–14 semitones.
NARROW_ST, USUAL_ST, NARROW_SECONDS = 5.5, 9.0, 6.0


def to_semitones(hz: NDArray[np.floating]) -> NDArray[np.float64]:
    """Semitones re 100 Hz; NaN where `hz` is 0 or NaN (unvoiced)."""
    f = np.asarray(hz, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(f > 0, 12.0 * np.log2(np.where(f > 0, f, 1.0) / REFERENCE_HZ), np.nan)


def to_hz(semitones: float) -> float:
    """The inverse of `to_semitones` for one value."""
    return float(REFERENCE_HZ * 2.0 ** (semitones / 12.0))


@dataclass(frozen=True)
class SpeakerRegister:
    """What is known of one voice. Immutable: `learn` returns the register after one more take.

    `histogram` holds seconds of voice per half semitone from 50 Hz to 800 Hz.
    """

    histogram: tuple[float, ...] = field(default=(0.0,) * _BINS)

    @property
    def seconds(self) -> float:
        """How much voice it rests on."""
        return float(sum(self.histogram))

    @property
    def median(self) -> float:
        """Median F0, semitones re 100 Hz, drawn towards the prior while little is known."""
        return self._summary[1]

    @property
    def low(self) -> float:
        """The bottom of the register (5th percentile, level 1), semitones re 100 Hz."""
        return self._summary[0]

    @property
    def high(self) -> float:
        """The top of the register (95th percentile, level 5), semitones re 100 Hz."""
        return self._summary[2]

    @property
    def range(self) -> float:
        """Semitones from `low` to `high`."""
        low, _, high = self._summary
        return high - low

    @property
    def narrow(self) -> bool:
        """Whether enough was heard to say that the voice moves far less than natives' voices do."""
        return self.seconds >= NARROW_SECONDS and self.range < NARROW_ST

    def learn(self, track: F0Track) -> SpeakerRegister:
        """The register after one more take. Frames the tracker doubts do not count.

        When the take is from quite another voice, that one counts at once.
        """
        st = to_semitones(track.f0)
        sure = np.isfinite(st) & (track.confidence >= 0.5)
        counts, _ = np.histogram(st[sure], bins=_BINS, range=(_LOW_ST, _HIGH_ST))
        old = np.asarray(self.histogram)
        total = old.sum()
        if total > _MEMORY_SECONDS:
            old = old * (_MEMORY_SECONDS / total)
        heard = counts.sum() * track.hop
        if total > heard >= _OTHER_VOICE_SECONDS:
            (middle,) = _percentiles(_without_octave_errors(counts.astype(np.float64)), (0.5,))
            if abs(middle - self.median) > _OTHER_VOICE_ST:
                old = old * (_OTHER_VOICE_WEIGHT * heard / total)
        return SpeakerRegister(tuple(float(x) for x in old + counts * track.hop))

    def levels(self, semitones: NDArray[np.floating]) -> NDArray[np.float64]:
        """Five-level heights of `semitones` (re 100 Hz), 1.0–5.0; NaN stays NaN."""
        low, _, high = self._summary
        level: NDArray[np.float64] = 1.0 + 4.0 * (np.asarray(semitones, np.float64) - low) / max(
            high - low, 1e-3
        )
        return np.clip(level, 1.0, 5.0)

    def to_json(self) -> dict[str, object]:
        """A small JSON-able form: the histogram's occupied stretch."""
        h = np.asarray(self.histogram)
        used = np.flatnonzero(h)
        first, last = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
        return {
            "version": 1,
            "first_semitone": _LOW_ST + first * _STEP_ST,
            "seconds": [round(float(x), 3) for x in h[first:last]],
        }

    @classmethod
    def from_json(cls, data: dict[str, object]) -> SpeakerRegister:
        """Read what `to_json` wrote. Raises ValueError for anything else."""
        first, seconds = data.get("first_semitone"), data.get("seconds")
        if data.get("version") != 1 or not isinstance(first, int | float) or not isinstance(seconds, list):
            raise ValueError("not a speaker register")
        start = round((first - _LOW_ST) / _STEP_ST)
        if (
            start < 0
            or start + len(seconds) > _BINS
            or any(not isinstance(x, int | float) or x < 0 for x in seconds)
        ):
            raise ValueError("not a speaker register")
        h = np.zeros(_BINS)
        h[start : start + len(seconds)] = seconds
        return cls(tuple(float(x) for x in h))

    @cached_property
    def _summary(self) -> tuple[float, float, float]:
        """(5th, 50th, 95th percentile) in semitones, after octave repair and with the prior mixed in."""
        h = _without_octave_errors(np.asarray(self.histogram))
        seconds = float(h.sum())
        if seconds <= 0:
            centre = float(_PRIOR_MEDIANS.mean())
            return centre - _PRIOR_BELOW, centre, centre + _PRIOR_ABOVE
        measured = _percentiles(h, (0.05, 0.5, 0.95))
        median = _median_with_prior(float((h * _CENTRES).sum() / seconds), measured[1], seconds)
        weight = seconds / (seconds + _PRIOR_RANGE_SECONDS)
        low = median - (weight * (measured[1] - measured[0]) + (1 - weight) * _PRIOR_BELOW)
        high = median + (weight * (measured[2] - measured[1]) + (1 - weight) * _PRIOR_ABOVE)
        return float(low), float(median), float(high)


def register_of(tracks: Sequence[F0Track]) -> SpeakerRegister:
    """The register learned from `tracks` alone (for one take, or a reference speaker)."""
    register = SpeakerRegister()
    for track in tracks:
        register = register.learn(track)
    return register


def _without_octave_errors(h: NDArray[np.float64]) -> NDArray[np.float64]:
    """The histogram with what lies an octave off put back where it belongs.

    The measured histogram is taken for a mixture of a normal body and of its copies an octave below and above
    (expectation maximisation); each frame goes back by as much as the copies explain it better. What even so
    lies beyond 11 semitones below or 14 above the median is cut.
    """
    total = h.sum()
    if total <= 0:
        return h
    (middle,) = _percentiles(h, (0.5,))
    spread = 3.5
    shares = np.array([0.92, 0.06, 0.02])  # as it was, halved, doubled
    folded = h
    for _ in range(_FOLDS):
        body = np.exp(-((_CENTRES - middle) ** 2) / (2 * spread**2)) + 1e-3
        parts = shares[:, None] * np.stack([body, _moved(body, -_OCTAVE_BINS), _moved(body, _OCTAVE_BINS)])
        parts = h * parts / parts.sum(axis=0)
        folded = parts[0] + _moved(parts[1], _OCTAVE_BINS) + _moved(parts[2], -_OCTAVE_BINS)
        seconds = max(float(folded.sum()), 1e-9)
        middle = float((folded * _CENTRES).sum()) / seconds
        variance = float((folded * (_CENTRES - middle) ** 2).sum()) / seconds
        spread = float(np.clip(np.sqrt(variance), *_BODY_SPREAD))
        off = np.minimum(parts[1:].sum(axis=1) / total, _MOST_OFF)
        shares = np.array([1.0 - off.sum(), *off])
    (median,) = _percentiles(folded, (0.5,))
    from_median = _CENTRES - median
    return np.where((from_median >= -11.0) & (from_median <= 14.0), folded, 0.0)


def _moved(values: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    """The values moved up by so many places (down when negative); zeros come in."""
    moved = np.zeros_like(values)
    if bins > 0:
        moved[bins:] = values[:-bins]
    else:
        moved[:bins] = values[-bins:]
    return moved


def _percentiles(h: NDArray[np.float64], shares: Sequence[float]) -> list[float]:
    """Percentiles of the histogram, linear inside a bin."""
    edges = _LOW_ST + _STEP_ST * np.arange(_BINS + 1)
    cumulative = np.concatenate([[0.0], np.cumsum(h)]) / h.sum()
    # a tiny slope keeps np.interp's abscissa increasing over empty bins
    cumulative = cumulative + 1e-9 * np.arange(_BINS + 1)
    return [float(x) for x in np.interp(shares, cumulative, edges)]


def _median_with_prior(mean: float, measured: float, seconds: float) -> float:
    """The expected median of the speaker given what was heard, under a two-voice prior.

    The mean of n syllables scatters about the median; each prior voice gives a normal posterior, and the two
    are mixed by how well they explain the mean.
    """
    syllables = max(seconds / _SYLLABLE_SECONDS, 1.0)
    noise = _SYLLABLE_SPREAD**2 / syllables
    prior = _PRIOR_SPREAD**2
    evidence = np.exp(-((mean - _PRIOR_MEDIANS) ** 2) / (2 * (prior + noise)))
    share = evidence / max(evidence.sum(), 1e-30) if evidence.sum() > 1e-30 else np.array([0.5, 0.5])
    posterior = (measured * prior + _PRIOR_MEDIANS * noise) / (prior + noise)
    return float((share * posterior).sum())
