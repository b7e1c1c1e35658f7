"""Which of its readings a character has in this sentence, and the citation tone that goes with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.hanzi import character_readings, read_hanzi
from app.speech.lexicon import PARTICLES_NEUTRAL, readings
from app.speech.pinyin import Reading, read_pinyin

_PRONOUNS = frozenset(
    [
        "我",
        "你",
        "他",
        "她",
        "它",
        "您",
        "我们",
        "你们",
        "他们",
        "她们",
        "咱们",
        "大家",
        "就",
        "还",
        "也",
        "都",
        "可",
        "总",
        "不",
        "又",
        "非",
    ]
)
_MEASURED = frozenset("一二两三四五六七八九十百千万几每这那哪半多零")
_VERBS_DOUBLED = frozenset(
    "看听说想试尝闻摸谈聊走玩等问查找读写练学算比瞧望讲用洗擦数坐歇吃喝逛见帮记背动转抱拍笑跳骂猜教挑选品泡煮炒烤剥称量"
)
_LOCALISERS = frozenset("上里下")


@dataclass(frozen=True)
class ReadCharacter:
    """One character with its reading.

    `also` are further tones that are as right; `third` marks an underlying tone 3 in a neutral syllable
    (哪里), which still changes the third tone before it.
    """

    character: str
    reading: Reading
    also: frozenset[int] = field(default=frozenset())
    third: bool = False


def read_words(words: tuple[str, ...]) -> tuple[ReadCharacter, ...]:
    """Read a phrase that is split into words; one result per character, which must be Chinese."""
    whole = "".join(words)
    guesses = read_hanzi(whole)
    if len(guesses) != len(whole):
        guesses = [(character_readings(c) or ("en5",))[0] for c in whole]
    out: list[ReadCharacter] = []
    at = 0
    for index, word in enumerate(words):
        guess = guesses[at : at + len(word)]
        before = words[index - 1] if index else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        out += _read_word(word, guess, before, after)
        at += len(word)
    return tuple(out)


def possible_readings(character: str) -> frozenset[tuple[str, str]]:
    """(initial, final) of every reading a character has in the dictionary; empty if it is not in it."""
    written = [*character_readings(character), *readings().get(character, ())]
    out = set()
    for each in written:
        try:
            reading = read_pinyin(each)
        except ValueError:
            continue
        out.add((reading.initial, reading.final))
    return frozenset(out)


def _read_word(word: str, guess: list[str], before: str, after: str) -> list[ReadCharacter]:
    known = readings().get(word)
    if known is not None and len(known) == len(word):
        read = [_from_table(c, written) for c, written in zip(word, known, strict=True)]
    else:
        read = [
            _from_table(c, _known_inside(word, i) or g)
            for i, (c, g) in enumerate(zip(word, guess, strict=True))
        ]
        read = [_numeral_or_negation(r) for r in read]
    return _in_context(word, read, before, after)


def _known_inside(word: str, index: int) -> str | None:
    """The reading of a character in a longer word that contains a word of our own table (葡萄架, 好朋友)."""
    table = readings()
    for size in range(min(len(word) - 1, 4), 1, -1):
        for start in range(max(0, index - size + 1), min(index, len(word) - size) + 1):
            part = table.get(word[start : start + size])
            if part is not None and len(part) == size:
                return part[index - start]
    if len(word) == 1:
        own = table.get(word)
        return own[0] if own else None
    return None


def _from_table(character: str, written: str) -> ReadCharacter:
    """`tao25` is tone 2 that may be neutral; `li53` is neutral and may be tone 3."""
    letters = written.rstrip("012345")
    tones = [int(t) for t in written[len(letters) :]] or [5]
    reading = read_pinyin(f"{letters}{tones[0]}")
    return ReadCharacter(character, reading, frozenset(tones[1:]), third=tones[0] == 5 and 3 in tones)


def _numeral_or_negation(read: ReadCharacter) -> ReadCharacter:
    # dictionaries mix citation and changed tones of these two; the change is made later, by rule
    if read.character == "一":
        return replace(read, reading=Reading("", "i", 1))
    if read.character == "不" and read.reading.tone != 5:
        return replace(read, reading=Reading("b", "u", 4))
    return read


def _neutral(read: ReadCharacter, *also: int) -> ReadCharacter:
    return replace(read, reading=read.reading._replace(tone=5), also=frozenset(also))


def _or_neutral(read: ReadCharacter) -> ReadCharacter:
    return replace(read, also=read.also | {5}) if read.reading.tone != 5 else read


def _in_context(word: str, read: list[ReadCharacter], before: str, after: str) -> list[ReadCharacter]:
    """Neutral tones and readings that hang on the neighbouring words."""
    last = read[-1]
    if len(word) == 1:
        if word == "得" and (not before or before in _PRONOUNS) and after:
            read[-1] = replace(last, reading=Reading("d", "ei", 3))
        elif word == "地" and len(before) >= 2 and after:
            read[-1] = ReadCharacter(word, Reading("d", "e", 5))
        elif word == "地":
            read[-1] = ReadCharacter(word, Reading("d", "i", 4))
        elif word in PARTICLES_NEUTRAL and before:
            read[-1] = _neutral(last)
        elif word == "啊":
            read[-1] = replace(last, reading=Reading("", "a", 5 if before else 1), also=frozenset({1, 5}))
        elif word == "个" and before and before[-1] in _MEASURED:
            read[-1] = replace(last, reading=Reading("g", "e", 4), also=frozenset({5}))
        elif word in ("过", "来", "去") and before:
            read[-1] = _or_neutral(last)
        elif word == before and word in _VERBS_DOUBLED:
            read[-1] = replace(_neutral(last, last.reading.tone), third=last.reading.tone == 3)
    elif word[-1] == "子" and word not in readings():
        read[-1] = _neutral(last)
    elif len(word) == 2 and word[0] == word[1] and word[0] in _VERBS_DOUBLED and last.reading.tone != 5:
        read[-1] = replace(_neutral(last, last.reading.tone), third=last.reading.tone == 3)
    elif word[-1] == "个" and word[-2] in _MEASURED:
        read[-1] = _or_neutral(replace(last, reading=Reading("g", "e", last.reading.tone)))
    if word[-1] in _LOCALISERS and (len(word) > 1 or before):
        read[-1] = _or_neutral(read[-1])
    return read
