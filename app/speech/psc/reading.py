"""A paper's reading parts as a text with its pinyin, and a paper as printed text."""

from __future__ import annotations

from functools import lru_cache

from app.speech.pinyin import spell
from app.speech.psc.paper import Paper, PartOfPaper
from app.speech.text import to_spoken

BETWEEN = "、"
"""Stands between syllables and between words: a pause belongs there, and no tone changes across it."""

READING = (PartOfPaper.SYLLABLES, PartOfPaper.WORDS, PartOfPaper.PASSAGE)
"""The parts that are read aloud, which the program marks."""


def reading_text(paper: Paper, part: PartOfPaper) -> tuple[str, tuple[str, ...] | None]:
    """What is read in a part, and its citation pinyin; None where the passage's readings are derived.

    Raises ValueError for a part that is not read.
    """
    if part is PartOfPaper.SYLLABLES:
        pinyin = tuple(each for item in paper.syllables for each in item.pinyin)
        return BETWEEN.join(item.text for item in paper.syllables), pinyin
    if part is PartOfPaper.WORDS:
        return BETWEEN.join(paper.words), tuple(each for word in paper.words for each in word_pinyin(word))
    if part is PartOfPaper.PASSAGE:
        return paper.passage.text, None
    raise ValueError(part)


@lru_cache(maxsize=512)
def word_pinyin(word: str) -> tuple[str, ...]:
    """The citation pinyin of a word standing alone, with the r of erhua."""
    return tuple(
        f"{spell(each.initial, each.final, each.erhua)}{each.tone}" for each in to_spoken(word).syllables
    )
