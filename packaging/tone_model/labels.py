"""Which tone each syllable of a clip has: dictionary tones, and spoken tones once the pauses are known.

Words come from jieba, readings from pypinyin's dictionary of phrases. Where the spoken tone cannot be known
from the text (a third tone before a third across words, 一 in numbers), the syllable is marked uncertain: it
is left out of training and of every figure, whatever the model says about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import jieba
from acoustic_model.recordings import Clip
from acoustic_model.transcripts import read_digits
from pypinyin import Style, lazy_pinyin

from app.speech import phones

jieba.setLogLevel("ERROR")

_YI_BEFORE = set("个种样定些般直起切边旦再向点下会块")
_NUMBER = set("零一二三四五六七八九十百千万亿第")


@dataclass(frozen=True)
class Label:
    """One syllable: its character ("" when given as pinyin), its phones, and its tone.

    `tone` is the dictionary tone until `with_sandhi` has made it the spoken one. `word_end` marks the last
    syllable of a word.
    """

    hanzi: str
    phones: tuple[str, ...]
    tone: int
    word_end: bool
    certain: bool = True


def labels_of(clip: Clip) -> list[Label] | None:
    """The syllables of a clip with dictionary tones; None when its text cannot be read for certain."""
    try:
        if clip.pinyin and not clip.pinyin.startswith("["):
            syllables = clip.pinyin.split()
            last = len(syllables) - 1
            return [_label("", s, i == last) for i, s in enumerate(syllables)]
        text = read_digits(clip.text)
        if any(c.isascii() and c.isalpha() for c in text):
            return None
        labels: list[Label] = []
        for word in jieba.cut(text):
            hanzi = "".join(c for c in word if "\u3400" <= c <= "\u9fff" or c == "〇")
            if hanzi:
                written = lazy_pinyin(hanzi, style=Style.TONE3, v_to_u=False, neutral_tone_with_five=True)
                if len(written) != len(hanzi):
                    return None
                labels += [
                    _label(c, s, i == len(hanzi) - 1)
                    for i, (c, s) in enumerate(zip(hanzi, written, strict=True))
                ]
        return labels or None
    except ValueError:
        return None


def _label(hanzi: str, syllable: str, word_end: bool) -> Label:
    plain, tone = syllable[:-1].replace("ü", "v").replace("ê", "ei"), syllable[-1]
    if tone not in "12345":
        raise ValueError(f"no tone in {syllable!r}")
    return Label(hanzi, phones.pinyin_phones(plain), int(tone), word_end)


def with_sandhi(labels: Sequence[Label], pause_after: Sequence[bool]) -> list[Label]:
    """The syllables with their spoken tones. `pause_after[i]` tells a pause between syllables i and i + 1.

    Inside a two-syllable word 3 + 3 is spoken 2 + 3. Third tones that meet in any other way (across words, or
    three in a row) are read differently by different people and become uncertain.
    """
    spoken = [_bu_and_yi(labels, i, pause_after) for i in range(len(labels))]
    i = 0
    while i < len(spoken):
        end = i + 1
        while (
            end < len(spoken) and spoken[end - 1].tone == spoken[end].tone == 3 and not pause_after[end - 1]
        ):
            end += 1
        if spoken[i].tone == 3 and end - i == 2 and not spoken[i].word_end:
            spoken[i] = replace(spoken[i], tone=2)
        elif spoken[i].tone == 3 and end - i >= 2:
            for k in range(i, end - 1):
                spoken[k] = replace(spoken[k], certain=False)
        i = end
    return spoken


def _bu_and_yi(labels: Sequence[Label], i: int, pause_after: Sequence[bool]) -> Label:
    here = labels[i]
    if here.hanzi not in ("不", "一") or i + 1 == len(labels) or pause_after[i]:
        return here if here.hanzi != "一" or i == 0 else _number_yi(labels, i)
    following = labels[i + 1]
    if here.hanzi == "不":
        return replace(here, tone=2 if following.tone == 4 else 4)
    if following.hanzi in _YI_BEFORE:
        lexical_fourth = following.tone == 4 or following.hanzi == "个"
        return replace(here, tone=2 if lexical_fourth else 4)
    return replace(here, certain=False)


def _number_yi(labels: Sequence[Label], i: int) -> Label:
    return replace(labels[i], certain=labels[i - 1].hanzi in _NUMBER or labels[i].tone == 1)
