"""Which comment comes when: drawn by seed from the script, by difficulty, stage and what set it off."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from app.live_room.values import Comment, Kind, Stage, Trigger

Thing = TypeVar("Thing")

_FIRST = 5.0  # seconds until the first comment
_SPREAD = (0.7, 1.3)  # of the time between two comments
_WAIT = 2.0  # seconds until it is tried again when too much is open
_DELAY = (1.5, 3.5)  # seconds from what she said to what is said about it
_PAUSE = {Trigger.SILENCE: 10.0, Trigger.PRICE: 25.0, Trigger.PRODUCT: 60.0}
"""Seconds for which the same cause brings nothing more."""

NAMES = (
    "路过的小王",
    "爱吃甜的猫",
    "喀什来的风",
    "早起的阿姨",
    "用户8306",
    "慢慢看",
    "南方小土豆",
    "天山脚下",
)
"""Viewers, when a script names none."""


class Stream:
    """Deals the comments of one session out. What she does changes when they come, not what is drawn."""

    def __init__(
        self,
        comments: Sequence[Comment],
        stages: Sequence[Stage],
        every: float,
        level: int,
        names: Sequence[str],
        seed: int,
    ) -> None:
        self._random = random.Random(seed)
        self._stages = tuple(stages)
        self._every = every
        fitting = [each for each in comments if each.level <= level]
        self._asking = self._shuffled(c for c in fitting if c.trigger is Trigger.TIME and c.kind.asks)
        self._others = self._shuffled(c for c in fitting if c.trigger is Trigger.TIME and not c.kind.asks)
        self._by_trigger: dict[Trigger, list[Comment]] = {
            each: self._shuffled(c for c in fitting if c.trigger is each)
            for each in Trigger
            if each is not Trigger.TIME
        }
        self._most = {Trigger.PRICE: 2 * level, Trigger.PRODUCT: 1 + level}
        self._names = self._shuffled(dict.fromkeys(names or NAMES))
        self._next = _FIRST
        self._turn = 0
        self._last: Kind | None = None
        self._due: dict[Trigger, float] = {}
        self._came: dict[Trigger, float] = {}

    def _shuffled(self, things: Iterable[Thing]) -> list[Thing]:
        listed = list(things)
        self._random.shuffle(listed)
        return listed

    def stage(self, share: float) -> Stage | None:
        """The stage at a share of the whole time."""
        begun = [each for each in self._stages if each.begins <= share]
        return begun[-1] if begun else None

    def name(self) -> str:
        """The next viewer."""
        self._names.append(self._names.pop(0))
        return self._names[-1]

    def timed(self, now: float, share: float, *, room_for_question: bool) -> Comment | None:
        """The comment whose turn it is, if it is."""
        if now < self._next:
            return None
        stage = self.stage(share)
        here = stage.id if stage else ""

        def fits(comment: Comment) -> bool:
            return comment.stage in ("", here) and (room_for_question or not comment.kind.asks)

        piles = (self._asking, self._others) if self._turn % 2 == 0 else (self._others, self._asking)
        if not room_for_question:
            piles = (self._others, self._others)
        found = next((each for pile in piles if (each := self._taken(pile, fits))), None)
        if found is None:
            self._next = now + _WAIT
            return None
        self._turn += 1
        self._last = found.kind
        tempo = stage.tempo if stage else 1.0
        self._next = now + self._every / tempo * self._random.uniform(*_SPREAD)
        return found

    def _taken(self, pile: list[Comment], fits: Callable[[Comment], bool]) -> Comment | None:
        """The first that fits, one of another kind than the last before one of the same. It is gone then."""
        fitting = [each for each in pile if fits(each)]
        found = next((each for each in fitting if each.kind is not self._last), None)
        found = found or next(iter(fitting), None)
        if found is not None:
            pile.remove(found)
        return found

    def set_off(self, trigger: Trigger, now: float) -> None:
        """Something happened that viewers write about, after a moment."""
        came = self._came.get(trigger)
        rested = came is None or now - came >= _PAUSE[trigger]
        if rested and trigger not in self._due and self._most.get(trigger, 1) > 0:
            self._due[trigger] = now + (0.0 if trigger is Trigger.SILENCE else self._random.uniform(*_DELAY))

    def triggered(self, now: float) -> tuple[Comment, ...]:
        """What is written now about what happened before."""
        found = []
        for trigger in [each for each, due in self._due.items() if due <= now]:
            del self._due[trigger]
            pile = self._by_trigger[trigger]
            if pile:
                pile.append(pile.pop(0))  # these may come again
                found.append(pile[-1])
                self._came[trigger] = now
                if trigger in self._most:
                    self._most[trigger] -= 1
        return tuple(found)
