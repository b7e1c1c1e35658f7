"""From the text of a clip to the syllables that were said, with pypinyin and jieba."""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin, pinyin

from acoustic_model.recordings import Clip
from app.speech import phones

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_HANZI = re.compile(r"[\u3400-\u9fff〇]")
_LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]")
_MAX_READINGS = 8


@dataclass(frozen=True)
class Transcript:
    """The syllables of a clip. Each word is a tuple of syllables, a syllable a tuple of phones.

    `readings` holds one entry per way to read the text, the likeliest first; a silence may stand between
    words and at both ends.
    """

    readings: tuple[tuple[tuple[tuple[str, ...], ...], ...], ...]


def transcribe(clip: Clip) -> Transcript | None:
    """The readings of a clip's text or pinyin; None when it cannot be read for certain (Latin letters)."""
    try:
        if clip.pinyin and not clip.pinyin.startswith("["):
            word = tuple(phones.pinyin_phones(syllable) for syllable in clip.pinyin.split())
            return Transcript(((word,),))
        return transcribe_text(clip.text)
    except ValueError:
        return None


def transcribe_text(text: str) -> Transcript | None:
    """The readings of a text. None where it holds Latin letters or nothing to say.

    Short texts (a word) get all readings of their characters, since a dictionary word has no context.
    Raises `ValueError` for a reading that is no syllable.
    """
    text = read_digits(text)
    if _LATIN.search(text):
        return None
    hanzi = "".join(_HANZI.findall(text))
    if not hanzi:
        return None
    if len(hanzi) <= 2:
        return Transcript(tuple((word,) for word in _word_readings(hanzi)))
    import jieba  # here, so that what only needs the rest of this module does without it

    jieba.setLogLevel("ERROR")
    words = []
    for word in jieba.cut(text):
        characters = "".join(_HANZI.findall(word))
        if characters:
            words.append(word_syllables(characters))
    return Transcript((tuple(words),))


@functools.lru_cache(maxsize=100_000)
def word_syllables(word: str) -> tuple[tuple[str, ...], ...]:
    """Phones of each syllable of a word of hanzi, by pypinyin's dictionary of phrases."""
    written = lazy_pinyin(word, style=Style.NORMAL, v_to_u=False)
    return tuple(phones.pinyin_phones(_plain(syllable)) for syllable in written)


def _word_readings(word: str) -> list[tuple[tuple[str, ...], ...]]:
    best = word_syllables(word)
    choices = []
    for character in word:
        syllables = []
        for reading in pinyin(character, style=Style.NORMAL, heteronym=True)[0]:
            try:
                syllables.append(phones.pinyin_phones(_plain(reading)))
            except ValueError:
                continue  # dialect readings such as hm
        choices.append(list(dict.fromkeys(syllables)))
    others = itertools.islice(itertools.product(*choices), _MAX_READINGS)
    return list(dict.fromkeys([best, *others]))


def _plain(syllable: str) -> str:
    return syllable.replace("ü", "v").replace("ê", "ei")


def read_digits(text: str) -> str:
    """Write digits as they are read aloud: years and long numbers digit by digit, others as numbers."""

    def spoken(match: re.Match[str]) -> str:
        number, unit = match.group(1), match.group(2)
        if (unit == "年" and len(number) in (2, 4)) or len(number) > 4 or number.startswith("0"):
            return "".join(_DIGITS[int(digit)] for digit in number) + unit
        return _read_number(int(number)) + unit

    return re.sub(r"([0-9]+)(年?)", spoken, text)


def _read_number(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    spoken, pending_zero = "", False
    digits = [int(digit) for digit in str(number)]
    for position, digit in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if digit == 0:
            pending_zero = bool(spoken)
            continue
        spoken += ("零" if pending_zero else "") + _DIGITS[digit] + _UNITS[position]
        pending_zero = False
    return spoken[1:] if 10 <= number < 20 else spoken
