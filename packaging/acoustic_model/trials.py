"""Trials on the evaluation sets: right initials and finals against their confusable neighbours.

Every syllable gives one trial with what was said and one with each neighbour in its place. The score of a
claim is how much better it fits than the best of its own neighbours: what a scorer that
only knows the claim can compute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acoustic_model.alignment import StateGraph, align, state_graph
from acoustic_model.confusions import final_neighbours, initial_neighbours
from app.speech import phones

Syllable = tuple[str, str, bool]
"""Initial ("" for none), final phone or final as written, erhua."""


@dataclass(frozen=True)
class Trial:
    """One claim about one part of a syllable; `right` says whether it is true."""

    part: str
    said: str
    claimed: str
    right: bool
    score: float


@dataclass(frozen=True)
class Recognised:
    """The best syllable in one place, all others of the clip being given."""

    said: Syllable
    best: Syllable


def written_final(final: str) -> str:
    """A final phone as it is written, so that it may follow another initial: `ii` and `iii` are `i`."""
    return "i" if final in ("ii", "iii") else final


class ClipScorer:
    """Scores claims about one clip, or a part of one, whose syllables are known."""

    def __init__(self, likelihoods: NDArray[np.float32], syllables: Sequence[Syllable]) -> None:
        self._likelihoods = likelihoods
        self._syllables = [(initial, written_final(final), erhua) for initial, final, erhua in syllables]

    def scores(self, place: int, candidates: Sequence[Syllable]) -> NDArray[np.float64]:
        """Log-likelihood of the whole clip with each candidate in one place; -inf where it does not fit."""
        graphs = [self._graph(place, candidate) for candidate in candidates]
        paths = align([self._likelihoods] * len(graphs), graphs)
        frames = len(self._likelihoods)
        return np.array([-np.inf if path is None else path.score * frames for path in paths])

    def _graph(self, place: int, candidate: Syllable) -> StateGraph:
        sequence = [*self._syllables[:place], candidate, *self._syllables[place + 1 :]]
        return state_graph([[phones.syllable_phones(i, f, erhua=e) for i, f, e in sequence]])

    def trials(self, place: int) -> Iterator[Trial]:
        """The trials of the initial and the final of one syllable."""
        initial, final, erhua = self._syllables[place]
        yield from self._part(
            place, "initial", initial, initial_neighbours, lambda other: (other, final, erhua)
        )
        yield from self._part(
            place,
            "final",
            final,
            lambda f: final_neighbours(initial, f),
            lambda other: (initial, other, erhua),
        )

    def _part(self, place, part, said, neighbours, syllable) -> Iterator[Trial]:
        claims = [said, *neighbours(said)]
        if len(claims) == 1:
            return
        everything = sorted({other for claim in claims for other in (claim, *neighbours(claim))})
        scores = dict(zip(everything, self.scores(place, [syllable(x) for x in everything]), strict=True))
        for claim in claims:
            rivals = [scores[other] for other in neighbours(claim) if other != claim]
            if rivals and np.isfinite(scores[claim]) and np.isfinite(max(rivals)):
                yield Trial(part, said, claim, claim == said, float(scores[claim] - max(rivals)))

    def recognise(self, place: int, candidates: Sequence[Syllable]) -> Recognised:
        """The candidate that fits best in one place."""
        scores = self.scores(place, candidates)
        return Recognised(self._syllables[place], candidates[int(np.argmax(scores))])


def area_under_curve(trials: Sequence[Trial]) -> float:
    """Probability that a right claim scores above a wrong one (ties count half)."""
    right = np.array([trial.score for trial in trials if trial.right])
    wrong = np.array([trial.score for trial in trials if not trial.right])
    if len(right) == 0 or len(wrong) == 0:
        return float("nan")
    ordered = np.sort(wrong)
    below = np.searchsorted(ordered, right, side="left")
    upto = np.searchsorted(ordered, right, side="right")
    return float((below + upto).mean() / 2 / len(wrong))


def equal_error_rate(trials: Sequence[Trial]) -> float:
    """The rate at which right claims are refused as often as wrong ones are accepted."""
    right = np.sort([trial.score for trial in trials if trial.right])
    wrong = np.sort([trial.score for trial in trials if not trial.right])
    if len(right) == 0 or len(wrong) == 0:
        return float("nan")
    thresholds = np.concatenate([right, wrong])
    refused = np.searchsorted(right, thresholds, side="left") / len(right)
    accepted = 1 - np.searchsorted(wrong, thresholds, side="left") / len(wrong)
    best = int(np.argmin(np.abs(refused - accepted)))
    return float((refused[best] + accepted[best]) / 2)
