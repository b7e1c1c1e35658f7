"""Pinyin as authors write it, brought to one form: `zao3`, ü as `v`, 5 for the neutral tone.

Accepted are tone marks and tone numbers, ü written ü, v or u:, syllables apart or joined (hóngzǎo), and the
look-alike letters ɡ and ɑ that textbooks print. This is spelling only: readings of characters are in
`readings`, and how syllables sound is the speech room's business.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_MARKS = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0306": "3", "\u0300": "4"}
# The breve (ă) is not pinyin but is what many keyboards offer for the third tone.
_UMLAUT = "\u0308"
_LOOKALIKES = str.maketrans({"ɡ": "g", "ɑ": "a", "’": "'", "‘": "'", "`": "'", "·": "", "：": ":", "！": "!"})
_APART = re.compile(r"[\s,，.。?？、;；/\-—…“”\"()（）]+")
_LOOSE_EXCLAMATION = re.compile(r"(?<![\w\u0300-\u036f])!+")

_FINALS = {
    "": "a o e ai ei ao ou an en ang eng er",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan un v ve",
    "l": "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "i a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "i a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "i a e ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "i e ao ou an en ang eng ong u ua uo ui uan un",
    "z": "i a e ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "i a e ai ei ao ou an en ang eng ong u uo ui uan un",
    "s": "i a e ai ao ou an en ang eng ong u uo ui uan un",
    "y": "a o e ai ao ou an ang ong i in ing u ue uan un",
    "w": "a o ai ei an en ang eng u",
}
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
"""Every toneless syllable of the standard language, in ordinary spelling with ü as `v` after n and l."""

_LONGEST = max(len(each) for each in SYLLABLES) + 1  # and the r of erhua


_Letters = list[tuple[str, int | None]]


@dataclass(frozen=True)
class WrittenSyllable:
    """One syllable as an author wrote it: `base` toneless (`zao`, `huar`), `tone` 1–5, None when unmarked."""

    base: str
    tone: int | None
    certain: bool = False  # written with a final "!": the author insists on this reading

    @property
    def text(self) -> str:
        """The canonical form; an unmarked syllable is neutral."""
        return f"{self.base}{self.tone or 5}"


def split_syllables(written: str) -> list[WrittenSyllable] | str:
    """The syllables of a written pinyin string, or the piece of it that is no pinyin."""
    syllables: list[WrittenSyllable] = []
    text = unicodedata.normalize("NFC", written).casefold().translate(_LOOKALIKES)
    # A "!" right after a letter or number belongs to the syllable; any other is punctuation.
    for chunk in _APART.split(_LOOSE_EXCLAMATION.sub(" ", text)):
        if not chunk.strip("'"):
            continue
        found = _split_chunk(chunk)
        if found is None:
            return chunk
        syllables += found
    return syllables


@lru_cache(maxsize=4096)  # lessons are made of the same words
def _split_chunk(chunk: str) -> tuple[WrittenSyllable, ...] | None:
    letters: _Letters = []  # each letter with the tone mark it carries
    certain = chunk.endswith("!")
    for piece in unicodedata.normalize("NFD", chunk.rstrip("!")):
        if piece in _MARKS and letters:
            letters[-1] = (letters[-1][0], int(_MARKS[piece]))
        elif piece in (_UMLAUT, ":") and letters and letters[-1][0] == "u":
            letters[-1] = ("v", letters[-1][1])
        elif (piece in "012345" and letters) or ("a" <= piece <= "z") or piece == "'":
            letters.append((piece, None))
        else:
            return None
    found = _segment(letters)
    if found is None:
        return None
    return (
        tuple(WrittenSyllable(each.base, each.tone, certain=True) for each in found)
        if certain
        else tuple(found)
    )


def _segment(letters: _Letters) -> list[WrittenSyllable] | None:
    """Split letters into syllables, longest first; None when they do not make syllables to the end."""
    # From the right, so that each place is looked at once: for each place, the first syllable of the best
    # split of what follows, and where the next one begins.
    first: list[tuple[WrittenSyllable | None, int] | None] = [None] * len(letters) + [(None, 0)]
    for at in range(len(letters) - 1, -1, -1):
        if letters[at][0] == "'":
            first[at] = (None, at + 1) if first[at + 1] else None
            continue
        for length in range(min(_LONGEST, len(letters) - at), 0, -1):
            found = _syllable_at(letters, at, length)
            if found is not None and first[found[1]] is not None:
                first[at] = found
                break
    syllables: list[WrittenSyllable] = []
    at = 0
    while at < len(letters):
        step = first[at]
        if step is None:
            return None
        if step[0] is not None:
            syllables.append(step[0])
        at = step[1]
    return syllables


def _syllable_at(letters: _Letters, at: int, length: int) -> tuple[WrittenSyllable, int] | None:
    """The syllable of `length` letters at a place, with its tone, and the place after it; None if none."""
    piece = letters[at : at + length]
    base = _spelling("".join(letter for letter, _ in piece))
    marks = [mark for _, mark in piece if mark is not None]
    if base is None or len(marks) > 1:
        return None
    after = at + length
    following = letters[after][0] if after < len(letters) else ""
    if following.isdigit():
        return None if marks else (WrittenSyllable(base, int(following) or 5), after + 1)
    if following and following in "aoe":
        return None  # a syllable inside a word that begins with a vowel needs its apostrophe: xī'ān
    return WrittenSyllable(base, marks[0] if marks else None), after


def _spelling(letters: str) -> str | None:
    """A syllable in ordinary spelling (`jv` → `ju`, `lue` → `lve`); None when there is no such syllable."""
    if letters[:1] in ("j", "q", "x", "y"):
        letters = letters.replace("v", "u")
    elif letters in ("lue", "nue"):
        letters = letters.replace("u", "v")
    if letters in SYLLABLES:
        return letters
    if letters.endswith("r") and letters[:-1] in SYLLABLES:
        return letters
    return None


def with_mark(syllable: str) -> str:
    """`zao3` as `zǎo`, for showing; the mark goes on a, e, o, or else the last of i, u, ü."""
    base, tone = syllable[:-1].replace("v", "ü"), int(syllable[-1])
    if tone == 5:
        return base
    at = next((base.index(vowel) for vowel in ("a", "e", "o") if vowel in base), None)
    if at is None:
        at = max(base.rfind(vowel) for vowel in "iuü")
    mark = "\u0304\u0301\u030c\u0300"[tone - 1]
    return unicodedata.normalize("NFC", base[: at + 1] + mark + base[at + 1 :])


def joined(syllables: list[str]) -> str:
    """Syllables as one word with tone marks, apostrophes where a vowel would be read the wrong way."""
    word = ""
    for syllable in syllables:
        marked = with_mark(syllable)
        word += "'" + marked if word and syllable[0] in "aoe" else marked
    return word
