"""A small back-off trigram of Mandarin words as a graph.

Counts come from the training transcripts and from the sentences about live selling; single words are mixed
with jieba's dictionary frequencies, so that the many words without a count have sensible odds. Discounting is
absolute and interpolated (Ney, Essen and Kneser, 1994).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable

import pywrapfst as fst

from acoustic_model.vocabulary import jieba_frequencies

START, END = "<s>", "</s>"
_DISCOUNT = 0.7
_DICTIONARY_SHARE = 0.6
_UNKNOWN_ODDS = 1e-4
_END_ODDS = 0.05

History = tuple[str, ...]


class LanguageModel:
    """Odds of words after none, one or two words."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._counts: dict[History, Counter[str]] = defaultdict(Counter)

    def add(self, phrase: list[str], weight: int = 1) -> None:
        """Count a phrase; words out of the vocabulary are counted character by character where known."""
        known: list[str] = []
        for word in phrase:
            known.extend([word] if word in self._words else [c for c in word if c in self._words])
        padded = [START, *known, END]
        for position in range(1, len(padded)):
            for order in range(3):
                if position >= order:
                    self._counts[tuple(padded[position - order : position])][padded[position]] += weight

    def single_odds(self) -> dict[str, float]:
        """Probability of each word, and of the end of a phrase, without any history."""
        frequencies = jieba_frequencies()
        dictionary = {word: frequencies.get(word, (0, ""))[0] + 2.0 for word in self._words}
        seen = self._counts[()]
        all_dictionary, all_seen = sum(dictionary.values()), sum(seen.values()) or 1
        odds = {
            word: (1 - _END_ODDS) * _DICTIONARY_SHARE * frequency / all_dictionary
            + (1 - _END_ODDS) * (1 - _DICTIONARY_SHARE) * seen[word] / all_seen
            for word, frequency in dictionary.items()
        }
        odds[END] = _END_ODDS
        return odds

    def graph(self, ids: dict[str, int], unknown: str, least_trigram: int = 2) -> fst.VectorFst:
        """The back-off graph over word ids; histories of two words need a count of `least_trigram`."""
        single = self.single_odds()
        single[unknown] = _UNKNOWN_ODDS
        histories = self._histories(least_trigram)
        graph = fst.VectorFst()
        state = {history: graph.add_state() for history in histories}
        graph.set_start(state[(START,)])

        def longest(history: History) -> int:
            while history not in state:
                history = history[1:]
            return state[history]

        odds_of: dict[History, dict[str, float]] = {(): single}
        for history in histories:  # shorter histories come first
            shorter = odds_of[()] if len(history) < 2 else odds_of[history[1:]]
            if history:
                odds_of[history] = self._add_history(graph, state, history, shorter, longest)
            _write_arcs(graph, state[history], history, odds_of[history], ids, longest)
        return graph

    def _histories(self, least_trigram: int) -> list[History]:
        chosen: list[History] = [(), (START,)]
        chosen += [(word,) for word in sorted(self._words) if (word,) in self._counts]
        present = set(chosen)
        chosen += [
            history
            for history, counter in sorted(self._counts.items())
            if len(history) == 2 and history[1:] in present and sum(counter.values()) >= 2 * least_trigram
        ]
        return chosen

    def _add_history(self, graph, state, history, shorter, longest) -> dict[str, float]:
        counter = self._counts[history]
        total = sum(counter.values())
        kept = {word: count for word, count in counter.items() if len(history) < 2 or count >= 2}
        left = 1 - sum(count - _DISCOUNT for count in kept.values()) / total
        odds = {
            word: (count - _DISCOUNT) / total + left * shorter.get(word, self._floor)
            for word, count in kept.items()
        }
        graph.add_arc(
            state[history],
            fst.Arc(0, 0, fst.Weight("tropical", -math.log(max(left, 1e-6))), longest(history[1:])),
        )
        return odds

    _floor = 1e-7


def _write_arcs(graph, source, history, odds, ids, longest) -> None:
    for word, probability in odds.items():
        cost = fst.Weight("tropical", -math.log(probability))
        if word == END:
            graph.set_final(source, cost)
        else:
            target = longest((*history, word)[-2:])
            graph.add_arc(source, fst.Arc(ids[word], ids[word], cost, target))
