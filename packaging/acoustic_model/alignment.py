"""Viterbi alignment of many clips at once: which state of its transcript every frame belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech import phones

_IMPOSSIBLE = np.float32(-1e30)


@dataclass(frozen=True)
class StateGraph:
    """The states of a transcript in order; `optional` marks those that may be left out (silences).

    `phone_positions` numbers the phone each state belongs to, silences included.
    """

    states: NDArray[np.int32]
    optional: NDArray[np.bool_]
    phone_positions: NDArray[np.int32]


def state_graph(words: Sequence[Sequence[Sequence[str]]]) -> StateGraph:
    """The graph of a reading (words of syllables of phones): silence may stand around every word."""
    sequence = [phones.SILENCE]
    for word in words:
        sequence.extend(phone for syllable in word for phone in syllable)
        sequence.append(phones.SILENCE)
    states = phones.state_sequence(sequence)
    counts = [phones.STATES_PER_PHONE[phones.PHONE_INDEX[phone]] for phone in sequence]
    silent = np.array([phone == phones.SILENCE for phone in sequence])
    return StateGraph(states, np.repeat(silent, counts), np.repeat(np.arange(len(sequence)), counts))


@dataclass(frozen=True)
class Alignment:
    """The best path of a clip: a graph position per frame, and its mean log-likelihood per frame."""

    path: NDArray[np.int32]
    score: float

    def states(self, graph: StateGraph) -> NDArray[np.int32]:
        """The state (network output) of every frame."""
        return graph.states[self.path]


def align(scores: Sequence[NDArray[np.float32]], graphs: Sequence[StateGraph]) -> list[Alignment | None]:
    """Best paths for log-likelihoods (frames, states) of each clip; None where a clip is too short."""
    batch, longest = len(scores), max(len(score) for score in scores)
    width = max(len(graph.states) for graph in graphs)
    likelihoods = np.full((longest, batch, width), _IMPOSSIBLE, dtype=np.float32)
    skippable = np.zeros((batch, width), dtype=bool)
    for row, (score, graph) in enumerate(zip(scores, graphs, strict=True)):
        likelihoods[: len(score), row, : len(graph.states)] = score[:, graph.states]
        skippable[row, : len(graph.states)] = graph.optional
    return _trace(_forward(likelihoods, skippable), scores, graphs)


def _forward(
    likelihoods: NDArray[np.float32], skippable: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.int8]]:
    """Total scores and steps (0 stay, 1 next, 2 over an optional state) per frame, clip, position."""
    longest, _, width = likelihoods.shape
    totals = np.empty_like(likelihoods)
    steps = np.zeros(likelihoods.shape, dtype=np.int8)
    totals[0] = _IMPOSSIBLE
    totals[0, :, 0] = likelihoods[0, :, 0]
    if width > 1:
        totals[0, :, 1] = np.where(skippable[:, 0], likelihoods[0, :, 1], _IMPOSSIBLE)
    no_skip = np.where(skippable[:, 1:-1], np.float32(0), _IMPOSSIBLE)
    for frame in range(1, longest):
        before, best = totals[frame - 1], totals[frame]
        best[:] = before
        step = steps[frame]
        better = before[:, :-1] > best[:, 1:]
        np.copyto(best[:, 1:], before[:, :-1], where=better)
        step[:, 1:][better] = 1
        over = before[:, :-2] + no_skip
        better = over > best[:, 2:]
        np.copyto(best[:, 2:], over, where=better)
        step[:, 2:][better] = 2
        best += likelihoods[frame]
    return totals, steps


def _trace(
    forward: tuple[NDArray[np.float32], NDArray[np.int8]],
    scores: Sequence[NDArray[np.float32]],
    graphs: Sequence[StateGraph],
) -> list[Alignment | None]:
    totals, steps = forward
    results: list[Alignment | None] = []
    for row, (score, graph) in enumerate(zip(scores, graphs, strict=True)):
        last = len(graph.states) - 1
        ends = [last, last - 1] if last and graph.optional[last] else [last]
        position = max(ends, key=lambda end: totals[len(score) - 1, row, end]) if len(score) else last
        if len(score) == 0 or totals[len(score) - 1, row, position] < _IMPOSSIBLE / 10:
            results.append(None)
            continue
        total = float(totals[len(score) - 1, row, position])
        path = np.empty(len(score), dtype=np.int32)
        for frame in range(len(score) - 1, -1, -1):
            path[frame] = position
            position -= int(steps[frame, row, position])
        results.append(Alignment(path, total / len(score)))
    return results


def phone_spans(graph: StateGraph, path: NDArray[np.int32]) -> list[tuple[int, int, int]]:
    """`(phone, first frame, end frame)` of every phone on a path, silences that were left out excluded."""
    positions = graph.phone_positions[path]
    starts = np.flatnonzero(np.r_[True, np.diff(positions) != 0])
    ends = np.r_[starts[1:], len(path)]
    return [
        (int(phones.STATE_PHONE[graph.states[path[start]]]), int(start), int(end))
        for start, end in zip(starts, ends, strict=True)
    ]
