"""A second opinion on initials and finals: a small network that looks at a whole syllable at once.

The competition (`segments.py`) adds up frames as if each were new evidence, so a long vowel weighs more than
the short burst that tells b from p. This network sees the likelihoods of all phone states at fourteen points
of the aligned syllable, around the start of the final and through it, and was trained to name the initial
and the final from them (segment-level classification, as in Hu, Qian, Soong and Wang, "Improved
mispronunciation detection with deep neural network trained acoustic models", Speech Communication 67, 2015).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.alignment import AlignedSyllable
from app.speech.weights_file import NetworkFileError, read_weights

FloatArray = NDArray[np.float32]

INITIALS: tuple[str, ...] = ("", *phones.INITIALS)
"""The classes of the initial; "" is none."""

FORMAT = 1
FLOOR = -14.0  # nats: likelihoods below say no more
_AROUND_FINAL = (-5, -3, -2, -1, 0, 1, 2)  # frames of 20 ms from the start of the final
_THROUGH_FINAL = (0.2, 0.4, 0.6, 0.8, 1.0)
POINTS = len(_AROUND_FINAL) + len(_THROUGH_FINAL) + 2


def points(start: float, final_start: float, end: float) -> NDArray[np.float64]:
    """The (POINTS,) places, in frames, at which a syllable is looked at."""
    length = end - final_start
    return np.array(
        [
            start - 1,
            *(final_start + offset for offset in _AROUND_FINAL),
            *(final_start + length * share - 0.5 for share in _THROUGH_FINAL),
            end + 1,
        ]
    )


def seen(scores: FloatArray, start: float, final_start: float, end: float) -> FloatArray:
    """Likelihoods (POINTS, states) of a syllable, from those of the take (frames, states)."""
    places = np.clip(np.round(points(start, final_start, end)).astype(int), 0, len(scores) - 1)
    return np.maximum(scores[places], np.float32(FLOOR))


def log_lengths(start: float, final_start: float, end: float) -> FloatArray:
    """Logarithms of the lengths (2,) of initial and final, in frames plus one."""
    lengths = np.array([final_start - start, end - final_start], np.float32)
    return np.log1p(np.maximum(lengths, 0))


class SegmentClassifier:
    """Names the initial and the final of aligned syllables."""

    def __init__(self, weights: dict[str, FloatArray]) -> None:
        self._weights = weights

    @classmethod
    def load(cls, path: Path | str) -> SegmentClassifier:
        """Read `classifier.npz`. Raises `NetworkFileError` when it cannot be used."""
        made_for, weights = read_weights(path, "format")
        if made_for != str(FORMAT) or weights["point.weight"].shape[0] != phones.STATE_COUNT:
            raise NetworkFileError(f"the classifier {path} was made for another version")
        return cls(weights)

    def classify(
        self, scores: FloatArray, syllables: list[AlignedSyllable]
    ) -> list[tuple[dict[str, float], dict[str, float]]]:
        """Log-probabilities of every initial and every final phone, for each of the aligned syllables."""
        if not syllables:
            return []
        spans = [_bounds(each) for each in syllables]
        at_points = np.stack([seen(scores, *span) for span in spans])
        lengths = np.stack([log_lengths(*span) for span in spans])
        initial, final = self.log_probabilities(at_points, lengths)
        return [
            (
                dict(zip(INITIALS, one.tolist(), strict=True)),
                dict(zip(phones.FINALS, other.tolist(), strict=True)),
            )
            for one, other in zip(initial, final, strict=True)
        ]

    def log_probabilities(self, at_points: FloatArray, lengths: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(n, initials) and (n, finals) from `seen` (n, POINTS, states) and `log_lengths` (n, 2)."""
        weights = self._weights
        hidden = np.maximum(at_points @ weights["point.weight"] + weights["point.bias"], 0)
        whole = np.concatenate([hidden.reshape(len(hidden), -1), lengths], axis=1)
        hidden = np.maximum(whole @ weights["whole.weight"] + weights["whole.bias"], 0)
        return (
            _log_softmax(hidden @ weights["initial.weight"] + weights["initial.bias"]),
            _log_softmax(hidden @ weights["final.weight"] + weights["final.bias"]),
        )


def _bounds(syllable: AlignedSyllable) -> tuple[float, float, float]:
    """Start, start of the final, and end in frames."""
    with_initial = syllable.phones[0].phone in phones.INITIALS
    return syllable.start, syllable.phones[1 if with_initial else 0].start, syllable.end


def _log_softmax(logits: FloatArray) -> FloatArray:
    logits = logits - logits.max(axis=1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
