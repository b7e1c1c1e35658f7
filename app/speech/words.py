"""Chinese text into words, which third-tone sandhi and readings depend on.

The most probable split under a unigram model of `assets/scorer/words.txt` (from jieba's dictionary) and of
the words of `lexicon.readings`, found by dynamic programming.
"""

from __future__ import annotations

import math
from functools import lru_cache

from app.paths import assets_dir
from app.sorted_file import SortedFile
from app.speech.lexicon import readings

_LONGEST = 6
_OWN_WORD = 2000  # frequency given to a word of our own lexicon that the list lacks
_SINGLE = 1500  # frequency of any single character: words are preferred to their characters


@lru_cache(maxsize=1)
def _file() -> SortedFile:
    return SortedFile(assets_dir() / "scorer" / "words.txt")


@lru_cache(maxsize=1)
def _total() -> int:
    """The sum of all frequencies and as much again: the other half is single characters."""
    return 2 * int(_file().value("#total"))


@lru_cache(maxsize=8192)
def _log_frequency(word: str) -> float:
    """Natural logarithm of how frequent a word of two characters or more is; -inf for what is none."""
    frequency = int(_file().value(word) or 0)
    if word in readings():
        frequency = max(frequency, _OWN_WORD)
    return math.log(frequency / _total()) if frequency else -math.inf


def split_words(text: str) -> tuple[str, ...]:
    """Split a run of Chinese characters into words; unknown characters stand alone."""
    single = math.log(_SINGLE / _total())
    best = [0.0] + [-math.inf] * len(text)
    length = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        for size in range(1, min(_LONGEST, end) + 1):
            score = single if size == 1 else _log_frequency(text[end - size : end])
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
    return len(text) > 1 and math.isfinite(_log_frequency(text))
