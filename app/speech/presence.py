"""Was a syllable said at all? Swallowed is not left out, and squeezed in by the search is not said.

The alignment gives every syllable at least one frame a state (0.1 s), which fluent speakers undercut. So
where it left a syllable out, or squeezed one in that does not fit, both stories are told once more on the
sound between the neighbours: the syllable reduced as far as speakers reduce it (states passed over, the vowel
weakened to e), and nothing at all. The likelihood ratio decides. And where another sound stands beside a
syllable that does not fit, the syllable is looked for in both together: it may have been stretched over a
part of what was inserted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.aligned import AlignedSyllable, Alignment, OtherSound, PhoneSpan
from app.speech.tolerance import allowing_confusions

FloatArray = NDArray[np.float32]

LEFT_OUT = 8.0  # nats by which nothing must explain the sound better than the reduced syllable
SQUEEZED_NEAR = -1.5  # fit (confusions allowed for) below which a syllable of the shortest length is doubted
LOST_NEAR, FOUND_NEAR = -1.8, -1.2  # fits of a syllable that covers something else, and of one that does not
_ELSEWHERE = 1.5  # nats a frame for leaving a frame to the sound beside it
SWALLOWED_TOGETHER = 2  # syllables
_BESIDE = 25  # frames looked at where there is no neighbour
_LONGEST = 60  # frames looked at in all
_SILENCE = phones.phone_states(phones.SILENCE)[0]


@dataclass(frozen=True)
class _Way:
    """States one after another; `optional` ones may be passed over, `owner` is the phone (-1: not ours)."""

    states: tuple[int, ...]
    optional: tuple[bool, ...]
    owner: tuple[int, ...]


def with_presence(
    alignment: Alignment, scores: FloatArray, pronunciations: Sequence[tuple[str, ...]]
) -> Alignment:
    """The alignment with swallowed syllables given their place and squeezed-in ones taken out.

    `scores` are `alignment.likelihoods` of the take, (frames, states).
    """
    alignment = _apart(alignment, scores, pronunciations)
    syllables = list(alignment.syllables)
    if all(each.omitted for each in syllables):
        return alignment
    for index, each in enumerate(syllables):
        if each.omitted and any(other.index in (index, index + 1) for other in alignment.others):
            continue  # something else was said in its place
        if each.omitted and _run(syllables, index) > SWALLOWED_TOGETHER:
            continue  # nobody swallows so much at once
        if each.omitted or _squeezed(each, pronunciations[index]):
            found = _look(syllables, scores, pronunciations[index], index)
            if found is None:
                syllables[index] = AlignedSyllable((), 0.0)
            elif each.omitted:
                syllables[index] = found
                _make_room(syllables, index)
    return replace(alignment, syllables=tuple(syllables))


def _run(syllables: Sequence[AlignedSyllable], index: int) -> int:
    """How many syllables are missing one after another around `index`."""
    first = last = index
    while first > 0 and syllables[first - 1].omitted:
        first -= 1
    while last + 1 < len(syllables) and syllables[last + 1].omitted:
        last += 1
    return last - first + 1


def _apart(alignment: Alignment, scores: FloatArray, pronunciations: Sequence[tuple[str, ...]]) -> Alignment:
    """The alignment with syllables that cover a part of a sound beside them drawn together."""
    syllables, others = list(alignment.syllables), list(alignment.others)
    for index, each in enumerate(syllables):
        if each.omitted or each.near > LOST_NEAR:
            continue
        touching = [
            other
            for other in others
            if (other.index == index and other.end == each.start)
            or (other.index == index + 1 and other.start == each.end)
        ]
        if not touching:
            continue
        begin = min(each.start, *(other.start for other in touching))
        end = max(each.end, *(other.end for other in touching))
        found = _inside(scores, pronunciations[index], begin, end)
        if found is None:
            continue
        syllables[index] = found
        others = [other for other in others if other not in touching]
        if found.start > begin:
            others.append(OtherSound(index, begin, found.start))
        if found.end < end:
            others.append(OtherSound(index + 1, found.end, end))
    others.sort(key=lambda other: other.start)
    return replace(alignment, syllables=tuple(syllables), others=tuple(others))


def _inside(
    scores: FloatArray, pronunciation: tuple[str, ...], begin: int, end: int
) -> AlignedSyllable | None:
    """The syllable where it fits best inside a stretch; None where it fits nowhere."""
    states = np.array([s for phone in pronunciation for s in phones.phone_states(phone)], np.int32)
    local = allowing_confusions(scores[begin:end], states) + np.float32(_ELSEWHERE)
    path = np.full(len(states), -np.inf, np.float32)
    came = np.zeros(local.shape, np.int32)
    index = np.arange(len(states))
    best, at = 0.0, -1
    for t, row in enumerate(local):
        step = np.concatenate([[0.0], path[:-1]])
        stay = path >= step
        came[t] = np.where(stay, index, index - 1)
        path = (np.where(stay, path, step) + row).astype(np.float32)
        if path[-1] > best:
            best, at = float(path[-1]), t
    if at < 0:
        return None
    owner = [number for number, phone in enumerate(pronunciation) for _ in phones.phone_states(phone)]
    frames: list[tuple[int, int]] = []
    state, t = len(states) - 1, at
    while state >= 0:
        frames.append((t, owner[state]))
        state, t = int(came[t, state]), t - 1
    spans = tuple(
        PhoneSpan(phone, begin + min(at_), begin + max(at_) + 1)
        for number, phone in enumerate(pronunciation)
        if (at_ := [frame for frame, own in frames if own == number])
    )
    found = _fitted(spans, scores, pronunciation)
    return found if found.near > FOUND_NEAR else None


def _fitted(
    spans: tuple[PhoneSpan, ...], scores: FloatArray, pronunciation: tuple[str, ...]
) -> AlignedSyllable:
    inside = scores[spans[0].start : spans[-1].end]
    states = np.array([s for phone in pronunciation for s in phones.phone_states(phone)], np.int32)
    fit = float(inside[:, states].max(axis=1).mean())
    return AlignedSyllable(spans, fit, float(allowing_confusions(inside, states).max(axis=1).mean()))


def _make_room(syllables: list[AlignedSyllable], index: int) -> None:
    """Take the frames of a syllable that was found from the neighbours that had them."""
    here = syllables[index]
    for step in (-1, 1):
        beside = index + step
        while 0 <= beside < len(syllables) and syllables[beside].omitted:
            beside += step
        if not 0 <= beside < len(syllables):
            continue
        there = syllables[beside]
        if step < 0 and there.end > here.start:
            last = replace(there.phones[-1], end=here.start)
            syllables[beside] = replace(there, phones=(*there.phones[:-1], last))
        elif step > 0 and there.start < here.end:
            first = replace(there.phones[0], start=here.end)
            syllables[beside] = replace(there, phones=(first, *there.phones[1:]))


def _squeezed(each: AlignedSyllable, pronunciation: tuple[str, ...]) -> bool:
    shortest = sum(len(phones.phone_states(phone)) for phone in pronunciation)
    return each.frames <= shortest + 1 and each.near < SQUEEZED_NEAR


def _look(
    syllables: Sequence[AlignedSyllable], scores: FloatArray, pronunciation: tuple[str, ...], index: int
) -> AlignedSyllable | None:
    """Where the syllable was said, reduced or whole; None where leaving it out explains the sound better."""
    before = next((s for s in reversed(syllables[:index]) if not s.omitted), None)
    after = next((s for s in syllables[index + 1 :] if not s.omitted), None)
    here = None if syllables[index].omitted else syllables[index]
    left = phones.phone_states(before.phones[-1].phone) if before else (_SILENCE,)
    right = phones.phone_states(after.phones[0].phone) if after else (_SILENCE,)
    known = here or before or after
    assert known is not None  # somebody said something
    begin = before.phones[-1].start if before else max(0, known.start - _BESIDE)
    end = after.phones[0].end if after else min(len(scores), known.end + _BESIDE)
    begin = max(begin, end - _LONGEST)
    window = scores[begin:end]
    nothing, _ = _best(window, _way(left, (), right))
    weak = (*pronunciation[:1], "e") if pronunciation[0] in phones.INITIALS else ("e",)
    said = [(*_best(window, _way(left, each, right)), each) for each in {pronunciation, weak}]
    best, owners, _ = max(said, key=lambda found: found[0])
    if best == -np.inf or nothing - best > LEFT_OUT:
        return None
    spans = tuple(
        PhoneSpan(phone, begin + int(frames[0]), begin + int(frames[-1]) + 1)
        for number, phone in enumerate(pronunciation)
        if len(frames := np.flatnonzero(owners == number))
    )
    if not spans:
        return None
    return _fitted(spans, scores, pronunciation)


def _way(left: Sequence[int], syllable: tuple[str, ...], right: Sequence[int]) -> _Way:
    states, optional, owner = list(left), [False] * len(left), [-1] * len(left)

    def pause(beside: Sequence[int]) -> None:
        if list(beside) != [_SILENCE]:
            states.append(_SILENCE)
            optional.append(True)
            owner.append(-1)

    pause(left)
    for number, phone in enumerate(syllable):
        own = phones.phone_states(phone)
        states.extend(own)
        # what is left of a final alone is longer than what is left of one behind its initial
        optional.extend([False, True] if len(own) == 2 else [True, False, number > 0])
        owner.extend([number] * len(own))
    if syllable:
        pause(right)
    return _Way((*states, *right), (*optional, *(False for _ in right)), (*owner, *(-1 for _ in right)))


def _best(window: FloatArray, way: _Way) -> tuple[float, NDArray[np.int32]]:
    """Score of the best path from the way's first state to its last, and the owner of every frame."""
    count, frames = len(way.states), len(window)
    if frames == 0:
        return -np.inf, np.zeros(0, np.int32)
    local = allowing_confusions(window, np.array(way.states, np.int32))
    best = np.full(count, -np.inf, np.float32)
    best[0] = local[0, 0]
    came = np.zeros((frames, count), np.int32)
    over = np.array([False, False, *way.optional[1:-1]])
    index = np.arange(count)
    for t in range(1, frames):
        step = np.concatenate([[-np.inf], best[:-1]])
        leap = np.where(over, np.concatenate([[-np.inf, -np.inf], best[:-2]]), -np.inf)
        choices = np.stack([best, step, leap])
        which = choices.argmax(axis=0)
        came[t] = index - which
        best = (choices.max(axis=0) + local[t]).astype(np.float32)
    owners = np.empty(frames, np.int32)
    state = count - 1
    for t in range(frames - 1, -1, -1):
        owners[t] = way.owner[state]
        state = int(came[t, state])
    return float(best[-1]), owners
