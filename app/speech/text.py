"""A prompt's text into what is to be said: syllables with their spoken tones, and tokens that lay it out.

Numbers and signs are read out (`numerals`), the text is split into words (`words`), characters get their
readings (`readings`), a suffix 儿 joins its syllable, and tones change as in connected speech (`sandhi`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.errors import ExpectedError
from app.i18n import msg
from app.speech.numerals import Piece, PieceKind, read_out
from app.speech.pinyin import Reading, read_pinyin, spell, with_tone_mark
from app.speech.readings import possible_readings, read_words
from app.speech.sandhi import Toned, spoken_tones
from app.speech.values import SpokenText, Syllable, Token, TokenKind
from app.speech.words import split_words


class ReadingError(ExpectedError):
    """A pinyin override that does not fit its text."""


_LETTERS = {
    "A": "ei1", "B": "bi4", "C": "xi1", "D": "di4", "E": "yi4", "F": "ai2 fu5", "G": "ji4", "H": "ei2 chi5",
    "I": "ai4", "J": "zhei4", "K": "kei4", "L": "ai2 lou5", "M": "ai2 mu5", "N": "en1", "O": "ou1",
    "P": "pi4", "Q": "qiu4", "R": "a4", "S": "ai2 si5", "T": "ti4", "U": "you1", "V": "wei4",
    "W": "da2 bu5 liu5",     "X": "ai2 ke5 si5", "Y": "wai1", "Z": "zi4",
}  # fmt: skip
_OWN_SYLLABLE = frozenset(
    [
        "女儿",
        "婴儿",
        "幼儿",
        "孤儿",
        "少儿",
        "健儿",
        "胎儿",
        "婴幼儿",
        "男儿",
        "宠儿",
        "混血儿",
        "托儿",
        "患儿",
        "弃儿",
        "早产儿",
        "新生儿",
        "幸运儿",
        "产儿",
        "生儿",
        "弄儿",
        "童儿",
    ]
)


@dataclass
class _Draft:
    """A syllable being made."""

    text: str
    start: int
    end: int
    reading: Reading
    also: frozenset[int] = frozenset()
    third: bool = False
    serial: bool = False
    word: int = 0
    phrase: int = 0
    letter: bool = False


@dataclass
class _Phrase:
    """What the text has become: drafts in order, and tokens with the draft they show."""

    drafts: list[_Draft] = field(default_factory=list)
    tokens: list[tuple[TokenKind, str, _Draft | None]] = field(default_factory=list)


def to_spoken(text: str, pinyin: Sequence[str] | None = None) -> SpokenText:
    """What is to be said when `text` is read aloud.

    `pinyin` overrides the readings, one entry per spoken syllable in order (citation tones, `zao3`; `huar1`
    for a syllable with 儿). Raises `ReadingError` when it has the wrong number of syllables or one that its
    character does not have. Text without anything to say gives no syllables.
    """
    draft = _draft(read_out(text))
    if pinyin is not None:
        _override(draft, pinyin)
    return _finish(text, draft)


def spoken_from_pinyin(pinyin: Sequence[str], text: str = "") -> SpokenText:
    """What is to be said, given as pinyin alone (`["ni3", "hao3"]`) and taken as one word.

    When `text` has a character for every syllable it is shown. Raises `ReadingError` for what is not pinyin.
    """
    drafts = _Phrase()
    for index, written in enumerate(pinyin):
        try:
            reading = read_pinyin(written)
        except ValueError as error:
            raise _not_pinyin(written, index, "") from error
        shown = text[index] if len(text) == len(pinyin) else _shown(reading)
        drafts.drafts.append(_Draft(shown, index, index + 1, reading))
        drafts.tokens.append((TokenKind.SYLLABLE, shown, drafts.drafts[-1]))
    return _finish(text or " ".join(pinyin), drafts)


def _shown(reading: Reading) -> str:
    """A syllable without a character, as dictionaries print it: `zǎo`, a dot before a neutral one."""
    mark = with_tone_mark(*reading)
    return "·" + mark if mark.isascii() else mark


def _draft(pieces: Sequence[Piece]) -> _Phrase:
    out = _Phrase()
    phrase = word = 0
    run: list[Piece] = []

    def end_run() -> None:
        nonlocal word
        if run:
            word = _read_run(run, out, word, phrase)
            run.clear()

    for piece in pieces:
        if piece.kind is PieceKind.CHARACTER:
            run.append(piece)
            continue
        end_run()
        if piece.kind is PieceKind.LETTER:
            word += 1
            for syllable in _LETTERS[piece.text.upper()].split():
                reading = read_pinyin(syllable)
                out.drafts.append(
                    _Draft(piece.text, piece.start, piece.end, reading, word=word, phrase=phrase, letter=True)
                )
                out.tokens.append((TokenKind.SYLLABLE, piece.text, out.drafts[-1]))
        elif piece.kind is PieceKind.PAUSE:
            phrase += 1
            out.tokens.append((TokenKind.PAUSE, piece.text, None))
        else:
            out.tokens.append((TokenKind.SILENT, piece.text, None))
    end_run()
    return out


def _read_run(run: list[Piece], out: _Phrase, word: int, phrase: int) -> int:
    words = split_words("".join(p.text for p in run))
    read = read_words(words)
    at = 0
    for each in words:
        word += 1
        for offset, character in enumerate(each):
            piece, reading = run[at], read[at]
            at += 1
            if character == "儿" and _joins(each, offset, out, word, phrase):
                _join(out)
                continue
            out.drafts.append(
                _Draft(character, piece.start, piece.end, reading.reading, reading.also, reading.third,
                       piece.serial, word, phrase)
            )  # fmt: skip
            out.tokens.append((TokenKind.SYLLABLE, character, out.drafts[-1]))
    return word


def _joins(word: str, offset: int, out: _Phrase, number: int, phrase: int) -> bool:
    """Whether this 儿 is a suffix that colours the syllable before it."""
    if not out.drafts or out.drafts[-1].phrase != phrase or out.drafts[-1].letter:
        return False
    if offset == 0 and len(word) > 1:
        return False  # 儿童, 儿子
    before = word[:offset] if offset else out.drafts[-1].text
    if before + "儿" in _OWN_SYLLABLE or out.drafts[-1].reading.final == "er":
        return False
    return not out.drafts[-1].reading.erhua


def _join(out: _Phrase) -> None:
    draft = out.drafts[-1]
    draft.text += "儿"
    draft.end += 1
    draft.reading = draft.reading._replace(erhua=True)
    out.tokens[-1] = (TokenKind.SYLLABLE, draft.text, draft)


def _override(phrase: _Phrase, pinyin: Sequence[str]) -> None:
    if len(pinyin) == len(phrase.drafts) + sum(d.reading.erhua for d in phrase.drafts):
        _split_erhua(phrase)
    _join_written_erhua(phrase, pinyin)
    if len(pinyin) != len(phrase.drafts):
        raise ReadingError(
            msg(
                "拼音有 {given} 个音节，文本读出来是 {wanted} 个（{text}）。"
                "请逐个音节写拼音，儿化写成 huar1 这样。",
                given=len(pinyin),
                wanted=len(phrase.drafts),
                text=" ".join(d.text for d in phrase.drafts),
            )
        )
    for index, (written, draft) in enumerate(zip(pinyin, phrase.drafts, strict=True)):
        try:
            reading = read_pinyin(written)
        except ValueError as error:
            raise _not_pinyin(written, index, draft.text) from error
        possible = possible_readings(draft.text[0])
        if possible and not draft.letter and (reading.initial, reading.final) not in possible:
            raise ReadingError(
                msg(
                    "第 {number} 个音节“{character}”没有“{pinyin}”这个读音。请检查这一句的拼音。",
                    number=index + 1,
                    character=draft.text,
                    pinyin=spell(reading.initial, reading.final, reading.erhua),
                )
            )
        if reading[:3] != draft.reading[:3]:
            draft.also, draft.third = frozenset(), False
        draft.reading = reading


def _split_erhua(phrase: _Phrase) -> None:
    """Undo the joining of 儿: the override writes it as a syllable of its own."""
    drafts: list[_Draft] = []
    tokens: list[tuple[TokenKind, str, _Draft | None]] = []
    for kind, text, draft in phrase.tokens:
        if draft is None or not draft.reading.erhua:
            tokens.append((kind, text, draft))
            if draft is not None:
                drafts.append(draft)
            continue
        suffix = _Draft(
            "儿", draft.end - 1, draft.end, Reading("", "er", 2), word=draft.word, phrase=draft.phrase
        )
        draft.text, draft.end = draft.text[:-1], draft.end - 1
        draft.reading = draft.reading._replace(erhua=False)
        drafts += [draft, suffix]
        tokens += [(kind, draft.text, draft), (kind, "儿", suffix)]
    phrase.drafts, phrase.tokens = drafts, tokens


def _join_written_erhua(phrase: _Phrase, pinyin: Sequence[str]) -> None:
    """Join a 儿 that was left apart where the override writes one syllable (`nü'r`-like spellings)."""
    index = 0
    while len(phrase.drafts) > len(pinyin) and index + 1 < len(phrase.drafts):
        written = pinyin[index] if index < len(pinyin) else ""
        following = phrase.drafts[index + 1]
        letters = written.rstrip("012345")
        if following.text == "儿" and letters.endswith("r") and letters != "er":
            draft = phrase.drafts[index]
            draft.text, draft.end = draft.text + "儿", following.end
            del phrase.drafts[index + 1]
            phrase.tokens = [
                (k, draft.text if d is draft else t, d) for k, t, d in phrase.tokens if d is not following
            ]
        index += 1


def _not_pinyin(written: str, index: int, character: str) -> ReadingError:
    return ReadingError(
        msg(
            "第 {number} 个音节{character}的拼音“{pinyin}”写得不对。写法如 zao3、lv4、huar1、de5。",
            number=index + 1,
            character=f"“{character}”" if character else "",
            pinyin=written,
        )
    )


def _finish(text: str, phrase: _Phrase) -> SpokenText:
    drafts = phrase.drafts
    toned = [Toned(d.text[0], d.reading.tone, d.word, d.phrase, d.serial, d.third, d.also) for d in drafts]
    spoken = spoken_tones(toned)
    syllables = tuple(
        Syllable(
            d.text,
            d.reading.initial,
            d.reading.final,
            d.reading.tone,
            tone,
            d.reading.erhua,
            d.start,
            d.end,
            tuple(sorted(also)),
        )
        for d, (tone, also) in zip(drafts, spoken, strict=True)
    )
    number = {id(d): i for i, d in enumerate(drafts)}
    tokens = tuple(
        Token(kind, shown, None if draft is None else number[id(draft)])
        for kind, shown, draft in phrase.tokens
    )
    return SpokenText(text, syllables, tokens)
