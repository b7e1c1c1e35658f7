"""A teleprompter's script: sections with their time, and every syllable with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.speech.numerals import PieceKind, read_out
from app.speech.sound_distance import Sound, sounds_of

_HEADING = re.compile(
    r"^[ \t]*#+[ \t]*(?P<title>[^|｜\n]*?)[ \t]*(?:[|｜][ \t]*(?P<seconds>\d{1,5})[^\n]*)?$"
)
_SENTENCE_ENDS = frozenset("。！？!?；;…\n")


@dataclass(frozen=True)
class ScriptSyllable:
    """One syllable: its sound, the stretch of the text it is written as, and what it belongs to."""

    sound: Sound
    start: int  # character of the text
    end: int
    clause: int  # counted through the whole script
    sentence: int
    section: int


@dataclass(frozen=True)
class Section:
    """A stretch of the script. `seconds` is its time, 0 when none was given; syllables `first`…`last` - 1."""

    title: str
    seconds: int
    first: int
    last: int


@dataclass(frozen=True)
class Script:
    """What is shown (`text`, without its headings) and what is said of it."""

    text: str
    syllables: tuple[ScriptSyllable, ...]
    sections: tuple[Section, ...]

    @property
    def seconds(self) -> int:
        """The time of all sections together; 0 when none has any."""
        return sum(each.seconds for each in self.sections)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Each sentence's syllables as (first, one past the last)."""
        return self._stretches([each.sentence for each in self.syllables])

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """Each clause's syllables as (first, one past the last)."""
        return self._stretches([each.clause for each in self.syllables])

    def section_at(self, position: int) -> int:
        """The number of the section in which syllable `position` stands; the last one's at the end."""
        if not self.syllables:
            return 0
        return self.syllables[min(max(position, 0), len(self.syllables) - 1)].section

    @staticmethod
    def _stretches(numbers: list[int]) -> tuple[tuple[int, int], ...]:
        cuts = [0, *(i for i in range(1, len(numbers)) if numbers[i] != numbers[i - 1]), len(numbers)]
        return tuple((a, b) for a, b in pairwise(cuts) if a < b)


def parse_script(written: str) -> Script:
    """Read a script. A line `# title | 60` begins a section of sixty seconds; the time may be left out.

    Text before the first heading is a section without a title. Characters that are not said (latin letters,
    signs) are shown and passed over. Nothing is refused: a script without a syllable has none.
    """
    made = _Maker()
    for line in written.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff").split("\n"):
        heading = _HEADING.match(line)
        if heading:
            made.begin(heading["title"], int(heading["seconds"] or 0))
        elif line.strip() or made.text:
            made.add(line.strip() + "\n")
    return made.script()


class _Maker:
    def __init__(self) -> None:
        self.text = ""
        self._syllables: list[ScriptSyllable] = []
        self._heads: list[tuple[str, int, int]] = []  # title, seconds, first syllable
        self._clause = self._sentence = 0

    def begin(self, title: str, seconds: int) -> None:
        self._heads.append((title, seconds, len(self._syllables)))

    def add(self, line: str) -> None:
        if not self._heads:
            self.begin("", 0)
        base, section = len(self.text), len(self._heads) - 1
        self.text += line
        run: list[tuple[str, int, int]] = []
        for piece in read_out(line):
            if piece.kind is PieceKind.CHARACTER and "\u4e00" <= piece.text <= "\u9fff":
                run.append((piece.text, base + piece.start, base + piece.end))
            elif piece.kind is PieceKind.PAUSE:
                self._end_run(run, section)
                self._clause += 1
                self._sentence += piece.text in _SENTENCE_ENDS
        self._end_run(run, section)
        self._clause += 1
        self._sentence += 1

    def _end_run(self, run: list[tuple[str, int, int]], section: int) -> None:
        sounds = sounds_of("".join(each[0] for each in run))
        for sound, (_, start, end) in zip(sounds, run, strict=True):
            self._syllables.append(ScriptSyllable(sound, start, end, self._clause, self._sentence, section))
        run.clear()

    def script(self) -> Script:
        ends = [*(each[2] for each in self._heads), len(self._syllables)][1:]
        sections = tuple(
            Section(title, seconds, first, last)
            for (title, seconds, first), last in zip(self._heads, ends, strict=True)
        )
        return Script(self.text.rstrip("\n"), tuple(self._syllables), sections)
