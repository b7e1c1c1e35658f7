"""First alignments from nothing: a flat start by energy, then single Gaussians and Viterbi, over and over.

Short clips (syllables and words) go first, since silence around them is easy to find; sentences join when the
Gaussians know what the phones sound like.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from acoustic_model.alignment import StateGraph, align, state_graph
from acoustic_model.corpus import MEL_TO_CEPSTRA, Corpus
from app.speech import phones

CEPSTRA = 13
_FLOOR = 0.05
_QUIET = 0.3
_QUIET_BONUS, _LOUD_PENALTY = 5.0, 20.0
_SHORT_FRAMES = 400
_BATCH_FRAMES = 20_000


def speaker_means(corpus: Corpus) -> dict[str, NDArray[np.float32]]:
    """Mean cepstra (13,) of each speaker over the louder half of the frames."""
    sums: dict[str, NDArray[np.float64]] = defaultdict(lambda: np.zeros(CEPSTRA))
    counts: dict[str, int] = defaultdict(int)
    for index, entry in enumerate(corpus.entries):
        if counts[entry.speaker] < 30_000:
            cepstra = corpus.frames(index).astype(np.float32) @ MEL_TO_CEPSTRA[:, :CEPSTRA]
            loud = cepstra[cepstra[:, 0] >= np.median(cepstra[:, 0])]
            sums[entry.speaker] += loud.sum(axis=0)
            counts[entry.speaker] += len(loud)
    return {speaker: (sums[speaker] / counts[speaker]).astype(np.float32) for speaker in sums}


def with_deltas(mel: NDArray[np.float16], mean: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cepstra less the speaker's mean, with first and second differences: (frames, 39)."""
    cepstra = mel.astype(np.float32) @ MEL_TO_CEPSTRA[:, :CEPSTRA] - mean
    first = _slope(cepstra)
    return np.hstack([cepstra, first, _slope(first)])


def _slope(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    padded = np.pad(rows, ((2, 2), (0, 0)), mode="edge")
    n = len(rows)
    return (2 * (padded[4:] - padded[:n]) + padded[3 : n + 3] - padded[1 : n + 1]) / 10


def quiet_frames(mel: NDArray[np.float16]) -> NDArray[np.bool_]:
    """Frames (n,) bool whose energy is near that of the clip's background."""
    energy = mel.astype(np.float32).mean(axis=1)
    smooth = np.convolve(np.pad(energy, 3, mode="edge"), np.ones(7) / 7, mode="valid")
    background, speech = np.percentile(smooth, [4, 96])
    return smooth < background + _QUIET * (speech - background)


def flat_alignment(graph: StateGraph, quiet: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Graph positions: silence up to the first and from the last loud frame, equal shares in between."""
    loud = np.flatnonzero(~quiet)
    start, end = int(loud[0]), int(loud[-1]) + 1
    spoken = np.flatnonzero(~graph.optional)
    if end - start < len(spoken):
        start, end = 0, len(quiet)
    path = np.zeros(len(quiet), dtype=np.int32)
    share = np.linspace(0, len(spoken), end - start, endpoint=False).astype(int)
    path[start:end] = spoken[np.minimum(share, len(spoken) - 1)]
    path[end:] = len(graph.states) - 1
    return path


class Gaussians:
    """One diagonal Gaussian per state, re-estimated from alignments."""

    def __init__(self, dimensions: int) -> None:
        self._counts = np.zeros(phones.STATE_COUNT)
        self._sums = np.zeros((phones.STATE_COUNT, dimensions))
        self._squares = np.zeros((phones.STATE_COUNT, dimensions))

    def add(self, frames: NDArray[np.float32], states: NDArray[np.int32]) -> None:
        """Count frames (n, dimensions) for their states (n,)."""
        order = np.argsort(states, kind="stable")
        present, starts = np.unique(states[order], return_index=True)
        self._counts[present] += np.diff(np.r_[starts, len(states)])
        self._sums[present] += np.add.reduceat(frames[order], starts, axis=0)
        self._squares[present] += np.add.reduceat(frames[order] ** 2, starts, axis=0)

    def scorer(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """`(weights, constants)` so that log-likelihoods are `[x, x * x] @ weights + constants`."""
        counts = self._counts[:, None] + 5
        overall = self._sums.sum(axis=0) / self._counts.sum()
        spread = self._squares.sum(axis=0) / self._counts.sum() - overall**2
        mean = (self._sums + 5 * overall) / counts
        variance = (self._squares + 5 * (spread + overall**2)) / counts - mean**2
        variance = np.maximum(variance, _FLOOR * spread)
        weights = np.hstack([mean / variance, -0.5 / variance]).T
        constants = -0.5 * (mean**2 / variance + np.log(variance)).sum(axis=1)
        return weights.astype(np.float32), constants.astype(np.float32)


def bootstrap(corpus: Corpus, short_passes: int = 8, all_passes: int = 5) -> list[NDArray[np.int16] | None]:
    """States (frames,) of every entry's plain copy, None where it could not be aligned."""
    means = speaker_means(corpus)
    graphs = [state_graph(entry.readings[0]) for entry in corpus.entries]
    lengths = np.array([corpus.length(index) for index in range(len(corpus.entries))])
    short = [i for i in np.argsort(lengths) if _fits(lengths[i], graphs[i]) and lengths[i] < _SHORT_FRAMES]
    everything = [i for i in np.argsort(lengths) if _fits(lengths[i], graphs[i])]
    quiet = {i: quiet_frames(corpus.frames(i)) for i in everything}
    frames = {i: with_deltas(corpus.frames(i), means[corpus.entries[i].speaker]) for i in everything}

    gaussians = Gaussians(3 * CEPSTRA)
    for i in short:
        if corpus.entries[i].set_name not in ("commonvoice", "commonvoice_more", "aishell_sample"):
            path = flat_alignment(graphs[i], quiet[i])
            gaussians.add(frames[i], graphs[i].states[path])
    states: list[NDArray[np.int16] | None] = [None] * len(corpus.entries)
    for number in range(short_passes + all_passes):
        chosen = short if number < short_passes else everything
        weights, constants = gaussians.scorer()
        gaussians, total = Gaussians(3 * CEPSTRA), 0.0
        for batch in batches(chosen, lengths):
            scores = [
                _silence_by_energy(np.hstack([frames[i], frames[i] ** 2]) @ weights + constants, quiet[i])
                for i in batch
            ]
            for i, found in zip(batch, align(scores, [graphs[i] for i in batch]), strict=True):
                if found is not None:
                    states[i] = found.states(graphs[i]).astype(np.int16)
                    gaussians.add(frames[i], states[i].astype(np.int32))
                    total += found.score / len(chosen)
        print(f"bootstrap pass {number + 1}: {total:.3f} per frame", file=sys.stderr, flush=True)
    return states


def _silence_by_energy(scores: NDArray[np.float32], quiet: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Let energy alone decide on silence: rooms and microphones differ too much for one Gaussian."""
    scores[:, 0] = scores[:, 1:].max(axis=1) + np.where(quiet, _QUIET_BONUS, -_LOUD_PENALTY)
    return scores


def batches(entries: list[int], lengths: NDArray[np.int64]) -> list[list[int]]:
    """Entries in order of length, cut into batches of about equally many frames."""
    result: list[list[int]] = [[]]
    for i in entries:
        if result[-1] and (len(result[-1]) + 1) * lengths[i] > _BATCH_FRAMES:
            result.append([])
        result[-1].append(int(i))
    return result


def _fits(length: int, graph: StateGraph) -> bool:
    return length >= np.count_nonzero(~graph.optional) + 2
