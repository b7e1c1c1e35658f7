"""How a free talk was delivered, as far as sound alone tells: speaking time, pauses, loudness, liveliness.

Nothing here knows what was said, so nothing is said of pace or content. Speech is found by its voice: every
Mandarin syllable has a voiced final, while fans, traffic and paper have none. Voiced stretches are widened to
the sounds beside them that stand out of the background, and silences that belong to stops are closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.speech.f0 import F0Track, track_f0
from app.speech.register import NARROW_SECONDS, register_of
from app.speech.values import FloatArray

SHORTEST_PAUSE = 0.5
"""Seconds: shorter silences pass as the commas of speech (`fluency.LONG_PAUSE`)."""

LONG_SILENCE = 2.0
"""Seconds: so long a silence makes viewers wonder whether the stream hangs."""

USUAL_RANGE_ST = (7, 12)
"""Semitones that four in five native readers' voices span (docs/decisions/free-talk.md)."""

FLAT_ST = 6.5
"""Semitones: hardly a native reader's voice spans less."""

UNSTEADY_DB, FADING_DB = 6.0, 4.0
"""Spread, and drift downwards, beyond what native readers show."""

_SURE = 0.5  # periodicity of a frame that is taken for a voice
_OVER_NOISE_DB = 6.0
_UNDER_SPEECH_DB = 12.0  # from the loudest twentieth: without a pause there is no background to know
_FEWEST_FRAMES = 4  # voiced frames (10 ms) in a row: fewer are a chair, a click
_BESIDE = 0.2  # seconds beside a voiced stretch that may be its initial or its breath
_JOINED = 0.25  # seconds: shorter silences belong to stops and careful speech
_WINDOW, _ENOUGH_VOICE = 1.0, 0.3  # seconds of one measure of loudness, and of voice in it
_FEWEST_WINDOWS = 6

Span = tuple[float, float]


@dataclass(frozen=True)
class Delivery:
    """What a talk of `duration` seconds was like. Times in seconds of the recording.

    `speaking` is the time of all speech, `pauses` the silences of half a second and more between its first
    and last sound. `spread_db` is how far the loudness of one second strays from that of the whole (standard
    deviation, dB), `drift_db` by how much the last third is louder than the first (negative: quieter).
    `range_st` is the span of F0 in semitones, 5th to 95th percentile as in `SpeakerRegister`. None where too
    little was said to know.
    """

    duration: float
    speaking: float
    first: float  # where speech begins; `duration` when there is none
    pauses: tuple[Span, ...]
    spread_db: float | None
    drift_db: float | None
    range_st: float | None

    @property
    def longest(self) -> Span | None:
        """The longest pause, None when there is none."""
        return max(self.pauses, key=lambda pause: pause[1] - pause[0], default=None)


def measure_delivery(samples: FloatArray) -> Delivery:
    """The delivery of a talk: mono, 16 kHz, −1…1, shape (n,)."""
    track = track_f0(samples)
    duration = len(samples) / 16_000
    spans = speech_spans(track)
    if not spans:
        return Delivery(duration, 0.0, duration, (), None, None, None)
    spread, drift = _loudness(track, spans)
    register = register_of([track])
    return Delivery(
        duration=duration,
        speaking=sum(end - start for start, end in spans),
        first=spans[0][0],
        pauses=tuple(
            (left[1], right[0]) for left, right in pairwise(spans) if right[0] - left[1] >= SHORTEST_PAUSE
        ),
        spread_db=spread,
        drift_db=drift,
        range_st=register.range if register.seconds >= NARROW_SECONDS else None,
    )


def speech_spans(track: F0Track) -> tuple[Span, ...]:
    """Where somebody speaks, in seconds, in order; silences shorter than 0.25 s are part of it."""
    loud = track.energy_db > _background(track)
    voiced = track.voiced & (track.confidence >= _SURE) & loud
    reach = round(_BESIDE / track.hop)
    spans: list[list[int]] = []
    for begin, end in _runs(voiced):
        if end - begin < _FEWEST_FRAMES:
            continue
        begin, end = _widened(loud, begin, end, reach)
        if spans and begin - spans[-1][1] < _JOINED / track.hop:
            spans[-1][1] = max(end, spans[-1][1])
        else:
            spans.append([begin, end])
    return tuple((begin * track.hop, end * track.hop) for begin, end in spans)


def _background(track: F0Track) -> float:
    """The level (dB) above which a sound stands out."""
    if not len(track.energy_db):
        return 0.0
    loudest = float(np.percentile(track.energy_db, 95))
    return min(track.noise_db + _OVER_NOISE_DB, loudest - _UNDER_SPEECH_DB)


def _widened(loud: NDArray[np.bool_], begin: int, end: int, reach: int) -> tuple[int, int]:
    """The stretch with what stands out of the background on either side, `reach` frames at most."""
    first, last = max(0, begin - reach), min(len(loud), end + reach)
    while begin > first and loud[begin - 1]:
        begin -= 1
    while end < last and loud[end]:
        end += 1
    return begin, end


def _runs(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of True as (first, one past the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], on, [False]]).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _loudness(track: F0Track, spans: Sequence[Span]) -> tuple[float | None, float | None]:
    """Spread and drift of the loudness over windows of a second that hold enough voice."""
    inside = np.zeros(len(track.times), bool)
    for start, end in spans:
        inside |= (track.times >= start) & (track.times < end)
    inside &= track.voiced
    power = 10.0 ** (track.energy_db.astype(np.float64) / 10.0)
    step = round(_WINDOW / track.hop)
    levels = [
        10.0 * float(np.log10(power[at : at + step][chosen].mean()))
        for at in range(0, len(power), step)
        if (chosen := inside[at : at + step]).sum() * track.hop >= _ENOUGH_VOICE
    ]
    if len(levels) < _FEWEST_WINDOWS:
        return None, None
    third = len(levels) // 3
    drift = float(np.median(levels[-third:]) - np.median(levels[:third]))
    return float(np.std(levels)), drift
