"""Pinyin syllables: reading `zhuang1` and writing `zhuāng`.

A `Reading` names a syllable the way `Syllable` does: initial ("" for none), written final with ü as `v`,
tone.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from app.speech import phones
from app.speech.values import Syllable

_SHORT_FINAL = {"iou": "iu", "uei": "ui", "uen": "un"}
_MARKS = ("", "\u0304", "\u0301", "\u030c", "\u0300", "")  # by tone
_ZERO_INITIAL = {
    "i": "yi", "ia": "ya", "ie": "ye", "iao": "yao", "iou": "you", "ian": "yan", "in": "yin",
    "iang": "yang", "ing": "ying", "iong": "yong", "u": "wu", "ua": "wa", "uo": "wo", "uai": "wai",
    "uei": "wei", "uan": "wan", "uen": "wen", "uang": "wang", "ueng": "weng",
    "v": "yu", "ve": "yue", "van": "yuan", "vn": "yun",
}  # fmt: skip


class Reading(NamedTuple):
    """How one syllable is read. `final` is as written after the initial: `iu`, but `iou` alone."""

    initial: str
    final: str
    tone: int
    erhua: bool = False


def read_pinyin(written: str) -> Reading:
    """Read `zao3`, `lv4`, `lǜ`, `huar1`, `de` (no number: neutral). Raises `ValueError` for anything else."""
    text = unicodedata.normalize("NFD", written.strip().lower())
    tone = 0
    for number, mark in enumerate(_MARKS):
        if mark and mark in text:
            tone = number
            text = text.replace(mark, "")
    text = unicodedata.normalize("NFC", text)
    if text[-1:] in "012345" and text:
        if tone:
            raise ValueError(f"a tone mark and a tone number: {written!r}")
        tone = int(text[-1]) or 5
        text = text[:-1]
    if not text or not text.replace("u:", "v").replace("ü", "v").replace("ê", "e").isascii():
        raise ValueError(f"not a syllable of Mandarin: {written!r}")
    initial, phone, erhua = phones.split_pinyin(text)
    final = "i" if phone in ("ii", "iii") else phone
    if initial:
        final = _SHORT_FINAL.get(final, final)
    return Reading(initial, final, tone or 5, erhua)


def spell(initial: str, final: str, erhua: bool = False) -> str:
    """The written syllable without a tone: `("", "iou")` is `you`, `("j", "van")` is `juan`."""
    if not initial:
        written = _ZERO_INITIAL.get(final, final)
    elif initial in ("j", "q", "x") and final.startswith("v"):
        written = initial + "u" + final[1:]
    else:
        written = initial + final.replace("v", "ü")
    return written + "r" if erhua and written != "er" else written


def with_tone_mark(initial: str, final: str, tone: int, erhua: bool = False) -> str:
    """The written syllable with its tone mark: `("zh", "uang", 1)` is `zhuāng`; neutral has none."""
    written = spell(initial, final, erhua)
    if not 1 <= tone <= 4:
        return written
    for vowels in ("a", "o", "e"):
        at = written.find(vowels)
        if at >= 0:
            break
    else:
        # iu and ui carry the mark on the second vowel, and so do single vowels
        at = max(written.rfind(v) for v in "iuü")
        if at < 0:
            at = len(written) - 1
    return unicodedata.normalize("NFC", written[: at + 1] + _MARKS[tone] + written[at + 1 :])


def syllable_pinyin(syllable: Syllable, *, spoken: bool = False) -> str:
    """A prompt syllable's pinyin with its citation tone, or with the tone it is spoken with."""
    tone = syllable.spoken_tone if spoken else syllable.tone
    return with_tone_mark(syllable.initial, syllable.final, tone, syllable.erhua)
