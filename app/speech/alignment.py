"""Where each syllable of the prompt was said: a Viterbi alignment that runs while she speaks.

The prompt is a chain of phone states. Between syllables stand an optional silence and an optional "other
sound" (for insertions, hesitation and noise), every syllable may be skipped at a price (omission), and at
any boundary the path may go back and read a stretch again (repetition). Confusions that learners make fit
almost as well as the sound itself (`tolerance.py`): a badly said syllable is found where it was said. The
search is frame-synchronous: `AlignmentStream.push` extends it with the network's scores as they come,
`finish` only traces the best path back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.aligned import AlignedSyllable, Alignment, OtherSound, PhoneSpan
from app.speech.presence import with_presence
from app.speech.rereading import Pass, settle
from app.speech.tolerance import allowing_confusions

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int32]

PRIOR_SCALE = 0.8  # how much of the states' training frequency is divided out of the posteriors
RAREST = -7.0  # log prior: a sound that training hardly saw is not made likely by being rare
SKIP_COST = 17.0  # nats for leaving a syllable out
SILENCE_COST = 1.0  # nats for a silence between syllables
OTHER_COST = 9.0  # nats for beginning another sound
OTHER_FRAME_COST = 2.5  # nats a frame: what another sound must be better by than the prompt
BACK_COST = 11.0  # nats for going back to read a stretch again
FLOOR = -12.0  # a single frame costs at most this much more than the best state: one click is no omission

_SELF, _ADVANCE, _ENTER = 0, 1, 2

# what every frame's best predecessors were: of chain states, silences and other sounds, of boundaries, and
# the boundary behind from which it went back
_Block = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int16], NDArray[np.int16]]


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
        self._entry = np.full(size, _ADVANCE, np.uint8)  # how a state is reached if not from itself
        self._entry[self._first] = _ENTER
        self._blocks: list[_Block] = []
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
        local = allowing_confusions(scores, self._outputs)
        quiet = scores[:, self._silence_output]
        voice = np.delete(scores, self._silence_output, axis=1).max(axis=1) - np.float32(OTHER_FRAME_COST)
        self._scores.append(scores)
        how = np.empty((len(scores), len(self._outputs)), np.uint8)
        gap = np.empty((len(scores), 2, count + 1), np.uint8)
        kind = np.empty((len(scores), count + 1), np.uint8)
        source = np.empty((len(scores), count + 1), np.int16)
        back = np.full((len(scores), count + 1), -1, np.int16)
        index = np.arange(count + 1)
        arrivals = np.empty((4, count + 1), np.float32)
        for t in range(len(scores)):
            enter = np.empty_like(self._chain)
            enter[1:] = self._chain[:-1]
            enter[self._first] = self._junction[:-1]
            stay = self._chain >= enter
            how[t] = np.where(stay, _SELF, self._entry)
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
            self._go_back(back[t])
            self._chain, self._silence, self._other = chain, silence, other
        self._frames += len(scores)
        self._blocks.append((how, gap, kind, source, back))

    def _go_back(self, back: NDArray[np.int16]) -> None:
        """Let every boundary be reached from the best one behind it; `back` (-1) notes from which."""
        backwards = self._junction[::-1]
        best = np.maximum.accumulate(backwards)
        ahead = best[-2::-1] - np.float32(BACK_COST)
        gain = ahead > self._junction[:-1]
        place = np.maximum.accumulate(np.where(backwards >= best, np.arange(len(best)), 0))
        back[:-1] = np.where(gain, len(best) - 1 - place[-2::-1], -1)
        self._junction[:-1] = np.where(gain, ahead, self._junction[:-1])

    def finish(self) -> Alignment:
        """Trace the best path that ends behind the last syllable, in silence or in another sound."""
        count = len(self._pronunciations)
        if not self._blocks:
            missing = AlignedSyllable((), 0.0)
            return Alignment((missing,) * count, (), (), 0)
        passes, others, silences = self._trace()
        said, repeats, strays = settle(passes, count)
        found = Alignment(
            tuple(said.get(i, AlignedSyllable((), 0.0)) for i in range(count)),
            _merged([*others, *strays]),
            tuple(silences),
            self._frames,
            repeats,
        )
        return with_presence(found, self.scores(), self._pronunciations)

    def _trace(self) -> tuple[list[Pass], list[OtherSound], list[tuple[int, int]]]:
        """The best path from its end, as passes, other sounds and silences in the order of time."""
        how, gap, kind, source, back = (np.concatenate(parts) for parts in zip(*self._blocks, strict=True))
        scores = self.scores()
        passes: list[Pass] = []
        said: dict[int, AlignedSyllable] = {}
        others: list[OtherSound] = []
        silences: list[tuple[int, int]] = []
        t = self._frames - 1
        junction = len(self._pronunciations)
        while t >= 0:
            if back[t, junction] >= 0:
                passes.append(Pass(int(back[t, junction]), junction, said))
                said = {}
                junction = int(back[t, junction])
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
            spans: dict[int, tuple[int, int]] = {}
            while t >= 0:
                number = self._phone_number[state]
                _, end = spans.get(number, (t, t + 1))
                spans[number] = (t, end)
                step = how[t, state]
                t -= 1
                if step == _ADVANCE:
                    state -= 1
                elif step == _ENTER:
                    break
            said[syllable] = self._aligned(syllable, spans, scores)
            junction = syllable
        passes.append(Pass(0, 0, said))
        return passes[::-1], others[::-1], silences[::-1]

    def scores(self) -> FloatArray:
        """All the likelihoods taken so far (frames, states)."""
        if not self._scores:
            return np.empty((0, phones.STATE_COUNT), np.float32)
        if len(self._scores) > 1:
            self._scores = [np.concatenate(self._scores)]
        return self._scores[0]

    def _aligned(self, index: int, spans: dict[int, tuple[int, int]], scores: FloatArray) -> AlignedSyllable:
        pronunciation = self._pronunciations[index]
        found = tuple(PhoneSpan(pronunciation[n], *spans[n]) for n in sorted(spans))
        fits, nears = [], []
        for phone in found:
            states, frames = phones.state_sequence((phone.phone,)), scores[phone.start : phone.end]
            fits.append(frames[:, states].max(axis=1))
            nears.append(allowing_confusions(frames, states).max(axis=1))
        return AlignedSyllable(found, float(np.concatenate(fits).mean()), float(np.concatenate(nears).mean()))


def _merged(others: list[OtherSound]) -> tuple[OtherSound, ...]:
    """In the order of time, and what goes on without a break as one; it stands before the later syllable."""
    merged: list[OtherSound] = []
    for other in sorted(others, key=lambda each: each.start):
        if merged and merged[-1].end == other.start:
            last = merged.pop()
            other = OtherSound(max(last.index, other.index), last.start, other.end)
        merged.append(other)
    return tuple(merged)


__all__ = [
    "AlignedSyllable",
    "Alignment",
    "AlignmentStream",
    "OtherSound",
    "PhoneSpan",
    "likelihoods",
]
