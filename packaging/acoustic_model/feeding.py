"""An endless stream of distorted clips, cut into rows of equal length for training."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from acoustic_model.augmentation import Augmenter, retime
from acoustic_model.corpus import MEL_BINS, MEL_TO_CEPSTRA, Corpus

IGNORED = -100
"""Target of frames that are there for context only."""

SHARES = {
    "commonvoice": 1.0,
    "commonvoice_more": 2.0,
    "aishell_sample": 1.0,
    "words_tan": 1.3,
    "syllables_open": 2.0,
    "words_students": 0.35,
}
"""How often a clip of each set is heard in a pass: women's voices more, twelve words over and over less.

`syllables_open` has nothing above 5 kHz, where z and zh differ most, so it must not outweigh the others.
"""

_COPY_SHARES = {"plain": 0.4, "low": 0.3, "high": 0.3}
_EDGE_SHARE = 0.2
_SILENCE_KEPT = (4, 36)  # frames of silence left at each end of a clip
_LONG_SILENCE_SHARE, _LONG_SILENCE_KEPT = 0.2, (36, 200)
_NO_SPEECH_SHARE, _NO_SPEECH_FRAMES = 0.1, (40, 250)

States = list[NDArray[np.int16] | None]


class Feeder:
    """Draws clips by `SHARES` and packs them, one after another, into rows with context on both sides."""

    def __init__(self, corpus: Corpus, states: States, context: int, subsampling: int, seed: int) -> None:
        self.states = states
        self._corpus, self._context, self._subsampling = corpus, context, subsampling
        self._random = np.random.default_rng(seed)
        self._augmenter = Augmenter(corpus, seed)
        shares = np.array([_COPY_SHARES[name] for name in corpus.copies])
        self._copy_shares = shares / shares.sum()
        self._clips = self._draw()

    @property
    def frames_per_pass(self) -> int:
        """10 ms frames in a pass over the corpus, each set in its share."""
        total = 0.0
        for entry, states in zip(self._corpus.entries, self.states, strict=True):
            if states is not None:
                first, last = _spoken(states)
                total += SHARES.get(entry.set_name, 1.0) * (last - first + sum(_SILENCE_KEPT))
        return round(total)

    def batch(self, rows: int, length: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Cepstra (rows, length + 2 * context, 40) and targets (rows, length / subsampling)."""
        wanted = rows * length + 2 * self._context + self._subsampling
        pieces: list[NDArray[np.float32]] = []
        targets: list[NDArray[np.int64]] = []
        filled = 0
        while filled < wanted:
            for frames, states in self._pieces(next(self._clips)):
                pieces.append(frames)
                targets.append(states)
                filled += len(frames)
        phase = int(self._random.integers(self._subsampling))
        frames, states = np.concatenate(pieces)[phase:], np.concatenate(targets)[phase:]
        cut = [frames[row * length : (row + 1) * length + 2 * self._context].copy() for row in range(rows)]
        for row in cut:
            self._augmenter.mask(row)
        centre = states[self._context : self._context + rows * length : self._subsampling]
        return np.stack(cut) @ MEL_TO_CEPSTRA, centre.reshape(rows, -1)

    def _draw(self) -> Iterator[int]:
        shares = np.array([SHARES.get(entry.set_name, 1.0) for entry in self._corpus.entries])
        while True:
            times = np.floor(shares + self._random.random(len(shares))).astype(int)
            order = np.repeat(np.arange(len(shares)), times)
            self._random.shuffle(order)
            yield from (int(index) for index in order if self.states[index] is not None)

    def _pieces(self, index: int) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int64]]]:
        states = self.states[index]
        copy = str(self._random.choice(self._corpus.copies, p=self._copy_shares))
        mel = self._corpus.frames(index, copy).astype(np.float32)
        if states is None or len(mel) == 0:
            return
        frames, targets = retime(mel, states, self._augmenter.tempo())
        first, last = _spoken(targets)
        long = self._random.random() < _LONG_SILENCE_SHARE
        before, after = self._random.integers(*(_LONG_SILENCE_KEPT if long else _SILENCE_KEPT), size=2)
        kept = slice(max(0, first - int(before)), last + int(after))
        frames, targets = frames[kept], targets[kept]
        frames = self._augmenter.distort(frames)
        if self._random.random() < _NO_SPEECH_SHARE:
            nothing = self._augmenter.no_speech(int(self._random.integers(*_NO_SPEECH_FRAMES)))
            yield nothing, np.zeros(len(nothing), dtype=np.int64)  # state 0 is silence
        if self._random.random() < _EDGE_SHARE:  # as at the ends of a recording: its edge frames, repeated
            yield self._edge(frames[:1])
            yield frames, targets.astype(np.int64)
            yield self._edge(frames[-1:])
        else:
            yield frames, targets.astype(np.int64)

    def _edge(self, frame: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        return np.repeat(frame, self._context, axis=0), np.full(self._context, IGNORED)


def _spoken(states: NDArray[np.int16]) -> tuple[int, int]:
    """First frame and end frame of what is not silence at the ends; everything if all is silence."""
    voiced = np.flatnonzero(states != 0)
    return (int(voiced[0]), int(voiced[-1]) + 1) if len(voiced) else (0, len(states))


def cepstral_spread(corpus: Corpus, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and deviation (40,) of the cepstra of a thousand clips."""
    chosen = np.random.default_rng(seed).choice(
        len(corpus.entries), min(1000, len(corpus.entries)), replace=False
    )
    rows = np.concatenate([corpus.frames(int(index)).astype(np.float32) for index in chosen])
    cepstra = rows.reshape(-1, MEL_BINS) @ MEL_TO_CEPSTRA
    return cepstra.mean(axis=0), cepstra.std(axis=0)
