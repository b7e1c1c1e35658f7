"""One sitting of reviewing: what comes next, what comes again, what was left for later."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime

from app.practice.learning_values import Rating, ReviewCard


class Session:
    """The cards of one sitting. What was not known comes again at its end, until it is.

    `said_since` is when the sentence or drill on screen was sent to be said; a take after it is its answer.
    """

    def __init__(self, cards: Sequence[ReviewCard]) -> None:
        self._waiting = deque(cards)
        self._begun = len(cards)
        self._again: set[int] = set()
        self._known: set[int] = set()
        self._skipped: list[ReviewCard] = []
        self.said_since: datetime | None = None

    @property
    def current(self) -> ReviewCard | None:
        """What is to be done now; None when nothing is left."""
        return self._waiting[0] if self._waiting else None

    @property
    def comes_again(self) -> bool:
        """Whether the present card was not known a moment ago."""
        return self.current is not None and self.current.no in self._again

    @property
    def count(self) -> int:
        """How many things there are in this sitting."""
        return self._begun

    @property
    def done(self) -> int:
        """How many of them are known or left for later."""
        return len(self._known) + len(self._skipped)

    @property
    def known(self) -> int:
        """How many were known, at once or in the end."""
        return len(self._known)

    @property
    def not_at_once(self) -> int:
        """How many had to come again."""
        return len(self._again)

    @property
    def skipped(self) -> int:
        """How many were left for later."""
        return len(self._skipped)

    def rate(self, rating: Rating) -> None:
        """The present card was done so well; go on."""
        card = self._waiting.popleft()
        self.said_since = None
        if rating is Rating.AGAIN:
            self._again.add(card.no)
            self._waiting.append(card)
        else:
            self._known.add(card.no)

    def skip(self) -> None:
        """Leave the present card for another time; go on."""
        self._skipped.append(self._waiting.popleft())
        self.said_since = None

    def replace(self, card: ReviewCard) -> None:
        """Show the present card as it is now: its intervals change when it comes again."""
        if self._waiting and self._waiting[0].no == card.no:
            self._waiting[0] = card
