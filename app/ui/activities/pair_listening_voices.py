"""Who can say the pairs of a step, and what their words differ in. Blocks: belongs into a job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.curriculum.values import HeardWord
from app.i18n import tr
from app.speech.pinyin import syllable_pinyin
from app.speech.text import to_spoken
from app.speech.values import Syllable
from app.ui.activities.pair_listening_rounds import PairItem, Words
from app.ui.attempt.words import tone_name
from app.ui.i18n import isolate

if TYPE_CHECKING:
    from app.practice.studio import Studio


def find_items(studio: Studio, pairs: Sequence[Words], *, system: bool) -> tuple[PairItem, ...]:
    """The pairs somebody can say.

    A person who says both words comes first; then the computer's voice where there is one (`system`); then
    other recorded words that differ in the same sound.
    """
    return tuple(item for words in pairs if (item := _item(studio, words, system=system)) is not None)


def _item(studio: Studio, words: Words, *, system: bool) -> PairItem | None:
    contrast = contrast_words(words)
    sounds = tuple(studio.voices.pair_sounds(words))
    if sounds or (system and all(_read_as_meant(each) for each in words)):
        return PairItem(words, contrast, sounds)
    differs = studio.voices.contrast_of(words)
    others = studio.voices.contrast_pairs(*differs) if differs else []
    if not others:
        return None
    return PairItem(others[0].words, contrast, (others[0].sounds,), substitute=True)


def _read_as_meant(word: HeardWord) -> bool:
    """Whether a voice that sees the characters alone will read them as the lesson means them."""
    usual = to_spoken(word.text).syllables
    return [(each.toneless, each.tone) for each in usual] == [
        (each.toneless, each.tone) for each in _syllables(word)
    ]


def pinyin_of(word: HeardWord) -> str:
    """The word's pinyin with tone marks, as it is spoken."""
    return "".join(syllable_pinyin(each, spoken=True) for each in _syllables(word))


def contrast_words(words: Words) -> str:
    """What the two words differ in: `sh – s`, `an – ang`, `第二声 – 第三声`; else both in pinyin."""
    for one, other in zip(*(_syllables(each) for each in words), strict=False):
        for a, b in (
            (_initial(one), _initial(other)),
            (_final(one), _final(other)),
            (tone_name(one.spoken_tone), tone_name(other.spoken_tone)),
        ):
            if a != b:
                return f"{isolate(a)} – {isolate(b)}"
    return " – ".join(isolate(pinyin_of(each)) for each in words)


def _initial(syllable: Syllable) -> str:
    return syllable.initial or tr("零声母")


def _final(syllable: Syllable) -> str:
    return syllable.final.replace("v", "ü") + ("r" if syllable.erhua else "")


def _syllables(word: HeardWord) -> tuple[Syllable, ...]:
    return to_spoken(word.text, word.pinyin).syllables
