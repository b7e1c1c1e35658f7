"""A transcript laid out syllable by syllable, so that phrases are found in it by characters and by sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.coaching.values import Occurrence
from app.speech.numerals import PieceKind, read_out
from app.speech.sound_distance import Sound, best_places, sounds_of
from app.speech.transcription import Transcript

SENTENCE_PAUSE = 0.35
"""Seconds of silence that end a sentence."""

SAME = 1e-6
"""Distance a syllable of the very same sounds in other characters."""

_LONGEST_SENTENCE = 26  # syllables


def spoken_characters(text: str) -> str:
    """A text's Chinese characters as they are read aloud: ¥19.9 is 十九块九; pauses are blanks."""
    return "".join(
        piece.text if piece.kind is PieceKind.CHARACTER else " " if piece.kind is PieceKind.PAUSE else ""
        for piece in read_out(text)
    )


@dataclass(frozen=True)
class Match:
    """Where a phrase was found: syllables `begin`…`end` (one past the last), how far off, how sure."""

    begin: int
    end: int
    distance: float  # a syllable; 0 when the sounds are the same
    confidence: float


@dataclass(frozen=True)
class HeardText:
    """One entry a syllable: character, start and end (s), the recogniser's confidence."""

    characters: str
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    trust: tuple[float, ...]

    @cached_property
    def sounds(self) -> tuple[Sound, ...]:
        """The toneless syllables."""
        return tuple(
            sound for begin, end in self.sentences for sound in sounds_of(self.characters[begin:end])
        )

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Stretches between pauses, none of them very long, as (first, one past the last)."""
        cuts = [0]
        for i in range(1, len(self.characters)):
            gap = self.starts[i] - self.ends[i - 1]
            if gap >= SENTENCE_PAUSE or i - cuts[-1] >= _LONGEST_SENTENCE:
                cuts.append(i)
        if self.characters:
            cuts.append(len(self.characters))
        return tuple(pairwise(cuts))

    def find(self, phrase: str, most: float = 0.0) -> tuple[Match, ...]:
        """Where a phrase was said, in order: its characters, or sounds at most `most` away a syllable."""
        found: list[Match] = []
        at = self.characters.find(phrase)
        while at >= 0:
            found.append(Match(at, at + len(phrase), 0.0, self.trust_in(at, at + len(phrase))))
            at = self.characters.find(phrase, at + len(phrase))
        for begin, end, off in best_places(sounds_of(phrase), self.sounds, most) if most > 0 else ():
            if all(end <= each.begin or begin >= each.end for each in found):
                sure = max(0.0, 1.0 - off) * (0.5 + 0.5 * self.trust_in(begin, end))
                found.append(Match(begin, end, off, sure))
        return tuple(sorted(found, key=lambda match: match.begin))

    def trust_in(self, begin: int, end: int) -> float:
        """The mean confidence of some syllables."""
        part = self.trust[begin:end]
        return sum(part) / len(part) if part else 0.0

    def occurrence(self, begin: int, end: int) -> Occurrence:
        """What was said there, with its times."""
        return Occurrence(self.characters[begin:end], self.starts[begin], self.ends[end - 1])


def heard_text(transcript: Transcript) -> HeardText:
    """The syllables of a transcript; a word's time is shared evenly among its own."""
    characters: list[str] = []
    times: list[tuple[float, float, float]] = []
    for word in transcript.words:
        said = spoken_characters(word.text).replace(" ", "")
        step = (word.end - word.start) / max(1, len(said))
        for i, character in enumerate(said):
            characters.append(character)
            times.append((word.start + i * step, word.start + (i + 1) * step, word.confidence))
    starts, ends, trust = zip(*times, strict=True) if times else ((), (), ())
    return HeardText("".join(characters), tuple(starts), tuple(ends), tuple(trust))


def find_all(heard: HeardText, phrases: Sequence[str], most: float = 0.0) -> tuple[Match, ...]:
    """Where any of some phrases was said, the longest first where they overlap; in order.

    With `most`, phrases of two syllables count where their very sounds were heard, single ones as written.
    """
    found: list[Match] = []
    for phrase in sorted(phrases, key=len, reverse=True):
        limit = most if len(phrase) > 2 else min(most, SAME) if len(phrase) == 2 else 0.0
        for match in heard.find(phrase, limit):
            if all(match.end <= each.begin or match.begin >= each.end for each in found):
                found.append(match)
    return tuple(sorted(found, key=lambda match: match.begin))


def apart(matches: Sequence[Match], others: Sequence[Match]) -> list[Match]:
    """Those matches that overlap none of the others."""
    return [m for m in matches if all(m.end <= o.begin or m.begin >= o.end for o in others)]
