"""Which words the recogniser knows, and how they are said."""

from __future__ import annotations

import importlib.resources
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import jieba
from pypinyin import Style, pinyin

from acoustic_model.transcripts import read_digits, word_syllables
from app.speech.phones import pinyin_phones
from app.speech.words import split_words

_TEXTS = Path(__file__).parent / "texts"
_HANZI_WORD = re.compile(r"[\u4e00-\u9fff]+")
_NAMES = ("nr", "ns", "nt", "nz", "nrt", "nrfg")
_NAME_FREQUENCY = 400
_MAX_WORD = 6

SPOKEN_BOTH_WAYS = frozenset(
    "的了得着地都还长行重和乐觉角大说落给谁这那哪血薄剥露熟色壳削单传弹曾调参差便乘盛折省系吓没校车会解"
)
"""Characters whose other readings are common enough to be kept when they stand alone."""

Pronunciation = tuple[str, ...]


def jieba_frequencies() -> dict[str, tuple[int, str]]:
    """Words of jieba's dictionary with frequency and part of speech."""
    source = importlib.resources.files("jieba").joinpath("dict.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in source.splitlines())
    return {row[0]: (int(row[1]), row[2]) for row in rows if _HANZI_WORD.fullmatch(row[0])}


def live_commerce_words() -> list[str]:
    """The words of `texts/live_commerce_words.txt`."""
    lines = (_TEXTS / "live_commerce_words.txt").read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def live_commerce_sentences() -> list[str]:
    """The sentences of `texts/live_commerce_sentences.txt`."""
    lines = (_TEXTS / "live_commerce_sentences.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def cut_words(text: str) -> list[list[str]]:
    """Words of each phrase of a text (phrases end at anything that is not hanzi), digits read out."""
    return [list(jieba.cut(run)) for run in _HANZI_WORD.findall(read_digits(text))]


def lesson_texts(folder: Path) -> list[str]:
    """The lines with hanzi of all lesson files below a folder; none when it is not there."""
    if not folder.is_dir():
        return []
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".toml", ".md"))
    return [
        line for path in files for line in path.read_text("utf-8").splitlines() if _HANZI_WORD.search(line)
    ]


def syllable_characters(frequencies: dict[str, tuple[int, str]]) -> dict[str, str]:
    """For each toned syllable (`ma3`) its commonest character, one with a single reading if there is one."""
    best: dict[str, tuple[tuple[bool, int, int], str]] = {}
    for code in range(0x4E00, 0x9FA6):
        character = chr(code)
        readings = pinyin(character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
        try:
            character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        frequency = frequencies.get(character, (0, ""))[0]
        for position, reading in enumerate(readings):
            rank = (len(readings) == 1, -position if len(readings) > 1 else 0, frequency)
            if reading not in best or rank > best[reading][0]:
                best[reading] = rank, character
    return {reading: character for reading, (_, character) in best.items()}


def choose_words(size: int, training_texts: Iterable[str], extra_texts: Iterable[str]) -> list[str]:
    """The vocabulary, sorted: common words up to `size`, then everything that must be in it.

    That is: the characters of GB 2312's first level, a character for each toned syllable, the words of
    `extra_texts` (lessons) and of live selling, words that occur in the training texts at least twice.
    """
    frequencies = jieba_frequencies()
    ordinary = [
        word
        for word, (frequency, kind) in frequencies.items()
        if len(word) <= _MAX_WORD and (kind not in _NAMES or frequency >= _NAME_FREQUENCY)
    ]
    ordinary.sort(key=lambda word: -frequencies[word][0])
    words = set(ordinary[:size])
    counts = Counter(word for text in training_texts for phrase in cut_words(text) for word in phrase)
    words.update(word for word, count in counts.items() if count >= 2)
    extra = [*extra_texts, *live_commerce_sentences()]
    words.update(word for text in extra for phrase in cut_words(text) for word in phrase)
    # prompts are split by the app in its own way
    words.update(word for text in extra for run in _HANZI_WORD.findall(text) for word in split_words(run))
    words.update(character for text in extra for run in _HANZI_WORD.findall(text) for character in run)
    words.update(live_commerce_words())
    words.update(syllable_characters(frequencies).values())
    words.update(
        bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFF)
    )
    return sorted(word for word in words if pronunciations(word))


def pronunciations(word: str) -> list[Pronunciation]:
    """Ways to say a word as phones, the likeliest first; none where a character has no Mandarin reading."""
    ways: list[Pronunciation] = []
    try:
        ways.append(tuple(phone for syllable in word_syllables(word) for phone in syllable))
    except ValueError:
        return []
    if word in SPOKEN_BOTH_WAYS:
        for reading in pinyin(word, style=Style.NORMAL, heteronym=True)[0]:
            try:
                ways.append(pinyin_phones(reading.replace("ü", "v").replace("ê", "ei")))
            except ValueError:
                continue
    return list(dict.fromkeys(ways))
