"""Where each syllable of the prompt was said: a Viterbi alignment that runs while she speaks.

The prompt is a chain of phone states. Between syllables stand an optional silence and an optional "other
sound" (for insertions, hesitation and noise), and every syllable may be skipped at a price (omission). The
search is frame-synchronous: `AlignmentStream.push` extends it with the network's scores as they come,
`finish` only traces the best path back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech import phones

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]

PRIOR_SCALE = 0.8  # how much of the states' training frequency is divided out of the posteriors
RAREST = -7.0  # log prior: a sound that training hardly saw is not made likely by being rare
SKIP_COST = 20.0  # nats for leaving a syllable out
SILENCE_COST = 1.0  # nats for a silence between syllables
OTHER_COST = 10.0  # nats for beginning another sound
OTHER_FRAME_COST = 3.0  # nats a frame: what another sound must be better by than the prompt
FLOOR = -12.0  # a single frame costs at most this much more than the best state: one click is no omission

_SELF, _ADVANCE, _ENTER = 0, 1, 2


@dataclass(frozen=True)
class PhoneSpan:
    """One phone of an aligned syllable; frames are network outputs, `end` is exclusive."""

    phone: str
    start: int
    end: int


@dataclass(frozen=True)
class AlignedSyllable:
    """Where a syllable of the prompt lies. `phones` is empty when it was left out.

    `fit` is the mean log-likelihood per frame against the best states whatever they are: 0 is a perfect fit.
    """

    phones: tuple[PhoneSpan, ...]
    fit: float

    @property
    def omitted(self) -> bool:
        """Whether the best path left it out."""
        return not self.phones

    @property
    def start(self) -> int:
        """First frame."""
        return self.phones[0].start

    @property
    def end(self) -> int:
        """One past the last frame."""
        return self.phones[-1].end


@dataclass(frozen=True)
class OtherSound:
    """Something that is neither the prompt nor silence, before syllable `index` (or after the last)."""

    index: int
    start: int
    end: int


@dataclass(frozen=True)
class Alignment:
    """The best path: one entry per syllable of the prompt, and what stands between them."""

    syllables: tuple[AlignedSyllable, ...]
    others: tuple[OtherSound, ...]
    silences: tuple[tuple[int, int], ...]
    frames: int

    @property
    def likeness(self) -> float:
        """How much the take is this prompt at all: nats per frame of speech, 0 for a perfect reading.

        Unlike the syllables' fits it counts what was left out and what was said besides.
        """
        frames, total = self._said()
        return (total - SKIP_COST * sum(s.omitted for s in self.syllables)) / max(1, frames)

    @property
    def likeness_of_said(self) -> float:
        """The same without what was left out: high for a reading that stops halfway."""
        frames, total = self._said()
        return total / max(1, frames)

    def _said(self) -> tuple[int, float]:
        said = [s for s in self.syllables if not s.omitted]
        other = sum(o.end - o.start for o in self.others)
        total = sum(s.fit * (s.end - s.start) for s in said)
        total -= OTHER_COST * len(self.others) + OTHER_FRAME_COST * other
        return sum(s.end - s.start for s in said) + other, total


def likelihoods(log_posteriors: FloatArray, log_priors: FloatArray) -> FloatArray:
    """Scaled log-likelihoods relative to each frame's best state: (frames, states), at most 0, floored."""
    scores = log_posteriors - np.float32(PRIOR_SCALE) * np.maximum(log_priors, np.float32(RAREST))
    scores -= scores.max(axis=1, keepdims=True)
    np.maximum(scores, np.float32(FLOOR), out=scores)
    return scores.astype(np.float32, copy=False)


class AlignmentStream:
    """Aligns one take with the prompt's `pronunciations` (phones of each syllable, in order)."""

    def __init__(self, pronunciations: Sequence[tuple[str, ...]]) -> None:
        self._pronunciations = [tuple(p) for p in pronunciations]
        count = len(self._pronunciations)
        outputs: list[int] = []
        first: list[int] = []
        last: list[int] = []
        colour: list[int] = []  # the state before an optional final `er`
        owner: list[int] = []  # phone number inside the syllable, for tracing back
        for pronunciation in self._pronunciations:
            first.append(len(outputs))
            before_er = -1
            for number, phone in enumerate(pronunciation):
                if phone == "er" and number and number == len(pronunciation) - 1:
                    before_er = len(outputs) - 1
                states = list(phones.phone_states(phone))
                outputs += states
                owner += [number] * len(states)
            last.append(len(outputs) - 1)
            colour.append(before_er if before_er >= 0 else len(outputs) - 1)
        self._outputs = np.array(outputs, dtype=np.int32)
        self._phone_number = owner
        self._first = np.array(first, dtype=np.int32)
        self._last = np.array(last, dtype=np.int32)
        self._colour = np.array(colour, dtype=np.int32)
        self._silence_output = phones.phone_states(phones.SILENCE)[0]
        size = len(outputs)
        self._chain: FloatArray = np.full(size, -np.inf, np.float32)
        self._silence: FloatArray = np.full(count + 1, -np.inf, np.float32)
        self._other: FloatArray = np.full(count + 1, -np.inf, np.float32)
        # junction i: the score of standing before syllable i, all of what precedes being done
        self._junction: FloatArray = (-SKIP_COST * np.arange(count + 1)).astype(np.float32)
        self._skips = (SKIP_COST * np.arange(count + 1)).astype(np.float32)
        self._is_first = np.zeros(size, bool)
        self._is_first[self._first] = True
        self._blocks: list[
            tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int16]]
        ] = []
        self._scores: list[FloatArray] = []
        self._frames = 0

    @property
    def frames(self) -> int:
        """Frames taken so far."""
        return self._frames

    def push(self, scores: FloatArray) -> None:
        """Take the next frames of `likelihoods`, shape (n, states)."""
        if len(scores) == 0:
            return
        count = len(self._pronunciations)
        local = scores[:, self._outputs]
        quiet = scores[:, self._silence_output]
        voice = np.delete(scores, self._silence_output, axis=1).max(axis=1) - np.float32(OTHER_FRAME_COST)
        self._scores.append(scores)
        how = np.empty((len(scores), len(self._outputs)), np.uint8)
        gap = np.empty((len(scores), 2, count + 1), np.uint8)
        kind = np.empty((len(scores), count + 1), np.uint8)
        source = np.empty((len(scores), count + 1), np.int16)
        index = np.arange(count + 1)
        arrivals = np.empty((4, count + 1), np.float32)
        for t in range(len(scores)):
            enter = np.full(len(self._outputs), -np.inf, np.float32)
            enter[self._first] = self._junction[:-1]
            enter[1:][~self._is_first[1:]] = self._chain[:-1][~self._is_first[1:]]
            stay = self._chain >= enter
            how[t] = np.where(stay, _SELF, np.where(self._is_first, _ENTER, _ADVANCE))
            chain = np.where(stay, self._chain, enter) + local[t]
            silence_in = self._junction - np.float32(SILENCE_COST)
            other_in = self._junction - np.float32(OTHER_COST)
            gap[t, 0] = self._silence < silence_in
            gap[t, 1] = self._other < other_in
            silence = np.maximum(self._silence, silence_in) + quiet[t]
            other = np.maximum(self._other, other_in) + voice[t]
            arrivals[0, 0] = arrivals[3, 0] = -np.inf
            arrivals[0, 1:] = chain[self._last]
            arrivals[3, 1:] = chain[self._colour]
            arrivals[1] = silence
            arrivals[2] = other
            kind[t] = arrivals.argmax(axis=0)
            raised = arrivals.max(axis=0) + self._skips
            best = np.maximum.accumulate(raised)
            # the last index at which the running maximum rose: no skip where there is none
            source[t] = np.maximum.accumulate(np.where(raised >= best, index, 0))
            self._junction = best - self._skips
            self._chain, self._silence, self._other = chain, silence, other
        self._frames += len(scores)
        self._blocks.append((how, gap, kind, source))

    def finish(self) -> Alignment:
        """Trace the best path that ends behind the last syllable, in silence or in another sound."""
        count = len(self._pronunciations)
        if not self._blocks:
            missing = AlignedSyllable((), 0.0)
            return Alignment((missing,) * count, (), (), 0)
        how, gap, kind, source = (np.concatenate(parts) for parts in zip(*self._blocks, strict=True))
        spans: list[dict[int, tuple[int, int]]] = [{} for _ in range(count)]
        others: list[OtherSound] = []
        silences: list[tuple[int, int]] = []
        t = self._frames - 1
        junction = count
        while t >= 0:
            junction = int(source[t, junction])
            arrival = int(kind[t, junction])
            if arrival in (1, 2):
                end = t + 1
                while t > 0 and not gap[t, arrival - 1, junction]:
                    t -= 1
                if arrival == 1:
                    silences.append((t, end))
                else:
                    others.append(OtherSound(junction, t, end))
                t -= 1
                continue
            syllable = junction - 1
            state = int(self._last[syllable] if arrival == 0 else self._colour[syllable])
            while t >= 0:
                number = self._phone_number[state]
                _, end = spans[syllable].get(number, (t, t + 1))
                spans[syllable][number] = (t, end)
                step = how[t, state]
                t -= 1
                if step == _ADVANCE:
                    state -= 1
                elif step == _ENTER:
                    break
            junction = syllable
        scores = np.concatenate(self._scores)
        return Alignment(
            tuple(self._aligned(i, spans[i], scores) for i in range(count)),
            tuple(reversed(others)),
            tuple(reversed(silences)),
            self._frames,
        )

    def scores(self) -> FloatArray:
        """All the likelihoods taken so far (frames, states)."""
        if not self._scores:
            return np.empty((0, phones.STATE_COUNT), np.float32)
        return np.concatenate(self._scores)

    def _aligned(self, index: int, spans: dict[int, tuple[int, int]], scores: FloatArray) -> AlignedSyllable:
        if not spans:
            return AlignedSyllable((), 0.0)
        pronunciation = self._pronunciations[index]
        found = tuple(PhoneSpan(pronunciation[n], *spans[n]) for n in sorted(spans))
        frames = [scores[p.start : p.end, list(phones.phone_states(p.phone))].max(axis=1) for p in found]
        return AlignedSyllable(found, float(np.concatenate(frames).mean()))
