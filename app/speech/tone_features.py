"""What the tone network is shown of each syllable: one row of numbers, the same in training and in the app.

F0 is in semitones about the speaker's median, sampled over the final and over its neighbours' finals, with
the periodicity at the same points so that the network sees where the contour was filled in. Energy course,
durations against the take's pace, the register and what is known of it, the place in the phrase, and the
neighbours' expected tones follow. A final is first cut to its voiced core, since aligners disagree most about
where a final fades into silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.speech.f0 import F0Track
from app.speech.register import SpeakerRegister, to_semitones
from app.speech.tone_values import ToneSpan

FINAL_POINTS = 20
NEIGHBOUR_POINTS = 6
ENERGY_POINTS = 10
_EDGE = np.array([0.03, 0.06, 0.09])  # seconds before the final and after it
_SLACK = 0.02  # seconds beyond the final where F0 still counts as its own, for late or early boundaries
_SILENT_DB = 25.0  # below its peak a syllable's sound has ended
_FADED_DB = 17.0  # below its peak the voice is fading: breath rings with an F0 of its own there
_WEAK_DB = 6.0  # below its peak, at its end, a leap of F0 by more than this is breath:
_RINGING_ST = 1.0
_DEEP_FALL_ST = 2.5
_ABOVE_NOISE_DB = 7.0  # and so is a frame that is hardly louder than the background
_REACH = 0.6  # seconds a syllable next to silence may be longer than the aligner thought
_DIP = 0.08  # seconds of quiet inside a creaky third tone
_ISLAND = 3  # frames: a shorter stretch of F0 between unvoiced frames is noise
_LOCAL = 0.8  # seconds to either side that make up the neighbourhood's height

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class VoicedTake:
    """A take's frames, F0 in semitones about the register's median; `st` and `times` of the voiced ones."""

    times: NDArray[np.float64]
    st: NDArray[np.float64]
    confidence: NDArray[np.float64]
    all_times: NDArray[np.float64]
    all_confidence: NDArray[np.float64]
    energy: NDArray[np.float64]
    noise_db: float

    @classmethod
    def of(cls, track: F0Track, register: SpeakerRegister) -> VoicedTake:
        """The frames of `track` against `register`."""
        st = to_semitones(_without_islands(track.f0)) - register.median
        voiced = np.isfinite(st)
        times = track.times.astype(np.float64)
        confidence = np.where(voiced, track.confidence, 0.0).astype(np.float64)
        energy = track.energy_db.astype(np.float64)
        return cls(times[voiced], st[voiced], confidence[voiced], times, confidence, energy, track.noise_db)

    def sample(
        self, at: NDArray[np.float64], first: float, last: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Heights and periodicity at times `at`, from the voiced frames between `first` and `last`.

        Heights are interpolated over gaps and held at the ends; zeros where nothing there is voiced.
        """
        lo, hi = np.searchsorted(self.times, (first, last))
        if hi <= lo:
            return np.zeros(len(at)), np.zeros(len(at))
        return (
            np.interp(at, self.times[lo:hi], self.st[lo:hi]),
            np.interp(at, self.all_times, self.all_confidence),
        )


def tone_features(track: F0Track, spans: Sequence[ToneSpan], register: SpeakerRegister) -> FloatArray:
    """One row per span, shape (len(spans), FEATURES). `register` should already know this take."""
    voice = VoicedTake.of(track, register)
    spans = grown_spans(voice, spans)
    loud = _speech_level(voice, spans)
    cores = [final_core(voice, span) for span in spans]
    finals = np.array([end - start for start, end in cores])
    shared = _shared_features(voice, register, finals)
    contours = [core_contour(voice, *core) for core in cores]
    rows = []
    for i, span in enumerate(spans):
        before, after = _neighbour(contours, spans, i, -1), _neighbour(contours, spans, i, 1)
        rows.append(
            np.concatenate(
                [
                    _own_features(
                        voice,
                        span,
                        cores[i],
                        contours[i],
                        loud,
                        alone_before=i == 0 or not spans[i - 1].joined,
                        alone_after=i + 1 == len(spans) or not span.joined,
                    ),
                    before,
                    after,
                    _pace_features(spans, finals, i),
                    shared,
                    _tone_flags(spans, i),
                ]
            )
        )
    return np.array(rows, dtype=np.float32).reshape(len(spans), FEATURES)


def _without_islands(f0: FloatArray) -> FloatArray:
    """F0 with stretches of fewer than `_ISLAND` voiced frames made unvoiced."""
    voiced = np.concatenate([[False], f0 > 0, [False]])
    edges = np.flatnonzero(np.diff(voiced.astype(np.int8)))
    result = f0.copy()
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start < _ISLAND:
            result[start:end] = 0.0
    return result


def grown_spans(voice: VoicedTake, spans: Sequence[ToneSpan]) -> list[ToneSpan]:
    """The spans with syllables next to silence stretched over all of their sound.

    Aligners take the creaky middle of a long third tone for silence and keep one half of it. A syllable grows
    outwards through frames that are loud enough, over dips of up to `_DIP`, into silence only.
    """
    grown = []
    for i, span in enumerate(spans):
        first, last = np.searchsorted(voice.all_times, (span.start, span.end))
        inside = voice.energy[first:last]
        if not len(inside):
            grown.append(span)
            continue
        floor = max(float(inside.max()) - _SILENT_DB, voice.noise_db + _ABOVE_NOISE_DB)
        loud = voice.energy > floor
        start, end = span.start, span.end
        if i == 0 or not spans[i - 1].joined:
            limit = (spans[i - 1].end + span.start) / 2 if i else 0.0
            start = _grow(voice.all_times, loud, int(first), -1, max(limit, start - _REACH), start)
        if i + 1 == len(spans) or not span.joined:
            limit = (spans[i + 1].start + span.end) / 2 if i + 1 < len(spans) else np.inf
            end = _grow(voice.all_times, loud, int(last) - 1, 1, min(limit, end + _REACH), end)
        moved = span.start - start
        final_start = span.final_start - (moved if moved > 2 * _DIP else 0.0)
        grown.append(replace(span, start=start, final_start=max(final_start, start), end=end))
    return grown


def _grow(
    times: NDArray[np.float64], loud: NDArray[np.bool_], frame: int, step: int, limit: float, edge: float
) -> float:
    """Where a stretch of loud frames that holds `frame` ends, going by `step` no further than `limit`."""
    reached, quiet = edge, 0.0
    while 0 <= (frame := frame + step) < len(times) and (limit - times[frame]) * step > 0:
        if loud[frame]:
            reached, quiet = float(times[frame]), 0.0
        else:
            quiet += 0.01
            if quiet > _DIP:
                break
    return max(reached, edge) if step > 0 else min(reached, edge)


def final_core(voice: VoicedTake, span: ToneSpan) -> tuple[float, float]:
    """The voiced part of a final that has not faded, (start, end) in s; the whole final if none is voiced."""
    lo, hi = np.searchsorted(voice.all_times, (span.final_start - _SLACK, span.end + _SLACK))
    energy = voice.energy[lo:hi]
    voiced = voice.all_confidence[lo:hi] > 0
    clear = voiced & (energy > (energy[voiced].max() if voiced.any() else 0.0) - _FADED_DB)
    inside = np.flatnonzero(clear)
    if len(inside) < 3:
        return span.final_start, span.end
    start, end = float(voice.all_times[lo + inside[0]]), float(voice.all_times[lo + inside[-1]])
    strong = np.flatnonzero(voiced & (energy > energy[voiced].max() - _WEAK_DB))
    end = _before_ringing(voice, start, float(voice.all_times[lo + strong[-1]]), end)
    return start - 0.005, end + 0.005


def _before_ringing(voice: VoicedTake, start: float, strong: float, end: float) -> float:
    """The end of a core, cut where F0 leaps up after the last strong frame: breath, not voice.

    After a deep fall a rise is a third tone's own, however faint.
    """
    begin, first, last = np.searchsorted(voice.times, (start - 0.001, strong - 0.001, end + 0.001))
    if voice.st[begin : first + 1].max() - voice.st[first] > _DEEP_FALL_ST:
        return end
    leap = np.flatnonzero(voice.st[first:last] > voice.st[first : first + 1] + _RINGING_ST)
    return float(voice.times[first + leap[0] - 1]) if len(leap) else end


def contour_times(start: float, end: float) -> NDArray[np.float64]:
    """The moments at which a contour is sampled, shape (FINAL_POINTS,)."""
    times: NDArray[np.float64] = start + (np.arange(FINAL_POINTS) + 0.5) / FINAL_POINTS * (end - start)
    return times


def core_contour(
    voice: VoicedTake, start: float, end: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Heights (semitones about the median) and periodicity at `contour_times`."""
    return voice.sample(contour_times(start, end), start - _SLACK, end + _SLACK)


def _speech_level(voice: VoicedTake, spans: Sequence[ToneSpan]) -> float:
    """The take's loud level: median over syllables of their peak energy, dB."""
    peaks = []
    for span in spans:
        lo, hi = np.searchsorted(voice.all_times, (span.start, span.end))
        if hi > lo:
            peaks.append(voice.energy[lo:hi].max())
    return float(np.median(peaks)) if peaks else 0.0


def _own_features(
    voice: VoicedTake,
    span: ToneSpan,
    core: tuple[float, float],
    contour: tuple[NDArray[np.float64], NDArray[np.float64]],
    loud: float,
    *,
    alone_before: bool,
    alone_after: bool,
) -> NDArray[np.float64]:
    height, periodic = contour
    start, end = core
    edges = np.concatenate([start - _EDGE[::-1], end + _EDGE])
    edge_height, edge_periodic = voice.sample(edges, start - 0.12, end + 0.12)
    # beside a pause there is no neighbour's voice: what has an F0 there is breath
    if alone_before:
        edge_height[: len(_EDGE)], edge_periodic[: len(_EDGE)] = height[0], 0.0
    if alone_after:
        edge_height[len(_EDGE) :], edge_periodic[len(_EDGE) :] = height[-1], 0.0
    points = start + (np.arange(ENERGY_POINTS) + 0.5) / ENERGY_POINTS * (end - start)
    energy = (
        np.interp(points, voice.all_times, voice.energy) if len(voice.all_times) else np.zeros(len(points))
    )
    middle = height.mean()
    lo, hi = np.searchsorted(voice.times, (points[0] - _LOCAL, points[-1] + _LOCAL))
    local = float(np.mean(voice.st[lo:hi])) if hi > lo else 0.0
    lo, hi = np.searchsorted(voice.times, core)
    voiced_seconds = (hi - lo) * 0.01
    return np.concatenate(
        [
            (height - middle) / 3.0,
            periodic,
            (edge_height - middle) / 3.0,
            edge_periodic,
            np.clip((energy - loud) / 10.0, -5.0, 2.0),
            [
                middle / 4.0,
                (middle - local) / 4.0,
                local / 4.0,
                (height.max() - height.min()) / 5.0,
                float(height.argmax()) / FINAL_POINTS - 0.5,
                float(height.argmin()) / FINAL_POINTS - 0.5,
                voiced_seconds / 0.2 - 1.0,
                voiced_seconds / max(span.end - span.final_start, 0.02),
                periodic.mean(),
            ],
        ]
    )


def _neighbour(
    contours: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]],
    spans: Sequence[ToneSpan],
    i: int,
    step: int,
) -> NDArray[np.float64]:
    """The neighbour's contour against this syllable's mean height, or zeros where there is none."""
    k = i + step
    if not 0 <= k < len(spans):
        return np.zeros(NEIGHBOUR_POINTS + 4)
    height, periodic = contours[k]
    thinned = height[(np.arange(NEIGHBOUR_POINTS) * FINAL_POINTS) // NEIGHBOUR_POINTS + 1]
    gap = spans[i].start - spans[k].end if step < 0 else spans[k].start - spans[i].end
    joined = spans[min(i, k)].joined
    return np.concatenate(
        [
            (thinned - contours[i][0].mean()) / 4.0 if periodic.any() else np.zeros(NEIGHBOUR_POINTS),
            [1.0, float(joined), periodic.mean(), np.clip(gap, 0.0, 0.6) / 0.3],
        ]
    )


def _pace_features(spans: Sequence[ToneSpan], finals: NDArray[np.float64], i: int) -> NDArray[np.float64]:
    log = np.log(np.maximum(finals, 0.02) / 0.2)
    span = spans[i]
    last = len(spans) - 1
    return np.array(
        [
            log[i],
            log[i] - log.mean(),
            log[i] - log[i - 1] if i else 0.0,
            log[i] - log[i + 1] if i < last else 0.0,
            np.log(max(span.final_start - span.start, 0.0) + 0.03) + 2.5,
            float(span.sonorant),
            float(i == 0 or not spans[i - 1].joined),
            float(i == last or not span.joined),
            float(last == 0),
            np.log1p(last) / 2.0,
        ]
    )


def _shared_features(
    voice: VoicedTake, register: SpeakerRegister, finals: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What holds for the whole take: register, how well it is known, the take's own height and spread."""
    heights = voice.st if len(voice.st) else np.zeros(1)
    return np.array(
        [
            (register.high - register.median) / 5.0 - 1.0,
            (register.median - register.low) / 5.0 - 1.0,
            np.log1p(register.seconds) / 3.0,
            np.clip(np.median(heights) / 4.0, -3.0, 3.0),
            np.clip(heights.std() / 4.0, 0.0, 3.0),
            np.log(finals.mean() / 0.2) if len(finals) else 0.0,
        ]
    )


def _tone_flags(spans: Sequence[ToneSpan], i: int) -> NDArray[np.float64]:
    """One-hot expected tones of the neighbours (first 5: before, last 5: after), all 0 without one."""
    flags = np.zeros(TONE_FLAGS)
    if i > 0:
        flags[spans[i - 1].tone - 1] = 1.0
    if i + 1 < len(spans):
        flags[5 + spans[i + 1].tone - 1] = 1.0
    return flags


TONE_FLAGS = 10
_OWN = 2 * FINAL_POINTS + 4 * len(_EDGE) + ENERGY_POINTS + 9
_BEFORE, _AFTER = _OWN, _OWN + NEIGHBOUR_POINTS + 4
_SHARED = _AFTER + NEIGHBOUR_POINTS + 4 + 10
FEATURES = _SHARED + 6 + TONE_FLAGS

REGISTER_COLUMNS = (_OWN - 9, _OWN - 7, _SHARED + 3)
"""Columns that shift when the register's median is taken for lower; in units of 4 semitones."""

HEIGHT_COLUMNS = (
    *range(FINAL_POINTS),
    *range(2 * FINAL_POINTS, 2 * FINAL_POINTS + 2 * len(_EDGE)),
    *range(_OWN - 9, _OWN - 5),
    *range(_BEFORE, _BEFORE + NEIGHBOUR_POINTS),
    *range(_AFTER, _AFTER + NEIGHBOUR_POINTS),
    _SHARED + 3,
    _SHARED + 4,
)
"""Columns that grow with the speaker's range."""
