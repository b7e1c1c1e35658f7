"""What exactly is wrong with a tone: a few measures of its contour against native speakers' measures.

The network says *whether* a tone is right; this says what to change. `Norms` hold, for each tone spoken alone
or before another syllable, the 10th, 50th and 90th percentile of every measure over the native training
speakers. Where a tone was not good, a measure far from the median is a fault, the further the more useful.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech.tone_values import ToneFault, ToneFinding

MEASURES = ("start", "end", "mean", "low", "fall", "rise", "turn", "movement", "length")
_EDGE = slice(1, 4)  # the first point of a contour is disturbed by the initial


@dataclass(frozen=True)
class Percentiles:
    """A measure's spread over native speakers."""

    p10: float
    p50: float
    p90: float


Norms = Mapping[str, Mapping[str, Percentiles]]  # "3 joined" -> measure -> percentiles


def norm_key(tone: int, joined: bool) -> str:
    """The key of `Norms`: a tone before another syllable, or before a pause."""
    return f"{tone} {'joined' if joined else 'final'}"


def measure(semitones: NDArray[np.floating], levels: NDArray[np.floating], length: float) -> dict[str, float]:
    """Measures of a contour given at equal steps in semitones and in levels, both shape (n,).

    Levels: `start`, `end`, `mean`, `low`. Semitones: `fall` from the highest point to the end, `rise` from
    the lowest point to the end, `movement` between extremes. `turn` is where the lowest point lies, 0…1.
    `length` is the final's length against the take's mean (ratio).
    """
    st = np.convolve(np.pad(semitones.astype(np.float64), 1, mode="edge"), np.full(3, 1 / 3), "valid")
    end = float(st[-3:].mean())
    body = st[1:]
    return {
        "start": float(levels[_EDGE].mean()),
        "end": float(levels[-3:].mean()),
        "mean": float(levels[1:].mean()),
        "low": float(levels[1:].min()),
        "fall": float(body.max()) - end,
        "rise": end - float(body.min()),
        "turn": float(body.argmin()) / (len(body) - 1),
        "movement": float(body.max() - body.min()),
        "length": length,
    }


@dataclass(frozen=True)
class _Check:
    """One fault: which measure, on which side of the norm, and a condition on the others."""

    fault: ToneFault
    measure: str
    below: bool
    unit: str
    when: Callable[[dict[str, float], int], bool] = lambda _m, _heard: True


_CHECKS: dict[int, tuple[_Check, ...]] = {
    1: (
        _Check(ToneFault.SINKS_IN_FIRST, "fall", False, "semitones"),
        _Check(ToneFault.RISES_IN_FIRST, "rise", False, "semitones", lambda _m, heard: heard != 4),
        _Check(ToneFault.FIRST_TOO_LOW, "mean", True, "levels"),
    ),
    2: (
        _Check(ToneFault.DOES_NOT_RISE, "rise", True, "semitones", lambda m, _heard: m["rise"] < 1.0),
        _Check(ToneFault.RISES_TOO_LITTLE, "rise", True, "semitones", lambda m, _heard: m["rise"] >= 1.0),
        _Check(ToneFault.RISES_TOO_LATE, "turn", False, "share", lambda m, _heard: m["rise"] >= 1.0),
        _Check(ToneFault.RISES_TOO_LITTLE, "end", True, "levels", lambda m, _heard: m["rise"] >= 1.0),
    ),
    3: (
        _Check(ToneFault.THIRD_FALLS_LIKE_FOURTH, "fall", False, "semitones", lambda _m, heard: heard == 4),
        _Check(ToneFault.THIRD_RISES_LIKE_SECOND, "rise", False, "semitones", lambda _m, heard: heard == 2),
        _Check(ToneFault.THIRD_RISES_LIKE_SECOND, "turn", True, "share", lambda _m, heard: heard == 2),
        _Check(ToneFault.FLAT_THIRD, "movement", True, "semitones"),
        _Check(ToneFault.THIRD_NOT_LOW, "low", False, "levels"),
    ),
    4: (
        _Check(ToneFault.FALLS_TOO_LITTLE, "fall", True, "semitones"),
        _Check(ToneFault.STARTS_TOO_LOW, "start", True, "levels"),
    ),
    5: (
        _Check(ToneFault.NEUTRAL_TOO_LONG, "length", False, "ratio"),
        _Check(ToneFault.NEUTRAL_TOO_FULL, "movement", False, "semitones"),
    ),
}


def find_faults(
    measured: dict[str, float], norms: Mapping[str, Percentiles], tone: int, heard: int
) -> tuple[ToneFinding, ...]:
    """Faults of a tone that was not good, the furthest from the norm first; one finding a fault.

    Falls back on `SOUNDS_LIKE` (measured: the tone heard, wanted: the tone expected) when no measure is
    outside its norm but another tone fits better.
    """
    found: list[tuple[float, ToneFinding]] = []
    for check in _CHECKS[tone]:
        norm, value = norms[check.measure], measured[check.measure]
        # the network has found the tone amiss already: half way to the rim of what natives do is telling
        edge = (norm.p50 + (norm.p10 if check.below else norm.p90)) / 2
        beyond = (edge - value) if check.below else (value - edge)
        if beyond <= 0 or not check.when(measured, heard):
            continue
        if any(finding.fault is check.fault for _, finding in found):
            continue
        spread = max(abs(norm.p50 - edge), 0.1)
        finding = ToneFinding(check.fault, round(value, 2), round(norm.p50, 2), check.unit)
        found.append((beyond / spread, finding))
    found.sort(key=lambda pair: -pair[0])
    if not found and heard != tone:
        return (ToneFinding(ToneFault.SOUNDS_LIKE, float(heard), float(tone), "tone"),)
    return tuple(finding for _, finding in found)


def norms_of(
    rows: Sequence[tuple[int, bool, dict[str, float]]],
) -> dict[str, dict[str, Percentiles]]:
    """Norms from (tone, joined, measures) of native syllables; under 20 of a kind, both kinds count."""
    norms: dict[str, dict[str, Percentiles]] = {}
    for tone in range(1, 6):
        for joined in (True, False):
            own = [m for t, j, m in rows if t == tone and j == joined]
            chosen = own if len(own) >= 20 else [m for t, _, m in rows if t == tone]
            if not chosen:
                continue
            norms[norm_key(tone, joined)] = {
                name: Percentiles(
                    *(round(float(x), 3) for x in np.percentile([m[name] for m in chosen], [10, 50, 90]))
                )
                for name in MEASURES
            }
    return norms
