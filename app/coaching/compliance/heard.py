"""A text prepared for the rules: normalised, with its clauses, sentences and sounds."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from app.coaching.compliance.pattern import CLAUSE_ENDS, SENTENCE_ENDS, Matcher, plain_form
from app.coaching.compliance.sound import sounds_of

_DROPPED = re.compile(r"[^\S\n]|[·•*~～_\u200b-\u200f\u2060\ufeff]")
"""What does not tell words apart, or is put between characters to hide them."""

PAUSE = "，"
"""What a pause between words is written as: it ends a clause."""

LONGEST_SENTENCE = 30
"""Characters looked at before and behind a find: recognised speech comes without punctuation."""


@dataclass(frozen=True)
class Heard:
    """`chars` is the text in full- and half-width united, lower case, without blanks.

    `origin[i]` is where `chars[i]` stands in the original.
    """

    chars: str
    origin: tuple[int, ...]

    @cached_property
    def sounds(self) -> str:
        """The blurred pinyin of every character, each followed by a blank."""
        return "".join(f"{sound} " for sound in sounds_of(self.chars))

    @cached_property
    def _sound_starts(self) -> list[int]:
        starts, at = [], 0
        for sound in self.sounds.split(" ")[:-1]:
            starts.append(at)
            at += len(sound) + 1
        return starts

    def find(self, matcher: Matcher) -> list[tuple[int, int]]:
        """Where a matcher finds something in `chars`."""
        return [match.span() for match in matcher.chars.finditer(self.chars) if match.group()]

    def find_sound(self, matcher: Matcher) -> list[tuple[int, int]]:
        """Where a matcher finds something in the sounds, as places in `chars`."""
        if matcher.sounds is None:
            return []
        return [
            (bisect_left(self._sound_starts, match.start()), bisect_left(self._sound_starts, match.end()))
            for match in matcher.sounds.finditer(self.sounds)
            if match.group()
        ]

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The clause (between commas) around a place."""
        return self._around(start, end, CLAUSE_ENDS)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around a place, at most `LONGEST_SENTENCE` characters to either side."""
        return self._around(start, end, SENTENCE_ENDS)

    def _around(self, start: int, end: int, ends: str) -> tuple[int, int]:
        first, last = start, end
        while first > 0 and start - first < LONGEST_SENTENCE and self.chars[first - 1] not in ends:
            first -= 1
        while last < len(self.chars) and last - end < LONGEST_SENTENCE and self.chars[last] not in ends:
            last += 1
        return first, last


def hear(text: str, pauses: Collection[int] = ()) -> Heard:
    """Prepare a text; punctuation stays, for it bounds clauses. So do pauses before places in `pauses`."""
    chars: list[str] = []
    origin: list[int] = []
    for at, character in enumerate(text):
        if chars and at in pauses:
            chars.append(PAUSE)
            origin.append(at - 1)
        if _DROPPED.match(character):
            continue
        chars.append(plain_form(character))
        origin.append(at)
    return Heard("".join(chars), tuple(origin))
