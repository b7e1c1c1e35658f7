"""A second opinion on a whole sentence, learned from labelled ones: for wordings that no rule foresaw.

A logistic regression on groups of characters with naive Bayes weights (S. Wang and C. Manning, “Baselines and
Bigrams”, ACL 2012). It knows how forbidden sentences sound, not why they are forbidden, so it is used in two
ways only: a sentence without any find that sounds forbidden becomes a suggestion, and a find in a sentence
that sounds lawful is passed over. packaging/coaching/train_second_opinion.py writes the weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from app.coaching.compliance.values import Kind, Product
from app.speech.values import FloatArray

LONGEST_UNIT, SHORTEST_UNIT = 45, 10
"""Characters a piece of text may have to be judged, about as many as the labelled sentences have."""

LEAST_FAMILIAR = 0.15
"""The familiarity below which it keeps silent: hardly any talk that sells is below it, most news are."""

_NUMBER = re.compile(r"[0-9.零〇一二两三四五六七八九十百千万亿]+")
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]*")


@dataclass(frozen=True)
class SecondOpinion:
    """The learned weights.

    `weights` and, for each kind in `kinds`, a row of `kind_weights` hold a number for every feature in
    `index`. A find adds `find_counts` to a sentence's score; a sentence above `threshold` is forbidden.
    """

    version: str
    index: dict[str, int]
    weights: FloatArray
    bias: float
    kinds: tuple[Kind, ...]
    kind_weights: FloatArray
    kind_biases: FloatArray
    find_counts: float
    threshold: float

    def score(self, text: str, product: Product) -> float:
        """How forbidden a sentence sounds: logits, about 0 where it may be either."""
        known = self._known(text, product)
        return float(self.weights[known].sum() / np.sqrt(max(1, len(known)))) + self.bias

    def suggests(self, text: str, product: Product) -> bool:
        """Whether a sentence without any find should be looked at; never one in strange words."""
        return self.familiarity(text) >= LEAST_FAMILIAR and self.score(text, product) > self.threshold

    def upholds(self, text: str, product: Product) -> bool:
        """Whether what a rule found in a sentence counts."""
        return self.score(text, product) + self.find_counts > self.threshold

    def familiarity(self, text: str) -> float:
        """The share (0–1) of a sentence's groups of two and three characters that it learned from."""
        groups = _groups(_plain(text), (2, 3))
        return sum(each in self.index for each in groups) / len(groups) if groups else 0.0

    def kind(self, text: str, product: Product) -> Kind:
        """What is wrong with a sentence, if anything is."""
        known = self._known(text, product)
        scores = self.kind_weights[:, known].sum(axis=1) / np.sqrt(max(1, len(known))) + self.kind_biases
        return self.kinds[int(np.argmax(scores))]

    def _known(self, text: str, product: Product) -> list[int]:
        # sorted: sums of floating-point numbers depend on the order
        return sorted(self.index[each] for each in features_of(text, product) if each in self.index)


def features_of(text: str, product: Product) -> set[str]:
    """Groups of one to three characters, pairs with one or two between them, pairs together with the product.

    All numbers are one sign.
    """
    plain = _plain(text)
    found = _groups(plain, (1, 2, 3))
    found |= {f"{product.value}:{plain[at : at + 2]}" for at in range(len(plain) - 1)}
    for gap in (2, 3):
        found |= {plain[at] + "_" * (gap - 1) + plain[at + gap] for at in range(len(plain) - gap)}
    return found


def _plain(text: str) -> str:
    return "^" + _NUMBER.sub("#", re.sub(r"\s", "", text)) + "$"


def _groups(plain: str, sizes: tuple[int, ...]) -> set[str]:
    return {plain[at : at + size] for size in sizes for at in range(len(plain) - size + 1)}


def units_of(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of a text's pieces, and whether each can be judged: all of a short text, else sentences.

    A short sentence is judged together with the next one.
    """
    start = 0
    ends = [len(text)] if len(text) <= LONGEST_UNIT else [match.end() for match in _SENTENCE.finditer(text)]
    for end in ends:
        if end == start:
            continue
        if end - start >= SHORTEST_UNIT or end == len(text):
            yield start, end, SHORTEST_UNIT <= end - start <= LONGEST_UNIT
            start = end


@lru_cache(maxsize=2)
def load_opinion(path: Path) -> SecondOpinion:
    """Read the weights; OSError or ValueError when the file is not what the training script wrote."""
    with np.load(path, allow_pickle=False) as stored:
        features = str(stored["features"]).split("\n")
        return SecondOpinion(
            version=str(stored["version"]),
            index={feature: at for at, feature in enumerate(features)},
            weights=stored["weights"].astype(np.float32),
            bias=float(stored["bias"]),
            kinds=tuple(Kind(each) for each in str(stored["kinds"]).split("\n")),
            kind_weights=stored["kind_weights"].astype(np.float32) * stored["kind_scales"][:, None],
            kind_biases=stored["kind_biases"].astype(np.float32),
            find_counts=float(stored["find_counts"]),
            threshold=float(stored["threshold"]),
        )
