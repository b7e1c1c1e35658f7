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

_SHORT = {"iou": "iu", "uei": "ui", "uen": "un"}  # as they are written after an initial


def find_items(studio: Studio, pairs: Sequence[Words], *, system: bool) -> tuple[PairItem, ...]:
    """The pairs somebody can say, in the lesson's order.

    A person who says both words comes first; then the computer's voice where there is one (`system`); then
    other recorded words that differ in the same sound, each pair of them once however many the lesson has.
    """
    exact = [_exact(studio, words, system=system) for words in pairs]
    taken = {_names(item.words) for item in exact if item is not None}
    found: list[PairItem] = []
    for words, item in zip(pairs, exact, strict=True):
        chosen = item or _substitute(studio, words, taken)
        if chosen is not None:
            taken.add(_names(chosen.words))
            found.append(chosen)
    return tuple(found)


def _exact(studio: Studio, words: Words, *, system: bool) -> PairItem | None:
    sounds = tuple(studio.voices.pair_sounds(words))
    if sounds or (system and all(_read_as_meant(each) for each in words)):
        return PairItem(words, contrast_words(words), sounds)
    return None


def _substitute(studio: Studio, words: Words, taken: set[frozenset[str]]) -> PairItem | None:
    """Recorded words of the same contrast that are not in use yet, in all voices that say them."""
    differs = studio.voices.contrast_of(words)
    others = studio.voices.contrast_pairs(*differs) if differs else []
    first = next((each for each in others if _names(each.words) not in taken), None)
    if first is None:
        return None
    sounds = tuple(each.sounds for each in others if each.words == first.words)
    return PairItem(first.words, contrast_words(words), sounds, substitute=True)


def _names(words: Words) -> frozenset[str]:
    return frozenset(each.text + pinyin_of(each) for each in words)


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
    written = _SHORT.get(syllable.final, syllable.final.replace("v", "ü"))
    return written + ("r" if syllable.erhua else "")


def _syllables(word: HeardWord) -> tuple[Syllable, ...]:
    return to_spoken(word.text, word.pinyin).syllables
