"""Fundamental frequency (F0) of a voice, tracked while she is still speaking.

The tracker is of the RAPT family (D. Talkin, "A robust algorithm for pitch tracking", 1995), with Boersma's
octave cost (1993): every 10 ms the normalised cross-correlation of the low-passed signal with itself is
searched for peaks between 55 and 600 Hz, and a Viterbi search, extended frame by frame as audio arrives,
picks one peak or "unvoiced". When the speaker stops, only the best path has to be traced back.

A fourth tone falls an octave in 0.15 s: over two periods the period itself changes so much that higher
harmonics no longer match. Hence the low cutoff, the window that is hardly longer than the period, and a fall
or rise of half a semitone a frame that costs nothing.
`docs/decisions/tone-f0-tracker.md` compares it with other trackers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
HOP = 160  # samples: 10 ms
MIN_HZ, MAX_HZ = 55.0, 600.0

_DECIMATION = 4  # of the low-passed signal
_RATE = SAMPLE_RATE // _DECIMATION
_STRIDE = HOP // _DECIMATION
_CUTOFF_HZ, _TAPS = 700.0, 65
_DELAY = _TAPS // 2
_LAGS = np.arange(int(_RATE / MAX_HZ) - 1, int(_RATE / MIN_HZ) + 3)  # one more at each end, for the parabola
_WINDOWS = np.maximum(0.009, 1.25 * _LAGS / _RATE) * _RATE  # samples correlated at each lag
_WINDOWS = _WINDOWS.astype(np.intp)
_BEFORE = (int(_WINDOWS[-1]) + int(_LAGS[-1])) // 2 + 1  # samples a frame looks at before its centre
_SPAN = 2 * _BEFORE
_CANDIDATES = 6
_PEAK_MIN = 0.30  # weaker peaks are no candidates
_UNVOICED_COST = 0.59  # 1 - r a voiced frame may cost before unvoiced is cheaper
_OCTAVE_COST = 0.085  # per octave below MAX_HZ: of two equal peaks the shorter period is the true one
_JUMP_COST = 1.1  # per octave of F0 change between frames, beyond
_FREE_OCTAVES = 0.045
_SWITCH_COST = 0.4  # voiced <-> unvoiced
_CLIP = 0.985
_FAR_OCTAVES = 0.75  # from the take's median: look again
_BODY_OCTAVES, _BODY_SHARE = 0.5, 0.8  # so much lies so near the median where there is a main body
_FAR_COST = 0.5  # per octave beyond 0.6, when looking again
_CHUNK = 50  # frames analysed at once: what they need stays in the processor's cache

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class F0Track:
    """F0 of one take, a frame every `hop` seconds.

    `times` are the frames' centres (s); `f0` is Hz, 0 where unvoiced; `confidence` the periodicity 0…1 of the
    chosen period (0 where unvoiced); `energy_db` the frame's RMS in dB re full scale; `clipped` the share of
    its samples at full scale. All have the same length.
    """

    times: FloatArray
    f0: FloatArray
    confidence: FloatArray
    energy_db: FloatArray
    clipped: FloatArray
    hop: float = HOP / SAMPLE_RATE

    @property
    def voiced(self) -> NDArray[np.bool_]:
        """True where there is an F0."""
        return self.f0 > 0

    @cached_property
    def noise_db(self) -> float:
        """The background's level, dB re full scale: the 10th percentile of the frames' energy."""
        return float(np.percentile(self.energy_db, 10)) if len(self.energy_db) else -120.0


def track_f0(samples: NDArray[np.floating]) -> F0Track:
    """The F0 track of `samples`: mono, 16 kHz, -1…1, shape (n,)."""
    stream = F0Stream()
    stream.feed(samples)
    return stream.finish()


@dataclass
class F0Stream:
    """Tracks F0 in chunks as they arrive: `feed` any number of times, then `finish` once.

    Nearly all the work is done in `feed`; `finish` traces the best path back and repairs octave errors.
    """

    _raw: FloatArray = field(default_factory=lambda: np.zeros(_DELAY, np.float32))  # not yet filtered past
    # low-passed and thinned out, and as it was, from what the next frame looks at on
    _pending: FloatArray = field(default_factory=lambda: np.zeros(_BEFORE, np.float32))
    _pending_raw: FloatArray = field(default_factory=lambda: np.zeros(HOP, np.float32))
    _parts: list[_Candidates] = field(default_factory=list)
    _levels: list[tuple[FloatArray, FloatArray]] = field(default_factory=list)
    _search: _Search = field(default_factory=lambda: _Search())
    _heard: int = 0
    _finished: bool = False

    def feed(self, samples: NDArray[np.floating]) -> None:
        """Take the next samples (mono, 16 kHz, -1…1, shape (n,)), of any length."""
        if self._finished:
            raise RuntimeError("the track is finished")
        chunk = np.asarray(samples, dtype=np.float32)
        if chunk.ndim != 1:
            raise ValueError(f"expected mono samples of shape (n,), got {chunk.shape}")
        self._heard += len(chunk)
        self._take_in(chunk)

    def finish(self) -> F0Track:
        """The whole track. Call it once, after the last `feed`."""
        if self._finished:
            raise RuntimeError("the track is finished")
        frames = self._heard // HOP + 1
        # silence behind the end, so that the last frames have their full span and the filter its tail
        self._take_in(np.zeros(_SPAN * _DECIMATION + _TAPS + HOP, np.float32))
        self._finished = True
        candidates = _Candidates.joined(self._parts).first(frames)
        f0, confidence = _chosen(candidates, self._search.path(frames))
        f0, confidence = _repair_octaves(candidates, f0, confidence)
        energy = np.concatenate([e for e, _ in self._levels])[:frames]
        clipped = np.concatenate([c for _, c in self._levels])[:frames]
        times = (np.arange(frames) * (HOP / SAMPLE_RATE)).astype(np.float32)
        return F0Track(times, f0, confidence, energy, clipped)

    def _take_in(self, chunk: FloatArray) -> None:
        block = np.concatenate([self._raw, chunk])
        count = max(0, (len(block) - _TAPS + 1) // _DECIMATION)
        if count:
            around = np.lib.stride_tricks.sliding_window_view(block, _TAPS)[::_DECIMATION][:count]
            self._pending = np.concatenate([self._pending, around @ _LOW_PASS])
            used = count * _DECIMATION
            self._pending_raw = np.concatenate([self._pending_raw, block[_DELAY : _DELAY + used]])
            block = block[used:]
        self._raw = block
        while (ready := (len(self._pending) - _SPAN) // _STRIDE + 1) > 0:
            frames = min(ready, _CHUNK)
            candidates = _find_candidates(self._pending, frames)
            self._parts.append(candidates)
            self._levels.append(_measure_levels(self._pending_raw, frames))
            self._search.extend(candidates)
            self._pending = self._pending[frames * _STRIDE :]
            self._pending_raw = self._pending_raw[frames * HOP :]


@dataclass(frozen=True)
class _Candidates:
    """Peaks per frame: log2 of F0 and correlation (0: no peak), each of shape (frames, _CANDIDATES)."""

    log2_f0: FloatArray
    correlation: FloatArray

    @classmethod
    def joined(cls, parts: list[_Candidates]) -> _Candidates:
        return cls(np.concatenate([p.log2_f0 for p in parts]), np.concatenate([p.correlation for p in parts]))

    def first(self, frames: int) -> _Candidates:
        return _Candidates(self.log2_f0[:frames], self.correlation[:frames])

    def costs(self) -> FloatArray:
        """Local cost of every candidate and, last, of unvoiced; shape (frames, _CANDIDATES + 1)."""
        missing = self.correlation <= 0
        octave = _OCTAVE_COST * (np.log2(MAX_HZ) - self.log2_f0)
        voiced = np.where(missing, np.inf, 1.0 - self.correlation + octave)
        unvoiced = np.full((len(voiced), 1), _UNVOICED_COST)
        return np.concatenate([voiced, unvoiced], axis=1).astype(np.float32)


class _Search:
    """The Viterbi search, extended as frames arrive."""

    def __init__(self) -> None:
        self._total: FloatArray | None = None
        self._last_log2: FloatArray = np.zeros(_CANDIDATES, np.float32)
        self._back: list[NDArray[np.intp]] = []
        self._ends: list[int] = []

    def extend(self, candidates: _Candidates, extra: FloatArray | None = None) -> None:
        """Add frames; `extra` is a further cost per candidate, shape (frames, _CANDIDATES)."""
        local = candidates.costs()
        if extra is not None:
            local[:, :_CANDIDATES] += extra
        log2_f0 = candidates.log2_f0
        before = np.concatenate([self._last_log2[None], log2_f0])[:-1]
        # transition[t, i, j]: from candidate i of the frame before to candidate j of frame t
        transition = np.zeros((len(local), _CANDIDATES + 1, _CANDIDATES + 1), np.float32)
        transition[:, :_CANDIDATES, _CANDIDATES] = _SWITCH_COST
        transition[:, _CANDIDATES, :_CANDIDATES] = _SWITCH_COST
        np.abs(before[:, :, None] - log2_f0[:, None, :], out=transition[:, :_CANDIDATES, :_CANDIDATES])
        change = transition[:, :_CANDIDATES, :_CANDIDATES]
        np.maximum(change - _FREE_OCTAVES, 0.0, out=change)
        change *= _JUMP_COST
        total = self._total
        for cost, steps in zip(local, transition, strict=True):
            if total is None:
                total = cost
                self._back.append(np.arange(_CANDIDATES + 1))
            else:
                ways = total[:, None] + steps
                self._back.append(ways.argmin(axis=0))
                total = ways.min(axis=0) + cost
                total -= total.min()
            self._ends.append(int(total.argmin()))
        self._total = total
        if len(log2_f0):
            self._last_log2 = log2_f0[-1]

    def path(self, frames: int) -> NDArray[np.intp]:
        """The best candidate of each of the first `frames` frames; `_CANDIDATES` is unvoiced."""
        choice = np.empty(frames, np.intp)
        state = self._ends[frames - 1]
        for i in range(frames - 1, -1, -1):
            choice[i] = state
            state = int(self._back[i][state])
        return choice


def _low_pass(cutoff_hz: float, taps: int) -> FloatArray:
    """A windowed-sinc low-pass filter of odd length."""
    n = np.arange(taps) - taps // 2
    h = np.sinc(2 * cutoff_hz / SAMPLE_RATE * n) * np.hamming(taps)
    return (h / h.sum()).astype(np.float32)


_LOW_PASS = _low_pass(_CUTOFF_HZ, _TAPS)


def _find_candidates(smooth: FloatArray, frames: int) -> _Candidates:
    """The strongest peaks of the normalised cross-correlation in the first `frames` frames of `smooth`."""
    x = smooth[: (frames - 1) * _STRIDE + _SPAN].astype(np.float64)
    centre = _BEFORE + _STRIDE * np.arange(frames)[:, None]
    first = centre - (_WINDOWS + _LAGS) // 2  # (frames, lags): the window, and `_LAGS` later its counterpart
    last, shifted = first + _WINDOWS, first + _LAGS
    sums, squares = _running(x), _running(x * x)
    # running[k, i]: the products of x with itself `_LAGS[k]` later, summed up to i
    later = np.lib.stride_tricks.sliding_window_view(np.pad(x, (0, int(_LAGS[-1]))), len(x))[_LAGS]
    running = _running(x * later)
    row = np.arange(len(_LAGS))
    product = running[row, last] - running[row, first]
    mean = (sums[centre + _BEFORE] - sums[centre - _BEFORE]) / _SPAN
    here, there = sums[last] - sums[first], sums[last + _LAGS] - sums[shifted]
    bias = _WINDOWS * mean**2
    floor = _WINDOWS * 10.0 ** (-75.0 / 10.0) + bias
    product += bias - mean * (here + there)
    power_here = squares[last] - squares[first] - 2 * mean * here + floor
    power_there = squares[last + _LAGS] - squares[shifted] - 2 * mean * there + floor
    r = product / np.sqrt(power_here * power_there)
    before, inner, after = r[:, :-2], r[:, 1:-1], r[:, 2:]
    peak = (inner > before) & (inner >= after) & (inner >= _PEAK_MIN)
    lags = _LAGS[1:-1]
    log2_lag = np.log2(lags / lags[0])
    worth = np.where(peak, inner - _OCTAVE_COST * log2_lag, -np.inf)
    chosen = np.argpartition(-worth, _CANDIDATES, axis=1)[:, :_CANDIDATES]
    at = np.arange(frames)[:, None]
    found = np.isfinite(worth[at, chosen])
    # the parabola through the peak and its neighbours gives the period between samples
    left, mid, right = before[at, chosen], inner[at, chosen], after[at, chosen]
    bend = np.where(found, left - 2 * mid + right, -1.0)
    shift = np.where(found, 0.5 * (left - right) / np.where(bend < 0, bend, -1.0), 0.0)
    height = np.where(found, np.clip(mid - 0.25 * (left - right) * shift, 0.0, 1.0), 0.0)
    log2_f0 = np.log2(_RATE / (lags[chosen] + shift))
    return _Candidates(log2_f0.astype(np.float32), height.astype(np.float32))


def _running(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of the values before each place along the last axis, one longer than `values`."""
    running = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=running[..., 1:])
    return running


def _measure_levels(raw: FloatArray, frames: int) -> tuple[FloatArray, FloatArray]:
    """Energy (dB re full scale, 20 ms) and share of clipped samples of each frame."""
    windows = np.lib.stride_tricks.sliding_window_view(raw, 2 * HOP)[: frames * HOP : HOP]
    power = np.mean(windows.astype(np.float64) ** 2, axis=1)
    clipped = np.mean(np.abs(windows) >= _CLIP, axis=1)
    return (10.0 * np.log10(power + 1e-12)).astype(np.float32), clipped.astype(np.float32)


def _chosen(candidates: _Candidates, path: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
    """F0 (Hz, 0 unvoiced) and confidence along a path."""
    voiced = path < _CANDIDATES
    row, column = np.arange(len(path)), np.where(voiced, path, 0)
    f0 = np.where(voiced, np.exp2(candidates.log2_f0[row, column]), 0.0)
    confidence = np.where(voiced, candidates.correlation[row, column], 0.0)
    return f0.astype(np.float32), confidence.astype(np.float32)


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Half-open index ranges of the True stretches."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _repair_octaves(
    candidates: _Candidates, f0: FloatArray, confidence: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Search voiced stretches that leave the voice's main body again, with a cost on the distance from it.

    A voice moves about an octave; a stretch that reaches more than 0.75 octaves off the take's median is
    suspect. It keeps its F0 when no candidate nearer the median is about as periodic.
    """
    voiced = f0 > 0
    if voiced.sum() < 20:  # too little voice to know its main body
        return f0, confidence
    log2 = np.log2(np.where(voiced, f0, 1.0))
    weight = np.where(voiced, confidence, 0.0)
    sure = log2[weight > 0.6 * weight.max()]
    median = float(np.median(sure))
    if np.mean(np.abs(sure - median) < _BODY_OCTAVES) < _BODY_SHARE:  # the errors may be the main body
        return f0, confidence
    f0, confidence = f0.copy(), confidence.copy()
    for start, end in _runs(voiced):
        off = np.abs(log2[start:end] - median)
        if off.max() < _FAR_OCTAVES:
            continue
        stretch = _Candidates(candidates.log2_f0[start:end], candidates.correlation[start:end])
        distance = np.abs(stretch.log2_f0 - median)
        extra = _FAR_COST * np.maximum(0.0, distance - 0.6)
        again = _Search()
        again.extend(stretch, extra.astype(np.float32))
        f0[start:end], confidence[start:end] = _chosen(stretch, again.path(end - start))
    return f0, confidence
