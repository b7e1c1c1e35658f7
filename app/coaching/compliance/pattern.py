"""The small language in which rules say what they look for, compiled for characters and for pinyin.

好吃          these characters
(甲|乙)       one of these
[甲|乙]       one of these, or nothing
{praise}      one of the words of the list “praise”
…  …12        a gap of at most 6 (12) characters within the clause, without 不, 没, 别 and 勿
~  ~30        a gap of at most 12 (30) such characters within the sentence
#             a number, in digits or characters
^  $          the clause begins, ends
!(甲|乙)      but neither of these follows
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.coaching.compliance.sound import blurred, readings_of
from app.i18n import tr

CLAUSE_ENDS = "，,：:。！？!?；;\n"
SENTENCE_ENDS = "。！？!?；;\n"
NUMERALS = "零〇一二两三四五六七八九十百千万亿半"

CLAUSE_GAP, SENTENCE_GAP = 6, 12
"""Characters a gap may have when the pattern does not say."""

SHORTEST_SOUND, SHORTEST_GAPPED_SOUND = 3, 4
"""Syllables a pattern must have, without gaps and with them, to be looked for by sound: shorter ones sound
like everyday words."""

_NEGATIONS = "不没别勿"

_SPECIAL = "()[]{}|…~#^$!"


@dataclass(frozen=True)
class Matcher:
    """Some patterns in one: `chars` for normalised text, `sounds` for `Heard.sounds` (None: too short)."""

    chars: re.Pattern[str]
    sounds: re.Pattern[str] | None


def plain_form(character: str) -> str:
    """A character in full- and half-width united and lower case; one that would become several stays."""
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 else character


class PatternError(ValueError):
    """A pattern that cannot be read; `reason` says why in the words of whoever wrote it."""


@dataclass(frozen=True)
class _Piece:
    """A part of a pattern: its regular expressions, the syllables it has at least, whether it has a gap."""

    chars: str
    sounds: str
    syllables: int
    gapped: bool = False


def compile_patterns(patterns: Sequence[str], words: Mapping[str, Sequence[str]]) -> Matcher:
    """One matcher for any of `patterns`; raises `PatternError` with the pattern at fault."""
    pieces = [_Parser(pattern, words).read() for pattern in patterns]
    if not pieces:
        raise PatternError(tr("没有写样式"))
    long_enough = [
        piece.sounds
        for piece in pieces
        if piece.syllables >= (SHORTEST_GAPPED_SOUND if piece.gapped else SHORTEST_SOUND)
    ]
    return Matcher(
        re.compile("|".join(piece.chars for piece in pieces)),
        re.compile("(?<![^ ])(?:" + "|".join(long_enough) + ")") if long_enough else None,
    )


class _Parser:
    def __init__(
        self, pattern: str, words: Mapping[str, Sequence[str]], within: tuple[str, ...] = ()
    ) -> None:
        self._pattern = pattern
        self._words = words
        self._within = within
        self._at = 0

    def read(self) -> _Piece:
        piece = self._sequence()
        if self._at < len(self._pattern):
            raise self._error(tr("多了一个“{sign}”", sign=self._pattern[self._at]))
        if not piece.syllables and not re.search(r"[^\s^$]", piece.chars):
            raise self._error(tr("是空的"))
        return piece

    def _sequence(self) -> _Piece:
        return _joined(list(self._pieces()))

    def _pieces(self) -> Iterator[_Piece]:
        while self._at < len(self._pattern) and self._pattern[self._at] not in ")]|":
            sign = self._pattern[self._at]
            self._at += 1
            match sign:
                case "(":
                    yield self._choice(")")
                case "[":
                    inner = self._choice("]")
                    yield _Piece(f"(?:{inner.chars})?", f"(?:{inner.sounds})?", 0, inner.gapped)
                case "{":
                    yield self._list()
                case "…":
                    yield self._gap(CLAUSE_ENDS, CLAUSE_GAP)
                case "~":
                    yield self._gap(SENTENCE_ENDS, SENTENCE_GAP)
                case "#":
                    yield _number()
                case "^":
                    yield _Piece(f"(?<![^{CLAUSE_ENDS}])", f"(?<![^{CLAUSE_ENDS}] )", 0)
                case "$":
                    yield _Piece(f"(?![^{CLAUSE_ENDS}])", f"(?![^{CLAUSE_ENDS}])", 0)
                case "!":
                    yield self._not_followed()
                case "}":
                    raise self._error(tr("多了一个“{sign}”", sign="}"))
                case _:
                    yield _character(sign)

    def _choice(self, closing: str) -> _Piece:
        branches = [self._sequence()]
        while self._at < len(self._pattern) and self._pattern[self._at] == "|":
            self._at += 1
            branches.append(self._sequence())
        if self._at >= len(self._pattern) or self._pattern[self._at] != closing:
            raise self._error(tr("少了一个“{sign}”", sign=closing))
        self._at += 1
        return _either(branches)

    def _list(self) -> _Piece:
        end = self._pattern.find("}", self._at)
        if end < 0:
            raise self._error(tr("少了一个“{sign}”", sign="}"))
        name = self._pattern[self._at : end]
        self._at = end + 1
        if name not in self._words:
            raise self._error(tr("没有叫“{name}”的词表", name=name))
        if name in self._within:
            raise self._error(tr("词表“{name}”绕回到了自己", name=name))
        inside = (*self._within, name)
        longest_first = sorted(self._words[name], key=len, reverse=True)
        return _either([_Parser(word, self._words, inside).read() for word in longest_first])

    def _gap(self, ends: str, usual: int) -> _Piece:
        digits = re.compile(r"[0-9]*").match(self._pattern, self._at)
        size = usual
        if digits and digits.group():
            self._at = digits.end()
            size = int(digits.group())
        # 特别好 and 别人 are no negations
        letter = f"(?:[^{ends}{_NEGATIONS}]|(?<=[特级])别|别(?=[人家的]))"
        return _Piece(
            f"{letter}{{0,{size}}}?", f"(?:(?!bu |mei |bie )[^{ends} ]+ ){{0,{size}}}?", 0, size > 0
        )

    def _not_followed(self) -> _Piece:
        if self._at >= len(self._pattern) or self._pattern[self._at] != "(":
            raise self._error(tr("“!”后面要有“(”"))
        self._at += 1
        inner = self._choice(")")
        return _Piece(f"(?!{inner.chars})", f"(?!{inner.sounds})", 0)

    def _error(self, reason: str) -> PatternError:
        return PatternError(tr("样式“{pattern}”：{reason}", pattern=self._pattern, reason=reason))


def _joined(pieces: list[_Piece]) -> _Piece:
    return _Piece(
        "".join(piece.chars for piece in pieces),
        "".join(piece.sounds for piece in pieces),
        sum(piece.syllables for piece in pieces),
        any(piece.gapped for piece in pieces),
    )


def _either(branches: list[_Piece]) -> _Piece:
    return _Piece(
        "(?:" + "|".join(piece.chars for piece in branches) + ")",
        "(?:" + "|".join(piece.sounds for piece in branches) + ")",
        min((piece.syllables for piece in branches), default=0),
        any(piece.gapped for piece in branches),
    )


@lru_cache(maxsize=4096)
def _character(sign: str) -> _Piece:
    if sign in _SPECIAL:
        raise PatternError(tr("“{sign}”不能这样用", sign=sign))
    sign = plain_form(sign)
    # the usual reading only: rare ones (没 mò) would make everyday words sound alike
    sounds = [blurred(reading) for reading in readings_of(sign)[:1]] or [re.escape(sign)]
    return _Piece(re.escape(sign), f"{sounds[0]} ", 1)


@lru_cache(maxsize=1)
def _number() -> _Piece:
    sounds = sorted({blurred(readings_of(numeral)[0]) for numeral in NUMERALS if readings_of(numeral)})
    written = f"[0-9.{NUMERALS}]"
    return _Piece(f"¥?{written}+(?:[块元]{written}+)?", f"(?:(?:[0-9.]|{'|'.join(sounds)}) )+", 1)
