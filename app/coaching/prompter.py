"""Follows a voice through a script: where she is, whether she is still in it, and what she left out.

A hidden Markov model decoded as the words come in (Viterbi, in a frame of log odds against talk that is not
in the script). Each heard syllable was either the next one of the script, or one a little further, or a jump
to somewhere else, or not in the script at all; a syllable that is heard is compared by its sound without its
tone. Pardo & Birmingham, "Modeling form for on-line following of musical performances" (AAAI 2005), do the
same with musicians who skip and repeat.

What was heard may be rewritten at its end by the recogniser: the model goes back to the last syllable that
has stayed, and on from there. What is *shown* never goes back by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from app.coaching.script import Script
from app.speech.sound_distance import Sound, sounds_of, syllable_distance

_Row = NDArray[np.float64]

# log odds, in syllables heard right: set by hand, judged with packaging/coaching/evaluate_prompter.py
_SAME = 1.0
_OTHER = 1.6  # lost on the way from the same syllable to quite another
_LEAVE = 1.2  # to begin to say what is not in the script; going on with that is free
_SKIP_ONE, _SKIP_TWO = 0.9, 1.3
_TO_SENTENCE, _TO_CLAUSE, _TO_MIDDLE = 3.5, 4.0, 6.0  # jumps, by what begins where they end
_TO_NEAR, _NEAR_AHEAD = 2.5, 12  # jumps a few syllables ahead: words that were not heard at all
_FARTHER = 0.02  # a syllable of a longer jump: what is said again later is taken for the nearer place
_NEVER = -1e9

AHEAD_SECTIONS = 2
"""So many sections ahead she is looked for, beside her own."""

BACK = 60
"""Syllables behind her that are reckoned with when she says something again."""

_NEAR = 6  # syllables: not a jump yet
_SURE_NEAR, _SURE_FAR = 1.1, 2.0  # by how much a place must be better than others before it is shown
_PIECE = 40  # characters that are read at a time: those read before are remembered
_KEPT, _MOST = 100, 180  # characters of the heard text that may still be rewritten, and when older ones go


@dataclass(frozen=True)
class Following:
    """Where she is. `position` syllables of the script lie behind her; it never goes back by itself.

    `sure` (0…1) is how much better this place explains what was heard than any other. `in_script` is False
    while she says something of her own, and for a moment after a word that was heard wrongly.
    """

    position: int = 0
    sure: float = 1.0
    in_script: bool = True


class Prompter:
    """Follows one take through a script. Not for several threads at once."""

    def __init__(self, script: Script) -> None:
        self._model = _Model(script)
        self.script = script
        self.following = Following()
        self._gone = ""  # heard text whose syllables are settled
        self._text = ""
        self._sounds: list[Sound] = []
        self._rows: list[tuple[_Row, _Row]] = [self._model.start(0)]

    def hear(self, text: str) -> Following:
        """What has been recognised in this take so far, all of it; its end may differ from the last time."""
        if text == self._text:
            return self.following
        self._text = text
        tail = text[len(self._gone) :]
        sounds = _read(tail)
        same = _same_beginning(self._sounds, sounds)
        del self._rows[same + 1 :]
        self._sounds = sounds
        reach = self._model.reach(self.following.position)
        for sound in sounds[same:]:
            self._rows.append(self._model.step(*self._rows[-1], sound, reach))
        if sounds[same:] or same < len(sounds):
            self._decide()
        if len(tail) > _MOST:
            self._settle((len(tail) - _KEPT) // _PIECE * _PIECE)
        return self.following

    def move_to(self, position: int) -> Following:
        """She put the script somewhere by hand, forwards or back; listening goes on from there."""
        position = min(max(position, 0), len(self.script.syllables))
        self._restart(position)
        return self.following

    def change_script(self, script: Script) -> Following:
        """The script was edited; she stays where she is in what was not changed."""
        place = _moved(
            [each.sound for each in self.script.syllables],
            [each.sound for each in script.syllables],
            self.following.position,
        )
        self.script, self._model = script, _Model(script)
        self._restart(place)
        return self.following

    def _restart(self, position: int) -> None:
        self._gone, self._sounds = self._text, []
        self._rows = [self._model.start(position)]
        self.following = Following(position)

    def _settle(self, characters: int) -> None:
        """Keep only what may still change."""
        self._gone = self._text[: len(self._gone) + characters]
        self._sounds = _read(self._text[len(self._gone) :])
        self._rows = self._rows[len(self._rows) - len(self._sounds) - 1 :]

    def _decide(self) -> None:
        said, beside = self._rows[-1]
        best = np.maximum(said, beside)
        place = int(best.argmax())
        now = self.following.position
        others = best.copy()
        others[max(0, place - 3) : place + 4] = _NEVER
        margin = float(best[place] - others.max())
        sure = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, margin))))
        if place > now and said[place] >= beside[place]:
            staying = float(best[place] - best[max(0, now - BACK) : now + 1].max())
            if place - now <= _NEAR:
                believed = staying >= _SURE_NEAR
            else:
                believed = staying >= _SURE_FAR and margin >= _SURE_FAR
            if believed:
                now = place
        in_script = bool(said.max() - beside.max() >= _SURE_NEAR)
        self.following = Following(now, sure, in_script)


class _Model:
    """The script as the states of the model.

    A row holds a score for every number of syllables behind her: `said` when the last heard syllable was the
    last of those, `beside` when it was not in the script.
    """

    def __init__(self, script: Script) -> None:
        known: dict[Sound, int] = {}
        self._ids = np.array(
            [known.setdefault(each.sound, len(known)) for each in script.syllables], dtype=np.intp
        )
        self._known = tuple(known)
        self._likeness: dict[Sound, _Row] = {}
        self._sections = np.array([0, *(each.section for each in script.syllables)], dtype=np.intp)
        self.size = len(script.syllables) + 1
        jump = np.full(self.size, _TO_MIDDLE)
        for first, _ in script.clauses:
            jump[first + 1] = _TO_CLAUSE
        for first, _ in script.sentences:
            jump[first + 1] = _TO_SENTENCE
        self._jump = jump

    def start(self, position: int) -> tuple[_Row, _Row]:
        """The row before anything was heard."""
        said, beside = np.full(self.size, _NEVER), np.full(self.size, _NEVER)
        beside[position] = 0.0
        return said, beside

    def likeness(self, sound: Sound) -> _Row:
        """How much a heard sound speaks for each syllable of the script, shape (size - 1,)."""
        if sound not in self._likeness:
            of_known = [_SAME - _OTHER * syllable_distance(each, sound) for each in self._known]
            self._likeness[sound] = np.array(of_known, dtype=np.float64)[self._ids]
        return self._likeness[sound]

    def reach(self, shown: int) -> tuple[int, int]:
        """From where to where (one past) she is looked for while `shown` syllables lie behind her."""
        here = self._sections[min(shown + 1, self.size - 1)]
        last = int(np.searchsorted(self._sections, here + AHEAD_SECTIONS, side="right"))
        return max(1, shown - BACK), last

    def ways(self, said: _Row, beside: _Row, reach: tuple[int, int]) -> tuple[_Row, int]:
        """The ways on to each place, and where jumps begin: scores, shape (4, size).

        The ways are one on, two on, three on, and a jump to somewhere within reach.
        """
        before = np.maximum(said, beside)
        rows = np.full((4, self.size), _NEVER)
        rows[0, 1:] = before[:-1]
        rows[1, 2:] = before[:-2] - _SKIP_ONE
        rows[2, 3:] = before[:-3] - _SKIP_TWO
        source = int(before.argmax())
        first, last = reach
        farther = np.maximum(0, np.abs(np.arange(first, last) - source) - _NEAR_AHEAD)
        rows[3, first:last] = before[source] - self._jump[first:last] - _FARTHER * farther
        near = slice(source + 1, min(source + 1 + _NEAR_AHEAD, last))
        rows[3, near] = np.maximum(rows[3, near], before[source] - _TO_NEAR)
        rows[:, last:] = _NEVER
        return rows, source

    def step(self, said: _Row, beside: _Row, sound: Sound, reach: tuple[int, int]) -> tuple[_Row, _Row]:
        """The row after one more heard syllable."""
        rows, _ = self.ways(said, beside, reach)
        now = rows.max(axis=0)
        now[1:] += self.likeness(sound)
        return now, np.maximum(said - _LEAVE, beside)


@dataclass(frozen=True)
class Passage:
    """Neighbouring clauses of a script that were all said, or all left out: syllables `first`…`last` - 1."""

    first: int
    last: int
    said: bool


_SAID_SHARE = 0.5  # of a clause's syllables


def passages(script: Script, heard: str) -> tuple[Passage, ...]:
    """What was said of a script and what was left out, from all that was heard. Blocks, about a second.

    A whole take is aligned at once, so that what comes later helps to place what came before.
    """
    model, sounds = _Model(script), sounds_of(heard)
    everywhere = (1, model.size)
    said, beside = model.start(0)
    ways = np.zeros((len(sounds), model.size), np.int8)
    came_said = np.zeros((len(sounds), model.size), np.bool_)  # whether the state before was `said`
    stayed = np.zeros((len(sounds), model.size), np.bool_)  # whether `beside` came from `beside`
    sources = np.zeros(len(sounds), np.intp)
    for t, sound in enumerate(sounds):
        rows, sources[t] = model.ways(said, beside, everywhere)
        ways[t] = rows.argmax(axis=0)
        came_said[t] = said >= beside
        stayed[t] = beside >= said - _LEAVE
        said, beside = model.step(said, beside, sound, everywhere)
    covered = np.zeros(model.size, np.bool_)
    place = int(np.maximum(said, beside).argmax())
    in_said = bool(said[place] >= beside[place])
    for t in range(len(sounds) - 1, -1, -1):
        if not in_said:
            in_said = not stayed[t, place]
            continue
        covered[place] = True
        way = int(ways[t, place])
        place = int(sources[t]) if way == 3 else place - 1 - way
        in_said = bool(came_said[t, place])
    return _joined(script, covered[1:])


def _joined(script: Script, covered: NDArray[np.bool_]) -> tuple[Passage, ...]:
    found: list[Passage] = []
    for first, last in script.clauses:
        said = bool(covered[first:last].mean() >= _SAID_SHARE)
        if found and found[-1].said == said:
            found[-1] = Passage(found[-1].first, last, said)
        else:
            found.append(Passage(first, last, said))
    return tuple(found)


class Pace:
    """Manual prompting: an even speed in characters a minute, as syllables of the script."""

    SLOWEST, FASTEST = 60, 400

    def __init__(self, speed: int = 200) -> None:
        self.speed = speed
        self._place = 0.0

    def set_speed(self, speed: int) -> None:
        """Characters a minute, kept between the slowest and the fastest."""
        self.speed = min(max(speed, self.SLOWEST), self.FASTEST)

    @property
    def place(self) -> float:
        """Syllables of the script that lie behind her."""
        return self._place

    def move_to(self, position: int) -> None:
        """Go on from here."""
        self._place = float(position)

    def advance(self, seconds: float, end: int) -> float:
        """Time passes; the place afterwards, at most `end`."""
        self._place = min(float(end), self._place + max(0.0, seconds) * self.speed / 60.0)
        return self._place


def _read(text: str) -> list[Sound]:
    """The syllables of what was heard; each time only its last piece is new."""
    return [each for at in range(0, len(text), _PIECE) for each in sounds_of(text[at : at + _PIECE])]


def _moved(old: list[Sound], new: list[Sound], place: int) -> int:
    """Where the syllable before `place` is after an edit; the beginning of the change when it is gone."""
    before = _same_beginning(old, new)
    if place <= before:
        return place
    behind = _same_beginning(old[before:][::-1], new[before:][::-1])
    if place > len(old) - behind:
        return place + len(new) - len(old)
    changed = SequenceMatcher(
        None, old[before : len(old) - behind], new[before : len(new) - behind], autojunk=False
    )
    found = before
    for block in changed.get_matching_blocks():
        if block.a < place - before:
            found = before + block.b + min(block.size, place - before - block.a)
    return found


def _same_beginning(one: Sequence[Sound], other: Sequence[Sound]) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
