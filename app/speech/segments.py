"""Were the initial and the final right? Each against what else it could have been, on the same frames.

For every syllable the network's likelihoods are aligned anew inside the syllable's span (a little wider,
with the neighbouring sounds as context): once with the prompt's syllable, once with every other initial
before the same final, once with every other final after the same initial. What counts is by how much the
target is better than its neighbours; this likelihood ratio is the family of "goodness of pronunciation"
(Witt and Young, 2000), with the competitor aligned freely instead of on the target's own boundaries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.alignment import AlignedSyllable, Alignment
from app.speech.classifier import SegmentClassifier
from app.speech.confusions import final_candidates, with_initial

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int16]

MARGIN = 3  # frames the competition may look beyond the aligned span
_BATCH = 24  # syllables competing at once: bounds memory
_LONGEST = 60  # frames: a syllable drawn out longer is judged on its first part


@dataclass(frozen=True)
class Competition:
    """Log-likelihoods (nats, over the whole span) of what a syllable could have been.

    `initials` maps initials ("" for none) and `finals` final phones to the best alignment's score; the
    prompt's own are `initial` and `final` among them. `frames` is the span's length. `initial_classes` and
    `final_classes` are the classifier's log-probabilities of the same names, empty where it was not asked.
    """

    initial: str
    final: str
    initials: dict[str, float]
    finals: dict[str, float]
    frames: int
    initial_classes: dict[str, float] = field(default_factory=dict)
    final_classes: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Entrants:
    """All that a syllable could have been: `parts` and `names` (entrants,), `states` (entrants, longest).

    `sizes` (entrants,) counts a row's states, the context before (first) and after (last) it among them.
    """

    parts: tuple[str, ...]
    names: tuple[str, ...]
    states: IntArray
    sizes: IntArray


def compete(
    scores: FloatArray,
    alignment: Alignment,
    pronunciations: Sequence[tuple[str, ...]],
    classifier: SegmentClassifier | None = None,
) -> list[Competition | None]:
    """One competition per syllable of the prompt, None where it was left out.

    `scores` are `alignment.likelihoods` of the take, shape (frames, states). The classifier is asked as well
    where there is one; the final of an erhua syllable it does not know.
    """
    results: list[Competition | None] = [None] * len(pronunciations)
    present = [i for i, s in enumerate(alignment.syllables) if not s.omitted]
    for start in range(0, len(present), _BATCH):
        for i, result in _compete_batch(scores, alignment, pronunciations, present[start : start + _BATCH]):
            results[i] = result
    if classifier is not None:
        classes = classifier.classify(scores, [alignment.syllables[i] for i in present])
        for i, (initials, finals) in zip(present, classes, strict=True):
            found = results[i]
            assert found is not None
            erhua = len(pronunciations[i]) > (2 if found.initial else 1)
            results[i] = replace(found, initial_classes=initials, final_classes={} if erhua else finals)
    return results


def _compete_batch(
    scores: FloatArray,
    alignment: Alignment,
    pronunciations: Sequence[tuple[str, ...]],
    batch: Sequence[int],
) -> list[tuple[int, Competition]]:
    windows = {i: _window(alignment, i) for i in batch}
    entrants = {i: _entrants(pronunciations[i]) for i in batch}
    sequences = [_between(entrants[i], _context(alignment, i, windows[i])) for i in batch]
    sizes = np.concatenate([entrants[i].sizes for i in batch])
    counts = [len(entrants[i].names) for i in batch]
    totals = _best_paths(scores, sequences, sizes, np.repeat([windows[i] for i in batch], counts, axis=0))
    tables: dict[int, dict[str, dict[str, float]]] = {i: {"initial": {}, "final": {}} for i in batch}
    each = iter(totals.tolist())
    for i in batch:
        for part, name in zip(entrants[i].parts, entrants[i].names, strict=True):
            table = tables[i][part]
            table[name] = max(table.get(name, -np.inf), next(each))
    out = []
    for i in batch:
        initial, final = split(pronunciations[i])
        begin, end = windows[i]
        out.append((i, Competition(initial, final, tables[i]["initial"], tables[i]["final"], end - begin)))
    return out


def split(pronunciation: tuple[str, ...]) -> tuple[str, str]:
    """Initial ("" for none) and final phone of a syllable's phones."""
    if pronunciation[0] in phones.INITIALS:
        return pronunciation[0], pronunciation[1]
    return "", pronunciation[0]


@lru_cache(maxsize=1024)
def _entrants(pronunciation: tuple[str, ...]) -> _Entrants:
    initial, final = split(pronunciation)
    colour = pronunciation[2 if initial else 1 :]
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for other in ("", *phones.INITIALS):
        sequences = (
            ((initial, final) if initial else (final,),) if other == initial else with_initial(other, final)
        )
        found += [("initial", other, sequence) for sequence in sequences]
    for other in final_candidates(initial):
        found.append(("final", other, (initial, other) if initial else (other,)))
    rows = [[s for p in (*sequence, *colour) for s in phones.phone_states(p)] for _, _, sequence in found]
    sizes = np.array([len(row) + 2 for row in rows], np.int16)
    states = np.zeros((len(rows), int(sizes.max())), np.int16)
    for number, row in enumerate(rows):
        states[number, 1 : 1 + len(row)] = row
    parts, names, _ = zip(*found, strict=True)
    return _Entrants(parts, names, states, sizes)


def _between(entrants: _Entrants, context: tuple[int, int]) -> IntArray:
    """The entrants' states with the context's states before and after each."""
    states = entrants.states.copy()
    states[:, 0] = context[0]
    states[np.arange(len(states)), entrants.sizes - 1] = context[1]
    return states


def _window(alignment: Alignment, index: int) -> tuple[int, int]:
    """Frames in which the syllable's competition takes place."""
    here = alignment.syllables[index]
    before, after = _neighbour(alignment, index, -1), _neighbour(alignment, index, 1)
    begin = max(0, here.start - MARGIN)
    if before is not None:
        last = before.phones[-1]
        begin = max(begin, min((last.start + last.end) // 2, here.start))
    end = min(alignment.frames, here.end + MARGIN)
    if after is not None:
        first = after.phones[0]
        end = min(end, max((first.start + first.end + 1) // 2, here.end))
    return begin, min(end, begin + _LONGEST)


def _neighbour(alignment: Alignment, index: int, step: int) -> AlignedSyllable | None:
    """The next syllable in that direction if it touches this one."""
    other = index + step
    while 0 <= other < len(alignment.syllables) and alignment.syllables[other].omitted:
        other += step
    if not 0 <= other < len(alignment.syllables):
        return None
    here, there = alignment.syllables[index], alignment.syllables[other]
    touching = there.end == here.start if step < 0 else here.end == there.start
    return there if touching else None


def _context(alignment: Alignment, index: int, window: tuple[int, int]) -> tuple[int, int]:
    """The states on either side of the syllable: its neighbours' nearest, or silence."""
    before, after = _neighbour(alignment, index, -1), _neighbour(alignment, index, 1)
    silence = phones.phone_states(phones.SILENCE)[0]
    left = phones.phone_states(before.phones[-1].phone)[-1] if before else silence
    right = phones.phone_states(after.phones[0].phone)[0] if after else silence
    cut = window[1] < alignment.syllables[index].end  # a drawn-out syllable has no right neighbour in view
    return left, (phones.phone_states(alignment.syllables[index].phones[-1].phone)[-1] if cut else right)


def _best_paths(
    scores: FloatArray, sequences: Sequence[IntArray], sizes: IntArray, windows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Best left-to-right path of each state sequence through its window of frames (begin, end).

    `sequences` are stacked, each row as long as `sizes` (rows,) says. The first and the last state of a row
    are its context and may stay out; all others are passed through.
    """
    count = len(sizes)
    if not count:
        return np.zeros(0)
    lengths = windows[:, 1] - windows[:, 0]
    order = np.argsort(-lengths, kind="stable")
    width = int(sizes.max())
    states = np.zeros((count, width), np.int16)
    row = 0
    for block in sequences:
        states[row : row + len(block), : block.shape[1]] = block
        row += len(block)
    states, size = states[order], sizes[order]
    begins = windows[order, 0]
    sorted_lengths = lengths[order]
    best = np.full((count, width), -np.inf, np.float32)
    best[:, :2] = scores[begins[:, None], states[:, :2]]
    for t in range(1, int(sorted_lengths[0])):
        active = int(np.searchsorted(-sorted_lengths, -t, side="left"))
        now = best[:active]
        moved = np.maximum(now[:, 1:], now[:, :-1])
        now[:, 1:] = moved
        now += scores[begins[:active, None] + t, states[:active]]
    rows = np.arange(count)
    ends = np.maximum(best[rows, size - 1], best[rows, size - 2])
    totals = np.empty(count)
    totals[order] = ends
    return totals
