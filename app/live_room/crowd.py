"""How many watch, like and buy. Made up, but of what she does: it rewards what keeps a real audience."""

from __future__ import annotations

import random

STEP = 0.5
"""Seconds from one state to the next."""

_TALKING = 0.0015  # of the viewers, a second
_SILENT = -0.025
_LIKES = 0.02  # likes a viewer, a second, while she talks
_BUYING = 15.0  # seconds after she asked
_BUYERS = 0.0004  # orders a viewer, a second, in that time
_MOST_BUYERS = 0.1


class CrowdCount:
    """The counts, moved on by `step`. Viewers stay between 1 and the script's most."""

    def __init__(self, viewers: int, most: int, seed: int) -> None:
        self._viewers = float(viewers)
        self._most = most
        self._likes = 0.0
        self.orders = 0
        self._random = random.Random(seed)
        self._asked_to_buy = -_BUYING

    @property
    def viewers(self) -> int:
        """Who watches now."""
        return round(self._viewers)

    @property
    def likes(self) -> int:
        """Likes since the start."""
        return int(self._likes)

    def move(self, share: float) -> None:
        """A share of the viewers comes (goes, when negative) at once; at least one does."""
        change = self._viewers * share
        change = max(1.0, change) if share > 0 else min(-1.0, change)
        self._viewers = min(float(self._most), max(1.0, self._viewers + change))

    def like(self, share: float) -> None:
        """A share of the viewers likes it."""
        self._likes += 1 + self._viewers * share

    def ask_to_buy(self, now: float) -> None:
        """She said where to buy, after a price."""
        self._asked_to_buy = now

    def step(self, now: float, *, silent: bool, talking: bool) -> bool:
        """Go on by `STEP` seconds; whether somebody bought."""
        # drawn every time, so that the same seed gives the same evening whatever she does
        chance, noise = self._random.random(), self._random.random()
        rate = _SILENT if silent else (_TALKING if talking else 0.0)
        wander = (noise - 0.5) * 0.004
        viewers = self._viewers * (1 + (rate + wander) * STEP)
        self._viewers = min(float(self._most), max(1.0, viewers))
        if talking:
            self._likes += self._viewers * _LIKES * STEP * 2 * noise
        if now - self._asked_to_buy > _BUYING:
            return False
        bought = chance < min(_MOST_BUYERS, self._viewers * _BUYERS) * STEP * 2
        self.orders += bought
        return bought
