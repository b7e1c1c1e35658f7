"""Chinese text into words, which third-tone sandhi and readings depend on.

The most probable split under a unigram model of `assets/scorer/words.txt` (from jieba's dictionary) and of
the words of `lexicon.readings`, found by dynamic programming.
"""

from __future__ import annotations

import math
from functools import lru_cache

from app.paths import assets_dir
from app.speech.lexicon import readings

_LONGEST = 6
_OWN_WORD = 2000  # frequency given to a word of our own lexicon that the list lacks
_SINGLE = 1500  # frequency of any single character: words are preferred to their characters


@lru_cache(maxsize=1)
def _log_frequencies() -> dict[str, float]:
    frequencies: dict[str, int] = {}
    with (assets_dir() / "scorer" / "words.txt").open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                word, _, frequency = line.partition(" ")
                frequencies[word] = int(frequency)
    total = sum(frequencies.values()) * 2  # the other half is single characters
    for word in readings():
        if len(word) > 1:
            frequencies[word] = max(frequencies.get(word, 0), _OWN_WORD)
    return {word: math.log(frequency / total) for word, frequency in frequencies.items()} | {
        "": math.log(_SINGLE / total)
    }


def split_words(text: str) -> tuple[str, ...]:
    """Split a run of Chinese characters into words; unknown characters stand alone."""
    known = _log_frequencies()
    single = known[""]
    best = [0.0] + [-math.inf] * len(text)
    length = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        for size in range(1, min(_LONGEST, end) + 1):
            score = single if size == 1 else known.get(text[end - size : end], -math.inf)
            if best[end - size] + score > best[end]:
                best[end] = best[end - size] + score
                length[end] = size
    words: list[str] = []
    end = len(text)
    while end:
        words.append(text[end - length[end] : end])
        end -= length[end]
    return tuple(reversed(words))


def is_word(text: str) -> bool:
    """Whether `text` is a word of the list."""
    return bool(text) and text in _log_frequencies()
