"""Reviews on their way into the tables: cards change one after the other and are kept together.

What she says and answers is rated without her asking for it, so it must not count against her that she
practises much: on one day a thing is rated by its first take, and then only by better ones.
"""

from __future__ import annotations

import dataclasses
from datetime import date, datetime

from app.practice.learning_cards import day_start, local_day
from app.practice.learning_schedule import review
from app.practice.learning_values import Rating
from app.storage.learning import LearningTables
from app.storage.learning_values import KeptCard, Review

_Name = tuple[str, str]  # kind and key


class Reviews:
    """Collects the reviews of one profile, until `keep` writes all of them at once."""

    def __init__(self, tables: LearningTables, profile_id: str) -> None:
        self._tables = tables
        self._profile_id = profile_id
        self._cards: dict[_Name, KeptCard] = {(c.kind, c.key): c for c in tables.cards(profile_id)}
        self._best: dict[tuple[_Name, date], int] = {}
        self._read_from: datetime | None = None
        self._made: list[Review] = []

    @property
    def cards(self) -> list[KeptCard]:
        """Her cards as they are after the reviews collected so far."""
        return list(self._cards.values())

    def card(self, kind: str, key: str) -> KeptCard | None:
        """Her card of this kind and key."""
        return self._cards.get((kind, key))

    def rate(self, card: KeptCard, rating: Rating, when: datetime, seconds: float | None = None) -> None:
        """Review a card by what she said of it herself. A card that she does not have yet is made."""
        name = (card.kind, card.key)
        known = self._cards.get(name, card)
        changed, due = review(known.card, rating, when)
        reviewed = dataclasses.replace(known, card=changed, due=due, reviewed=when)
        self._cards[name] = reviewed
        place = (name, local_day(when))
        self._best[place] = max(int(rating), self._best.get(place, 0))
        self._made.append(Review(reviewed, int(rating), seconds))

    def observe(self, card: KeptCard, rating: Rating, when: datetime, seconds: float | None = None) -> None:
        """Review a card by what she did; passed over unless it is the first or the best of its day."""
        self._read_ratings(when)
        if int(rating) > self._best.get(((card.kind, card.key), local_day(when)), 0):
            self.rate(card, rating, when, seconds)

    def keep(self, until: int | None = None) -> None:
        """Write what was collected; `until` is the last attempt that it takes into account."""
        self._tables.keep_reviews(self._profile_id, self._made, until)
        self._made = []

    def _read_ratings(self, when: datetime) -> None:
        start = day_start(local_day(when))
        if self._read_from is not None and self._read_from <= start:
            return
        self._read_from = start
        names = {card.no: name for name, card in self._cards.items() if card.no}
        for kept in self._tables.reviews(self._profile_id, since=start):
            place = (names[kept.card_no], local_day(kept.reviewed))
            self._best[place] = max(kept.rating, self._best.get(place, 0))
